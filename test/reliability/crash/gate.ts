import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type IncomingMessage, request as open, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

/** What happens to a process at one of its calls. */
export type Blow = 'killed before' | 'killed after' | 'interrupted'

interface Strike {
  readonly blow: Blow
  /** Which of its calls, counted from 1. */
  readonly at: number
  readonly child: () => ChildProcess
}

/** Stands between a process and the registry. */
export interface Gate {
  readonly url: string
  /** Calls of an API, in the order in which they came. */
  readonly calls: readonly string[]
  close(): Promise<void>
}

export async function openGate(registry: string, strike?: Strike): Promise<Gate> {
  const calls: string[] = []
  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request)
    const operation = String(request.headers['x-amz-target'] ?? '').split('.')[1]
    if (operation !== undefined) calls.push(operation)
    const isNow = operation !== undefined && strike?.at === calls.length
    if (!isNow) return answered(response, await relayed(registry, request, body))
    if (strike.blow === 'interrupted') await interrupted(strike.child())
    if (strike.blow !== 'killed before') {
      const reply = await relayed(registry, request, body)
      if (strike.blow === 'interrupted') return answered(response, reply)
    }
    strike.child().kill('SIGKILL')
  }
  const server = createServer((request, response) => {
    pass(request, response).catch(() => response.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    async close() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

/** Comes back when the process has ended of it, or has said that it will. */
async function interrupted(child: ChildProcess): Promise<void> {
  const heard = new Promise<void>(resolve => {
    child.once('exit', () => resolve())
    child.stderr?.on('data', chunk => {
      if (String(chunk).includes('Interrupted')) resolve()
    })
  })
  child.kill('SIGINT')
  await heard
}

interface Reply {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly body: Buffer
}

const answered = (response: ServerResponse, { status, headers, body }: Reply): void =>
  void response.writeHead(status, headers).end(body)

/** The headers stay as they are, `host` included, so that what is downloaded comes by here as well. */
function relayed(url: string, { method, url: path = '', headers }: IncomingMessage, body: Buffer): Promise<Reply> {
  return new Promise((resolve, reject) => {
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
