import { once } from 'node:events'
import { createServer, type IncomingMessage, request as open, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

/** What comes of a call instead of its answer. */
export type Fate =
  | { readonly is: 'answered'; readonly status: number; readonly name: string; readonly message: string }
  /** Not as ECR answers, and nothing has happened: by something on the way. */
  | { readonly is: 'page'; readonly status: number }
  | { readonly is: 'dropped'; readonly isDone: boolean }
  | { readonly is: 'silence' }
  /** It has happened, and what is said of it cannot be read. */
  | { readonly is: 'garbled' }
  | { readonly is: 'cut' }

/** A call as it comes by, counted among those of its operation from 1. */
export interface Passing {
  readonly operation: string
  readonly input: Readonly<Record<string, unknown>>
  readonly nth: number
}

/** Stands between a client and the registry, and hurts some calls. */
export interface Wire {
  readonly url: string
  /** Of all calls that came by, in their order. */
  readonly operations: readonly string[]
  close(): Promise<void>
}

export async function openWire(registry: string, fateOf: (call: Passing) => Fate | undefined): Promise<Wire> {
  const operations: string[] = []
  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request)
    const forward = () => relayed(registry, request, body)
    const operation = String(request.headers['x-amz-target'] ?? '').split('.')[1]
    if (operation === undefined) return whole(response, await forward())
    operations.push(operation)
    const nth = operations.filter(one => one === operation).length
    const fate = fateOf({ operation, input: JSON.parse(body.toString() || '{}'), nth })
    await (fate === undefined ? whole(response, await forward()) : ended(response, fate, forward))
  }
  const server = createServer((request, response) => {
    pass(request, response).catch(() => response.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    operations,
    async close() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

async function ended(response: ServerResponse, fate: Fate, forward: () => Promise<Reply>): Promise<void> {
  switch (fate.is) {
    case 'answered': {
      const body = JSON.stringify({ __type: fate.name, message: fate.message })
      return void response.writeHead(fate.status, { 'content-type': 'application/x-amz-json-1.1' }).end(body)
    }
    case 'page':
      return void response.writeHead(fate.status, { 'content-type': 'text/html' }).end(PAGE)
    case 'dropped':
      if (fate.isDone) await forward()
      return void response.destroy()
    case 'silence':
      return undefined
    case 'garbled':
      await forward()
      return void response.writeHead(200, { 'content-type': 'text/html' }).end(PAGE)
    case 'cut':
      return cutShort(response, await forward())
  }
}

const PAGE = '<html><body>Something on the way</body></html>'

function cutShort(response: ServerResponse, { status, body }: Reply): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1', 'content-length': body.length + 1 })
  response.write(body.subarray(0, body.length - 1), () => response.destroy())
}

interface Reply {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly body: Buffer
}

const whole = (response: ServerResponse, { status, headers, body }: Reply): void =>
  void response.writeHead(status, headers).end(body)

/** The headers stay as they are, `host` included, so that what is downloaded comes by here as well. */
export function relayed(
  url: string,
  { method, url: path = '', headers }: IncomingMessage,
  body: Buffer,
): Promise<Reply> {
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
