import { isLoopback } from '../../aws/reach.ts'
import { type RegistryHost, registryOfHost } from '../../names.ts'

/** Whom a client asks a login for. */
export interface Server {
  /** Left out: the client did not say it. */
  readonly scheme?: string
  /** `HOST` or `HOST:PORT`, in small letters, without the port that its scheme has anyway. */
  readonly host: string
  /** Of ECR, where it is one that ECR has: over TLS and without another port. */
  readonly registry?: RegistryHost
  /** This machine. */
  readonly isLoopback: boolean
}

/** Read by ourselves: what programs read differently could name another host to the client than to us. */
const SERVER = /^(?:(https?):\/\/)?((?:[a-z0-9-]+\.)*[a-z0-9-]+|\[[0-9a-f:.]+\])(?::(\d{1,5}))?(?:\/[\w./~%-]*)?$/

/** By its very form: `x.localhost` is what a client's resolver makes of it, and `0.0.0.0` is nobody's address. */
const THIS_MACHINE = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/

/** A server as clients name it, with or without a scheme and a path; nothing for any other text, such as one with a login. */
export function serverIn(text: string): Server | undefined {
  const [, scheme, name, port] = SERVER.exec(text.toLowerCase()) ?? []
  if (name === undefined) return undefined
  const isUsual = port === undefined || port === USUAL[scheme ?? 'https']
  const registry = scheme !== 'http' && isUsual ? registryOfHost(name) : undefined
  return {
    ...(scheme !== undefined && { scheme }),
    host: scheme !== undefined && isUsual ? name : [name, port].filter(Boolean).join(':'),
    ...(registry && { registry }),
    isLoopback: THIS_MACHINE.test(name) && isLoopback({ hostname: name }),
  }
}

const USUAL: Readonly<Record<string, string>> = { https: '443', http: '80' }

/** The server at a URL is the one that is asked for, as far as the client says which that is. */
export function isAt(url: string, { scheme, host }: Server): boolean {
  const { protocol, host: there, port } = new URL(url)
  const own = protocol.replace(':', '')
  if (scheme !== undefined && scheme !== own) return false
  return host === there || (port === '' && host === `${there}:${USUAL[own]}`)
}
