import { isFields } from '../../../kinds/canonical.ts'
import type { Schema } from '../schema-parts.ts'
import { VARIABLE } from '../variable-schema.ts'
import { eachBelow, ITEM } from './below.ts'
import { withDefinitions } from './definitions.ts'
import { byType } from './forms.ts'
import { onlyOne } from './only-one.ts'
import { amongForms, belowKeys, whileEmpty } from './snippets.ts'
import { inWords, ofItems } from './words.ts'

/** Words that editors know, and JSON Schema does not. */
export const EDITOR_KEYWORDS: readonly string[] = [
  'defaultSnippets',
  'doNotSuggest',
  'errorMessage',
  'markdownDescription',
]

/** The schema for editors, of the one that manifests are checked with. */
export const published = ($id: string, schema: Schema): Schema => {
  const { $schema, ...made } = withDefinitions(withEmptyRepositories(forEditors(schema, '')))
  return { $schema, $id, ...made }
}

function forEditors(schema: Schema, word: string): Schema {
  const said = byType(lifted(schema))
  // An item of a list is offered as a map of several lines.
  const forms = word === ITEM ? said : amongForms(said)
  const made = whileEmpty(onlyOne(withoutDefaults(withFewWords(inWords(eachBelow(forms, '', forEditors))))))
  return withTitles(isFields(made.items) ? { ...made, items: belowKeys(made.items) } : made)
}

/** With what is said for editors alone. A variable fits each pattern, and is checked when it is filled in. */
function lifted({ editor, ...schema }: Schema): Schema {
  if (!isFields(editor)) return schema
  const { pattern } = editor
  const said = { ...schema, ...editor, ...(pattern !== undefined && { pattern: `${VARIABLE.pattern}|${pattern}` }) }
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined))
}

/** An editor describes a field by the first words that it finds, and those of the forms come first. */
function withFewWords({ anyOf, ...schema }: Schema): Schema {
  if (anyOf === undefined) return isFields(schema.items) ? { ...schema, items: ofItems(schema.items) } : schema
  return { ...schema, anyOf: (anyOf as readonly Schema[]).map(asForm) }
}

/** Forms have names of their own, or an editor takes them for one. */
function asForm({ description, markdownDescription: _, ...form }: Schema): Schema {
  if (form.pattern === VARIABLE.pattern) return { description, ...form }
  const title = TITLES[String(form.type)]
  const { allOf = [], ...rest } = form
  return {
    ...(title !== undefined && { title }),
    ...rest,
    ...(form.type === 'object' && { allOf: [...(allOf as readonly Schema[]), IS_MEANT] }),
  }
}

/**
 * An editor takes the form of which it knows most keys for the one that is meant. To a map of which it knows none it would say
 * that it should be any of the others, and not which key is wrong.
 */
const IS_MEANT: Schema = {
  if: { type: 'object', additionalProperties: { type: 'null' } },
  else: { type: 'object', patternProperties: { '': {} } },
}

const TITLES: Readonly<Record<string, string>> = { array: 'list', null: 'none', object: 'map' }

/** What an editor calls a map in its messages; other values are called by their type. */
function withTitles({ properties, ...schema }: Schema): Schema {
  if (!isFields(properties)) return schema
  const entries = Object.entries(properties as Readonly<Record<string, Schema>>)
  const titled = entries.map(([key, inner]) => [
    key,
    [inner.type].flat().includes('object') ? { title: key, ...inner } : inner,
  ])
  return { ...schema, properties: Object.fromEntries(titled) }
}

/** An editor inserts defaults with a map; only of what the map needs that is of use. */
function withoutDefaults({ required = [], properties, ...schema }: Schema): Schema {
  if (!isFields(properties)) return { ...schema, ...(Array.isArray(required) && required.length > 0 && { required }) }
  const entries = Object.entries(properties as Readonly<Record<string, Schema>>)
  const needed = required as readonly string[]
  const kept = entries.map(([key, inner]) => [key, needed.includes(key) ? inner : withoutDefault(inner)])
  return { ...schema, ...(needed.length > 0 && { required }), properties: Object.fromEntries(kept) }
}

function withoutDefault({ default: _, anyOf, ...schema }: Schema): Schema {
  const forms = (anyOf as readonly Schema[] | undefined)?.map(({ default: _, ...form }) => form)
  return { ...schema, ...(forms && { anyOf: forms }) }
}

/** An editor cannot tell a name with nothing after it from a null that is written. */
function withEmptyRepositories(schema: Schema): Schema {
  const properties = schema.properties as Readonly<Record<string, Schema>>
  const { additionalProperties: repository, ...repositories } = properties.repositories as Schema
  const mayBeEmpty = { if: { type: 'null' }, else: repository }
  return {
    ...schema,
    properties: { ...properties, repositories: { ...repositories, additionalProperties: mayBeEmpty } },
  }
}
