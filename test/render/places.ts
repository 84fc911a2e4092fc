/** What is not from outside: words that the model fixes, and times, which are made by code. */
const FIXED = [
  'severity',
  'action',
  'kind',
  'word',
  'sign',
  'status',
  'from',
  'fate',
  'type',
  'tagStatus',
  'countType',
  'state',
]
const OWN = [...FIXED, 'scope', 'pushedAt', 'code']

/** Each place of a text that comes from outside, as the steps to it. */
export function placesIn(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value === 'string') return [path]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) =>
    OWN.includes(key) && typeof inner === 'string' && !(key === 'from' && 'to' in value)
      ? []
      : placesIn(inner, [...path, key]),
  )
}

/** The document with a text put at the end of the one at a place. */
export function withText<T>(value: T, [step, ...rest]: readonly string[], text: string): T
export function withText(value: unknown, [step, ...rest]: readonly string[], text: string): unknown {
  if (step === undefined) return `${value}${text}`
  const inner = withText((value as Readonly<Record<string, unknown>>)[step], rest, text)
  if (Array.isArray(value)) return value.map((item, index) => (index === Number(step) ? inner : item))
  return { ...(value as object), [step]: inner }
}
