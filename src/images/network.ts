import { lookup as lookupReally } from 'node:dns/promises'
import { request as askPlainly, type IncomingMessage, type RequestOptions } from 'node:http'
import { request as askSecurely } from 'node:https'
import type { LookupFunction } from 'node:net'
import { authorizationFor, portOf } from '../aws/proxies.ts'
import { bareHost, type Reach, reachOf, reachOfHost } from '../aws/reach.ts'
import { openWays, type Way, type Ways } from '../aws/ways.ts'
import { systemError } from '../aws/within.ts'

/** One request to one host. */
export interface Request {
  readonly url: URL
  readonly method: 'GET' | 'HEAD' | 'POST'
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | undefined
  /** Left out: the host may be anywhere. Else it is on the internet, or there. */
  readonly within?: Reach | undefined
  readonly signal: AbortSignal
}

/** The head of an answer, and its bytes as they come. */
export interface Reply {
  readonly status: number
  readonly url: URL
  header(name: string): string | undefined
  readonly bytes: IncomingMessage
  /** No bytes will come, and nobody has to read them. */
  readonly isEmpty: boolean
  /** Where the host is that answered. */
  readonly reach: Reach
}

/** All addresses of a name. */
export type Lookup = (host: string) => Promise<readonly { readonly address: string; readonly family: number }[]>

/** A host that no registry may name, unless it is there itself. */
export class HiddenHost extends Error {
  constructor(host: string, reach: Reach) {
    super(`${host}, which is ${reach === 'loopback' ? 'on this machine' : `at a ${reach} address`}`)
  }
}

/** Sends a request, and follows nothing. */
export type Send = (request: Request) => Promise<Reply>

/** A name is judged by the addresses that the connection is made to, so that it cannot be another one a moment later. */
export function openNetwork(lookup: Lookup = host => lookupReally(host, { all: true })): Send {
  const opened = new Map<Reach | undefined, Ways>()

  const waysWithin = (within: Reach | undefined): Ways => {
    const ways = opened.get(within) ?? openWays({ lookup: looking(lookup, within) })
    opened.set(within, ways)
    return ways
  }

  return async request => {
    const { url, within } = request
    const way = waysWithin(within).to(url)
    const own = reachOfHost(bareHost(url)) ?? (way.proxy && (await reachOfName(bareHost(url), lookup)))
    refuseHidden(url.host, own ?? 'public', within)
    const { bytes, address } = await answered(request, way)
    const isEmpty = request.method === 'HEAD' || bytes.headers['content-length'] === '0'
    if (isEmpty) bytes.resume()
    return {
      status: bytes.statusCode ?? 0,
      url,
      header: name => [bytes.headers[name]].flat()[0],
      bytes,
      isEmpty,
      reach: own ?? reachOf(address),
    }
  }
}

function refuseHidden(host: string, reach: Reach, within: Reach | undefined): void {
  if (isHidden(reach, within)) throw new HiddenHost(host, reach)
}

/** What a proxy looks for may be unknown here; what is known here to be hidden is so for the proxy, too. */
async function reachOfName(host: string, lookup: Lookup): Promise<Reach> {
  const found = await lookup(host).catch(() => [])
  return found.map(({ address }) => reachOf(address)).find(reach => reach !== 'public') ?? 'public'
}

const looking =
  (lookup: Lookup, within: Reach | undefined): LookupFunction =>
  (host, { all }, found) => {
    const told = (error: Error) => found(error, [])
    lookup(host).then(addresses => {
      const hidden = addresses.map(({ address }) => reachOf(address)).find(reach => isHidden(reach, within))
      if (hidden !== undefined) return told(new HiddenHost(host, hidden))
      const [first] = addresses
      if (first === undefined) return told(systemError('ENOTFOUND', `${host} has no address`))
      return all ? found(null, [...addresses]) : found(null, first.address, first.family)
    }, told)
  }

const isHidden = (reach: Reach, within: Reach | undefined): boolean =>
  within !== undefined && reach !== 'public' && reach !== within

function answered(request: Request, way: Way): Promise<{ readonly bytes: IncomingMessage; readonly address: string }> {
  const options = optionsOf(request, way)
  return new Promise((resolve, reject) => {
    const sent = (options.protocol === 'https:' ? askSecurely : askPlainly)(options, bytes =>
      resolve({ bytes, address: bytes.socket.remoteAddress ?? '' }),
    )
    // Also once it is answered: what breaks off then is told to whoever reads.
    sent.on('error', reject)
    // Without an error where it is answered by a switch to another protocol.
    sent.on('close', () => reject(new Error('the connection was closed without an answer')))
    sent.end(request.body)
  })
}

/** A login that stands in the URL itself is not sent. */
function optionsOf({ url, method, headers, signal }: Request, { agent, proxy, isForwarded }: Way): RequestOptions {
  const path = `${url.pathname}${url.search}`
  const to = (host: URL) => ({ protocol: host.protocol, hostname: bareHost(host), port: portOf(host) })
  if (proxy === undefined || !isForwarded) return { ...to(url), path, method, headers, agent, signal }
  const forwarded = { host: url.host, ...headers, ...authorizationFor(proxy) }
  return { ...to(proxy), path: `${url.origin}${path}`, method, headers: forwarded, agent, signal }
}
