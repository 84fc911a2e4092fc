import { isFields } from '../../../kinds/canonical.ts'
import { FOREIGN, type Foreign, wordOf } from '../../../kinds/foreign.ts'
import type { Path } from '../../../kinds/kind.ts'
import { perObject } from '../../../once.ts'
import { alternativesOf, memberOf, propertiesOf } from '../schema-at.ts'
import type { Schema } from '../schema-parts.ts'

/** Where what a key says is said, below the map in which it stands. */
export interface Home extends Pick<Foreign, 'beside'> {
  readonly path: Path
}

/** Undefined of a key that has none there. */
export const homeOf = (key: string, schema: Schema): Home | undefined =>
  Object.keys(memberOf(schema, key)).length > 0
    ? { path: [key] }
    : (spelled(key, schema) ?? foreign(key, schema) ?? deeper(key, schema))

/** The keys of a map by their letters; of two that are one word, the first. */
const wordsOf = perObject(
  (schema: Schema): ReadonlyMap<string, string> =>
    new Map(
      Object.keys(propertiesOf(schema))
        .reverse()
        .map(key => [wordOf(key), key] as const),
    ),
)

/** The same word in other letters, or one of many. */
export function spelled(key: string, schema: Schema): Home | undefined {
  const words = [wordOf(key), withoutProvider(key)].flatMap(formsOfWord)
  const known = words.map(word => wordsOf(schema).get(word)).find(Boolean)
  return known === undefined ? undefined : { path: [known] }
}

const formsOfWord = (word: string): readonly string[] =>
  word === '' ? [] : [word, `${word}s`, word.replace(/s$/, ''), word.replace(/y$/, 'ies')]

/** What another tool calls so. */
export function foreign(key: string, schema: Schema): Home | undefined {
  const { to, beside } = foreignOf(key, schema) ?? {}
  if (to === undefined) return undefined
  return { path: to, ...(beside && { beside }) }
}

/** `aws_ecr_lifecycle_policy` is `lifecyclePolicy` with its provider. */
const withoutProvider = (key: string): string => wordOf(key).replace(/^awsecr(registry)?(?=.)/, '')

export function foreignOf(key: string, schema: Schema): Foreign | undefined {
  const known = propertiesOf(schema)
  const isHere = ({ where, to }: Foreign) => {
    const needed = where ?? to?.[0]
    return needed === undefined || Object.hasOwn(known, needed)
  }
  return [wordOf(key), withoutProvider(key)]
    .flatMap(word => (Object.hasOwn(FOREIGN, word) ? (FOREIGN[word] ?? []) : []))
    .find(isHere)
}

/** A key of exactly one of the things that may stand there. */
export function deeper(key: string, schema: Schema): Home | undefined {
  const found = Object.entries(propertiesOf(schema)).flatMap(([parent, inner]) => {
    const [known] = formsOf(inner).flatMap(form => spelled(key, form)?.path ?? [])
    return known === undefined ? [] : [[parent, known]]
  })
  const [path, ...others] = found
  return path === undefined || others.length > 0 ? undefined : { path }
}

const formsOf = (schema: Schema): readonly Schema[] => [schema, ...alternativesOf(schema)].filter(isFields)

/** What holds a list of things that have such a key, and what one of these is. */
export function listOf(key: string, schema: Schema): { readonly parent: string; readonly item: Schema } | undefined {
  for (const [parent, inner] of Object.entries(propertiesOf(schema)))
    for (const { items } of formsOf(inner))
      for (const item of isFields(items) ? formsOf(items) : [])
        if (Object.hasOwn(propertiesOf(item), key)) return { parent, item }
  return undefined
}
