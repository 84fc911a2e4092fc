import { type Agent, request as askPlainly, type ClientRequest, type IncomingMessage } from 'node:http'
import { request as askSecurely } from 'node:https'
import { buildQueryString, type HttpRequest, HttpResponse } from '@smithy/core/protocols'
import { interrupted } from '../errors.ts'
import { statusOf } from './answers.ts'
import { bareHost } from './reach.ts'
import { type Limit, type Patience, systemError, timeout } from './within.ts'

export interface ExchangeOptions {
  readonly agent: Agent
  readonly patience: Patience
  readonly limit: Limit
  readonly signal?: AbortSignal | undefined
}

/**
 * A request, and its answer to the last byte. An error that comes with the status of a success is handed on as the error that it is.
 * @throws the error of the limit, and EcrsyncError INTERRUPTED
 */
export const exchange = (request: HttpRequest, { agent, patience, limit, signal }: ExchangeOptions) =>
  new Promise<HttpResponse>((resolve, reject) => {
    if (signal?.aborted) throw interrupted()
    const sent = begun(request, agent, patience)
    const finish = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', interrupt)
    }
    const fail = (error: Error) => {
      finish()
      reject(error)
      sent.destroy()
    }
    const timer = setTimeout(() => fail(limit.error), limit.milliseconds)
    const interrupt = () => fail(interrupted())
    signal?.addEventListener('abort', interrupt)
    if (!sent.reusedSocket) limitConnecting(sent, patience.connecting, fail)
    sent.on('timeout', () => fail(timeout(`nothing was sent or answered for ${patience.silent} ms`)))
    sent.on('error', error => fail(named(error)))
    sent.on('response', response =>
      collect(response, fail, body => {
        finish()
        resolve(answerOf(response, body))
      }),
    )
    sent.end(request.body)
  })

function begun(request: HttpRequest, agent: Agent, { silent }: Patience): ClientRequest {
  const { protocol, method, headers, port, path, query } = request
  const asked = buildQueryString(query)
  return (protocol === 'https:' ? askSecurely : askPlainly)({
    agent,
    method,
    headers,
    host: bareHost(request),
    port,
    path: asked === '' ? path : `${path}?${asked}`,
    timeout: silent,
  })
}

/** A connection that was made for another request needs none of it. */
function limitConnecting(sent: ClientRequest, milliseconds: number, fail: (error: Error) => void): void {
  const timer = setTimeout(() => fail(timeout(`none was made in ${milliseconds} ms`)), milliseconds)
  const stop = () => clearTimeout(timer)
  sent.once('socket', socket => (socket.connecting ? socket.once('connect', stop) : stop()))
  sent.once('close', stop)
}

const UNANSWERED = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT'])

/** As the SDK names what ends a connection before anything is answered. */
const named = (error: NodeJS.ErrnoException): Error =>
  UNANSWERED.has(error.code ?? '') ? Object.assign(error, { name: 'TimeoutError' }) : error

/** Many times the longest answer of ECR, which has two manifests of 4 MiB as text in JSON. */
const LARGEST_ANSWER = 64 * 1024 * 1024

/** By its events: to iterate over a stream takes longer than all else that is ours of a small call. */
function collect(response: IncomingMessage, fail: (error: Error) => void, done: (body: Buffer) => void): void {
  const chunks: Buffer[] = []
  let length = 0
  response.on('data', (chunk: Buffer) => {
    chunks.push(chunk)
    length += chunk.length
    if (length > LARGEST_ANSWER) fail(systemError('EMSGSIZE', 'the answer has no end'))
  })
  response.on('end', () => done(Buffer.concat(chunks)))
  response.on('error', fail)
  response.on('close', () => {
    if (!response.readableEnded) fail(systemError('ECONNRESET', 'the answer broke off'))
  })
}

const answerOf = ({ statusCode = 0, statusMessage, headers }: IncomingMessage, body: Buffer): HttpResponse =>
  new HttpResponse({
    statusCode: statusOf(statusCode, body),
    ...(statusMessage !== undefined && { reason: statusMessage }),
    headers: headers as Record<string, string>,
    body,
  })
