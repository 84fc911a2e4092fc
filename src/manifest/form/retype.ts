import { isFields } from '../../kinds/canonical.ts'
import { branchFor } from './schema-at.ts'
import type { Schema } from './schema-parts.ts'
import { withoutVariable } from './variable-schema.ts'

/**
 * What variables have filled in is text: where a whole number, or true or false, belongs, that is made of it. What is none
 * stays a text, and is found to be wrong. A value in which there is nothing to do is returned as the very same.
 */
export function retyped(value: unknown, schema: Schema): unknown {
  const plain = withoutVariable(schema)
  if (plain) return typeof value === 'string' ? fromText(value, plain) : value
  const branch = branchFor(value, schema)
  if (Array.isArray(value)) {
    const items = value.map(item => retyped(item, inner(branch.items)))
    return items.every((item, index) => item === value[index]) ? value : items
  }
  if (!isFields(value)) return value
  const properties = inner(branch.properties)
  const entries = Object.entries(value).map(
    ([key, one]) => [key, retyped(one, inner(properties[key] ?? branch.additionalProperties))] as const,
  )
  return entries.every(([key, one]) => one === value[key]) ? value : Object.fromEntries(entries)
}

const inner = (schema: unknown): Schema => (isFields(schema) ? schema : {})

function fromText(text: string, { type }: Schema): unknown {
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true'
  return type === 'integer' && /^(0|[1-9]\d{0,14})$/.test(text) ? Number(text) : text
}
