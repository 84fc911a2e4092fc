const text = (description: string) => ({ description, type: 'string' })
const texts = (description: string) => ({
  description,
  type: 'array',
  items: { description: 'One entry.', type: 'string' },
})
const yes = (description: string) => ({ description, const: true })
const number = (description: string) => ({ description, type: 'integer' })
const age = (description: string) => ({
  description: `${description} Days, as in \`7 days\`.`,
  type: ['string', 'integer'],
})

const shortRule = {
  description: 'One rule in the short form: one selector and one verb.',
  type: 'object',
  additionalProperties: false,
  properties: {
    untagged: yes('Selector: images without any tag.'),
    any: yes('Selector: all images. Such a rule is the last of its storage class.'),
    tagPattern: text('Selector: images with a tag that matches; `*` is zero or more characters, at most four.'),
    tagPrefix: text('Selector: images with a tag that begins so.'),
    tagPatternList: texts(
      "Selector, ECR's own list: images where every pattern matches some tag (all of them, not any).",
    ),
    tagPrefixList: texts("Selector, ECR's own list: images where every prefix begins some tag (all of them, not any)."),
    keepNewest: number('Verb: expire all but the N images pushed last.'),
    keepAll: yes('Verb: expire none, and shield these images from every later rule.'),
    expireAfter: age('Verb: expire images pushed longer ago.'),
    archiveAllButNewest: number('Verb: archive all but the N images pushed last.'),
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
    tagStatus: { description: '`tagged` needs one of the two lists.', type: 'string' },
    tagPatternList: texts('Every pattern must match some tag of the image.'),
    tagPrefixList: texts('Every prefix must begin some tag of the image.'),
    storageClass: text('`standard`, or `archive` with `sinceImageTransitioned`.'),
    countType: text('`imageCountMoreThan`, `sinceImagePushed`, `sinceImagePulled` or `sinceImageTransitioned`.'),
    countUnit: text('`days` with the three `since…` types, and left out with `imageCountMoreThan`.'),
    countNumber: number('Images, or days.'),
  },
}

const action = {
  description: 'What happens to them.',
  type: 'object',
  additionalProperties: false,
  properties: {
    type: text('`expire` or `transition`.'),
    targetStorageClass: text('`archive` with `transition`.'),
  },
}

const rule = {
  description: "One rule in ECR's own JSON.",
  type: 'object',
  additionalProperties: false,
  properties: {
    rulePriority: number('The lowest number is the most important; only the order counts.'),
    description: text('What the rule is for.'),
    selection,
    action,
  },
}

/** A lifecycle policy, in any form that may also be given by name. */
export const lifecycleDocument = {
  description: 'Rules for expiring and archiving images, the first the most important.',
  anyOf: [
    { description: 'Rules in the short form.', type: 'array', items: shortRule },
    {
      description: "Rules in ECR's own JSON, here or in a file.",
      type: 'object',
      additionalProperties: false,
      properties: {
        rules: { description: "Rules in ECR's own JSON.", type: 'array', items: rule },
        file: text("A JSON file with ECR's own policy text, relative to this file."),
      },
    },
  ],
}
