import type { Schema } from '../schema-parts.ts'

/** Which type each keyword is about. */
const ABOUT: Readonly<Record<string, string>> = {
  additionalProperties: 'object',
  items: 'array',
  maxItems: 'array',
  maxLength: 'string',
  minItems: 'array',
  minLength: 'string',
  pattern: 'string',
  errorMessage: 'string',
  properties: 'object',
}

/** A form for each type: validators that are strict take one type alone, or one and null. */
export function byType(schema: Schema): Schema {
  const types = [schema.type].flat() as readonly string[]
  if (types.filter(type => type !== 'null').length < 2) return schema
  const { type: _, examples = [], ...said } = schema
  const entries = Object.entries(said)
  const common = entries.filter(([key]) => ABOUT[key] === undefined)
  const forms = types.map(type => {
    const own = entries.filter(([key]) => ABOUT[key] === type)
    const fitting = (examples as readonly unknown[]).filter(example => typeof example === type)
    // Of a type in a list an editor says `errorMessage`, also where no other form fits.
    const written = type === 'string' && said.errorMessage !== undefined ? [type] : type
    return { type: written, ...Object.fromEntries(own), ...(fitting.length > 0 && { examples: fitting }) }
  })
  const shown = (examples as readonly unknown[]).filter(example => typeof example === 'object')
  return { ...Object.fromEntries(common), ...(shown.length > 0 && { examples: shown }), anyOf: forms }
}
