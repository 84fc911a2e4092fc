import { fits, inMap, keysFit } from '../for-editors.ts'
import { prefixPattern } from '../prefix.ts'
import { UPSTREAMS } from './upstreams.ts'

export const PREFIX = { min: 2, max: 30 }
const PATTERN = prefixPattern(PREFIX)
const RULE = 'ROOT, or 2 to 30 characters as in the name of a repository'

/** The manifest keys of pull-through cache rules, as JSON Schema: every description is what an editor shows. */
export const ruleManifest = {
  pullThroughCacheRules: {
    description:
      'Pull-through cache rules by the prefix that cached repositories get: 2 to 30 characters as in the name of a repository, or `ROOT`; at most 50 in a registry. A rule that is not written here is left alone. Not offered in China and in AWS GovCloud (US).',
    type: 'object',
    editor: {
      ...keysFit(PATTERN, RULE).editor,
      ...inMap('a pull-through cache rule', 'A prefix, and the registry that is cached below it.', {
        '${1:quay}': { upstreamRegistryUrl: '${2:quay.io}' },
      }),
    },
    additionalProperties: {
      description:
        'A rule; what is left out stays as it is. `null`: there must be none. Repositories that it has cached stay, as ordinary ones.',
      type: ['object', 'null'],
      editor: { title: 'pull-through cache rule' },
      additionalProperties: false,
      required: ['upstreamRegistryUrl'],
      properties: {
        upstreamRegistryUrl: {
          description: `Where images come from, without \`https://\`: ${UPSTREAMS.map(({ example }) => `\`${example}\``).join(', ')}. Another one deletes the rule and creates it again (±).`,
          type: 'string',
          examples: ['registry-1.docker.io'],
          editor: { offered: UPSTREAMS.map(({ example }) => example) },
        },
        upstreamRegistry: {
          description: 'The kind of that registry. Left out, it follows from the address.',
          enum: UPSTREAMS.map(({ name }) => name),
        },
        upstreamRepositoryPrefix: {
          description:
            'Only what is below this prefix upstream, for a rule whose upstream is ECR: 2 to 30 characters, or `ROOT`. Another one deletes the rule and creates it again (±).',
          type: 'string',
          default: 'ROOT',
          examples: ['platform'],
          ...fits(PATTERN, RULE),
        },
        credentialArn: {
          description:
            'ARN of the secret with the credentials for the upstream: its name begins with `ecr-pullthroughcache/`. Needed for Docker Hub, GitHub, GitLab, Azure and Chainguard; not taken for ECR Public, Kubernetes and Quay. `null`: there must be none, for which the rule is deleted and created again (±).',
          type: ['string', 'null'],
          ...fits(/^arn:/, 'The ARN of a secret: arn:aws:secretsmanager:…'),
          examples: ['arn:aws:secretsmanager:eu-west-1:111122223333:secret:ecr-pullthroughcache/docker-hub-AbCdEf'],
        },
        customRoleArn: {
          description:
            "ARN of a role in the registry's own account, with which ECR reads the ECR of another account. `null`: there must be none, for which the rule is deleted and created again (±).",
          type: ['string', 'null'],
          ...fits(/^arn:/, 'The ARN of a role: arn:aws:iam::…'),
          examples: ['arn:aws:iam::111122223333:role/ecr-cache'],
        },
      },
    },
  },
} as const
