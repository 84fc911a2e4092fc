import { regionOf } from '../../aws/region.ts'
import { readableFor } from '../../manifest/meaning/environment.ts'
import type { Surroundings } from '../../manifest/meaning/variables.ts'
import type { ManifestFlags } from '../flags.ts'

/** The name of the one target of a manifest without targets. */
export const DEFAULT_TARGET = 'default'

/** Where the embedded ECR is, unless a region is said. */
export const LOCAL = { account: '123456789012', region: 'us-east-1' } as const

interface Where {
  readonly region?: string | undefined
  readonly local: boolean
}

/** What is known of the target without a call. */
export function knownOffline(flags: Where): { readonly name: string; readonly region?: string } {
  const region = regionFor(flags)
  return { name: DEFAULT_TARGET, ...(region !== undefined && { region }) }
}

export const regionFor = (flags: Where): string | undefined =>
  regionOf(flags) ?? (flags.local ? LOCAL.region : undefined)

/** Of the machine, what the manifest may read. */
export function surroundingsOf({ 'allow-env': allowed = [] }: Pick<ManifestFlags, 'allow-env'>): Surroundings {
  return { environment: readableFor(process.env, allowed), allowed }
}
