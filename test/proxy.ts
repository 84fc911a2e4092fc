import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { type AddressInfo, connect, type Server, type Socket } from 'node:net'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

const fileIn = (name: string) => fileURLToPath(new URL(`tls/${name}`, import.meta.url))

/** Whom `secureServer` is to be trusted by: certificates of these tests alone, for ecr.test, registry.test, storage.test, auth.test, localhost and 127.0.0.1. */
export const AUTHORITY = fileIn('authority.pem')

type Handler = (request: IncomingMessage, response: ServerResponse) => void

/** @returns its port */
async function listening(server: Server): Promise<number> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => sockets.add(socket))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.close()
    for (const socket of sockets) socket.destroy()
  })
  return (server.address() as AddressInfo).port
}

/** A server over TLS. @returns its port */
export const secureServer = (handle: Handler): Promise<number> =>
  listening(
    createSecureServer({ key: readFileSync(fileIn('server.key')), cert: readFileSync(fileIn('server.pem')) }, handle),
  )

export interface FakeProxy {
  /** `127.0.0.1:PORT` */
  readonly host: string
  /** `CONNECT registry.test:443`, or `GET http://registry.test/` */
  readonly asked: readonly string[]
  /** What came as `Proxy-Authorization`. */
  readonly logins: readonly (string | undefined)[]
}

/** A proxy that knows where names lead to: a port of this machine, or the status that it answers with instead. */
export async function fakeProxy(
  leads: Readonly<Record<string, { readonly port?: number; readonly status?: number; readonly headers?: string }>>,
  forward: Handler = (_, response) => response.writeHead(502).end(),
): Promise<FakeProxy> {
  const asked: string[] = []
  const logins: (string | undefined)[] = []
  const note = ({ method, url, headers }: IncomingMessage) => {
    asked.push(`${method} ${url}`)
    logins.push(headers['proxy-authorization'])
  }
  const server = createServer((request, response) => {
    note(request)
    forward(request, response)
  })
  server.on('connect', (request: IncomingMessage, client: Socket) => {
    note(request)
    client.on('error', () => {})
    const { port, status = 404, headers = '' } = leads[request.url ?? ''] ?? {}
    if (port === undefined) return client.end(`HTTP/1.1 ${status} No\r\n${headers}\r\n`)
    const there = connect(port, '127.0.0.1', () => client.write('HTTP/1.1 200 OK\r\n\r\n'))
    there.on('error', () => client.destroy())
    client.on('close', () => there.destroy())
    return client.pipe(there).pipe(client)
  })
  const port = await listening(server)
  return { host: `127.0.0.1:${port}`, asked, logins }
}
