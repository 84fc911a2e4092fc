import { ACCOUNT, REGION } from '../../names.ts'
import { fits, type Snippet } from '../for-editors.ts'
import { filtersSchema, sharedRulesSchema } from '../rules/schema.ts'

const destinations = {
  description: 'Registries that images are copied to: up to 100, and over all rules up to 25 that differ.',
  type: 'array',
  items: {
    description: 'A registry: not the one that it is copied from, and of the same partition.',
    type: 'object',
    editor: { title: 'registry' },
    additionalProperties: false,
    required: ['region', 'registryId'],
    properties: {
      region: {
        description: 'Its region.',
        type: 'string',
        examples: ['eu-central-1'],
        ...fits(REGION, 'A region of AWS: eu-central-1'),
      },
      registryId: {
        description:
          'Its account: 12 digits, quoted. The policy of a registry of another account has to allow it ecr:ReplicateImage.',
        type: 'string',
        examples: ['111122223333'],
        ...fits(ACCOUNT, 'An account id has 12 digits, in quotes: "111122223333"'),
      },
    },
  },
}

const RULE: Snippet = {
  label: 'a rule of replication',
  description: 'What is pushed to these repositories is copied to another registry.',
  body: {
    destinations: '[{ region: ${1:eu-central-1}, registryId: "${2:111122223333}" }]',
    repositoryFilters: '["${3:prod/}"]',
  },
}

/** The manifest key of the replication configuration, as JSON Schema. */
export const replicationManifest = {
  replicationConfiguration: {
    description:
      'Where ECR copies images to that are pushed from now on. Settings and policies are not copied. `null`: nothing is copied any more, and what was copied stays.',
    type: ['object', 'null'],
    additionalProperties: false,
    required: ['rules'],
    properties: {
      rules: sharedRulesSchema(
        'At most 10 rules. The list is exact; with `live` in it rules that are there and not here stay.',
        {
          destinations,
          repositoryFilters: filtersSchema(
            'Up to 100 beginnings of names, of 2 to 256 characters. Left out: every repository.',
            'PREFIX_MATCH',
            'prod/',
          ),
        },
        'A rule to take away, as it is there.',
        [RULE],
      ),
    },
  },
} as const
