import { isFields } from '../../../kinds/canonical.ts'

/** The first entries of what has many, so that an example can be read; and whether anything was left out. */
export function abridged(value: unknown): { readonly value: unknown; readonly isCut: boolean } {
  let isCut = false
  const cut = (one: unknown): unknown => {
    if (Array.isArray(one)) return first(one).map(cut)
    if (!isFields(one)) return one
    return Object.fromEntries(first(Object.entries(one)).map(([key, inner]) => [key, cut(inner)]))
  }
  const first = <T>(entries: readonly T[]): readonly T[] => {
    isCut ||= entries.length > MOST
    return entries.length > MOST ? entries.slice(0, SHOWN) : entries
  }
  return { value: cut(value), isCut }
}

const MOST = 8
const SHOWN = 3
