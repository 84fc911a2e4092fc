import { isFields } from '../../../kinds/canonical.ts'
import type { Snippet } from '../../../kinds/for-editors.ts'
import type { Schema } from '../schema-parts.ts'

/**
 * What is offered in a map, or as an item of a list, as long as it has no key: beside some it would be wrong, and in an item that
 * has some, an editor would write the rest of the snippet at another depth.
 */
export function whileEmpty({ snippets, ...schema }: Schema): Schema {
  if (!Array.isArray(snippets)) return schema
  const keys = Object.keys(schema.properties as Schema)
  return and(schema, {
    if: { type: 'object', anyOf: keys.map(key => ({ required: [key] })) },
    else: { defaultSnippets: snippets },
  })
}

/**
 * What is offered with a key of an item is offered below it: behind the dash of an item an editor would write the lines of a
 * snippet at the depth of the key.
 */
export function belowKeys(item: Schema): Schema {
  if (!isFields(item.properties)) return item
  const entries = Object.entries(item.properties as Readonly<Record<string, Schema>>)
  return { ...item, properties: Object.fromEntries(entries.map(([key, schema]) => [key, belowKey(schema)])) }
}

const belowKey = ({ defaultSnippets, ...schema }: Schema): Schema =>
  defaultSnippets === undefined ? schema : and(schema, { if: { type: 'null' }, else: { defaultSnippets } })

const and = ({ allOf = [], ...schema }: Schema, part: Schema): Schema => ({
  ...schema,
  allOf: [...(allOf as readonly Schema[]), part],
})

/**
 * Among the forms of a value, what is offered for one stands in a form that nothing has: an editor would offer what a list itself
 * has in its items, too. A map is written in one line, which is right behind the dash of an item as well.
 */
export function amongForms({ anyOf, ...schema }: Schema): Schema {
  if (!Array.isArray(anyOf)) return schema
  const forms = (anyOf as readonly Schema[]).flatMap(form => {
    const offered = [...snippetsOf(form.items), ...snippetsOf(form).map(inOneLine)]
    return offered.length === 0 ? [form] : [form, { ...NOTHING, defaultSnippets: offered }]
  })
  return { ...schema, anyOf: forms }
}

const NOTHING: Schema = { type: 'array', minItems: 1, maxItems: 0 }

const snippetsOf = (schema: unknown): readonly Snippet[] =>
  isFields(schema) && isFields(schema.editor) ? ((schema.editor.snippets ?? []) as readonly Snippet[]) : []

/** By another label, because an editor makes one of two that are called the same. Of a text it has to be told that it is one. */
const inOneLine = ({ label, description, body }: Snippet) => ({
  label: `${label}, in one line`,
  description,
  type: 'string',
  body: flow(body),
})

function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`
  if (!isFields(value)) return String(value)
  const entries = Object.entries(value).map(([key, inner]) => `${key}: ${flow(inner)}`)
  return `{ ${entries.join(', ')} }`
}
