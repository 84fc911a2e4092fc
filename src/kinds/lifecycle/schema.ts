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
const number = (description: string) => ({ description, type: 'integer' })
const age = (description: string) => ({
  description: `${description} Write the unit: \`7 days\`.`,
  type: ['string', 'integer'],
  examples: ['7 days', '90 days'],
})

const shortRule = {
  description: 'One rule in the short form: one selector and one verb.',
  type: 'object',
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
    tagStatus: text('`tagged` needs one of the two lists.', 'tagged', 'untagged', 'any'),
    tagPatternList: texts('Every pattern must match some tag of the image.'),
    tagPrefixList: texts('Every prefix must begin some tag of the image.'),
    storageClass: text(
      '`archive` with `sinceImageTransitioned`, otherwise `standard`, which is also meant where it is left out.',
      'standard',
      'archive',
    ),
    countType: text(
      'What is counted: images, or days since something.',
      'imageCountMoreThan',
      'sinceImagePushed',
      'sinceImagePulled',
      'sinceImageTransitioned',
    ),
    countUnit: text('With the three `since…` types, and left out with `imageCountMoreThan`.', 'days'),
    countNumber: number('Images, or days: 1 or more, and 90 or more with `sinceImageTransitioned`.'),
  },
}

const action = {
  description: 'What happens to them.',
  type: 'object',
  additionalProperties: false,
  properties: {
    type: text(
      '`sinceImagePulled` goes with `transition`, `sinceImageTransitioned` with `expire`.',
      'expire',
      'transition',
    ),
    targetStorageClass: text('With `transition`, and only with it.', 'archive'),
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
    { description: 'Rules in the short form.', type: 'array', items: shortRule },
    {
      description: "Rules in ECR's own JSON, here or in a file.",
      type: 'object',
      additionalProperties: false,
      properties: {
        rules: { description: "Rules in ECR's own JSON.", type: 'array', items: rule },
        file: text("A JSON file with ECR's own policy text, relative to this file.", 'policies/lifecycle.json'),
      },
    },
  ],
}
