import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

export interface Asked {
  readonly method: string
  readonly path: string
  readonly authorization: string | undefined
  readonly range: string | undefined
  readonly body: string
}

/** A server on this machine that answers as a test wants it. */
export interface FakeServer {
  /** `127.0.0.1:PORT` */
  readonly host: string
  readonly asked: readonly Asked[]
}

export async function fakeServer(
  answer: (request: Asked, response: ServerResponse, server: FakeServer) => void,
): Promise<FakeServer> {
  const asked: Asked[] = []
  const server = createServer(async (request: IncomingMessage, response) => {
    const { method = '', url: path = '', headers } = request
    const body = method === 'POST' ? (await request.toArray()).join('') : ''
    asked.push({ method, path, authorization: headers.authorization, range: headers.range, body })
    answer(asked.at(-1) as Asked, response, { host, asked })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(
    () =>
      new Promise<void>(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  )
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return { host, asked }
}

/** Where nobody listens: no other test is ever given a port so low. */
export const NOBODY = '127.0.0.1:9'
