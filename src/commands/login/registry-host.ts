// Hosts of registries in all partitions. Source: Amazon ECR User Guide, "Private registries" and "IPv6 requests";
// the suffixes of the isolated partitions are those of the SDK's endpoint rules.
const SUFFIXES = [
  'amazonaws.com',
  'amazonaws.com.cn',
  'amazonaws.eu',
  'c2s.ic.gov',
  'sc2s.sgov.gov',
  'cloud.adc-e.uk',
  'csp.hci.ic.gov',
]
const DUAL_STACK_SUFFIXES = ['on.aws', 'on.amazonwebservices.com.cn', 'on.amazonwebservices.eu']

const pattern = (service: string, suffixes: readonly string[]): RegExp =>
  new RegExp(`^\\d{12}\\.${service}(?:-fips)?\\.([a-z0-9-]+)\\.(?:${suffixes.join('|').replaceAll('.', '\\.')})$`)

const REGISTRIES = [pattern('dkr\\.ecr', SUFFIXES), pattern('dkr-ecr', DUAL_STACK_SUFFIXES)]

/** The region that a host name of ECR says; nothing for the host of anybody else. */
export const regionOfHost = (host: string): string | undefined =>
  REGISTRIES.map(registry => registry.exec(host)?.[1]).find(region => region !== undefined)

/** `HOST:PORT` of a server, which clients name with or without a scheme. */
export function hostOf(server: string): string | undefined {
  const url = /^https?:\/\//i.test(server) ? server : `https://${server}`
  return URL.canParse(url) ? new URL(url).host : undefined
}
