import { isFields } from '../../../kinds/canonical.ts'
import type { Snippet } from '../../../kinds/for-editors.ts'
import type { Schema } from '../schema-parts.ts'

/**
 * What is offered as an item of a list, as long as the item is empty: in one that has keys an editor would write the rest of the
 * snippet at another depth.
 */
export function inItems({ itemSnippets, ...schema }: Schema): Schema {
  if (!Array.isArray(itemSnippets) || !isFields(schema.items)) return schema
  const snippets: readonly Snippet[] = itemSnippets
  const keys = [...new Set(snippets.flatMap(({ body }) => Object.keys(body)))]
  const whileEmpty = {
    if: { type: 'object', anyOf: keys.map(key => ({ required: [key] })) },
    else: { type: 'object', defaultSnippets: snippets },
  }
  const { allOf = [] } = schema.items
  return { ...schema, items: { ...schema.items, allOf: [...(allOf as readonly Schema[]), whileEmpty] } }
}

/**
 * Among the forms of a value, what a list offers stands in a form that nothing has: an editor would offer what the list itself has
 * in its items, too.
 */
export function amongForms({ anyOf, ...schema }: Schema): Schema {
  if (!Array.isArray(anyOf)) return schema
  const forms = (anyOf as readonly Schema[]).flatMap(form => {
    const { itemSnippets } = (form.editor ?? {}) as Schema
    return itemSnippets === undefined ? [form] : [form, { ...NOTHING, defaultSnippets: itemSnippets }]
  })
  return { ...schema, anyOf: forms }
}

const NOTHING: Schema = { type: 'array', minItems: 1, maxItems: 0 }
