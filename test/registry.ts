import pLimit from 'p-limit'
import { onTestFinished } from 'vitest'
import { writerWith } from '../src/apply/copying.ts'
import { execute } from '../src/apply/execute.ts'
import { performer } from '../src/apply/perform.ts'
import { type Client, connect } from '../src/aws/client.ts'
import { type Emulator, type EmulatorOptions, startEmulator } from '../src/emulator/server.ts'
import { copier, copyWith } from '../src/images/copier.ts'
import { openSources } from '../src/images/sources.ts'
import type { ImageResolver } from '../src/kinds/kind.ts'
import type { Declared, Desired, Outcome, Plan } from '../src/model.ts'
import { makePlan, type Wishes } from '../src/plan/plan.ts'
import { silent } from '../src/render/progress.ts'
import { ACCOUNT, MANIFEST, REGION } from './world.ts'

export const READ_QUIETLY = { listed() {}, reading() {}, read() {} }
export const APPLY_QUIETLY = { started() {}, ended() {} }
export const WRITES = /^(Create|Delete|Put|Set|Tag|Untag)/

/** An emulated registry, and what ecrsync does to it, in this process. */
export interface Registry {
  readonly emulator: Emulator
  readonly client: Client
  /** Milliseconds that apply would have slept. */
  readonly slept: readonly number[]
  plan(wishes: readonly Declared[] | Wishes): Promise<Plan>
  apply(wishes: readonly Declared[] | Wishes): Promise<{ readonly plan: Plan; readonly outcomes: readonly Outcome[] }>
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

export async function openRegistry(options: EmulatorOptions = {}): Promise<Registry & { close(): Promise<void> }> {
  const emulator = await startEmulator(options)
  const credentials = { accessKeyId: ACCOUNT, secretAccessKey: 'local' }
  const client = await connect({ region: REGION, endpoint: emulator.url, credentials, concurrency: 8 })
  const slept: number[] = []
  const sleep = async (milliseconds: number) => void slept.push(milliseconds)
  const sources = openSources({ caller: client.images, region: REGION, callerFor: () => client.images, sleep })
  const writer = writerWith(client.writer, copyWith(copier({ caller: client.images, sources, sleep }), sleep), silent)
  const plan: Registry['plan'] = wishes =>
    makePlan(
      'desired' in wishes ? wishes : wishesOf(wishes),
      { reader: client.reader, images: sources, inUse: () => [], now: emulator.clock.now() },
      { name: 'default', region: REGION },
      READ_QUIETLY,
    )
  const carryOut = ({ changes }: Plan) =>
    execute(changes, {
      perform: performer({ ...client, writer, changes, sleep, isInterrupted: () => false }),
      limit: pLimit(8),
      progress: APPLY_QUIETLY,
      isInterrupted: () => false,
    })
  return {
    emulator,
    client,
    slept,
    plan,
    carryOut,
    apply: async wishes => {
      const made = await plan(wishes)
      return { plan: made, outcomes: await carryOut(made) }
    },
    writes: () => emulator.calls.map(({ operation }) => operation).filter(operation => WRITES.test(operation)),
    close: async () => {
      client.close()
      await emulator.close()
    },
  }
}

/** For wishes that name none. */
export const NO_IMAGES: ImageResolver = { resolve: () => Promise.reject(new Error('no image was expected')) }

const wishesOf = (wishes: readonly Declared[]): Wishes => {
  const desired: Desired = new Map(wishes.map(wish => [wish.address, wish]))
  return { desired, manifest: MANIFEST, names: new Set(wishes.map(({ name }) => name)), warnings: [], guards: {} }
}
