import { grouped } from '../collate.ts'
import type { Emit } from '../events.ts'
import type { Change, Outcome } from '../model.ts'
import { keyOf } from '../plan/places.ts'
import type { Lane } from './lanes.ts'

export interface Execution {
  readonly perform: Perform
  /** How a change ends that is not to be made, or not any more; left out, or undefined: it is to be. */
  readonly endOf?: (change: Change) => Outcome | undefined
  /** In which a change waits for its turn: small calls do not wait for large transfers, nor these for others from elsewhere. */
  readonly laneOf: (change: Change) => Lane
  readonly emit: Emit
  /** True from the moment when nothing new may start. */
  readonly isInterrupted: () => boolean
}

/**
 * Makes one change so, and never throws.
 *
 * @param isDue whether another is to be made as well, and waits for nothing more
 */
export type Perform = (change: Change, isDue: (other: Change) => boolean) => Promise<Outcome>

/**
 * A promise graph: a change starts when what it needs has come to its end, deletes when all else has.
 * A create that did not happen skips what needs it, and so does what is required; any other failure skips nothing.
 * @returns one outcome for each change, in the same order
 */
export async function execute(changes: readonly Change[], execution: Execution): Promise<readonly Outcome[]> {
  const run = runner(changes, execution)
  const isDelete = ({ action }: Change) => action === 'delete'
  await Promise.all(changes.filter(change => !isDelete(change)).map(run))
  await Promise.all(changes.filter(isDelete).map(run))
  return Promise.all(changes.map(run))
}

function runner(changes: readonly Change[], { perform, endOf, laneOf, emit, isInterrupted }: Execution) {
  const outcomes = new Map<Change, Promise<Outcome>>()
  const due = new Set<Change>()
  const at = grouped(changes, keyOf)

  function run(change: Change): Promise<Outcome> {
    const outcome = outcomes.get(change) ?? start(change)
    outcomes.set(change, outcome)
    return outcome
  }

  async function start(change: Change): Promise<Outcome> {
    // What is blocked waits for nothing: two changes may be so because each waits for the other.
    if (change.blocked) return { status: 'skipped', because: 'blocked' }
    const missing = await firstMissing(change)
    const end = endOf?.(change)
    if (end !== undefined) return end
    // What would have come first has not failed then, and thousands that were not begun need not be told of one by one.
    if (isInterrupted()) return INTERRUPTED
    if (missing !== undefined) return ended(change, skippedFor(missing, change))
    due.add(change)
    return laneOf(change)(async () => (isInterrupted() ? INTERRUPTED : performed(change)))
  }

  /** The first thing needed that would have been created, or is required, and was not done. */
  async function firstMissing({ needs, requires }: Change): Promise<Change | undefined> {
    const required = new Set(requires.map(keyOf))
    const needed = needs
      .flatMap(need => at.get(keyOf(need)) ?? [])
      .filter(({ blocked, before }) => blocked === undefined || before === null)
    const ends = await Promise.all(needed.map(async change => ({ change, outcome: await run(change) })))
    return ends.find(
      ({ change, outcome }) => outcome.status !== 'done' && (change.before === null || required.has(keyOf(change))),
    )?.change
  }

  async function performed(change: Change): Promise<Outcome> {
    const { target, address, action } = change
    emit({ type: 'started', target, address, action })
    return ended(change, await perform(change, other => due.has(other)))
  }

  function ended(change: Change, outcome: Outcome): Outcome {
    const { target, address, action } = change
    emit({ type: 'ended', target, address, action, status: outcome.status, ...errorOf(outcome) })
    return outcome
  }

  return run
}

const INTERRUPTED: Outcome = { status: 'skipped', because: 'interrupted' }

const skippedFor = ({ target, address }: Change, skipped: Change): Outcome => ({
  status: 'skipped',
  because: address,
  ...(target !== skipped.target && { elsewhere: target }),
})

const errorOf = (outcome: Outcome) =>
  'error' in outcome ? { error: { code: outcome.error.code, summary: outcome.error.message } } : {}
