import { isFields } from '../../kinds/canonical.ts'
import type { Grammar } from '../text/mistakes/scene.ts'
import { manifestSchema } from './schema.ts'
import type { Schema } from './schema-parts.ts'
import { typesOf } from './schema-parts.ts'

/** The schemas of one value in all its forms. */
const formsOf = (schema: Schema): readonly Schema[] => (schema.anyOf as readonly Schema[] | undefined) ?? [schema]

const inner = (schema: unknown): readonly Schema[] => (isFields(schema) ? formsOf(schema) : [])

/** Every key with a fixed name, and the forms of what stands below it. */
function keysIn(schema: Schema, found: Map<string, Schema[]>): Map<string, Schema[]> {
  for (const [key, value] of Object.entries((schema.properties ?? {}) as Readonly<Record<string, Schema>>)) {
    found.set(key, [...(found.get(key) ?? []), ...inner(value)])
    for (const form of inner(value)) keysIn(form, found)
  }
  for (const form of [...inner(schema.items), ...inner(schema.additionalProperties)]) keysIn(form, found)
  return found
}

const forms = keysIn(manifestSchema, new Map())
const root = manifestSchema.properties as Readonly<Record<string, Schema>>

const isMap = (schema: Schema): boolean => typesOf(schema).every(type => type === 'object')

const maps: ReadonlySet<string> = new Set([...forms].filter(([, all]) => all.every(isMap)).map(([key]) => key))

/** The words of a manifest, out of its schema. */
export const GRAMMAR: Grammar = {
  keys: new Set(forms.keys()),
  rootKeys: new Set(Object.keys(root)),
  sections: new Set(Object.keys(root).filter(key => isFields(root[key]?.additionalProperties))),
  isMapAt: path => maps.has(String(path.at(-1))) || (path.length === 2 && path[0] === 'repositories'),
}
