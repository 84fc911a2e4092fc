import type { Consent, ConsentKey } from '../../model.ts'
import { GUARDS } from './list.ts'

/** All that may be consented to. */
export const CONSENT_KEYS: readonly ConsentKey[] = [...GUARDS.map(({ key }) => key), 'empty-world']

/** The most that is consented to, of each. */
export function consentOf(given: readonly (readonly [ConsentKey, number])[]): Consent {
  const counts = new Map<ConsentKey, number>()
  for (const [key, count] of given) counts.set(key, Math.max(count, counts.get(key) ?? 0))
  return Object.fromEntries(counts)
}
