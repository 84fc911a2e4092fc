import { isLoopback } from '../../aws/reach.ts'
import { regionOf } from '../../aws/region.ts'
import { readableFor } from '../../manifest/meaning/environment.ts'
import type { Surroundings } from '../../manifest/meaning/variables.ts'
import { isEndpointOfEcr } from '../../names.ts'
import type { ManifestFlags } from '../flags.ts'

/** Where the embedded ECR is, unless a region is said. */
export const LOCAL = { account: '123456789012', region: 'us-east-1' } as const

interface Where {
  readonly region?: string | undefined
  readonly local: boolean
}

/** The region of a target that does not say its own, as far as that is known without a profile. */
export const regionFor = (flags: Where): string | undefined =>
  regionOf(flags) ?? (flags.local ? LOCAL.region : undefined)

/** Of the machine, what the manifest may read, and of the network, whom it may ask. */
export function surroundingsOf({
  'allow-env': allowed = [],
  'allow-endpoint': hosts = [],
}: Pick<ManifestFlags, 'allow-env' | 'allow-endpoint'>): Surroundings {
  return {
    environment: readableFor(process.env, allowed),
    allowed,
    today: new Date().toISOString().slice(0, 10),
    mayAsk: url => isEndpointOfEcr(url) || isLoopback(new URL(url)) || isBelow(hosts, new URL(url).hostname),
  }
}

const isBelow = (hosts: readonly string[], hostname: string): boolean =>
  hosts.some(host => hostname === host || hostname.endsWith(`.${host}`))
