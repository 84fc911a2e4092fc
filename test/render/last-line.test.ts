import { expect, test } from 'vitest'
import type { ConsentKey, Plan, PlanRefusal, Summary } from '../../src/model.ts'
import { lastLine } from '../../src/render/last-line.ts'
import { failedTarget, planOver, refusedTarget, targetOf, wrongAccount } from './several.ts'

const guard = (guard: ConsentKey = 'expireImages'): PlanRefusal => ({
  severity: 'error',
  code: 'GUARD',
  summary: 'too many',
  guard,
})

const planWith = (summary: Partial<Summary>, more: Partial<Plan> = {}): Plan => {
  const plan = planOver([targetOf('prod')])
  return { ...plan, ...more, summary: { ...plan.summary, ...summary } }
}

test.each<[string, Plan, string]>([
  ['nothing', planWith({}), 'No changes. 58 repositories match the manifest.'],
  ['what only cannot change', planWith({ cannotChange: 2 }), 'No changes. 58 repositories match the manifest.'],
  [
    'images that expire',
    planWith({ create: 3, expire: 9 }),
    'Plan: 3 to create, 0 to update, 0 to delete, 0 blocked; 9 images will expire.',
  ],
  [
    'images that are archived, and one that expires',
    planWith({ update: 1, replace: 2, expire: 1, archive: 12 }),
    'Plan: 0 to create, 1 to update, 0 to delete, 0 blocked, 2 to replace; 1 image will expire; 12 images will be archived.',
  ],
  [
    'a guard that refuses, twice',
    planWith({ create: 1, expire: 4 }, { refused: [guard(), guard()] }),
    'Plan: 1 to create, 0 to update, 0 to delete, 0 blocked; 4 images will expire; REFUSED by the guard expireImages.',
  ],
  [
    'guards that refuse',
    planWith({ delete: 1 }, { refused: [guard(), guard('empty-world')] }),
    'Plan: 0 to create, 0 to update, 1 to delete, 0 blocked; REFUSED by the guards expireImages and empty-world.',
  ],
  [
    'three guards that refuse',
    planWith({ delete: 1 }, { refused: [guard(), guard('delete'), guard('empty-world')] }),
    'Plan: 0 to create, 0 to update, 1 to delete, 0 blocked; REFUSED by the guards expireImages, delete and empty-world.',
  ],
  [
    'a guard and targets',
    planOver([refusedTarget('prod-ap'), refusedTarget('prod-cn')], [], [wrongAccount('prod-ap'), guard()]),
    'Plan: 0 to create, 0 to update, 0 to delete, 0 blocked; REFUSED by the guard expireImages and for the targets prod-ap, prod-cn.',
  ],
  [
    'what is unread',
    planOver([failedTarget('prod', 'ECR cannot be reached')]),
    'Plan: 0 to create, 0 to update, 0 to delete, 0 blocked, 1 unread.',
  ],
])('the last line of %s', (_name, plan, expected) => expect(lastLine(plan)).toBe(expected))
