import { hasPlaceholder } from '../../kinds/placeholder.ts'

export const FILLED_IN = 'a text in it has ${{, behind which a manifest would fill something in'

/** Whether a manifest would fill something in, beside what is known to be meant so. */
export function isFilledIn(value: unknown, meant?: RegExp): boolean {
  if (typeof value === 'string') return hasPlaceholder(meant ? value.replace(meant, ' ') : value)
  if (typeof value !== 'object' || value === null) return false
  return Object.entries(value).some(([key, inner]) => isFilledIn(key, meant) || isFilledIn(inner, meant))
}
