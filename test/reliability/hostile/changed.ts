import fc from 'fast-check'
import { text, value } from './values.ts'

/** One change of plain data: `at` says where, of all places that it has. */
interface Step {
  readonly at: number
  readonly how: 'put' | 'append' | 'rename' | 'add' | 'drop' | 'wrap' | 'repeat' | 'swap'
  readonly with: unknown
  readonly called: string
  readonly count: number
}

const step: fc.Arbitrary<Step> = fc.record({
  at: fc.nat(100_000),
  how: fc.constantFrom(
    'put',
    'put',
    'put',
    'append',
    'append',
    'append',
    'rename',
    'add',
    'drop',
    'wrap',
    'repeat',
    'swap',
  ),
  with: value,
  called: text,
  count: fc.constantFrom(2, 3, 12, 101),
})

/** What is changed of it, in one place or in some. */
export type Steps = readonly Step[]

export const steps: fc.Arbitrary<Steps> = fc.array(step, { minLength: 1, maxLength: 3 })

type Path = readonly (string | number)[]

/** Like an object of JSON, also where a key is `__proto__`. */
const objectOf = (entries: readonly (readonly [string, unknown])[]): object => Object.fromEntries(entries)

const isObject = (one: unknown): one is object => typeof one === 'object' && one !== null

function placesIn(one: unknown, path: Path = [], found: Path[] = []): readonly Path[] {
  found.push(path)
  // What is deep is deep, and many places in it say no more.
  if (!isObject(one) || path.length > 40) return found
  const entries = Array.isArray(one) ? [...one.entries()].slice(0, 30) : Object.entries(one)
  for (const [key, inner] of entries) placesIn(inner, [...path, key], found)
  return found
}

function at(one: unknown, path: Path): unknown {
  let found = one
  for (const key of path) found = (found as Record<string | number, unknown>)[key]
  return found
}

function withAt(
  one: unknown,
  path: Path,
  change: (there: unknown) => readonly unknown[],
  depth = 0,
): readonly unknown[] {
  if (depth === path.length) return change(one)
  const step = path[depth]
  if (Array.isArray(one))
    return [one.flatMap((inner, index) => (index === step ? withAt(inner, path, change, depth + 1) : [inner]))]
  const entries = Object.entries(one as object).flatMap(([key, inner]) =>
    key === step ? withAt(inner, path, change, depth + 1).map(made => [key, made] as const) : [[key, inner] as const],
  )
  return [objectOf(entries)]
}

/** The value made otherwise, as plain data that JSON could say. */
export const changed = (one: unknown, all: readonly Step[]): unknown => all.reduce(changedBy, one)

function changedBy(one: unknown, { how, with: other, called, count, at: index }: Step): unknown {
  const places = placesIn(one)
  const path = places[index % places.length] as Path
  const made = withAt(one, path, there => {
    if (how === 'put') return [other]
    if (how === 'append') return [typeof there === 'string' ? there + called : there]
    if (how === 'wrap') return [count % 2 === 0 ? [there] : { [`${called}`]: there }]
    if (how === 'swap') return [at(one, places[(index * 7919) % places.length] as Path)]
    if (how === 'drop') return path.length === 0 ? [null] : []
    if (how === 'repeat') return Array.isArray(there) ? [repeated(there, count)] : [there]
    return [isObject(there) && !Array.isArray(there) ? rekeyed(there, how, called, index, other) : there]
  })
  return made[0]
}

const repeated = (list: readonly unknown[], count: number): readonly unknown[] =>
  Array.from({ length: count }, () => list)
    .flat()
    .slice(0, 400)

function rekeyed(there: object, how: Step['how'], called: string, index: number, other: unknown): object {
  const entries = Object.entries(there)
  if (how === 'add') return objectOf([...entries, [called, other]])
  const renamed = index % Math.max(1, entries.length)
  return objectOf(entries.map(([key, inner], place) => (place === renamed ? [called, inner] : [key, inner])))
}
