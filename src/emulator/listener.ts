import { randomUUID } from 'node:crypto'
import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { readBody } from './body.ts'
import type { CallLog } from './calls.ts'
import { type Download, downloadAt } from './downloads.ts'
import { AwsError, ConnectionDropped, statusOf } from './errors.ts'
import { refusal } from './gate.ts'
import type { Place } from './place.ts'
import { CONTENT_TYPE, callerOf, decode, encodeError, type Input, operationOf, repositoriesIn } from './protocol.ts'
import { type Service, serve } from './service.ts'

export interface Listener {
  readonly service: Service
  readonly log: CallLog
  readonly url: string
  /** Account and region of requests that name none. */
  readonly home: Place
  /** Whether only this machine may ask. */
  readonly isClosed: boolean
}

/** Never throws: whatever goes wrong is the caller's answer, or the end of the connection. */
export const answer = (listener: Listener, request: IncomingMessage, response: ServerResponse): Promise<void> =>
  route(listener, request, response).catch(() => void request.socket.destroy())

async function route(listener: Listener, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const refused = listener.isClosed ? refusal(request) : undefined
  if (refused !== undefined) return sendError(response, new AwsError('AccessDeniedException', refused))
  if (request.method === 'POST' && request.url === '/') return answerCall(listener, request, response)
  const download = request.method === 'GET' ? downloadAt(listener.service.store, request.url ?? '') : undefined
  return download ? sendBytes(response, download) : sendError(response, unknown(request))
}

/** What is not HTTP, or takes too long to become it. */
export function answerGarbage(error: Error & { readonly code?: string }, socket: Duplex): void {
  if (!socket.writable) return void socket.destroy()
  const isSlow = error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
  const refused = isSlow
    ? new AwsError('RequestTimeoutException', 'The request took too long')
    : new AwsError('SerializationException', 'The request is not valid HTTP.')
  const status = statusOf(refused.name)
  const body = encodeError(refused)
  const headers = `content-type: ${CONTENT_TYPE}\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close`
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${headers}\r\n\r\n${body}`)
}

async function answerCall(listener: Listener, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { service, log, home, url } = listener
  log.arrived()
  const call: Asked = { time: service.now().toISOString(), operation: '', input: {} }
  try {
    call.operation = operationOf(request.headers)
    const caller = callerOf(request.headers, home)
    call.input = decode(await readBody(request))
    const output = serve(service, { ...call, caller, url })
    log.answered(entryOf(call))
    send(response, 200, JSON.stringify(output))
  } catch (error) {
    const failure = error instanceof AwsError || error instanceof ConnectionDropped ? error : internal(error)
    log.answered({ ...entryOf(call), error: failure.name })
    if (failure instanceof ConnectionDropped) request.socket.destroy()
    else sendError(response, failure)
  }
}

interface Asked {
  readonly time: string
  operation: string
  input: Input
}

function entryOf({ time, operation, input }: Asked) {
  const { layerPartBlob: _, ...logged } = input
  const [name] = repositoriesIn(input)
  return { time, operation, ...(name === undefined ? {} : { name }), input: logged }
}

const unknown = ({ method, url }: IncomingMessage) =>
  new AwsError('UnknownOperationException', `The ecrsync emulator has nothing at ${method} ${url}`)

const internal = (error: unknown) =>
  new AwsError('InternalFailure', error instanceof Error ? error.message : 'Internal failure')

function sendError(response: ServerResponse, error: AwsError): void {
  // What is left of the request has not been read, and will not be.
  if (!response.req.complete) response.setHeader('connection', 'close')
  send(response, statusOf(error.name), encodeError(error))
}

async function sendBytes(response: ServerResponse, { size, bytes }: Download): Promise<void> {
  response.writeHead(200, { 'content-length': size, 'content-type': 'application/octet-stream' })
  // A client that goes away in the middle has its own reasons.
  await pipeline(bytes, response).catch(() => {})
}

function send(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, {
    'content-type': CONTENT_TYPE,
    'content-length': Buffer.byteLength(body),
    'x-amzn-requestid': randomUUID(),
  })
  response.end(body)
}
