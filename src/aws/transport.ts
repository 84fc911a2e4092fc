import { NodeHttpHandler } from '@smithy/node-http-handler'
import { statusOf } from './answers.ts'

type Request = Parameters<NodeHttpHandler['handle']>[0]
type Answer = Awaited<ReturnType<NodeHttpHandler['handle']>>

/** How long a call may take, in milliseconds. */
export interface Patience {
  readonly connecting: number
  /** Without a byte, of the request or of its answer. */
  readonly silent: number
  /** Of a small call, to the last byte of its answer. A transfer takes as long as it moves. */
  readonly whole: number
  /** After so long the rate of a transfer counts. */
  readonly slow: number
}

export const PATIENCE: Patience = { connecting: 10_000, silent: 30_000, whole: 60_000, slow: 60_000 }

/** What the SDK hands through from whoever makes a call. */
export interface Sending {
  readonly abortSignal?: AbortSignal
  /** Instead of that of a small call. */
  readonly limit?: { readonly milliseconds: number; readonly error: Error }
}

/**
 * The SDK's way over HTTP, on which nothing is held for ever: its own timeout of a request ends with the first byte of
 * the answer. An error that comes with the status of a success is handed on as the error that it is.
 */
export function transport(connections: number, patience: Patience) {
  const { connecting: connectionTimeout, silent: socketTimeout } = patience
  // The SDK would keep to 50 connections, however many calls are asked for.
  const agent = { maxSockets: connections }
  const http = new NodeHttpHandler({ connectionTimeout, socketTimeout, httpAgent: agent, httpsAgent: agent })
  const usual = { milliseconds: patience.whole, error: named('TimeoutError', 'the answer did not end in time') }

  async function handle(request: Request, { abortSignal, limit = usual }: Sending = {}): Promise<Answer> {
    const ending = new AbortController()
    const timer = setTimeout(() => ending.abort(limit.error), limit.milliseconds)
    const interrupt = () => ending.abort(named('AbortError', 'interrupted'))
    abortSignal?.addEventListener('abort', interrupt)
    if (abortSignal?.aborted) interrupt()
    try {
      const { response } = await http.handle(request, { abortSignal: ending.signal })
      const body = await bytesOf(response.body)
      return { response: Object.assign(response, { body, statusCode: statusOf(response.statusCode, body) }) }
    } catch (error) {
      throw ending.signal.aborted ? ending.signal.reason : error
    } finally {
      clearTimeout(timer)
      abortSignal?.removeEventListener('abort', interrupt)
    }
  }

  return {
    metadata: http.metadata,
    handle,
    destroy: () => http.destroy(),
    httpHandlerConfigs: () => http.httpHandlerConfigs(),
    updateHttpClientConfig: http.updateHttpClientConfig.bind(http),
  }
}

export const named = (name: string, message: string): Error => Object.assign(new Error(message), { name })

async function bytesOf(body: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  for await (const chunk of body) chunks.push(chunk)
  return Buffer.concat(chunks)
}
