import { createServer, type IncomingMessage, request as open, ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'

/** All that a request says, as a server that is in trouble, or is not who it should be, may say it again. */
export interface Heard {
  readonly request: IncomingMessage
  readonly body: Buffer
  readonly text: string
}

export type Answering = (response: ServerResponse, heard: Heard) => unknown

/** For this test. @returns its address */
export async function server(answer: Answering): Promise<string> {
  const opened = createServer(async (request, response) => {
    const body = await buffer(request)
    const { method, url, headers } = request
    const lines = Object.entries(headers).map(([name, value]) => `${name}:${value}`)
    answer(response, { request, body, text: [`${method} ${url}`, ...lines, body].join(' ') })
  })
  // Whoever asks a proxy for a tunnel.
  opened.on('connect', (request, socket: Socket) => {
    const response = new ServerResponse(request)
    response.assignSocket(socket)
    const lines = Object.entries(request.headers).map(([name, value]) => `${name}:${value}`)
    answer(response, { request, body: Buffer.alloc(0), text: lines.join(' ') })
    response.on('finish', () => socket.end())
  })
  opened.listen(0, '127.0.0.1')
  await new Promise(resolve => opened.once('listening', resolve))
  onTestFinished(() => {
    opened.close()
    opened.closeAllConnections()
  })
  return `http://127.0.0.1:${(opened.address() as AddressInfo).port}`
}

/** Has another server answer. */
export function forwarded(to: string, response: ServerResponse, { request, body }: Heard): void {
  const { method, url, headers } = request
  open(`${to}${url}`, { method, headers }, reply => {
    response.writeHead(reply.statusCode ?? 500, reply.headers)
    reply.pipe(response)
  })
    .on('error', () => response.destroy())
    .end(body)
}

const json = { 'content-type': 'application/x-amz-json-1.1' }
const refused =
  (__type: string, status: number): Answering =>
  (response, { text }) =>
    response.writeHead(status, json).end(JSON.stringify({ __type, message: `The request was ${text}` }))

/** Ways to fail, all of which say the request again. */
export const FAILURES: Readonly<Record<string, Answering>> = {
  denied: refused('AccessDeniedException', 400),
  expired: refused('ExpiredTokenException', 400),
  'signed wrongly': refused('InvalidSignatureException', 400),
  throttled: refused('ThrottlingException', 400),
  'an error of its own': refused('ServerException', 500),
  'an unknown error': refused('StrangeException', 400),
  'an error named by the request': (response, { text }) =>
    response.writeHead(400, json).end(JSON.stringify({ __type: text.replaceAll('\n', ' '), message: 'no' })),
  'a text in place of JSON': (response, { request }) =>
    response.writeHead(200, json).end(String(request.headers['x-amz-security-token'] ?? request.headers.authorization)),
  'a page': (response, { text }) => response.writeHead(400, { 'content-type': 'text/html' }).end(`<p>${text}</p>`),
  'a redirect': (response, { request, text }) =>
    response
      .writeHead(307, {
        location: `http://127.0.0.2:9/?token=${encodeURIComponent((request.headers['x-amz-security-token'] as string) ?? text)}`,
      })
      .end(),
  'a lost connection': response => response.destroy(),
}
