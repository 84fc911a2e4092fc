import { fits, inMap, keysFit } from '../for-editors.ts'
import { FILTER, MAXIMUM_FILTERS } from './mutability-check.ts'
import { ALLOWED, TAG_KEY, TAG_VALUE } from './tag-check.ts'

const filter = fits(FILTER, 'A filter has 1 to 128 letters, digits and . _ - *')

/** The manifest keys of a repository, as JSON Schema: every description is what an editor shows. */
export const repositoryManifest = {
  tags: {
    description:
      'Resource tags, merged by key over all layers. A key that is not written here is left alone; `null` says that the key must not be there. ECR allows 50 tags, with keys of 1 to 128 characters that do not begin with `aws:`.',
    examples: [{ team: 'payments' }],
    type: 'object',
    additionalProperties: {
      description: 'A value of 0 to 256 characters, or `null`: this tag must not be there.',
      type: ['string', 'null'],
      ...fits(
        TAG_VALUE,
        `The value of a tag is a text, in quotes where it looks like something else: 0 to 256 ${ALLOWED}`,
      ),
    },
    editor: {
      ...keysFit(TAG_KEY, `The key of a tag does not begin with aws:, and has 1 to 128 ${ALLOWED}`).editor,
      ...inMap('a tag', 'A key and its value.', { '${1:team}': '${2:payments}' }),
    },
  },
  protect: {
    description:
      '`true`: the repository carries the tag `ecrsync:protect`, and is not deleted as long as it does: not by a tombstone, and not by `prune`. To leave the line out keeps the tag; `false` takes it off, which is a change of its own, in an apply before the one that deletes. See [Deleting repositories](../docs/deleting.md).',
    type: 'boolean',
    examples: [true],
  },
  imageTagMutability: {
    description:
      'Whether a tag may be moved to another image. The two `…_WITH_EXCLUSION` values say the opposite for tags that match `imageTagMutabilityExclusionFilters`. A change does not touch tags that are there.',
    enum: ['MUTABLE', 'IMMUTABLE', 'MUTABLE_WITH_EXCLUSION', 'IMMUTABLE_WITH_EXCLUSION'],
    default: 'MUTABLE',
  },
  imageTagMutabilityExclusionFilters: {
    description:
      'One to five filters for the tags that are excluded: 1 to 128 letters, digits and `. _ - *`, where `*` is zero or more characters, at most two in a filter.',
    examples: [['prod', 'stable']],
    type: 'array',
    editor: { minItems: 1, maxItems: MAXIMUM_FILTERS },
    items: {
      description: 'One filter.',
      anyOf: [
        { description: 'A filter.', type: 'string', examples: ['dev-*'], ...filter },
        {
          description: "A filter in ECR's own form.",
          type: 'object',
          editor: { title: 'filter' },
          additionalProperties: false,
          required: ['filter'],
          properties: {
            filter: { description: 'The filter.', type: 'string', examples: ['dev-*'], ...filter },
            filterType: { description: 'How the filter is read: ECR has one way.', enum: ['WILDCARD'] },
          },
        },
      ],
    },
  },
  imageScanningConfiguration: {
    description:
      'Whether ECR scans an image when it is pushed. AWS deprecates it in favour of the scanning configuration of the registry; both still work.',
    type: 'object',
    editor: { deprecated: true },
    additionalProperties: false,
    required: ['scanOnPush'],
    default: { scanOnPush: false },
    properties: { scanOnPush: { description: 'Scan each image after it is pushed.', type: 'boolean', default: false } },
  },
  encryptionConfiguration: {
    description:
      'How images are encrypted at rest. ECR fixes it when the repository is created: where a repository has another, the plan says so (≠) and changes nothing.',
    type: 'object',
    additionalProperties: false,
    required: ['encryptionType'],
    default: { encryptionType: 'AES256' },
    properties: {
      encryptionType: {
        description:
          '`AES256`: keys of S3. `KMS`: a key of KMS. `KMS_DSSE`: two layers with a key of KMS, in AWS GovCloud (US) only.',
        enum: ['AES256', 'KMS', 'KMS_DSSE'],
        default: 'AES256',
      },
      kmsKey: {
        description:
          'Alias, id or ARN of the key. Left out with `KMS`, ECR uses `alias/aws/ecr`; on a repository that exists, an alias is taken to match any key.',
        type: 'string',
        examples: ['alias/ecr'],
      },
    },
  },
} as const
