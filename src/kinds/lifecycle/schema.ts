import { fits, isOneOf, type Snippet } from '../for-editors.ts'
import { DAYS, SELECTORS, VERBS } from './short.ts'

const text = (description: string, ...examples: readonly string[]) => ({
  description,
  type: 'string',
  ...(examples.length > 0 && { examples }),
})
const texts = (description: string, ...examples: readonly string[]) => ({
  description,
  type: 'array',
  ...(examples.length > 0 && { examples: [examples] }),
  items: { description: 'One entry.', type: 'string' },
})
const yes = (description: string) => ({ description, const: true })
const number = (description: string) => ({ description, type: 'integer', editor: { minimum: 1 } })
/** One of ECR's own words, or a variable. */
const word = (description: string, ...words: readonly string[]) => ({
  ...text(description, ...words),
  ...isOneOf(words),
})
const age = (description: string) => ({
  description: `${description} Write the unit: \`7 days\`.`,
  type: ['string', 'integer'],
  examples: ['7 days', '90 days'],
  editor: { type: 'string', ...fits(DAYS, 'Write a number of days with its unit: 7 days').editor },
})

const snippet = (label: string, description: string, body: Snippet['body']): Snippet => ({ label, description, body })

const SNIPPETS: readonly Snippet[] = [
  snippet('expire untagged images', 'Images without a tag go.', { untagged: true, expireAfter: '${1:7} days' }),
  snippet('keep the newest', 'Of the images with such a tag the newest stay.', {
    tagPattern: '"${1:v*}"',
    keepNewest: '${2:30}',
  }),
  snippet('keep all', 'Images with such a tag stay, whatever later rules say.', {
    tagPattern: '"${1:prod*}"',
    keepAll: true,
  }),
  snippet('expire by age', 'Images with such a tag go when they are old.', {
    tagPattern: '"${1:dev-*}"',
    expireAfter: '${2:30} days',
  }),
  snippet('archive all but the newest', 'Older images are archived.', {
    tagPattern: '"${1:v*}"',
    archiveAllButNewest: '${2:30}',
  }),
  snippet('archive by age', 'Old images are archived.', { tagPattern: '"${1:v*}"', archiveAfter: '${2:90} days' }),
  snippet('archive what nobody pulls', 'Images that were not pulled for long are archived.', {
    any: true,
    archiveIfNotPulledFor: '${1:90} days',
  }),
  snippet('expire archived images', 'Images go when they have been in the archive for long.', {
    any: true,
    expireArchivedAfter: '${1:365} days',
  }),
]

const FROM_FILE = snippet('a file', "A JSON file with ECR's own policy text.", {
  file: '${1:policies/lifecycle.json}',
})

const shortRule = {
  description: 'One rule in the short form: one selector and one verb.',
  type: 'object',
  editor: {
    title: 'rule',
    snippets: SNIPPETS,
    minProperties: 2,
    onlyOne: [
      { keys: Object.keys(SELECTORS), message: 'A rule has one selector: which images it is about' },
      { keys: Object.keys(VERBS), message: 'A rule has one verb: ECR has no "at least N and older than D"' },
    ],
  },
  additionalProperties: false,
  properties: {
    untagged: yes('Selector: images without any tag.'),
    any: yes('Selector: all images. Such a rule is the last of its storage class.'),
    tagPattern: text('Selector: images with a tag that matches; `*` is zero or more characters, at most four.', 'v*'),
    tagPrefix: text('Selector: images with a tag that begins so.', 'v'),
    tagPatternList: texts(
      "Selector, ECR's own list: images where every pattern matches some tag (all of them, not any).",
      'prod*',
      'v*',
    ),
    tagPrefixList: texts(
      "Selector, ECR's own list: images where every prefix begins some tag (all of them, not any).",
      'prod',
      'v',
    ),
    keepNewest: number('Verb: expire all but the N images pushed last, 1 or more.'),
    keepAll: yes('Verb: expire none, and shield these images from every later rule.'),
    expireAfter: age('Verb: expire images pushed longer ago.'),
    archiveAllButNewest: number('Verb: archive all but the N images pushed last, 1 or more.'),
    archiveAfter: age('Verb: archive images pushed longer ago.'),
    archiveIfNotPulledFor: age('Verb: archive images not pulled for as long.'),
    expireArchivedAfter: age('Verb: expire images archived longer ago, 90 days at least.'),
    description: text('What the rule is for: ECR keeps it.'),
  },
}

const selection = {
  description: 'Which images the rule is about.',
  type: 'object',
  additionalProperties: false,
  properties: {
    tagStatus: word('`tagged` needs one of the two lists.', 'tagged', 'untagged', 'any'),
    tagPatternList: texts('Every pattern must match some tag of the image.'),
    tagPrefixList: texts('Every prefix must begin some tag of the image.'),
    storageClass: word(
      '`archive` with `sinceImageTransitioned`, otherwise `standard`, which is also meant where it is left out.',
      'standard',
      'archive',
    ),
    countType: word(
      'What is counted: images, or days since something.',
      'imageCountMoreThan',
      'sinceImagePushed',
      'sinceImagePulled',
      'sinceImageTransitioned',
    ),
    countUnit: word('With the three `since…` types, and left out with `imageCountMoreThan`.', 'days'),
    countNumber: number('Images, or days: 1 or more, and 90 or more with `sinceImageTransitioned`.'),
  },
}

const action = {
  description: 'What happens to them.',
  type: 'object',
  additionalProperties: false,
  properties: {
    type: word(
      '`sinceImagePulled` goes with `transition`, `sinceImageTransitioned` with `expire`.',
      'expire',
      'transition',
    ),
    targetStorageClass: word('With `transition`, and only with it.', 'archive'),
  },
}

const rule = {
  description: "One rule in ECR's own JSON.",
  type: 'object',
  additionalProperties: false,
  properties: {
    rulePriority: number('1 or more, each number once. The lowest is the most important; only the order counts.'),
    description: text('What the rule is for.'),
    selection,
    action,
  },
}

/** A lifecycle policy, in any form that may also be given by name. */
export const lifecycleDocument = {
  description:
    'Rules for expiring and archiving images, the first the most important: 1 to 50, in a text of 100 to 30,720 characters.',
  anyOf: [
    {
      description: 'Rules in the short form.',
      type: 'array',
      items: shortRule,
      editor: { minItems: 1 },
    },
    {
      description: "Rules in ECR's own JSON, here or in a file.",
      type: 'object',
      additionalProperties: false,
      editor: {
        snippets: [FROM_FILE],
        onlyOne: [{ keys: ['rules', 'file'], message: 'The rules are here, or in a file' }],
      },
      properties: {
        rules: { description: "Rules in ECR's own JSON.", type: 'array', items: rule },
        file: text("A JSON file with ECR's own policy text, relative to this file.", 'policies/lifecycle.json'),
      },
    },
  ],
}
