import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { answerCall } from './aws/answer.ts'
import { answerRegistry } from './distribution/answer.ts'
import { AwsError } from './errors.ts'
import { downloadAt } from './http/downloads.ts'
import { errorReply, type Reply, send } from './http/exchange.ts'
import { refusal } from './http/gate.ts'
import type { Listener } from './http/listener.ts'

/** Never throws: whatever goes wrong is the caller's answer, or the end of the connection. */
export const answer = (listener: Listener, request: IncomingMessage, response: ServerResponse): Promise<void> =>
  route(listener, request)
    .then(reply => send(request, response, reply))
    .catch(() => void request.socket.destroy())

const GONE = 'The data folder of the ecrsync emulator is gone: nothing can be kept. Start it again.'

async function route(listener: Listener, request: IncomingMessage): Promise<Reply> {
  const refused = listener.isClosed ? refusal(request, listener.service.lenient.includes('login')) : undefined
  if (refused !== undefined) return errorReply(new AwsError('AccessDeniedException', refused))
  if (!listener.isHeld()) return errorReply(new AwsError('ServerException', GONE))
  const { method = '', url = '' } = request
  if (/^\/v2(\/|$|\?)/.test(url)) return answerRegistry(listener, request)
  if (method === 'POST' && url === '/') return answerCall(listener, request)
  if (method === 'POST' && url === '/moto-api/reset' && listener.reset) return reset(listener.reset)
  if (method === 'GET' && url.startsWith('/layers/')) return downloadAt(listener.service, request)
  return errorReply(new AwsError('UnknownOperationException', `The ecrsync emulator has nothing at ${method} ${url}`))
}

function reset(forget: () => void): Reply {
  forget()
  return { status: 200, headers: { 'content-type': 'application/json' }, body: '{"status":"ok"}' }
}

/** What is not HTTP, or takes too long to become it. */
export function answerGarbage(error: Error & { readonly code?: string }, socket: Duplex): void {
  if (!socket.writable) return void socket.destroy()
  const { status, headers = {}, body = '' } = errorReply(garbage(error.code))
  const head = `content-type: ${headers['content-type']}\r\ncontent-length: ${Buffer.byteLength(String(body))}\r\nconnection: close`
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${head}\r\n\r\n${body}`)
}

function garbage(code: string | undefined): AwsError {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return new AwsError('RequestTimeoutException', 'The request took too long')
  if (code === 'HPE_HEADER_OVERFLOW')
    return new AwsError('SerializationException', 'The address and headers of the request are longer than 16 KiB.')
  return new AwsError('SerializationException', 'The request is not valid HTTP.')
}
