import type { IncomingMessage } from 'node:http'

/** Names below `localhost` never leave the machine, either (RFC 6761). */
const LOOPBACK = /^(([a-z0-9-]+\.)*localhost|127(\.\d{1,3}){3}|\[::1\]|\[::ffff:(7f|127\.)[0-9a-f:.]+\])(:\d+)?$/i

/** Names of AWS's own, which nobody else can let point here. */
const REGISTRY = /^\d{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com(\.cn)?(:\d+)?$/i

/** Of an address that a server listens on. */
export const isLoopback = (address: string): boolean =>
  address === '::1' || /^(::ffff:)?127(\.\d{1,3}){3}$/.test(address)

/**
 * Why a request is not answered, if it isn't. A page in a browser can send requests here: through a name of its own that
 * points to this machine, which `Host` shows, or straight across origins, which `Origin` shows.
 *
 * @param isOpen whether clients that take this for AWS, by a mirror or `/etc/hosts`, are let in
 */
export function refusal({ headers }: IncomingMessage, isOpen: boolean): string | undefined {
  if (!LOOPBACK.test(headers.host ?? '') && !(isOpen && REGISTRY.test(headers.host ?? '')))
    return 'The ecrsync emulator answers only requests to a loopback host name.'
  if (headers.origin !== undefined && !isLoopbackOrigin(headers.origin)) {
    return 'The ecrsync emulator does not answer cross-origin requests.'
  }
  return undefined
}

const isLoopbackOrigin = (origin: string) => LOOPBACK.test(origin.replace(/^https?:\/\//, ''))
