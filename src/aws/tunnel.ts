import { request as askPlainly, type ClientRequestArgs, type IncomingMessage } from 'node:http'
import { type AgentOptions, request as askSecurely, Agent as HttpsAgent, type RequestOptions } from 'node:https'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { authorizationFor, portOf } from './proxies.ts'
import { bareHost } from './reach.ts'
import { systemError, timeout } from './within.ts'

type Made = (error: Error | null, socket: Duplex) => void

export interface TunnelOptions extends AgentOptions {
  readonly proxy: URL
  /** Milliseconds that the proxy has to answer in. */
  readonly patience: number
}

/**
 * Connections over TLS through a proxy. What the proxy says is never taken for an answer of the host: it could ask for a
 * login in its name. Source: https://www.rfc-editor.org/rfc/rfc9110#CONNECT
 */
export class Tunnel extends HttpsAgent {
  readonly #proxy: URL
  readonly #patience: number

  constructor({ proxy, patience, ...options }: TunnelOptions) {
    super(options)
    this.#proxy = proxy
    this.#patience = patience
  }

  override createConnection(options: ClientRequestArgs, made: Made): undefined {
    const host = String(options.host)
    const authority = `${host.includes(':') ? `[${host}]` : host}:${options.port}`
    const asked = (this.#proxy.protocol === 'https:' ? askSecurely : askPlainly)(this.#asking(authority))
    const fail = (what: string, code: string, cause?: unknown) =>
      made(systemError(code, `the proxy ${this.#proxy.host} ${what}`, cause), undefined as unknown as Duplex)
    // Whoever waits for it holds the process: a proxy that does not answer is not to.
    asked.on('socket', socket => socket.unref())
    asked.on('connect', ({ statusCode = 0 }: IncomingMessage, socket: Socket) => {
      asked.removeAllListeners('timeout')
      socket.ref()
      if (statusCode === 200) {
        made(null, super.createConnection({ ...options, socket } as ClientRequestArgs) as Duplex)
      } else {
        socket.destroy()
        fail(`answers with HTTP status ${statusCode}`, statusCode < 500 ? 'EPROXY' : 'ECONNRESET')
      }
    })
    asked.on('timeout', () => asked.destroy(timeout('does not answer in time')))
    asked.on('error', (error: NodeJS.ErrnoException) =>
      fail(`cannot be used (${error.message})`, error.code ?? 'ETIMEDOUT', error),
    )
    asked.end()
    return undefined
  }

  #asking(authority: string): RequestOptions {
    const { secureContext } = this.options
    return {
      method: 'CONNECT',
      host: bareHost(this.#proxy),
      port: portOf(this.#proxy),
      path: authority,
      headers: { host: authority, ...authorizationFor(this.#proxy) },
      agent: false,
      timeout: this.#patience,
      ...(secureContext && { secureContext }),
    }
  }
}
