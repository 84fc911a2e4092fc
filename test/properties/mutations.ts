import fc from 'fast-check'
import type { Json } from './manifests.ts'

type Path = readonly (string | number)[]

/** Every place in a declaration, containers among them. */
export const placesIn = (value: unknown, path: Path = []): readonly Path[] => {
  if (typeof value !== 'object' || value === null) return [path]
  const inner = Array.isArray(value) ? value.map((one, index) => [index, one] as const) : Object.entries(value)
  return [path, ...inner.flatMap(([key, one]) => placesIn(one, [...path, key]))]
}

export const withAt = (value: unknown, [key, ...rest]: Path, put: Mutate): unknown => {
  if (key === undefined) return put(value)
  if (Array.isArray(value)) return value.map((one, index) => (index === key ? withAt(one, rest, put) : one))
  return Object.fromEntries(
    Object.entries(value as Json).map(([name, one]) => [name, name === key ? withAt(one, rest, put) : one]),
  )
}

const many = (value: unknown, count: number) =>
  Array.from({ length: count }, (_, index) =>
    typeof value === 'string'
      ? `${value.slice(0, 20)}${index}`
      : JSON.parse(JSON.stringify(value).replace(/\d+/, String(index))),
  )

export type Mutate = (there: unknown) => unknown

/** Half of a character is none: no YAML has one. */
const ofText =
  (mutate: (text: string) => string): Mutate =>
  there =>
    typeof there === 'string' ? Buffer.from(mutate(there)).toString() : there

/** What may go wrong with one value: texts at the edges, other types, too many of it. */
export const mutation: fc.Arbitrary<Mutate> = fc.oneof(
  fc
    .constantFrom<unknown>(
      '',
      ' ',
      '*',
      '/',
      'A',
      'a//b',
      '..',
      '-a',
      'a-',
      'ROOT',
      'root',
      '١',
      '💾',
      'a\n',
      null,
      [],
      {},
      0,
    )
    .map(
      (value): Mutate =>
        () =>
          value,
    ),
  fc.nat(700).map(length => ofText(text => `${text}${'x'.repeat(length)}`)),
  fc.constantFrom(1, 2, 29, 30, 31, 128, 129, 200, 201, 255, 256, 257).map(length => ofText(() => 'x'.repeat(length))),
  fc.nat(20).map(at => ofText(text => text.slice(0, at))),
  fc
    .tuple(fc.nat(60), fc.constantFrom(' ', '*', ':', '/', 'é', '"', '\\', '\u0000', '${aws:x}'))
    .map(([at, more]) => ofText(text => `${text.slice(0, at)}${more}${text.slice(at)}`)),
  fc.constantFrom(2, 11, 26, 51, 101).map(
    (count): Mutate =>
      there =>
        Array.isArray(there) && there.length > 0 ? [...many(there[0], count), ...there] : there,
  ),
)
