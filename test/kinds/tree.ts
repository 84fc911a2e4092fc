import { isFields } from '../../src/kinds/canonical.ts'
import type { Path } from '../../src/kinds/kind.ts'

export interface Node {
  readonly path: Path
  readonly value: unknown
}

const isSet = (value: unknown): boolean => Array.isArray(value) && !value.some(isFields)

/** Every leaf of a document; a list of plain values is a set, and one leaf. */
export function leavesOf(value: unknown, path: Path = []): readonly Node[] {
  if (isFields(value)) return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, [...path, key]))
  if (Array.isArray(value) && !isSet(value)) return value.flatMap((inner, index) => leavesOf(inner, [...path, index]))
  return [{ path, value }]
}

/** Every map within a document, itself included. */
export function mapsOf(value: unknown, path: Path = []): readonly Path[] {
  if (Array.isArray(value)) return value.flatMap((inner, index) => mapsOf(inner, [...path, index]))
  if (!isFields(value)) return []
  return [path, ...Object.entries(value).flatMap(([key, inner]) => mapsOf(inner, [...path, key]))]
}

/** Every list of more than one item. */
export function listsOf(value: unknown, path: Path = []): readonly Node[] {
  const inner = Array.isArray(value) ? [...value.entries()] : isFields(value) ? Object.entries(value) : []
  const own = Array.isArray(value) && value.length > 1 ? [{ path, value }] : []
  return [...own, ...inner.flatMap(([step, one]) => listsOf(one, [...path, step]))]
}

export const at = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>((inner, step) => (inner as Readonly<Record<string | number, unknown>>)[step], value)

/** The document with another value at one place; undefined takes the member away. */
export function withAt<T>(value: T, [step, ...rest]: Path, replacement: unknown): T {
  if (step === undefined) return replacement as T
  if (Array.isArray(value))
    return value.map((item, index) => (index === step ? withAt(item, rest, replacement) : item)) as T
  const fields = value as Readonly<Record<string, unknown>>
  const changed = { ...fields, [step]: withAt(fields[step], rest, replacement) }
  return Object.fromEntries(Object.entries(changed).filter(([, inner]) => inner !== undefined)) as T
}

/** Another value of the same type. */
export function another(value: unknown): unknown {
  if (Array.isArray(value)) return [...value, 'another']
  if (typeof value === 'number') return value + 1
  return typeof value === 'boolean' ? !value : `${value}x`
}

/** The same document with its members in another order, at every depth. */
export function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turned)
  if (!isFields(value)) return value
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, turned(inner)]),
  )
}
