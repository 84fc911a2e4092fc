import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openSharding } from '../../src/commands/open/shard.ts'
import { EcrsyncError } from '../../src/errors.ts'
import type { Plan, Target } from '../../src/model.ts'
import type { Intent } from '../../src/plan/assemble.ts'
import { type Fleet, openFleet } from '../fleet.ts'
import { runs } from '../runs.ts'
import { comparable, planOfAll } from '../shards.ts'
import { intentFrom } from '../world.ts'
import { anyManifest, intentOf, type Json } from './manifests.ts'
import { type Contents, dump, fill, registryOf } from './registries.ts'
import { failedIn, PATIENCE, pendingIn } from './scenario.ts'

/** Of accounts that no policy in the registries shuts out. */
const EU: Target = { name: 'eu', account: '222233334444', region: 'eu-west-1' }
const US: Target = { name: 'us', account: '555566667777', region: 'us-east-1' }

interface Scenario {
  readonly ecr: Fleet
  readonly wanted: { readonly eu: Intent; readonly us: Intent }
}

/** A law about any two manifests, each over a registry of its own. */
const always = (law: (scenario: Scenario) => Promise<void>, numRuns: number) =>
  fc.assert(
    fc.asyncProperty(anyManifest, anyManifest, registryOf(EU.account), registryOf(US.account), (eu, us, inEu, inUs) =>
      tried({ eu, us }, { eu: inEu, us: inUs }, law),
    ),
    { numRuns: runs(numRuns), ...PATIENCE },
  )

type Both<T> = { readonly eu: T; readonly us: T }

async function tried(manifests: Both<Json>, contents: Both<Contents>, law: (all: Scenario) => Promise<void>) {
  const intents = [await intentOf(manifests.eu, EU), await intentOf(manifests.us, US)]
  fc.pre(intents.some(intent => intent !== undefined))
  // A target may well want nothing.
  const [eu, us] = intents.map(intent => intent ?? intentFrom([])) as [Intent, Intent]
  const ecr = await openFleet([EU, US])
  try {
    for (const [there, held] of [[EU, contents.eu] as const, [US, contents.us] as const])
      await fill(ecr, held, callerOf(there))
    await law({ ecr, wanted: { eu, us } })
  } finally {
    await ecr.close()
  }
}

const callerOf = ({ account, region }: Target) => ({ accessKey: account, region })

const changesIn = ({ changes }: Plan, name: string) => changes.filter(({ target }) => target === name)

test('L1: a plan of two targets makes no call that changes anything', () =>
  always(async ({ ecr, wanted }) => {
    await ecr.plan(wanted)
    expect(ecr.calls.filter(call => !/ (Describe|Get|List)/.test(call))).toEqual([])
  }, 4))

test('L2: after apply the plan of both is empty, but for what is blocked, and a second apply writes nothing', () =>
  always(async ({ ecr, wanted }) => {
    const { outcomes } = await ecr.apply(wanted)
    expect(failedIn(outcomes)).toEqual([])
    ecr.calls.length = 0
    const { plan } = await ecr.apply(wanted)
    expect([pendingIn(plan), ecr.writes()]).toEqual([[], []])
  }, 6))

test('L3, L4, L6: what is planned of a target is what is planned of it alone', () =>
  always(async ({ ecr, wanted }) => {
    const both = await ecr.plan(wanted)
    const [eu, us] = [await ecr.plan({ eu: wanted.eu }), await ecr.plan({ us: wanted.us })]
    expect(both.targets).toEqual([...eu.targets, ...us.targets])
    expect([changesIn(both, 'eu'), changesIn(both, 'us')]).toEqual([eu.changes, us.changes])
    expect(both.summary.unchanged).toBe(eu.summary.unchanged + us.summary.unchanged)
  }, 4))

test('L3: what is applied to one leaves the other as it was', () =>
  always(async ({ ecr, wanted }) => {
    const before = await dump(ecr, callerOf(US))
    await ecr.apply({ eu: wanted.eu })
    expect(await dump(ecr, callerOf(US))).toEqual(before)
  }, 4))

test('the plans of all shards of two targets together are the plan of both', () =>
  always(async ({ ecr, wanted }) => {
    const offline = () => [
      { target: EU, wishes: wanted.eu.wishes },
      { target: US, wishes: wanted.us.wishes },
    ]
    const planOf = (index: number) => {
      const sharding = openSharding({ index, count: 3 }, { offline })
      return ecr.plan({ eu: sharding(EU)(wanted.eu), us: sharding(US)(wanted.us) })
    }
    const shards = await Promise.all([1, 2, 3].map(planOf))
    expect(comparable(planOfAll(shards))).toEqual(comparable(await ecr.plan(wanted)))
  }, 4))

test('L7: the same targets make the same plan, byte for byte', () =>
  always(async ({ ecr, wanted }) => {
    expect(JSON.stringify(await ecr.plan(wanted))).toBe(JSON.stringify(await ecr.plan(wanted)))
  }, 4))

test('L8: a target that fails stops nothing of another', () =>
  always(async ({ ecr, wanted }) => {
    const alone = await ecr.plan({ us: wanted.us })
    const { plan, outcomes } = await ecr.apply({ eu: new EcrsyncError('UNREACHABLE', 'no'), us: wanted.us })
    expect([plan.targets[1], plan.changes]).toEqual([alone.targets[0], alone.changes])
    expect(failedIn(outcomes)).toEqual([])
    expect(pendingIn(await ecr.plan({ us: wanted.us }))).toEqual([])
  }, 4))
