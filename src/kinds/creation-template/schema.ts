import { fits, inMap, keysFit } from '../for-editors.ts'
import { prefixPattern } from '../prefix.ts'
import { repositoryManifest } from '../repository/schema.ts'

/** When ECR creates a repository by itself. Source: ECR API model, RCTAppliedFor. */
const OCCASIONS = ['PULL_THROUGH_CACHE', 'REPLICATION', 'CREATE_ON_PUSH']

export const PREFIX = { min: 1, max: 256 }

/** The manifest keys of repository creation templates, as JSON Schema: every description is what an editor shows. */
export const templateManifest = {
  repositoryCreationTemplates: {
    description:
      'What repositories get that ECR creates by itself, by the prefix of their names: 1 to 256 characters as in the name of a repository, or `ROOT` for all others. The longest prefix counts; what is there already is not touched. A template that is not written here is left alone.',
    type: 'object',
    editor: {
      ...keysFit(prefixPattern(PREFIX), 'ROOT, or 1 to 256 characters as in the name of a repository').editor,
      ...inMap('a creation template', 'A prefix, and what ECR gives to the repositories that it creates below it.', {
        '${1:ROOT}': { appliedFor: ['${2:PULL_THROUGH_CACHE}'] },
      }),
    },
    additionalProperties: {
      description: 'A template; what is left out stays as it is. `null`: there must be none.',
      type: ['object', 'null'],
      editor: { title: 'creation template' },
      additionalProperties: false,
      required: ['appliedFor'],
      properties: {
        appliedFor: {
          description:
            'For which repositories: those that a pull-through cache makes, that a replication brings, or that a push to a name creates that is not there.',
          type: 'array',
          items: { description: 'One occasion.', enum: OCCASIONS },
          examples: [['PULL_THROUGH_CACHE', 'REPLICATION']],
        },
        description: {
          description: 'What it is for: up to 256 characters. `null`: there must be none.',
          type: ['string', 'null'],
        },
        imageTagMutability: repositoryManifest.imageTagMutability,
        imageTagMutabilityExclusionFilters: repositoryManifest.imageTagMutabilityExclusionFilters,
        encryptionConfiguration: {
          description: 'How images of these repositories are encrypted at rest. KMS needs a `customRoleArn`.',
          type: 'object',
          additionalProperties: false,
          required: ['encryptionType'],
          default: { encryptionType: 'AES256' },
          properties: {
            encryptionType: repositoryManifest.encryptionConfiguration.properties.encryptionType,
            kmsKey: {
              description:
                'ARN of the key, which is in the region of the registry: a template takes neither an alias nor an id. Left out with `KMS`, ECR uses `alias/aws/ecr`.',
              type: 'string',
              ...fits(/^arn:/, 'The ARN of a key: arn:aws:kms:…'),
              examples: ['arn:aws:kms:eu-west-1:111122223333:key/11111111-2222-3333-4444-555555555555'],
            },
          },
        },
        resourceTags: {
          description:
            'Tags of these repositories, by key. A key that is not written here is left alone; `null` says that the key must not be there. They need a `customRoleArn`.',
          type: 'object',
          editor: repositoryManifest.tags.editor,
          additionalProperties: repositoryManifest.tags.additionalProperties,
        },
        repositoryPolicy: {
          description:
            'Who may use these repositories: the name of a policy of `repositoryPolicies`, access, statements, a file, a whole IAM document, or a list of these. `null`: there must be none.',
        },
        lifecyclePolicy: {
          description:
            'Which images of these repositories ECR expires or archives: the name of a policy of `lifecyclePolicies`, rules, or a file. `null`: there must be none.',
        },
        customRoleArn: {
          description:
            "ARN of a role in the registry's own account, with which ECR creates these repositories: needed for tags and KMS. `null`: there must be none, for which the template is deleted and created again (±).",
          type: ['string', 'null'],
          ...fits(/^arn:/, 'The ARN of a role: arn:aws:iam::…'),
          examples: ['arn:aws:iam::111122223333:role/ecr-templates'],
        },
      },
    },
  },
} as const
