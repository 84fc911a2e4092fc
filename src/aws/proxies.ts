import { BlockList, isIP } from 'node:net'
import { EcrsyncError } from '../errors.ts'
import { keepSecret } from '../secrecy.ts'
import { bareHost, isLoopback } from './reach.ts'

type Environment = Readonly<Record<string, string | undefined>>

/**
 * The proxy that a URL is asked through, as `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY` say it, in either
 * spelling. What is on this machine is asked directly: a proxy would look for it on its own.
 *
 * @throws EcrsyncError INVALID_ENVIRONMENT
 */
export function proxyOf(url: URL, environment: Environment = process.env): URL | undefined {
  const name = nameOfProxy(url, environment)
  if (name === undefined || isLoopback(url)) return undefined
  return isExcepted(url, settingOf('NO_PROXY', environment) ?? '') ? undefined : addressIn(name, environment)
}

const nameOfProxy = ({ protocol }: URL, environment: Environment): string | undefined =>
  [protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY', 'ALL_PROXY'].find(name => settingOf(name, environment))

const settingOf = (name: string, environment: Environment): string | undefined =>
  environment[name.toLowerCase()] || environment[name]

/** The value may hold a password: it is not repeated. */
function addressIn(name: string, environment: Environment): URL {
  const value = settingOf(name, environment)?.trim() ?? ''
  const text = value.includes('://') ? value : `http://${value}`
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url && /^https?:$/.test(url.protocol) && isDecodable(url.username) && isDecodable(url.password)) return url
  throw new EcrsyncError('INVALID_ENVIRONMENT', `${name} is no address of a proxy`, {
    detail: 'Calls go through the proxy that it names, which can be one of HTTP.',
    hint: `Write for example ${name}=http://proxy.example.com:3128, or take it out of the environment.`,
  })
}

export function isDecodable(text: string): boolean {
  try {
    return decodeURIComponent(text) !== undefined
  } catch {
    return false
  }
}

/** What a proxy is asked with. */
export function authorizationFor({ username, password }: URL): Readonly<Record<string, string>> {
  if (username === '' && password === '') return {}
  const secret = decodeURIComponent(password)
  const basic = Buffer.from(`${decodeURIComponent(username)}:${secret}`).toString('base64')
  keepSecret(password, secret, basic)
  return { 'proxy-authorization': `Basic ${basic}` }
}

/** A list of hosts and their subdomains, addresses and networks, each for one port or all; `*` is everything. */
function isExcepted(url: URL, list: string): boolean {
  const entries = list.split(/[\s,]+/).filter(entry => entry !== '')
  return entries.some(entry => entry === '*' || isMet(entry.toLowerCase(), url))
}

const PORT = /^(\[[^\]]*\]|[^:]*):(\d+)$/

function isMet(entry: string, url: URL): boolean {
  const [, named = entry, port] = PORT.exec(entry) ?? []
  if (port !== undefined && port !== portOf(url)) return false
  const host = bareHost(url)
  const wanted = named.replace(/^\[|\]$/g, '')
  if (isIP(host) !== 0) return isWithin(host, wanted)
  const domain = wanted.replace(/^\*?\./, '')
  return host === domain || host.endsWith(`.${domain}`)
}

/** A number, also where it is the usual one. */
export const portOf = ({ port, protocol }: Pick<URL, 'port' | 'protocol'>): string =>
  port || (protocol === 'https:' ? '443' : '80')

const familyOf = (address: string) => (isIP(address) === 6 ? 'ipv6' : 'ipv4')

function isWithin(host: string, network: string): boolean {
  const [address = '', bits] = network.split('/')
  const most = isIP(address) === 6 ? 128 : 32
  if (isIP(address) === 0 || !(Number(bits ?? most) <= most)) return false
  const list = new BlockList()
  list.addSubnet(address, Number(bits ?? most), familyOf(address))
  return list.check(host, familyOf(host))
}
