import { isFields } from '../../kinds/canonical.ts'
import { perObject } from '../../once.ts'
import type { Schema } from './schema-parts.ts'

export const VARIABLE: Schema = {
  description: 'A text with a variable, checked when it is filled in.',
  type: 'string',
  pattern: '\\$\\{\\{',
}

const isVariable = (schema: unknown): boolean => schema === VARIABLE

const isOpen = ({ anyOf }: Schema): boolean => Array.isArray(anyOf) && anyOf.some(isVariable)

/** What a value is that is no text, where a variable may stand for it, too. */
export function withoutVariable({ anyOf }: Schema): Schema | undefined {
  const forms = (anyOf as readonly Schema[] | undefined) ?? []
  const [form, ...others] = forms.filter(one => !isVariable(one))
  return others.length === 0 && forms.some(isVariable) ? form : undefined
}

/** A value of a fixed set, a number, or true and false may also come from a variable; what takes none is the very same. */
export function openToVariables(schema: unknown): unknown {
  return typeof schema === 'object' && schema !== null ? openedToVariables(schema) : schema
}

const openedToVariables = perObject((schema: object): unknown => {
  if (Array.isArray(schema)) {
    const items = schema.map(openToVariables)
    return items.every((item, index) => item === schema[index]) ? schema : items
  }
  if (!isFields(schema) || isOpen(schema)) return schema
  const { description, default: usual, type } = schema
  if (schema.enum || type === 'integer' || type === 'boolean')
    return { description, ...(usual !== undefined && { default: usual }), anyOf: [schema, VARIABLE] }
  const entries = Object.entries(schema).map(([key, inner]) => [key, openToVariables(inner)] as const)
  return entries.every(([key, inner]) => inner === schema[key]) ? schema : Object.fromEntries(entries)
})

/** Names of a fixed set, or of a form, may also come from a variable; they are checked when it is filled in. */
export function openKeys(schema: Schema): Schema {
  const { additionalProperties: others, propertyNames: form, patternProperties } = schema
  return {
    ...schema,
    ...(form !== undefined && { propertyNames: { anyOf: [form, VARIABLE] } }),
    ...(others === false && {
      patternProperties: { ...(patternProperties as object), [VARIABLE.pattern as string]: {} },
    }),
  }
}
