import fc from 'fast-check'
import pLimit from 'p-limit'
import { describe, expect, test } from 'vitest'
import { execute } from '../../src/apply/execute.ts'
import type { Event as Told } from '../../src/events.ts'
import type { Address, Change, Outcome } from '../../src/model.ts'
import { virtualClock } from './clock.ts'
import { anyGraph, type Step } from './graph.ts'

interface Event {
  readonly what: 'started' | 'ended'
  readonly address: Address
  readonly at: number
}

interface Executed {
  readonly outcomes: ReadonlyMap<Address, Outcome>
  readonly events: readonly Event[]
}

const NOTHING = { calls: [], before: null } as const
const FAILED: Outcome = { status: 'failed', ...NOTHING, error: { code: 'AWS_ERROR', message: 'It failed' } }
const DONE: Outcome = { status: 'done', ...NOTHING }

async function executed(
  steps: readonly Step[],
  { limit = 3, until = Number.POSITIVE_INFINITY } = {},
): Promise<Executed> {
  const clock = virtualClock()
  const events: Event[] = []
  const note = (what: Event['what'], { address }: Change) => void events.push({ what, address, at: clock.now() })
  const perform = async (change: Change): Promise<Outcome> => {
    const step = steps.find(one => one.change === change) as Step
    note('started', change)
    await clock.sleep(step.takes)
    note('ended', change)
    return step.fails ? FAILED : DONE
  }
  const lane = pLimit(limit)
  const execution = { perform, laneOf: () => lane, emit() {}, isInterrupted: () => clock.now() >= until }
  const changes = steps.map(({ change }) => change)
  const outcomes = await clock.run(execute(changes, execution))
  return { outcomes: new Map(changes.map(({ address }, index) => [address, outcomes[index] as Outcome])), events }
}

/** What must come of each change, worked out one after the other. */
function expected(steps: readonly Step[]): ReadonlyMap<Address, Outcome['status']> {
  const statuses = new Map<Address, Outcome['status']>()
  const creates = new Set(steps.filter(({ change }) => change.before === null).map(({ change }) => change.address))
  for (const { change, fails } of steps) {
    const isMissing = change.needs.some(({ address }) => creates.has(address) && statuses.get(address) !== 'done')
    statuses.set(change.address, isMissing || change.blocked ? 'skipped' : fails ? 'failed' : 'done')
  }
  return statuses
}

const statusesOf = ({ outcomes }: Executed) => new Map([...outcomes].map(([address, { status }]) => [address, status]))
const timeOf = (events: readonly Event[], what: Event['what'], address: Address) =>
  events.findIndex(event => event.what === what && event.address === address)

describe('of any graph of changes', () => {
  test('exactly what needs a create that did not happen is skipped, and says which', () =>
    fc.assert(
      fc.asyncProperty(anyGraph, async steps => {
        const result = await executed(steps)
        expect(statusesOf(result)).toEqual(expected(steps))
        for (const { change } of steps) {
          const outcome = result.outcomes.get(change.address)
          if (outcome?.status !== 'skipped') continue
          const reasons = change.blocked ? ['blocked'] : change.needs.map(({ address }) => address)
          expect(reasons).toContain(outcome.because)
        }
      }),
    ))

  test('nothing starts before what it needs has ended', () =>
    fc.assert(
      fc.asyncProperty(anyGraph, async steps => {
        const { events } = await executed(steps)
        for (const { change } of steps) {
          const start = timeOf(events, 'started', change.address)
          if (start < 0) continue
          for (const { address } of change.needs) expect(timeOf(events, 'ended', address)).toBeLessThan(start)
        }
      }),
    ))

  test('deletes start when all else has ended', () =>
    fc.assert(
      fc.asyncProperty(anyGraph, async steps => {
        const { events } = await executed(steps)
        const deletes = new Set(
          steps.filter(({ change }) => change.action === 'delete').map(({ change }) => change.address),
        )
        const kinds = events.map(({ address }) => deletes.has(address))
        expect(kinds).toEqual(kinds.toSorted((a, b) => Number(a) - Number(b)))
      }),
    ))

  test('no more run at once than may', () =>
    fc.assert(
      fc.asyncProperty(anyGraph, fc.integer({ min: 1, max: 4 }), async (steps, limit) => {
        const { events } = await executed(steps, { limit })
        let running = 0
        for (const { what } of events) {
          running += what === 'started' ? 1 : -1
          expect(running).toBeLessThanOrEqual(limit)
        }
        expect(running).toBe(0)
      }),
    ))

  test('an interruption starts nothing new, and what runs comes to its end', () =>
    fc.assert(
      fc.asyncProperty(anyGraph, fc.integer({ min: 0, max: 8 }), async (steps, until) => {
        const { events, outcomes } = await executed(steps, { until })
        expect(events.filter(({ what, at }) => what === 'started' && at >= until)).toEqual([])
        const started = events.filter(({ what }) => what === 'started').map(({ address }) => address)
        const tried = [...outcomes].filter(([, { status }]) => status !== 'skipped').map(([address]) => address)
        expect(tried.toSorted()).toEqual(started.toSorted())
        expect(events).toHaveLength(2 * started.length)
      }),
    ))

  test('changes that do not wait for each other run together', () =>
    fc.assert(
      fc.asyncProperty(anyGraph, async steps => {
        const { events } = await executed(steps, { limit: 100 })
        const free = steps.filter(
          ({ change }) => change.needs.length === 0 && !change.blocked && change.action !== 'delete',
        )
        const starts = free.map(({ change }) => events.find(({ address }) => address === change.address)?.at)
        expect(starts).toEqual(free.map(() => 0))
      }),
    ))
})

describe('whoever listens', () => {
  test('is told of what starts and ends, and of what is skipped for something else', async () => {
    const told: Told[] = []
    const [create, dependent] = [
      { address: 'a["1"]', needs: [] },
      { address: 'b["1"]', needs: [{ target: 'default', address: 'a["1"]' }] },
    ].map(
      ({ address, needs }) =>
        ({ address, target: 'default', needs, requires: [], action: 'create', before: null }) as unknown as Change,
    ) as [Change, Change]
    const lane = pLimit(1)
    const perform = async () => FAILED
    await execute([create, dependent], {
      perform,
      laneOf: () => lane,
      emit: event => void told.push(event),
      isInterrupted: () => false,
    })
    const error = { code: 'AWS_ERROR', summary: 'It failed' }
    expect(told).toEqual([
      { type: 'started', target: 'default', address: 'a["1"]', action: 'create' },
      { type: 'ended', target: 'default', address: 'a["1"]', action: 'create', status: 'failed', error },
      { type: 'ended', target: 'default', address: 'b["1"]', action: 'create', status: 'skipped' },
    ])
  })
})

test('what has ended before is not performed, and what needs it goes on or not by that', async () => {
  const changeAt = (name: string, needs: readonly string[] = []) =>
    ({
      ...{
        name,
        target: 'default',
        kind: 'repository',
        action: 'create',
        before: null,
        after: {},
        paths: [],
        want: {},
      },
      ...{ scope: 'repository', repository: name, label: 'repository', sources: [], lines: [], facts: [] },
      ...{ address: `repository["${name}"]`, requires: [], operations: [] },
      needs: needs.map(need => ({ target: 'default', address: `repository["${need}"]` })),
    }) as Change
  const stale: Outcome = { status: 'skipped', because: 'stale', stale: { reason: 'is another one', differing: [] } }
  const ends: Readonly<Record<string, Outcome>> = { done: DONE, stale }
  const changes = [changeAt('done'), changeAt('stale'), changeAt('a', ['done']), changeAt('b', ['stale'])]
  const performed: string[] = []
  const perform = async ({ name }: Change): Promise<Outcome> => {
    performed.push(name)
    return DONE
  }
  const events: Told[] = []
  const outcomes = await execute(changes, {
    perform,
    endOf: ({ name }) => ends[name],
    laneOf: () => pLimit(1),
    emit: event => void events.push(event),
    isInterrupted: () => false,
  })
  expect(performed).toEqual(['a'])
  expect(outcomes).toEqual([DONE, stale, DONE, { status: 'skipped', because: 'repository["stale"]' }])
  expect(events.flatMap(event => ('address' in event ? [event.address] : []))).not.toContain('repository["done"]')
})

test('changes that are blocked because each waits for the other end as blocked', async () => {
  const blocked = { code: 'BLOCKED_BEFORE', reason: 'waits', hint: 'Mend it.' }
  const changes = [
    ['a', 'b'],
    ['b', 'a'],
  ].map(
    ([name, need]) =>
      ({
        address: `image["x:${name}"]`,
        target: 'default',
        needs: [{ target: 'default', address: `image["x:${need}"]` }],
        requires: [],
        action: 'create',
        before: null,
        blocked,
      }) as unknown as Change,
  )
  const outcomes = await execute(changes, {
    perform: async () => DONE,
    laneOf: () => pLimit(1),
    emit() {},
    isInterrupted: () => false,
  })
  expect(outcomes).toEqual(changes.map(() => ({ status: 'skipped', because: 'blocked' })))
})
