import type { Documents, Kind } from '../../kinds/kind.ts'
import { DOCUMENT_FACETS, REGISTRY_KINDS, REPOSITORY_KINDS } from './facets.ts'
import { type Schema, text } from './schema-parts.ts'
import { openKeys, openToVariables } from './variable-schema.ts'

/** Alternatives in one flat list, each of another JSON type, so that a wrong value can be told what it should be. */
const alternatives = (schema: Schema): readonly Schema[] => (schema.anyOf as readonly Schema[] | undefined) ?? [schema]

/** A document, in one of its forms, by name, or as a list of these. */
function documentSchema({ named, joins, shared, schema }: Documents, description: string): Schema {
  const forms = alternatives(openToVariables(schema) as Schema)
  const names = named === undefined ? [] : [`The name of a policy of \`${named}\``]
  const words: readonly (keyof typeof MEANINGS)[] = [
    ...(named === undefined ? [] : ['inherited' as const]),
    ...(shared === undefined ? [] : ['live' as const]),
  ]
  const said = [...names, ...words.map(word => `\`${word}\``)].join(', or ')
  const list = {
    description: `Several, joined${words.map(word => `; ${MEANINGS[word]}`).join('')}.`,
    type: 'array',
    items: {
      description: 'One part of the policy.',
      anyOf: [text(`${said}.`), ...alternatives(openToVariables(shared ?? schema) as Schema)],
    },
  }
  // What has no name is refused in words of its own.
  const alone = joins ? said : names.join('')
  return {
    description,
    anyOf: [
      ...(alone === '' ? [] : [text(`${alone}.`)]),
      ...forms,
      ...(joins ? [list] : []),
      { description: 'There must be none.', type: 'null' },
    ],
  }
}

const MEANINGS = {
  inherited: '`inherited` stands for what the layers before say',
  live: '`live` for what is there, over which the rest is laid',
} as const

const settingsSchemaOf = (kinds: readonly Kind[]): Readonly<Record<string, Schema>> =>
  Object.fromEntries(
    kinds.flatMap(kind =>
      Object.entries(kind.manifest).map(([key, schema]) => {
        const setting = settingSchema(kind, schema as Schema)
        return [key, kind.scope === 'registry' && kind.layering?.byKey?.includes(key) ? openKeys(setting) : setting]
      }),
    ),
  )

function settingSchema({ documents, embeds = [] }: Kind, schema: Schema): Schema {
  if (documents) return documentSchema(documents, schema.description as string)
  return openToVariables(embeds.reduce(withEmbedded, schema)) as Schema
}

/** A document that stands in each thing of a setting inherits nothing, and nothing is there to be kept. */
function withEmbedded(schema: Schema, field: string): Schema {
  const { kind } = DOCUMENT_FACETS.find(({ facet }) => facet === field) as (typeof DOCUMENT_FACETS)[number]
  const { shared: _, ...documents } = kind.documents as Documents
  const things = schema.additionalProperties as Schema
  const properties = things.properties as Readonly<Record<string, Schema>>
  const { description } = properties[field] as Schema
  const embedded = documentSchema(documents, description as string)
  return { ...schema, additionalProperties: { ...things, properties: { ...properties, [field]: embedded } } }
}

/** The settings that a repository and a layer of defaults share. */
export const facets = settingsSchemaOf(REPOSITORY_KINDS)

/** The settings of the registry itself. */
export const registry = settingsSchemaOf(REGISTRY_KINDS)

/** Of settings by themselves, when their variables have been filled in. */
export const settingsSchema: Schema = { type: 'object', properties: { ...registry, ...facets } }

/** Of one setting. */
export const schemaOfSetting = (facet: string): Schema => facets[facet] ?? registry[facet] ?? {}
