import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { type Emulator, startEmulator } from '../../../src/emulator/server.ts'
import { awsEnvironment, bareEnvironment, ecrsync, RUN_JS } from '../../cli.ts'
import { clientOf } from '../../emulator/ecr.ts'
import { folderWith } from '../../folder.ts'
import { shareOf } from '../../runs.ts'
import { type Everything, heldIn } from '../everything/held.ts'
import { fillEverything } from '../everything/live.ts'
import { everything, layImage } from '../everything/manifest.ts'
import { type Blow, openGate } from './gate.ts'

/** Things are then equal to the last byte, whenever they were made. */
const NOW = new Date('2026-01-31T12:00:00Z')
const APPLY = ['apply', '--auto-approve', '--concurrency', '1']

/** What every round begins with, and what it has to end with. */
interface Given {
  /** Of the manifest, its image, and the registry as it is before. */
  readonly folder: string
  readonly undisturbed: Everything
  /** The calls that an undisturbed apply makes, in its order. */
  readonly calls: readonly string[]
}

/** An emulator of this folder alone, for as long as something is done with it. */
async function withEmulator<T>(dataDirectory: string, use: (emulator: Emulator) => Promise<T>): Promise<T> {
  const emulator = await startEmulator({ dataDirectory, now: () => NOW })
  try {
    return await use(emulator)
  } finally {
    await emulator.close()
  }
}

async function prepared(): Promise<Given> {
  const folder = await folderWith({})
  await layImage(join(folder, 'image'))
  const there = await withEmulator(join(folder, 'live'), async emulator => {
    const ecr = clientOf(emulator)
    return fillEverything(ecr).finally(() => ecr.destroy())
  })
  await writeFile(join(folder, 'ecrsync.yaml'), JSON.stringify(everything(there, '../image'), null, 1))
  return { folder, ...(await inOwnFolder(folder, 'undisturbed', undisturbed)) }
}

async function undisturbed(cwd: string, emulator: Emulator) {
  const before = await heldIn(emulator)
  const gate = await openGate(emulator.url)
  await finished(cwd, gate.url).finally(gate.close)
  const after = await heldIn(emulator)
  expect(strangersIn(after)).toEqual(strangersIn(before))
  return { undisturbed: after, calls: gate.calls }
}

/** A folder of its own, with a registry of its own, as if nothing had happened yet. */
async function inOwnFolder<T>(
  folder: string,
  name: string,
  use: (cwd: string, emulator: Emulator) => Promise<T>,
): Promise<T> {
  const cwd = join(folder, name)
  await mkdir(cwd)
  await cp(join(folder, 'live'), join(cwd, 'live'), { recursive: true })
  await cp(join(folder, 'ecrsync.yaml'), join(cwd, 'ecrsync.yaml'))
  const done = await withEmulator(join(cwd, 'live'), emulator => use(cwd, emulator))
  await rm(cwd, { recursive: true })
  return done
}

/** Runs it again, undisturbed. */
async function finished(cwd: string, url: string): Promise<void> {
  const { code, stdout, stderr } = await ecrsync(APPLY, { cwd, env: awsEnvironment(url) })
  expect([code, stdout, stderr]).toEqual([0, expect.any(String), expect.any(String)])
}

const strangersIn = (held: Everything): Everything =>
  Object.fromEntries(Object.entries(held).filter(([name]) => name.startsWith('strangers/')))

/** How a process has ended, and what it said. */
interface End {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly said: string
}

const begun = (cwd: string, url: string): ChildProcess =>
  spawn(process.execPath, [RUN_JS, ...APPLY], {
    cwd,
    env: bareEnvironment(awsEnvironment(url)),
    stdio: ['ignore', 'ignore', 'pipe'],
  })

/** An apply that is struck at one of its calls, counted from 1. */
async function struck(cwd: string, emulator: Emulator, blow: Blow, at: number): Promise<End> {
  const gate = await openGate(emulator.url, { blow, at, child: () => child })
  const child = begun(cwd, gate.url)
  let said = ''
  child.stderr?.on('data', chunk => {
    said += String(chunk)
  })
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null]
  await gate.close()
  return { code, signal, said }
}

/** Every call of the apply is once the one at which it is struck; after each, another run ends as the undisturbed one. */
export async function struckAtEachCall(blow: Blow, isEnd: (end: End) => boolean) {
  const { folder, undisturbed, calls } = await prepared()
  const rounds = shareOf([...calls.entries()], 1, 0)
  let receipts = 0
  for (const [index, call] of rounds)
    await inOwnFolder(folder, `at-${index}`, async (cwd, emulator) => {
      const end = await struck(cwd, emulator, blow, index + 1)
      expect([call, end, isEnd(end)]).toEqual([call, end, true])
      receipts += await readableReceipts(cwd)
      await finished(cwd, emulator.url)
      receipts += await readableReceipts(cwd)
      expect([call, await heldIn(emulator)]).toEqual([call, undisturbed])
    })
  return { calls: calls.length, rounds: rounds.length, receipts }
}

const RECEIPTS = join('.ecrsync', 'receipts')

/** Every line but one that was being written is a value by itself, and the first says what the run was to do. @returns how many there are */
async function readableReceipts(cwd: string): Promise<number> {
  const names = await readdir(join(cwd, RECEIPTS)).catch(() => [])
  for (const name of names) {
    const lines = (await readFile(join(cwd, RECEIPTS, name), 'utf8')).split('\n').slice(0, -1)
    const values = lines.map(line => JSON.parse(line) as { readonly type: string })
    expect([name, values[0]?.type]).toEqual([name, 'receipt'])
  }
  return names.length
}
