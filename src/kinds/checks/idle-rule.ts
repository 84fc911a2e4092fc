import { idleRules } from '../lifecycle/idle.ts'
import { under } from '../path.ts'
import type { Check } from './check.ts'

export const idleRule: Check = {
  code: 'ECR202',
  severity: 'warning',
  title: 'A lifecycle rule that no image can meet',
  why: 'An image belongs to the first rule that speaks of it, whether that rule does anything with it or not. A rule all of whose images belong to rules before it does nothing, nor does one with a pattern that no tag can have, and what it was to expire stays.',
  source:
    '[Lifecycle policy evaluation rules](https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html#lp_evaluation_rules)',
  example: {
    found: `repositories:
  team/app:
    lifecyclePolicy:
      - { tagPattern: "*", keepNewest: 30 }
      - { tagPattern: "dev-*", expireAfter: 7 days }`,
    mended: `repositories:
  team/app:
    lifecyclePolicy:
      - { tagPattern: "dev-*", expireAfter: 7 days }
      - { tagPattern: "*", keepNewest: 30 }`,
  },
  judges: {
    scope: 'repository',
    reads: ['lifecyclePolicy'],
    find: ({ lifecyclePolicy }) =>
      idleRules(lifecyclePolicy).map(({ path, summary, detail, hint }) =>
        under('lifecyclePolicy', 0)({ path, code: idleRule.code, summary, detail, hint }),
      ),
  },
}
