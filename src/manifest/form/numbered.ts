import { eachBelow } from './editor/below.ts'
import { fragmentSchema, manifestSchema } from './schema.ts'
import { ANYTHING, type Schema } from './schema-parts.ts'
import { settingsSchema } from './settings-schema.ts'

/** What is asked for by itself; of what is not known, nothing is said. */
const WHOLE = [manifestSchema, fragmentSchema, settingsSchema, ANYTHING]

const numbers = new Map(WHOLE.map((schema, index) => [schema, index]))

const isNumbered = (schema: Schema): boolean => numbers.has(schema)

function number(schema: Schema): Schema {
  if (isNumbered(schema)) return schema
  numbers.set(schema, numbers.size)
  return eachBelow(schema, '', number)
}

/** Those that stand in others are only asked for where something is wrong. */
function numberAll(): void {
  if (numbers.size === WHOLE.length) for (const schema of WHOLE) eachBelow(schema, '', number)
}

/** Every schema that a value is held against: those of whole files and settings, and each that stands in them, once. */
export function numbered(): readonly Schema[] {
  numberAll()
  return [...numbers.keys()]
}

/** Its place among them, which is the same whenever they are made of the same kinds. */
export function numberOf(schema: Schema): number {
  if (!isNumbered(schema)) numberAll()
  return numbers.get(schema) as number
}
