import { isFields } from '../../kinds/canonical.ts'
import type { Path } from '../../kinds/kind.ts'
import { ANYTHING, type Schema, typeOf, typesOf } from './schema-parts.ts'

/** A value and the schema that it is to have. */
export interface Shaped {
  readonly value: unknown
  readonly schema: Schema
}

/** What stands at a path, and what may stand there; nothing may, where the path leads to what is not known. */
export const shapedAt = (whole: Shaped, path: Path): Shaped =>
  path.reduce<Shaped>(
    ({ value, schema }, step) => ({ value: inside(value, step), schema: memberOf(branchFor(value, schema), step) }),
    whole,
  )

const inside = (value: unknown, step: Path[number]): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, step)
    ? (value as Readonly<Record<string, unknown>>)[String(step)]
    : undefined

/** Of an item in a list, which the validator counts in text. */
export const isIndex = (step: Path[number] | undefined): boolean => /^\d+$/.test(String(step))

/** Alternatives have a JSON type each. */
export const branchFor = (value: unknown, schema: Schema): Schema =>
  alternativesOf(schema).find(one => typesOf(one).includes(typeOf(value))) ?? schema

export const alternativesOf = ({ anyOf }: Schema): readonly Schema[] => (anyOf ?? []) as readonly Schema[]

export const propertiesOf = ({ properties = {} }: Schema): Readonly<Record<string, Schema>> =>
  properties as Readonly<Record<string, Schema>>

/** What may stand under a key of a map, or in a list. */
export function memberOf(schema: Schema, step: Path[number]): Schema {
  const { patternProperties = {}, additionalProperties, items } = schema
  const key = String(step)
  const known = propertiesOf(schema)
  if (Object.hasOwn(known, key)) return known[key] as Schema
  const [, ofPattern] = Object.entries(patternProperties as object).find(([form]) => new RegExp(form).test(key)) ?? []
  return [ofPattern, additionalProperties, items].find(isFields) ?? ANYTHING
}
