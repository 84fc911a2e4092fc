import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openSharding } from '../../src/commands/open/shard.ts'
import type { Plan, Shard } from '../../src/model.ts'
import type { Intent } from '../../src/plan/assemble.ts'
import type { Registry } from '../registry.ts'
import { runs } from '../runs.ts'
import { comparable, planOfAll } from '../shards.ts'
import { REGION } from '../world.ts'
import { CERTAIN, denied, inUse, manifestOfImages, planFor, registryOfImages } from './image-plans.ts'
import { alwaysWith, failedIn, PATIENCE, pendingIn } from './scenario.ts'

const TARGET = { name: 'default', region: REGION }

const intentOf = (intent: Intent, shard: Shard): Intent =>
  openSharding(shard, { offline: () => [{ target: TARGET, wishes: intent.wishes }] })(TARGET)(intent)

const shardsOf = (count: number): readonly Shard[] =>
  Array.from({ length: count }, (_, index) => ({ index: index + 1, count }))

const plansOf = (ecr: Registry, intent: Intent, count: number): Promise<readonly Plan[]> =>
  Promise.all(shardsOf(count).map(shard => ecr.plan(intentOf(intent, shard))))

const count = fc.integer({ min: 1, max: 5 })

test('the plans of all shards together are the plan of the whole', () =>
  alwaysWith(
    count,
    async ({ ecr, intent }, count) => {
      const whole = await ecr.plan(intent)
      expect(comparable(planOfAll(await plansOf(ecr, intent, count)))).toEqual(comparable(whole))
    },
    12,
  ))

test('when each shard has been applied, in any order, the plan of the whole is empty, but for what is blocked', () =>
  alwaysWith(
    fc.tuple(count, fc.boolean()),
    async ({ ecr, intent }, [count, isReversed]) => {
      const shards = isReversed ? shardsOf(count).toReversed() : shardsOf(count)
      for (const shard of shards) {
        const { outcomes } = await ecr.apply(intentOf(intent, shard))
        expect(failedIn(outcomes)).toEqual([])
      }
      expect(pendingIn(await ecr.plan(intent))).toEqual([])
    },
    6,
  ))

test('also where images are copied from repository to repository, are in use, or could not be read', () =>
  fc.assert(
    fc.asyncProperty(
      manifestOfImages,
      registryOfImages,
      denied,
      inUse,
      count,
      async (manifest, holdings, answers, used, count) => {
        const scenario = { manifest, holdings, answers, used }
        const whole = await planFor(scenario)
        fc.pre(whole !== undefined)
        const shards = await Promise.all(
          shardsOf(count).map(shard => planFor(scenario, intent => intentOf(intent, shard))),
        )
        expect(comparable(planOfAll(shards.flatMap(plan => plan ?? [])))).toEqual(comparable(whole))
      },
    ),
    { numRuns: runs(12), examples: [[...CERTAIN, 2]], ...PATIENCE },
  ))
