import { under } from '../path.ts'
import { inOthersHands } from '../policy/others.ts'
import type { Check } from './check.ts'

/** What destroys, and what lets in others. */
const ACTIONS = [
  'ecr:SetRepositoryPolicy',
  'ecr:DeleteRepositoryPolicy',
  'ecr:DeleteRepository',
  'ecr:BatchDeleteImage',
  'ecr:PutLifecyclePolicy',
  'ecr:PutImageTagMutability',
]

export const othersAdminister: Check = {
  code: 'ECR106',
  severity: 'warning',
  title: 'Another account may delete images or change the repository',
  why: 'With `ecr:*` or one of these actions, another account can delete images, which ECR never gives back, put a lifecycle policy that does so, or let in others. It needs none of them to push and to pull. Where no target says the account of the registry, it is a note.',
  source:
    '[Actions defined by Amazon Elastic Container Registry](https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerregistry.html)',
  example: {
    found: `targets:
  prod: { account: "111122223333", region: eu-west-1 }
repositories:
  team/app:
    repositoryPolicy:
      statements:
        - { Effect: Allow, Principal: { AWS: "444455556666" }, Action: "ecr:*" }`,
    mended: `targets:
  prod: { account: "111122223333", region: eu-west-1 }
repositories:
  team/app:
    repositoryPolicy:
      access: { pull: ["444455556666"] }`,
  },
  judges: {
    scope: 'repository',
    reads: ['repositoryPolicy'],
    find: ({ repositoryPolicy }, context) =>
      inOthersHands(repositoryPolicy, ACTIONS, context).map(({ path, who, actions }) =>
        under('repositoryPolicy')({
          path,
          code: othersAdminister.code,
          // It may be the account of the registry.
          ...(context.own.length === 0 && { severity: 'note' as const }),
          summary: `${who} may do ${actions.map(name => name.replace('ecr:', '')).join(', ')}`,
          detail: 'ECR gives back no image that was deleted, and whoever sets the policy may let in others.',
          hint: 'Name the actions that are needed: access has pull and push.',
        }),
      ),
  },
}
