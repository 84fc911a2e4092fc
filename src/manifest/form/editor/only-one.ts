import type { OnlyOne } from '../../../kinds/for-editors.ts'
import type { Schema } from '../schema-parts.ts'

type Properties = Readonly<Record<string, Schema>>

/**
 * Keys of which each is alone, and keys that need another one: refused where they stand together, and offered only where they
 * may be added. An editor offers what any part of the schema has, so the part that has them holds only then.
 */
export function onlyOne({ onlyOne: groups = [], ...schema }: Schema): Schema {
  const properties = (schema.properties ?? {}) as Properties
  const told = groups as readonly OnlyOne[]
  const dependencies = (schema.dependencies ?? {}) as Readonly<Record<string, unknown>>
  const needing = Object.entries(dependencies).filter((entry): entry is [string, string[]] => Array.isArray(entry[1]))
  const offered = [
    ...told.flatMap(({ keys }) => offers(keys.map(listed), properties)),
    ...needing.map(([key, others]) => ({
      if: { type: 'object', required: others },
      // biome-ignore lint/suspicious/noThenProperty: a word of JSON Schema
      then: { type: 'object', properties: pick(properties, [key]) },
    })),
  ]
  if (offered.length === 0) return schema
  const alone = told.flatMap(({ keys }) => keys.flat())
  const dependent = needing.map(([key]) => key)
  const refusing = told.flatMap(refused)
  return {
    ...schema,
    properties: {
      ...properties,
      ...notOffered(pick(properties, alone)),
      ...notOffered(withoutExamples(pick(properties, dependent))),
    },
    ...(refusing.length + needing.length > 0 && { dependencies: { ...dependencies, ...Object.fromEntries(refusing) } }),
    allOf: offered,
  }
}

const pick = (properties: Properties, keys: readonly string[]): Properties =>
  Object.fromEntries(Object.entries(properties).filter(([key]) => keys.includes(key)))

const notOffered = (properties: Properties): Properties =>
  Object.fromEntries(Object.entries(properties).map(([key, schema]) => [key, { ...schema, doNotSuggest: true }]))

/** A key that has what it needs is found twice, and its examples would be shown twice. */
const withoutExamples = (properties: Properties): Properties =>
  Object.fromEntries(Object.entries(properties).map(([key, { examples: _, ...schema }]) => [key, schema]))

/** What stands alone is offered while there is none of it; what does not, while there is none of the others. */
function offers(sides: readonly (readonly string[])[], properties: Properties): readonly Schema[] {
  const unless = (none: readonly string[], keys: readonly string[]): Schema => ({
    if: { type: 'object', anyOf: none.map(key => ({ required: [key] })) },
    else: { type: 'object', properties: pick(properties, keys) },
  })
  if (sides.every(({ length }) => length === 1)) return [unless(sides.flat(), sides.flat())]
  return sides.map(side => unless(sides.filter(other => other !== side).flat(), side))
}

const listed = (key: string | readonly string[]): readonly string[] => [key].flat()

/** Of two keys that stand together the later one in the list is refused. */
const refused = ({ keys, message }: OnlyOne): readonly (readonly [string, Schema])[] =>
  keys.slice(0, -1).flatMap((side, index) => {
    const others = keys.slice(index + 1).flatMap(listed)
    const properties = Object.fromEntries(others.map(other => [other, false]))
    return listed(side).map(key => [key, { type: 'object', errorMessage: message, properties }] as const)
  })
