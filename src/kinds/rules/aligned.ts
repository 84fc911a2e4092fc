import { byText } from '../../collate.ts'
import { canonicalJson, isFields } from '../canonical.ts'

/** Text in which values are equal that ECR takes for equal: lists of rules, filters and destinations are sets. */
export function setText(value: unknown): string {
  if (Array.isArray(value)) return `[${[...new Set(value.map(setText))].sort(byText).join()}]`
  if (!isFields(value)) return canonicalJson(value)
  // Never a text within a text: what is deep would double its escapes at each level.
  const members = Object.entries(value).map(([key, inner]) => `${JSON.stringify(key)}:${setText(inner)}`)
  return `{${members.sort(byText).join()}}`
}

/** A set that is compared whole: each of its values as one text. */
export const asTexts = (values: readonly unknown[]): readonly string[] => values.map(setText).sort(byText)

/** Each once, where it stands first. */
export function unique<T>(values: readonly T[]): readonly T[] {
  const first = new Map<string, T>()
  for (const value of values) if (!first.has(setText(value))) first.set(setText(value), value)
  return [...first.values()]
}

/** Those that are not among others. */
export function beyond<T>(values: readonly T[], others: readonly T[]): readonly T[] {
  const known = new Set(others.map(setText))
  return values.filter(value => !known.has(setText(value)))
}

/** Those that are also among others. */
export const common = <T>(values: readonly T[], others: readonly T[]): readonly T[] =>
  beyond(values, beyond(values, others))

/**
 * A set in the order of what is there: equal items keep their place, and what comes takes the place of what goes and is
 * most like it. A diff then says which member of which item differs.
 */
export function aligned<T>(before: readonly T[], after: readonly T[]): readonly T[] {
  const gone = beyond(before, after)
  const come = beyond(after, before)
  const replacing = pairs(gone, come)
  const taken = new Set(replacing.values())
  const kept = before.flatMap(item => {
    if (!gone.includes(item)) return [item]
    const replacement = replacing.get(item)
    return replacement === undefined ? [] : [alignedMembers(item, replacement)]
  })
  return [...kept, ...come.filter(item => !taken.has(item))]
}

function alignedMembers<T>(before: T, after: T): T {
  if (!isFields(before) || !isFields(after)) return after
  const members = Object.entries(after).map(([key, value]) => {
    const there = before[key]
    return [key, Array.isArray(value) && Array.isArray(there) ? aligned(there, value) : value] as const
  })
  return Object.fromEntries(members) as T
}

/** Those that are most alike first. */
function pairs<T>(gone: readonly T[], come: readonly T[]): ReadonlyMap<T, T> {
  const all = gone.flatMap(before => come.map(after => ({ before, after, likeness: likenessOf(before, after) })))
  const found = new Map<T, T>()
  const taken = new Set<T>()
  for (const { before, after } of all.sort((one, other) => other.likeness - one.likeness)) {
    if (found.has(before) || taken.has(after)) continue
    found.set(before, after)
    taken.add(after)
  }
  return found
}

/** How many members are equal. */
const likenessOf = (one: unknown, other: unknown): number =>
  isFields(one) && isFields(other)
    ? Object.keys(one).filter(key => setText(one[key]) === setText(other[key])).length
    : 0
