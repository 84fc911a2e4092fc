import { onTestFinished } from 'vitest'
import { bringing } from '../src/apply/copying.ts'
import { execute } from '../src/apply/execute.ts'
import { lanes } from '../src/apply/lanes.ts'
import { type Performing, performer } from '../src/apply/perform.ts'
import { type Client, connect } from '../src/aws/client.ts'
import { type Emulator, type EmulatorOptions, startEmulator } from '../src/emulator/server.ts'
import { copier } from '../src/images/copier.ts'
import { openSources } from '../src/images/sources.ts'
import type { ImageResolver } from '../src/kinds/kind.ts'
import type { Declared, Outcome, Plan } from '../src/model.ts'
import type { Intent } from '../src/plan/assemble.ts'
import { makePlan } from '../src/plan/plan.ts'
import { ACCOUNT, intentFrom, REGION } from './world.ts'

export const QUIETLY = { target: 'default', emit() {} }
export const WRITES = /^(Create|Delete|Deregister|Put|Register|Set|Tag|Untag|Update)/

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

export async function openRegistry(
  options: EmulatorOptions = {},
  /** One that is there, and where calls to it go. */
  at?: { readonly emulator: Emulator; readonly url: string },
): Promise<Registry & { close(): Promise<void> }> {
  const emulator = at?.emulator ?? (await startEmulator(options))
  const credentials = { accessKeyId: ACCOUNT, secretAccessKey: 'local' }
  const client = await connect({ region: REGION, endpoint: at?.url ?? emulator.url, credentials, concurrency: 8 })
  const slept: number[] = []
  const sleep = async (milliseconds: number) => void slept.push(milliseconds)
  const sources = openSources({
    caller: client.images,
    region: REGION,
    directory: '',
    callerFor: () => client.images,
    sleep,
  })
  const bring = bringing(copier({ caller: client.images, sources, sleep }), QUIETLY)
  const plan: Registry['plan'] = wishes =>
    makePlan(
      'manifest' in wishes ? wishes : intentFrom(wishes),
      {
        reader: client.reader,
        images: sources,
        inUse: () => [],
        now: emulator.clock.now(),
        version: '0.0.0',
        emit: QUIETLY.emit,
      },
      { name: 'default', region: REGION },
    )
  const performing = (made: Plan): Performing => ({
    ...client,
    bring,
    plan: made,
    now: () => emulator.clock.now(),
    sleep,
    isInterrupted: () => false,
  })
  const carryOut = (made: Plan) =>
    execute(made.changes, {
      perform: performer(performing(made)),
      laneOf: lanes(8),
      emit: QUIETLY.emit,
      isInterrupted: () => false,
    })
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
      client.close()
      if (at === undefined) await emulator.close()
    },
  }
}

/** For wishes that name none. */
export const NO_IMAGES: ImageResolver = { resolve: () => Promise.reject(new Error('no image was expected')) }
