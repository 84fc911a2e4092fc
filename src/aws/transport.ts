import { NodeHttpHandler } from '@smithy/node-http-handler'
import { statusOf } from './answers.ts'
import { type Limit, type Patience, timeout, within } from './within.ts'

type Request = Parameters<NodeHttpHandler['handle']>[0]
type Answer = Awaited<ReturnType<NodeHttpHandler['handle']>>

/** What the SDK hands through from whoever makes a call. */
export interface Sending {
  readonly abortSignal?: AbortSignal
  /** Instead of that of a small call. */
  readonly limit?: Limit
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
  const usual = { milliseconds: patience.whole, error: timeout('the answer did not end in time') }

  async function handle(request: Request, { abortSignal, limit = usual }: Sending = {}): Promise<Answer> {
    return within(limit, abortSignal, async signal => {
      const { response } = await http.handle(request, { abortSignal: signal })
      const body = await bytesOf(response.body)
      return { response: Object.assign(response, { body, statusCode: statusOf(response.statusCode, body) }) }
    })
  }

  return {
    metadata: http.metadata,
    handle,
    destroy: () => http.destroy(),
    httpHandlerConfigs: () => http.httpHandlerConfigs(),
    updateHttpClientConfig: http.updateHttpClientConfig.bind(http),
  }
}

async function bytesOf(body: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  for await (const chunk of body) chunks.push(chunk)
  return Buffer.concat(chunks)
}
