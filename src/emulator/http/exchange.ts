import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { AwsError, ConnectionDropped, httpStatusOf } from '../errors.ts'

/** What the ECR API answers. */
export const CONTENT_TYPE = 'application/x-amz-json-1.1'

/** An answer over HTTP. */
export interface Reply {
  readonly status: number
  readonly headers?: Readonly<Record<string, string | number>>
  readonly body?: string | Readable
}

/** What went wrong, as an error that has an answer. */
export const failureOf = (error: unknown): AwsError | ConnectionDropped =>
  error instanceof AwsError || error instanceof ConnectionDropped
    ? error
    : new AwsError('InternalFailure', error instanceof Error ? error.message : 'Internal failure', {}, error)

export const stackOf = ({ cause }: Error): string | undefined => (cause instanceof Error ? cause.stack : undefined)

export const errorReply = ({ name, message, fields }: AwsError): Reply => ({
  status: httpStatusOf(name),
  headers: { 'content-type': CONTENT_TYPE },
  body: JSON.stringify({ __type: name, message, ...fields }),
})

export async function send(request: IncomingMessage, response: ServerResponse, reply: Reply): Promise<void> {
  const { status, headers = {}, body = '' } = reply
  // What is left of the request has not been read, and will not be.
  if (!request.complete && hasBody(request)) response.setHeader('connection', 'close')
  response.setHeader('x-amzn-requestid', randomUUID())
  if (typeof body !== 'string') {
    response.writeHead(status, headers)
    // A client that goes away in the middle has its own reasons.
    return pipeline(body, response).catch(() => {})
  }
  response.writeHead(status, { 'content-length': Buffer.byteLength(body), ...headers })
  response.end(request.method === 'HEAD' ? undefined : body)
}

const hasBody = ({ headers }: IncomingMessage) =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
