/** Code-unit order, which is the same on every machine. */
export const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** Values by key, keys in the order in which they first come. */
export function grouped<K, T>(values: readonly T[], key: (value: T) => K): ReadonlyMap<K, readonly T[]> {
  const groups = new Map<K, T[]>()
  for (const value of values) {
    const group = groups.get(key(value))
    if (group) group.push(value)
    else groups.set(key(value), [value])
  }
  return groups
}

/** JSON of plain data in which equal values have the same text: members sorted, lists as they stand. */
export const orderedJson = (value: unknown): string => JSON.stringify(ordered(value)) ?? 'null'

function ordered(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(ordered)
  const fields = value as Readonly<Record<string, unknown>>
  return Object.fromEntries(
    Object.keys(fields)
      .sort()
      .map(key => [key, ordered(fields[key])]),
  )
}

/** A table with another value under each of its keys. */
export const mapped = <T>(
  table: Readonly<Record<string, T>>,
  make: (value: T, key: string) => unknown,
): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(table).map(([key, value]) => [key, make(value, key)]))

/** What a table has of its own under a name from outside: `constructor` finds nothing. */
export const own = <T>(table: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined
