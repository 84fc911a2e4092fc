import { type Agent, Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import type { LookupFunction } from 'node:net'
import { trusted } from './certificates.ts'
import { proxyOf } from './proxies.ts'
import { Tunnel } from './tunnel.ts'
import { PATIENCE } from './within.ts'

/** How a URL is got to. */
export interface Way {
  readonly agent: Agent
  /** It is left to this proxy to look for the host. */
  readonly proxy?: URL
  /** What is asked for in the clear is not asked of the host, but of the proxy, by its whole URL. */
  readonly isForwarded: boolean
}

export interface WaysOptions {
  /** Connections to one host at once; all that are needed where it is left out. */
  readonly maxSockets?: number
  /** How names are found where no proxy does it. */
  readonly lookup?: LookupFunction
}

/** The ways out of this machine, as its environment says them. */
export interface Ways {
  /** @throws EcrsyncError INVALID_ENVIRONMENT */
  to(url: URL): Way
  close(): void
}

/** Connections are kept for the next request, and hold no process that has nothing else to do. */
export function openWays(options: WaysOptions = {}): Ways {
  const agents = new Map<string, Agent>()

  function agentFor(protocol: string, proxy?: URL): Agent {
    const isForwarded = proxy !== undefined && protocol === 'http:'
    const spoken = isForwarded ? proxy.protocol : protocol
    const secureContext = spoken === 'https:' ? trusted() : undefined
    const bundle = secureContext && process.env.AWS_CA_BUNDLE
    const key = JSON.stringify([protocol, proxy?.href, bundle])
    const known = agents.get(key)
    if (known !== undefined) return known
    const { lookup, ...all } = { ...options, keepAlive: true, ...(secureContext && { secureContext }) }
    // A proxy is where it is, whatever may be asked of it.
    const made = isForwarded ? newAgent(spoken, all) : newAgent(spoken, { ...all, ...(lookup && { lookup }) }, proxy)
    agents.set(key, made)
    return made
  }

  return {
    to(url) {
      const proxy = proxyOf(url)
      const agent = agentFor(url.protocol, proxy)
      return proxy === undefined
        ? { agent, isForwarded: false }
        : { agent, proxy, isForwarded: url.protocol === 'http:' }
    },
    close() {
      for (const agent of agents.values()) agent.destroy()
    },
  }
}

function newAgent(protocol: string, options: WaysOptions & { readonly keepAlive: boolean }, proxy?: URL): Agent {
  if (proxy !== undefined) return new Tunnel({ ...options, proxy, patience: PATIENCE.silent })
  return protocol === 'https:' ? new HttpsAgent(options) : new HttpAgent(options)
}
