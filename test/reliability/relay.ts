import { once } from 'node:events'
import { createServer, type IncomingMessage, request as open, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

/** A request that has come whole, on its way to a registry. */
export interface Relayed {
  /** The operation of the API that it calls; left out: it is no call, but a download. */
  readonly operation: string | undefined
  readonly body: Buffer
  readonly response: ServerResponse
  /** Has the registry answer it. */
  forward(): Promise<Reply>
}

export interface Reply {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly body: Buffer
}

/** A server between a client and a registry. */
export interface Relay {
  readonly url: string
  close(): Promise<void>
}

export async function openRelay(registry: string, pass: (relayed: Relayed) => Promise<void>): Promise<Relay> {
  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request)
    const operation = String(request.headers['x-amz-target'] ?? '').split('.')[1]
    await pass({ operation, body, response, forward: () => askedOf(registry, request, body) })
  }
  const server = createServer((request, response) => {
    take(request, response).catch(() => response.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

export const answer = (response: ServerResponse, { status, headers, body }: Reply): void =>
  void response.writeHead(status, headers).end(body)

/** The headers stay as they are, `host` included, so that what is downloaded comes by here as well. */
function askedOf(url: string, { method, url: path = '', headers }: IncomingMessage, body: Buffer): Promise<Reply> {
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
