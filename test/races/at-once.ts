import { createServer, type IncomingMessage, request as open } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import type { ECR } from '@aws-sdk/client-ecr'
import { expect, onTestFinished, test } from 'vitest'
import { type Emulator, startEmulator } from '../../src/emulator/server.ts'
import type { Outcome } from '../../src/model.ts'
import { clientOf } from '../emulator/ecr.ts'
import { intentOf, type Json } from '../properties/manifests.ts'
import { openRegistry, type Registry } from '../registry.ts'

/** A setting that two manifests share with `live`, and the part of each. */
export interface Shared {
  readonly name: string
  /** The calls that look at it and write it. */
  readonly look: string
  readonly put: string
  /** What must be there first. */
  given?(ecr: ECR): Promise<unknown>
  /** What one of the two declares in one of the rounds. */
  manifest(owner: Owner, round: number): Json
  /** Whether that is there. */
  holds(ecr: ECR, owner: Owner, round: number): Promise<boolean>
}

const OWNERS = ['north', 'south'] as const
export type Owner = (typeof OWNERS)[number]

interface Timed {
  readonly operation: string
  /** Places on one tape for both. */
  readonly sent: number
  ended: number
}

/** Two owners of one registry. */
interface AtOnce {
  readonly ecr: ECR
  /** Each applies its manifest of this round: one after the other, or at once, each round in another order of their calls. */
  apply(round: number, how: 'at once' | 'in turn'): Promise<readonly Outcome[]>
  /** Whether ECR's lack of a condition lets the part of one be lost to the other: its put ended after the last look of the other was sent. */
  isInWindow(loser: Owner): boolean
}

/** So many calls of an apply are held back in turn; of a plan and an apply of one setting there are about six. */
const CALLS = 5

async function atOnce(shared: Shared): Promise<AtOnce> {
  const emulator = await startEmulator()
  const ecr = clientOf(emulator)
  onTestFinished(async () => {
    ecr.destroy()
    await emulator.close()
  })
  await shared.given?.(ecr)
  let tape = 0
  const logs: Record<Owner, Timed[]> = { north: [], south: [] }
  let release: () => void = () => undefined
  let held: { readonly call: number; readonly until: number; readonly over: Promise<void> } | undefined
  const next = () => ++tape
  const north = await registryBehind(emulator, {
    log: logs.north,
    next,
    sends: async () => undefined,
    answered: () => {
      if (held !== undefined && logs.north.length > held.until) release()
    },
  })
  const south = await registryBehind(emulator, {
    log: logs.south,
    next,
    sends: async () => {
      if (held !== undefined && logs.south.length > held.call) await held.over
    },
    answered: () => undefined,
  })

  async function run(owner: Owner, registry: Registry, round: number): Promise<readonly Outcome[]> {
    const intent = await intentOf(shared.manifest(owner, round))
    if (intent === undefined) throw new Error(`The manifest of ${owner} is refused`)
    return (await registry.apply(intent)).outcomes
  }

  return {
    ecr,
    async apply(round, how) {
      logs.north.length = 0
      logs.south.length = 0
      held = undefined
      if (how === 'in turn') return [...(await run('north', north, round)), ...(await run('south', south, round))]
      const over = new Promise<void>(resolve => {
        release = resolve
      })
      held = { call: round % CALLS, until: 2 * Math.floor(round / CALLS), over }
      const both = await Promise.all([run('north', north, round).finally(release), run('south', south, round)])
      return both.flat()
    },
    isInWindow(loser) {
      const winner = loser === 'north' ? 'south' : 'north'
      const put = logs[loser].findLast(({ operation }) => operation === shared.put)
      const written = logs[winner].findLast(({ operation }) => operation === shared.put)
      const look = logs[winner].findLast(
        ({ operation, sent }) => operation === shared.look && written !== undefined && sent < written.sent,
      )
      return put !== undefined && look !== undefined && put.ended > look.sent
    },
  }
}

const ROUNDS = 20

/** The tests that neither owner loses its part, in turn and at once; how often one did in the window that ECR leaves is printed. */
export function losesNothing(shared: Shared): void {
  test.each(['in turn', 'at once'] as const)(
    `lose nothing of each other, ${ROUNDS} times %s, but for what falls between a look and its write`,
    async how => {
      const { ecr, apply, isInWindow } = await atOnce(shared)
      let forgiven = 0
      for (let round = 0; round < ROUNDS; round += 1) {
        const outcomes = await apply(round, how)
        expect(outcomes.map(({ status }) => status)).toEqual(OWNERS.map(() => 'done'))
        for (const owner of OWNERS) {
          if (await shared.holds(ecr, owner, round)) continue
          expect([round, owner, isInWindow(owner)]).toEqual([round, owner, true])
          forgiven += 1
        }
      }
      process.stderr.write(`${shared.name}, ${ROUNDS} rounds ${how}: lost in the window that ECR leaves: ${forgiven}\n`)
      if (how === 'in turn') expect(forgiven).toBe(0)
    },
    60_000,
  )
}

interface Between {
  readonly log: Timed[]
  next(): number
  /** Before a call is passed on. */
  sends(): Promise<void>
  answered(): void
}

/** The registry as one of the two sees it, whose calls are written down with their places on the tape. */
async function registryBehind(emulator: Emulator, { log, next, sends, answered }: Between): Promise<Registry> {
  async function relay({ headers, method, url: path = '' }: IncomingMessage, body: Buffer) {
    await sends()
    const operation = String(headers['x-amz-target'] ?? '').split('.')[1] ?? ''
    const call: Timed = { operation, sent: next(), ended: Number.POSITIVE_INFINITY }
    log.push(call)
    const reply = await answerTo(`${emulator.url}${path}`, { method, headers }, body)
    const bytes = await buffer(reply)
    call.ended = next()
    answered()
    return { reply, bytes }
  }
  const server = createServer((request, response) => {
    buffer(request)
      .then(body => relay(request, body))
      .then(
        ({ reply, bytes }) => void response.writeHead(reply.statusCode ?? 500, reply.headers).end(bytes),
        () => void response.destroy(),
      )
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const registry = await openRegistry({}, { emulator, url })
  onTestFinished(async () => {
    await registry.close()
    server.close()
    server.closeAllConnections()
  })
  return registry
}

const answerTo = (url: string, options: object, body: Buffer): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    open(url, options, resolve).on('error', reject).end(body)
  })
