import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import fc from 'fast-check'
import pLimit from 'p-limit'
import { expect, test } from 'vitest'
import { startEmulator } from '../../src/emulator/server.ts'
import { bareEnvironment, RUN_JS } from '../cli.ts'
import { folderWith } from '../folder.ts'
import { runs } from '../runs.ts'
import { sha256 } from './ecr.ts'
import { call } from './http.ts'
import { stateAt } from './reads.ts'
import { blobsOf, nextWrite, type State, stepsOf, type Write } from './writes.ts'

const ROUNDS = runs(12)
const WRITES = 500
const CLIENTS = 5

const SERVER = new URL('../../dist/emulator/server.js', import.meta.url).href
const SCRIPT = `const { startEmulator } = await import('${SERVER}')
const [dataDirectory, logFile] = process.argv.slice(1)
console.log((await startEmulator({ dataDirectory, logFile })).url)`

/** The built emulator as a process: now and then of the command line, which takes longer to start. */
async function running(folder: string, isCommand: boolean) {
  const [data, log] = [join(folder, 'data'), join(folder, 'log')]
  const args = isCommand
    ? [RUN_JS, 'emulator', '--port', '0', '--data', data, '--log', log]
    : ['--input-type=module', '-e', SCRIPT, data, log]
  const child = spawn(process.execPath, args, { env: bareEnvironment(), stdio: ['ignore', 'pipe', 'inherit'] })
  const killed = once(child, 'exit')
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', line => {
      const [found] = /http:\S+/.exec(line) ?? []
      if (found !== undefined) resolve(found)
    })
    child.on('exit', () => reject(new Error('The emulator ended before it listened')))
  })
  return { url, kill: () => child.kill('SIGKILL'), killed }
}

/** What a client was told, and what it never heard back of. */
interface Client {
  readonly state: State
  pending?: Write
}

/** What is there already has been written all the same. */
const KNOWN = ['ImageAlreadyExistsException', 'LayerAlreadyExistsException']

/** Writes one after the other, until nobody answers any more. */
async function write(url: string, client: Client, steps: ReturnType<typeof stepsOf>, acknowledged: () => void) {
  for (const step of steps) {
    const next = nextWrite(client.state, step)
    client.pending = next
    const answer = await call(url, next.operation, next.input).catch(() => undefined)
    if (answer === undefined) return
    const { status, body } = answer
    expect(status === 200 || KNOWN.includes(body.__type), `${next.operation}: ${JSON.stringify(body)}`).toBe(true)
    next.apply(client.state, body)
    delete client.pending
    acknowledged()
  }
}

/** As it should be found again. */
function comparable({ registryPolicy, ...state }: State): State {
  const { main, repositories } = structuredClone(state)
  for (const known of Object.values(repositories)) {
    known.blobs.sort()
    delete known.upload
  }
  return { main, repositories, ...(main === 'client-0' && registryPolicy !== undefined && { registryPolicy }) }
}

/** With what was on its way, or without it: never with half of it. */
function possible({ state, pending }: Client): readonly State[] {
  const after = structuredClone(state)
  pending?.apply(after)
  return [comparable(state), comparable(after)]
}

/** Goes on with an upload where it was. */
async function finishUpload(url: string, { state: { main, repositories }, pending }: Client): Promise<void> {
  const { upload } = repositories[main] ?? {}
  if (!upload?.isSent) return
  const input = { repositoryName: main, uploadId: upload.id, layerDigests: [sha256(upload.content)] }
  const { status, body } = await call(url, 'CompleteLayerUpload', input)
  if (pending?.operation === 'CompleteLayerUpload') expect([200, 400]).toContain(status)
  else expect(status === 200 || KNOWN.includes(body.__type)).toBe(true)
}

async function round(seed: number, folder: string): Promise<void> {
  const [killAfter = 0] = fc.sample(fc.noBias(fc.integer({ min: 1, max: WRITES })), { seed, numRuns: 1 })
  const steps = stepsOf(seed, WRITES)
  const clients: readonly Client[] = Array.from({ length: CLIENTS }, (_, index) => ({
    state: { main: `client-${index}`, repositories: {} },
  }))
  const { url, kill, killed } = await running(folder, seed % 5 === 0)
  let count = 0
  const acknowledged = () => {
    count += 1
    if (count === killAfter) kill()
  }
  try {
    await Promise.all(
      clients.map((client, index) =>
        write(
          url,
          client,
          steps.filter((_, at) => at % CLIENTS === index),
          acknowledged,
        ),
      ),
    )
  } finally {
    kill()
  }
  await killed
  const emulator = await startEmulator({ dataDirectory: join(folder, 'data') })
  for (const client of clients) {
    const found = await stateAt(emulator.url, client.state, blobsOf(client.state))
    expect(possible(client), `seed ${seed}, killed after ${killAfter}`).toContainEqual(comparable(found))
    await finishUpload(emulator.url, client)
  }
  await emulator.close()
}

test('whoever kills the process finds everything that was acknowledged, and nothing half done', async () => {
  const limit = pLimit(3)
  const seeds = Array.from({ length: ROUNDS }, (_, index) => index + 1)
  await Promise.all(seeds.map(seed => limit(async () => round(seed, await folderWith({})))))
})
