import type { Agent } from 'node:http'
import type { Readable } from 'node:stream'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { statusOf } from './answers.ts'
import { authorizationFor, portOf } from './proxies.ts'
import type { Way, Ways } from './ways.ts'
import { type Limit, type Patience, systemError, timeout, within } from './within.ts'

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
 * the answer. It goes through the proxy that the environment names, also to where credentials come from. An error that
 * comes with the status of a success is handed on as the error that it is.
 */
export function transport(ways: Ways, patience: Patience) {
  const http = handlers(patience)
  const routes = new Map<string, Route>()
  const usual = { milliseconds: patience.whole, error: timeout('the answer did not end in time') }

  /** What the environment says of an origin it says of all calls to it, and is asked for once. */
  function routeOf(request: Request): Route {
    const origin = originOf(request)
    const known = routes.get(origin)
    if (known !== undefined) return known
    const way = ways.to(new URL(origin))
    const route = { way, handler: http.over(way.agent) }
    routes.set(origin, route)
    return route
  }

  function handle(request: Request, { abortSignal, limit = usual }: Sending = {}): Promise<Answer> {
    return within(limit, abortSignal, async signal => {
      const { way, handler } = routeOf(request)
      const { response } = await handler.handle(sentBy(way, request), { abortSignal: signal })
      const body = await bytesOf(response.body)
      return { response: Object.assign(response, { body, statusCode: statusOf(response.statusCode, body) }) }
    })
  }

  return {
    metadata: { handlerProtocol: 'http/1.1' },
    handle,
    destroy: ways.close,
    httpHandlerConfigs: () => ({}),
    updateHttpClientConfig: http.configure,
  }
}

/** How an origin is got to, and what sends there. */
interface Route {
  readonly way: Way
  readonly handler: NodeHttpHandler
}

/** The SDK's own handler takes one agent for everything that it sends. */
function handlers({ connecting: connectionTimeout, silent: socketTimeout }: Patience) {
  const made = new Map<Agent, NodeHttpHandler>()
  const settings: Parameters<NodeHttpHandler['updateHttpClientConfig']>[] = []
  return {
    over(agent: Agent): NodeHttpHandler {
      const known = made.get(agent)
      if (known !== undefined) return known
      const options = { connectionTimeout, socketTimeout, httpAgent: agent, httpsAgent: agent }
      // An agent over TLS is one of plain HTTP by its type, too.
      const handler = new NodeHttpHandler(options as ConstructorParameters<typeof NodeHttpHandler>[0])
      for (const setting of settings) handler.updateHttpClientConfig(...setting)
      made.set(agent, handler)
      return handler
    },
    configure(...setting: Parameters<NodeHttpHandler['updateHttpClientConfig']>): void {
      settings.push(setting)
    },
  }
}

const originOf = ({ protocol, hostname, port }: Request): string =>
  `${protocol}//${hostname}${port === undefined ? '' : `:${port}`}`

/** In the clear, the proxy is asked for all of the URL. Source: https://www.rfc-editor.org/rfc/rfc9112#absolute-form */
function sentBy({ proxy, isForwarded }: Way, request: Request): Request {
  if (proxy === undefined || !isForwarded) return request
  const { protocol, hostname } = proxy
  return Object.assign(request.clone(), {
    protocol,
    hostname,
    port: Number(portOf(proxy)),
    path: `${new URL(originOf(request)).origin}${request.path}`,
    headers: { ...request.headers, ...authorizationFor(proxy) },
  })
}

/** Many times the longest answer of ECR, which has two manifests of 4 MiB as text in JSON. */
const LARGEST_ANSWER = 64 * 1024 * 1024

/** By its events: to iterate over a stream takes longer than all else that is ours of a small call. */
const bytesOf = (body: Readable): Promise<Uint8Array> =>
  new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = []
    let length = 0
    body.on('data', (chunk: Uint8Array) => {
      chunks.push(chunk)
      length += chunk.length
      if (length > LARGEST_ANSWER) body.destroy(systemError('EMSGSIZE', 'the answer has no end'))
    })
    body.on('end', () => resolve(Buffer.concat(chunks)))
    body.on('error', reject)
    body.on('close', () => {
      if (!body.readableEnded) reject(systemError('ECONNRESET', 'the answer broke off'))
    })
  })
