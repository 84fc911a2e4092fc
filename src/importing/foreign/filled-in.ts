import { isVariable } from '../../kinds/sayable.ts'

/** Whether a manifest would fill something in, or refuse it, beside what is known to be meant so. */
export function isFilledIn(value: unknown, meant?: RegExp): boolean {
  if (typeof value === 'string') return isVariable(meant ? value.replace(meant, ' ') : value)
  if (typeof value !== 'object' || value === null) return false
  return Object.entries(value).some(([key, inner]) => isFilledIn(key, meant) || isFilledIn(inner, meant))
}
