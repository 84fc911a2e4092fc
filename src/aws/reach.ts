import { BlockList, isIP } from 'node:net'

/** Who can get to an address: everybody, this machine alone, those on the same wire, or those in a network that is not public. */
export type Reach = 'public' | 'loopback' | 'link-local' | 'private'

type Hidden = Exclude<Reach, 'public'>

/**
 * What is nobody's on the internet. Source: https://www.iana.org/assignments/iana-ipv4-special-registry; 0.0.0.0 is this
 * machine on Linux.
 */
const IPV4: Readonly<Record<Hidden, readonly string[]>> = {
  loopback: ['127.0.0.0/8', '0.0.0.0/8'],
  'link-local': ['169.254.0.0/16'],
  private: [
    '10.0.0.0/8',
    '100.64.0.0/10',
    '172.16.0.0/12',
    '192.0.0.0/24',
    '192.168.0.0/16',
    '198.18.0.0/15',
    '224.0.0.0/3',
  ],
}
/** fd00:ec2::254 is the metadata service of EC2, as 169.254.169.254 is. */
const IPV6: Readonly<Record<Hidden, readonly string[]>> = {
  loopback: ['::/127'],
  'link-local': ['fe80::/10', 'fd00:ec2::/32'],
  // ::/96 once stood for addresses of IPv4, and goes nowhere since.
  private: ['::/96', 'fc00::/7', 'fec0::/10', 'ff00::/8', '64:ff9b:1::/48'],
}

/** The more dangerous first: metadata services stand within what is private, too. */
const LISTS: readonly (readonly [Hidden, BlockList])[] = (['link-local', 'loopback', 'private'] as const).map(reach => [
  reach,
  listOf(reach),
])

function listOf(reach: Hidden): BlockList {
  const list = new BlockList()
  for (const subnet of IPV4[reach]) {
    const { address, bits } = partsOf(subnet)
    list.addSubnet(address, bits, 'ipv4')
    // By way of a translator (RFC 6052) or a relay (RFC 3056).
    list.addSubnet(`64:ff9b::${address}`, 96 + bits, 'ipv6')
    list.addSubnet(relayed(address), 16 + bits, 'ipv6')
  }
  for (const subnet of IPV6[reach]) {
    const { address, bits } = partsOf(subnet)
    list.addSubnet(address, bits, 'ipv6')
  }
  return list
}

function partsOf(subnet: string): { readonly address: string; readonly bits: number } {
  const [address = '', bits] = subnet.split('/')
  return { address, bits: Number(bits) }
}

function relayed(address: string): string {
  const hex = address.split('.').map(part => Number(part).toString(16).padStart(2, '0'))
  return `2002:${hex.slice(0, 2).join('')}:${hex.slice(2).join('')}::`
}

/** Of an IP address. What is none is nobody's. */
export function reachOf(address: string): Reach {
  const [bare = ''] = address.split('%')
  const family = isIP(bare) === 6 ? 'ipv6' : 'ipv4'
  return LISTS.find(([, list]) => list.check(bare, family))?.[0] ?? 'public'
}

/** A host as URLs have it, without the brackets of IPv6. */
export const bareHost = ({ hostname }: Pick<URL, 'hostname'>): string => hostname.replace(/^\[|\]$/g, '')

/** What a host says by itself of where it is: an address, or a name that every machine takes for itself (RFC 6761). */
export function reachOfHost(host: string): Reach | undefined {
  if (isIP(host) !== 0) return reachOf(host)
  return /(^|\.)localhost\.?$/i.test(host) ? 'loopback' : undefined
}

/** Names that never leave the machine, where plain HTTP is harmless. */
export const isLoopback = (url: Pick<URL, 'hostname'>): boolean => reachOfHost(bareHost(url)) === 'loopback'
