import { eachBelow } from './editor/below.ts'
import { fragmentSchema, manifestSchema } from './schema.ts'
import { ANYTHING, type Schema } from './schema-parts.ts'
import { settingsSchema } from './settings-schema.ts'

const numbers = new Map<Schema, number>()

function number(schema: Schema): Schema {
  if (numbers.has(schema)) return schema
  numbers.set(schema, numbers.size)
  return eachBelow(schema, '', number)
}

for (const schema of [manifestSchema, fragmentSchema, settingsSchema, ANYTHING]) number(schema)

/** Every schema that a value is held against: those of whole files, and each that stands in them, once. */
export const NUMBERED: readonly Schema[] = [...numbers.keys()]

/** Its place among them, which is the same whenever they are made of the same kinds. */
export const numberOf = (schema: Schema): number => numbers.get(schema) as number
