import { createServer, type IncomingMessage, request as open, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import type { ECR } from '@aws-sdk/client-ecr'
import { onTestFinished } from 'vitest'
import type { Emulator } from '../../src/emulator/server.ts'
import { clientOf } from '../emulator/ecr.ts'

/** A call of the ECR API, in the order in which they reached it. */
export interface RacedCall {
  readonly by: 'ecrsync' | 'second client'
  readonly operation: string
  readonly input: Readonly<Record<string, unknown>>
}

/** What the second client does at one call of the first, which waits until it is done. */
export interface Moment {
  /** The name of an operation, `*` for any: just before it reaches the registry … */
  readonly before?: string
  /** … or when it has been answered, and the first client has not seen it. */
  readonly after?: string
  /** Only those whose input is so. */
  readonly where?: (input: RacedCall['input']) => boolean
  /** Which of these calls; the first unless given. */
  readonly nth?: number | 'each'
  readonly act?: (ecr: ECR, call: RacedCall) => Promise<unknown>
  /** What becomes of the call: `lost` ends the connection instead of an answer, the others are answered in its stead. */
  readonly fate?: 'lost' | keyof typeof FAILURES
}

export interface SecondClient {
  /** Where the first client has to send its calls. */
  readonly url: string
  readonly calls: readonly RacedCall[]
  /** Its own client, whose calls are in the log too, and are held at no moment. */
  readonly ecr: ECR
  at(moment: Moment): void
  /** @throws what went wrong in an `act` */
  check(): void
}

const ACCESS_KEY = 'AKIASECONDCLIENT'
const FAILURES = {
  throttled: { status: 400, name: 'ThrottlingException' },
  failed: { status: 500, name: 'ServerException' },
  missing: { status: 400, name: 'RepositoryNotFoundException' },
} as const

/** Stands between an emulator and whoever uses its `url`, for the time of a test; lets one call of the first client by at a time. */
export async function secondClient(emulator: Emulator, ...moments: readonly Moment[]): Promise<SecondClient> {
  const calls: RacedCall[] = []
  const due = moments.map(counted)
  const wrong: unknown[] = []
  const server = createServer((request, response) => {
    answer(request, response).catch(error => {
      wrong.push(error)
      response.destroy()
    })
  })
  let turn: Promise<void> = Promise.resolve()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const ecr = clientOf({ url }, { accessKey: ACCESS_KEY })
  onTestFinished(() => {
    ecr.destroy()
    server.close()
    server.closeAllConnections()
  })

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request)
    const forward = async () => {
      const { status, headers, body: bytes } = await relayed(emulator.url, request, body)
      return () => void response.writeHead(status, headers).end(bytes)
    }
    const call = callIn(request, body)
    if (call === undefined) return (await forward())()
    if (call.by === 'second client') {
      calls.push(call)
      return (await forward())()
    }
    const done = turn.then(() => raced(call, response, forward))
    turn = done.catch(() => undefined)
    return done
  }

  async function raced(call: RacedCall, response: ServerResponse, forward: () => Promise<() => void>): Promise<void> {
    const now = due.filter(one => one.isNow(call))
    const [before, after] = [now.filter(one => one.before !== undefined), now.filter(one => one.after !== undefined)]
    for (const { act } of before) await act?.(ecr, call)
    calls.push(call)
    const stead = before.find(one => one.fate !== undefined)?.fate
    if (stead !== undefined) return end(response, stead)
    const reply = await forward()
    for (const { act } of after) await act?.(ecr, call)
    if (after.some(one => one.fate !== undefined)) return end(response, 'lost')
    reply()
  }

  return {
    url,
    calls,
    ecr,
    at: moment => void due.push(counted(moment)),
    check: () => {
      if (wrong.length > 0) throw wrong[0]
    },
  }
}

/** A moment that counts the calls that come by. */
function counted(moment: Moment) {
  const { before, after, where = () => true, nth = 1 } = moment
  const wanted = before ?? after
  let seen = 0
  return {
    ...moment,
    isNow({ operation, input }: RacedCall): boolean {
      if ((wanted !== '*' && wanted !== operation) || !where(input)) return false
      seen += 1
      return nth === 'each' || seen === nth
    },
  }
}

function callIn({ headers }: IncomingMessage, body: Buffer): RacedCall | undefined {
  const operation = String(headers['x-amz-target'] ?? '').split('.')[1]
  if (operation === undefined) return undefined
  const isSecond = headers.authorization?.includes(ACCESS_KEY) === true
  return { by: isSecond ? 'second client' : 'ecrsync', operation, input: JSON.parse(body.toString() || '{}') }
}

function end(response: ServerResponse, how: NonNullable<Moment['fate']>): void {
  if (how === 'lost') return void response.destroy()
  const { status, name } = FAILURES[how]
  const body = JSON.stringify({ __type: name, message: 'Asked for by a test' })
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(body)
}

/** The headers stay as they are, `host` included, so that what is downloaded comes by here as well. */
function relayed(url: string, { method, url: path = '', headers }: IncomingMessage, body: Buffer) {
  return new Promise<{ status: number; headers: IncomingMessage['headers']; body: Buffer }>((resolve, reject) => {
    open(`${url}${path}`, { method, headers }, reply => {
      buffer(reply).then(
        bytes => resolve({ status: reply.statusCode ?? 500, headers: reply.headers, body: bytes }),
        reject,
      )
    })
      .on('error', reject)
      .end(body)
  })
}
