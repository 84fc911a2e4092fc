import { fits, type Snippet } from '../for-editors.ts'
import { filtersSchema } from '../rules/schema.ts'

const RULE: Snippet = {
  label: 'a rule of signing',
  description: 'What is pushed to these repositories is signed by a profile of AWS Signer.',
  body: {
    signingProfileArn: '${1:arn:aws:signer:eu-west-1:111122223333:/signing-profiles/release}',
    repositoryFilters: '["${2:prod/*}"]',
  },
}

/** The manifest key of the signing configuration, as JSON Schema. */
export const signingManifest = {
  signingConfiguration: {
    description:
      'What AWS Signer signs when it is pushed; whoever pushes needs signer:SignPayload. `null`: nothing is signed any more, and signatures that are there stay.',
    type: ['object', 'null'],
    additionalProperties: false,
    required: ['rules'],
    properties: {
      rules: {
        description: 'At most 10 rules, exact. What several match is signed by each profile.',
        type: 'array',
        items: {
          description: 'A rule. There is no `live` here: a registry has one owner of its signatures.',
          type: 'object',
          editor: { title: 'rule', snippets: [RULE] },
          additionalProperties: false,
          required: ['signingProfileArn'],
          properties: {
            signingProfileArn: {
              description: 'The ARN of the signing profile.',
              type: 'string',
              examples: ['arn:aws:signer:eu-west-1:111122223333:/signing-profiles/release'],
              ...fits(/^arn:/, 'The ARN of a signing profile: arn:aws:signer:…'),
            },
            repositoryFilters: filtersSchema(
              'Up to 100 filters over whole names, of 1 to 256 characters, in which `*` is zero or more characters. Left out: every repository.',
              'WILDCARD_MATCH',
              'prod/*',
            ),
          },
        },
      },
    },
  },
} as const
