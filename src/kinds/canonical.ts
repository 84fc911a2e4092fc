import { isDeepStrictEqual } from 'node:util'
import { byText } from '../collate.ts'

/** Text in which equal values are equal: members sorted, lists as they stand. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => (isFields(inner) ? sortedByKey(inner) : inner)) ?? 'undefined'
}

/** Whether two values have the same text of this kind; most that are compared do, and are seen to without making it. */
export const isSame = (a: unknown, b: unknown): boolean =>
  isDeepStrictEqual(a, b) || canonicalJson(a) === canonicalJson(b)

export const isFields = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export function sortedByKey<T>(fields: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(fields).sort(([a], [b]) => byText(a, b)))
}

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value])

/** A list whose order and duplicates mean nothing, in the one order that all equal lists share. */
export const asSet = (
  values: readonly unknown[],
  key: (value: unknown) => string = canonicalJson,
): readonly unknown[] => [
  ...new Map(values.map(value => [key(value), value] as const).sort(([a], [b]) => byText(a, b))).values(),
]

/** Only the members that have a value: ECR takes an absent one for its default. */
export const present = <T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  (Object.values(fields).includes(undefined)
    ? Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
    : fields) as never
