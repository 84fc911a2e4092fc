import { onTestFinished } from 'vitest'
import { bringing } from '../src/apply/copying.ts'
import { execute, type Perform } from '../src/apply/execute.ts'
import { lanes } from '../src/apply/lanes.ts'
import { exceeding } from '../src/apply/limits.ts'
import { type Performing, performer } from '../src/apply/perform.ts'
import { type Client, type Connection, connect } from '../src/aws/client.ts'
import { type Emulator, type EmulatorOptions, startEmulator } from '../src/emulator/server.ts'
import type { Emit } from '../src/events.ts'
import { copier } from '../src/images/copier.ts'
import { openSources } from '../src/images/sources.ts'
import type { ImageResolver } from '../src/kinds/pins.ts'
import type { Change, Declared, Outcome, Plan, Target } from '../src/model.ts'
import type { Intent } from '../src/plan/assemble.ts'
import { type KnownTarget, planTarget, type Surroundings } from '../src/plan/plan.ts'
import { planTargets } from '../src/plan/targets.ts'
import { purely } from './purity.ts'
import { ACCOUNT, intentFrom, REGION } from './world.ts'

export const QUIETLY = { target: 'default', emit() {} }
export const WRITES = /^(Create|Delete|Deregister|Put|Register|Set|Tag|Untag|Update)/

/** The plan of one target alone. */
export const makePlan = (intent: Intent, surroundings: Surroundings, known: KnownTarget): Promise<Plan> =>
  purely(() =>
    planTargets([{ target: { account: '', ...known }, plan: () => planTarget(intent, surroundings, known) }], {
      ...intent,
      version: '0.0.0',
      emit: surroundings.emit,
    }),
  )

/** An emulated registry, and what ecrsync does to it, in this process. */
export interface Registry {
  readonly emulator: Emulator
  readonly client: Client
  /** Milliseconds that apply would have slept. */
  readonly slept: readonly number[]
  plan(wishes: readonly Declared[] | Intent): Promise<Plan>
  apply(wishes: readonly Declared[] | Intent): Promise<{ readonly plan: Plan; readonly outcomes: readonly Outcome[] }>
  /** With what changes are performed, but for what a test has of its own. */
  performing(plan: Plan): Performing
  carryOut(plan: Plan): Promise<readonly Outcome[]>
  /** Calls that change something, in the order of their answers. */
  writes(): readonly string[]
}

/** One for this test. */
export async function registry(options: EmulatorOptions = {}): Promise<Registry> {
  const opened = await openRegistry(options)
  onTestFinished(() => opened.close())
  return opened
}

/** A client of one registry of an emulator, with what its changes are planned and made by. */
export async function openThere(
  emulator: Pick<Emulator, 'url' | 'clock'>,
  { name, account, region }: Target,
  emit?: Emit,
  connection: Partial<Connection> = {},
) {
  const credentials = { accessKeyId: account, secretAccessKey: 'local' }
  const told = { target: name, ...(emit && { emit }) }
  const client = await connect({ region, endpoint: emulator.url, credentials, concurrency: 8, ...told, ...connection })
  const slept: number[] = []
  const sleep = async (milliseconds: number) => void slept.push(milliseconds)
  const elsewhere: Client[] = []
  const callerFor = async (other: string) => {
    const found = await client.elsewhere(other)
    elsewhere.push(found)
    return found.images
  }
  const sources = openSources({ caller: client.images, region, directory: '', callerFor, sleep })
  const bring = bringing(copier({ caller: client.images, sources, sleep }), QUIETLY)
  const now = () => emulator.clock.now()
  return {
    client,
    slept,
    surroundings: (): Surroundings => ({
      reader: client.reader,
      images: sources,
      inUse: () => [],
      now: now(),
      emit: QUIETLY.emit,
    }),
    performing: { ...client, bring, now, sleep, isInterrupted: () => false },
    close: () => {
      for (const each of [client, ...elsewhere]) each.close()
    },
  }
}

/** A plan carried out to its end, with nobody who listens. */
export const executed = (plan: Plan, perform: Perform) =>
  execute(plan.changes, { perform, laneOf: lanes(8), emit: QUIETLY.emit, isInterrupted: () => false })

/** One change, and no other with it. */
export const madeAlone = (perform: Perform, change: Change) => perform(change, one => one === change)

export async function openRegistry(
  options: EmulatorOptions = {},
  /** One that is there, and where calls to it go. */
  at?: { readonly emulator: Emulator; readonly url: string },
): Promise<Registry & { close(): Promise<void> }> {
  const emulator = at?.emulator ?? (await startEmulator(options))
  const { clock } = emulator
  const target = { name: 'default', account: ACCOUNT, region: REGION }
  // Of several that plan and apply at once, what one writes is not written by the plan of another.
  const connection = at && { credentials: { accessKeyId: 'AKIASECONDCLIENT', secretAccessKey: 'local' } }
  const there = await openThere({ url: at?.url ?? emulator.url, clock }, target, undefined, connection)
  const { client, slept } = there
  const plan: Registry['plan'] = wishes =>
    makePlan('manifest' in wishes ? wishes : intentFrom(wishes), there.surroundings(), {
      name: 'default',
      region: REGION,
    })
  const performing = (made: Plan): Performing => ({ ...there.performing, plan: made, isExceeding: exceeding(made, {}) })
  const carryOut = (made: Plan) => executed(made, performer(performing(made)))
  return {
    emulator,
    client,
    slept,
    plan,
    performing,
    carryOut,
    apply: async wishes => {
      const made = await plan(wishes)
      return { plan: made, outcomes: await carryOut(made) }
    },
    writes: () => emulator.calls.map(({ operation }) => operation).filter(operation => WRITES.test(operation)),
    close: async () => {
      there.close()
      if (at === undefined) await emulator.close()
    },
  }
}

/** For wishes that name none. */
export const NO_IMAGES: ImageResolver = { resolve: () => Promise.reject(new Error('no image was expected')) }
