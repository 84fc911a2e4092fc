import { cp, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { execute } from '../../../src/apply/execute.ts'
import { applyExit } from '../../../src/apply/exit.ts'
import { lanes } from '../../../src/apply/lanes.ts'
import { performers } from '../../../src/apply/targets.ts'
import type { Clock } from '../../../src/aws/clock.ts'
import { openTraffic } from '../../../src/aws/traffic.ts'
import { PATIENCE, type Patience } from '../../../src/aws/within.ts'
import { openClock } from '../../../src/emulator/clock.ts'
import { type Emulator, startEmulator } from '../../../src/emulator/server.ts'
import { EcrsyncError, EXIT } from '../../../src/errors.ts'
import type { Outcome, Plan } from '../../../src/model.ts'
import type { Intent } from '../../../src/plan/assemble.ts'
import { planTarget } from '../../../src/plan/plan.ts'
import { planTargets } from '../../../src/plan/targets.ts'
import { openThere, QUIETLY } from '../../registry.ts'
import { TARGET } from '../../world.ts'
import { type Everything, type Extent, heldIn } from '../everything/held.ts'
import type { FaultClass } from './faults.ts'
import { type Fate, openWire, type Passing, type Wire } from './wire.ts'

/** Things are then equal to the last byte, whenever they were made. */
export const NOW = new Date('2026-01-31T12:00:00Z')

/** How a run ended: its exit code, and what it said of what failed. */
export interface End {
  readonly exit: number
  readonly said: readonly Said[]
}

interface Said {
  readonly code: string
  readonly message: string
  readonly hint?: string | undefined
}

/** A wait takes no time, and the clock is then so much later. */
function hurried(): Clock {
  let skipped = 0
  return {
    now: () => performance.now() + skipped,
    wait: async milliseconds => {
      skipped += milliseconds
    },
  }
}

/** For who is silent is waited in earnest, and therefore not for long; once, it is longer than a busy machine is silent. */
const patienceFor = ({ fate, first }: FaultClass): Patience =>
  fate.is === 'silence' ? { ...PATIENCE, silent: first === 1 ? 2_000 : 300 } : PATIENCE

/** An apply, from its plan to its end; one call at a time, so that the first of an operation is always the same. */
export async function run(url: string, intent: Intent, patience = PATIENCE): Promise<End> {
  const traffic = openTraffic({ concurrency: 1, clock: hurried() })
  const there = await openThere({ url, clock: openClock(() => NOW) }, TARGET, undefined, { traffic, patience })
  try {
    const tagReading = { index: there.client.tagIndex, isAsked: true }
    const surroundings = { ...there.surroundings(), tagReading }
    const plan = await planTargets([{ target: TARGET, plan: () => planTarget(intent, surroundings, TARGET) }], {
      ...intent,
      version: '0.0.0',
      emit: QUIETLY.emit,
    })
    const outcomes = await execute(plan.changes, {
      perform: performers(plan, () => there.performing, {}),
      laneOf: lanes(1),
      emit: QUIETLY.emit,
      isInterrupted: () => false,
    })
    return { exit: applyExit(plan, outcomes, undefined), said: saidIn(plan, outcomes) }
  } catch (error) {
    if (!(error instanceof EcrsyncError)) throw error
    return { exit: error.exitCode, said: [error] }
  } finally {
    there.close()
    traffic.close()
  }
}

const saidIn = ({ targets, changes }: Plan, outcomes: readonly Outcome[]): readonly Said[] => [
  ...targets.flatMap(({ unread }) => unread.map(({ code, message }) => ({ code, message, hint: message }))),
  ...changes.flatMap(({ blocked }) => (blocked ? [{ ...blocked, message: blocked.reason }] : [])),
  ...outcomes.flatMap(outcome => ('error' in outcome ? [outcome.error] : [])),
]

/** A registry of which each cell has a copy. */
export interface Given {
  readonly folder: string
  readonly intent: Intent
  /** What of the registry it is about. */
  readonly extent: Extent
}

/** What is done to a copy of the registry, which calls come by on their way to it. */
export async function withCopy<T>(
  { folder }: Given,
  fateOf: (call: Passing) => Fate | undefined,
  use: (there: { readonly emulator: Emulator; readonly wire: Wire }) => Promise<T>,
): Promise<T> {
  const dataDirectory = await mkdtemp(join(folder, 'copy-'))
  await cp(join(folder, 'live'), dataDirectory, { recursive: true })
  const emulator = await startEmulator({ dataDirectory, now: () => NOW })
  const wire = await openWire(emulator.url, fateOf)
  try {
    return await use({ emulator, wire })
  } finally {
    await wire.close()
    await emulator.close()
    await rm(dataDirectory, { recursive: true })
  }
}

/** How an apply ended in which an operation fails in one way, and what there is when all has been done that there is to do. */
export interface Cell {
  readonly first: End
  /** Of a run after one that did not end well. */
  readonly second?: End
  readonly held: Everything
}

/** @returns undefined where no call was one that fails so */
export function cell(given: Given, operation: string, fault: FaultClass): Promise<Cell | undefined> {
  const failing = openFailing(operation, fault)
  return withCopy(given, failing.fateOf, async ({ emulator, wire }) => {
    const first = await run(wire.url, given.intent, patienceFor(fault))
    if (failing.hits() === 0) return undefined
    const second = first.exit === EXIT.done ? undefined : await run(emulator.url, given.intent)
    return { first, ...(second && { second }), held: await heldIn(emulator, given.extent) }
  })
}

function openFailing(operation: string, { fate, isAbout = () => true, first }: FaultClass) {
  const created = new Set<string>()
  let hits = 0
  return {
    hits: () => hits,
    fateOf(call: Passing): Fate | undefined {
      const isHit = call.operation === operation && hits < first && isAbout(call, created)
      if (call.operation === 'CreateRepository') created.add(String(call.input.repositoryName))
      if (isHit) hits += 1
      return isHit ? fate : undefined
    },
  }
}
