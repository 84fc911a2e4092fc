import type { HttpRequest, HttpResponse } from '@smithy/core/protocols'
import { keepSecret } from '../secrecy.ts'
import { exchange } from './exchange.ts'
import { authorizationFor, portOf } from './proxies.ts'
import type { Way, Ways } from './ways.ts'
import { type Limit, type Patience, timeout } from './within.ts'

/** What the SDK hands through from whoever makes a call. */
export interface Sending {
  readonly abortSignal?: AbortSignal
  /** Instead of that of a small call. */
  readonly limit?: Limit
}

/**
 * The SDK's way over HTTP, on which nothing is held for ever. It goes through the proxy that the environment names, also to where
 * credentials come from.
 */
export function transport(ways: Ways, patience: Patience) {
  const known = new Map<string, Way>()
  const usual = { milliseconds: patience.whole, error: timeout('the answer did not end in time') }

  /** What the environment says of an origin it says of all calls to it, and is asked for once. */
  function wayOf(request: HttpRequest): Way {
    const origin = originOf(request)
    const way = known.get(origin) ?? ways.to(new URL(origin))
    known.set(origin, way)
    return way
  }

  async function handle(
    request: HttpRequest,
    { abortSignal: signal, limit = usual }: Sending = {},
  ): Promise<{ response: HttpResponse }> {
    const way = wayOf(request)
    const { 'x-amz-security-token': session, 'x-amz-sso_bearer_token': signIn } = request.headers
    keepSecret(session, signIn)
    return { response: await exchange(sentBy(way, request), { agent: way.agent, patience, limit, signal }) }
  }

  return {
    metadata: { handlerProtocol: 'http/1.1' },
    handle,
    destroy: ways.close,
    httpHandlerConfigs: () => ({}),
    updateHttpClientConfig() {},
  }
}

const originOf = ({ protocol, hostname, port }: HttpRequest): string =>
  `${protocol}//${hostname}${port === undefined ? '' : `:${port}`}`

/** In the clear, the proxy is asked for all of the URL. Source: https://www.rfc-editor.org/rfc/rfc9112#absolute-form */
function sentBy({ proxy, isForwarded }: Way, request: HttpRequest): HttpRequest {
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
