import type { Check } from './check.ts'

export const noLifecyclePolicy: Check = {
  code: 'ECR201',
  severity: 'note',
  title: 'A repository without a lifecycle policy',
  why: 'ECR keeps, and bills, every image that was ever pushed, until the quota of images is reached and pushes fail. Whoever looks after it elsewhere says so: `unmanaged: [lifecyclePolicy]`.',
  source:
    '[Automate the cleanup of images](https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html)',
  example: {
    found: `repositories:
  team/app:
    imageTagMutability: IMMUTABLE`,
    mended: `repositories:
  team/app:
    imageTagMutability: IMMUTABLE
    lifecyclePolicy:
      - { untagged: true, expireAfter: 7 days }`,
  },
  judges: {
    scope: 'repository',
    reads: ['lifecyclePolicy', 'unmanaged'],
    find({ lifecyclePolicy, unmanaged }, { isDeclared }) {
      const isElsewhere = Array.isArray(unmanaged) && unmanaged.includes('lifecyclePolicy')
      if (lifecyclePolicy || isElsewhere || !isDeclared) return []
      return [
        {
          path: lifecyclePolicy === null ? ['lifecyclePolicy'] : [],
          code: noLifecyclePolicy.code,
          summary: 'A repository without a lifecycle policy',
          detail: 'Every image that is pushed stays, and is paid for, until the quota of images is reached.',
          hint: 'Say one in a layer of defaults, for example lifecyclePolicy: [{ untagged: true, expireAfter: 7 days }]',
        },
      ]
    },
  },
}
