import { canonicalJson, isFields } from '../../kinds/canonical.ts'
import { documentFacet, FACETS, groupOf, KEYED_FACETS, UNMANAGED } from '../../manifest/form/facets.ts'
import { facets } from '../../manifest/form/settings-schema.ts'
import type { Fields } from '../../model.ts'
import { onceFor, perObject } from '../../once.ts'

/** What layers lay by itself: a setting with those that are one whole with it, or one key of a setting that is merged by key. */
export interface Setting {
  readonly id: string
  readonly facet: string
  /** Of one that is merged by key. */
  readonly key?: string
  /** What it is where a repository says nothing of it. */
  readonly silent: ValueKey
}

/** Text in which equal values are equal: JSON, or one of the words below. */
export type ValueKey = string

/** Something is there that no manifest may say: no layer may say anything of it. */
export const HANDS_OFF: ValueKey = 'unmanaged'

/** By the id of their setting, what a repository says. */
export type Said = ReadonlyMap<string, ValueKey>

const idOf = (facet: string, key?: string): string => JSON.stringify(key === undefined ? [facet] : [facet, key])

/** The setting of an id. */
export const settingOf: (id: string) => Setting = onceFor(id => {
  const [facet, key] = JSON.parse(id) as [string, string?]
  return { id, facet, ...(key !== undefined && { key }), silent: key === undefined ? silentOf(facet) : 'null' }
})

/** ECR's default, or nothing. Of what has neither, nothing can be said in words: it is taken out of the layers. */
function silentOf(facet: string): ValueKey {
  const { default: usual } = (facets[facet] ?? {}) as Fields
  if (usual !== undefined) return keyOf({ [facet]: usual })
  return documentFacet(facet) ? keyOf({ [facet]: null }) : HANDS_OFF
}

const texts = perObject((value: object) => canonicalJson(value))

export const keyOf = (value: unknown): ValueKey =>
  typeof value === 'object' && value !== null ? texts(value) : JSON.stringify(value)

export const valueFrom: (key: ValueKey) => unknown = onceFor(key => JSON.parse(key) as unknown)

/** What a repository states, setting by setting; `unsaid` has what it may have beside that. */
export function saidIn(states: Fields, unsaid: readonly string[] = []): Said {
  const said = new Map<string, ValueKey>()
  for (const [facet, value] of Object.entries(states)) {
    if (KEYED_FACETS.includes(facet))
      for (const [key, one] of Object.entries(value as Fields)) said.set(idOf(facet, key), keyOf(one))
    else if (facet !== UNMANAGED) said.set(idOf(headOf(facet)), groupIn(states, facet))
  }
  for (const entry of [...((states[UNMANAGED] ?? []) as readonly string[]), ...unsaid])
    said.set(idOfEntry(entry), HANDS_OFF)
  return said
}

/** Of a setting that is merged by key and left alone as a whole, each key is. */
export const isLeftWhole = (said: Said, { facet, key }: Setting): boolean =>
  key !== undefined && said.get(idOf(facet)) === HANDS_OFF

const headOf = (facet: string): string => groupOf(facet)[0] as string

const groupIn = (states: Fields, facet: string): ValueKey =>
  keyOf(Object.fromEntries(groupOf(facet).flatMap(one => (Object.hasOwn(states, one) ? [[one, states[one]]] : []))))

/** Of an entry of `unmanaged`: a facet, or `tags.KEY`. */
function idOfEntry(entry: string): string {
  const facet = KEYED_FACETS.find(one => entry.startsWith(`${one}.`))
  return facet === undefined ? idOf(headOf(entry)) : idOf(facet, entry.slice(facet.length + 1))
}

/** What is said, by the keys of a manifest and in their order. */
export function fieldsOf(said: Said): Fields {
  const fields = new Map<string, unknown>()
  const entries = [...said].map(([id, value]) => ({ ...settingOf(id), value })).sort(byPlace)
  for (const { facet, key, value } of entries) {
    if (value === HANDS_OFF) fields.set(UNMANAGED, [...listIn(fields), key === undefined ? facet : `${facet}.${key}`])
    else if (key !== undefined) fields.set(facet, { ...fieldsIn(fields, facet), ...one(key, valueFrom(value)) })
    else for (const [field, inner] of Object.entries(valueFrom(value) as Fields)) fields.set(field, inner)
  }
  return Object.fromEntries(fields)
}

const one = (key: string, value: unknown): Fields => Object.fromEntries([[key, value]])
const listIn = (fields: ReadonlyMap<string, unknown>) => (fields.get(UNMANAGED) ?? []) as readonly string[]
const fieldsIn = (fields: ReadonlyMap<string, unknown>, facet: string): Fields => {
  const known = fields.get(facet)
  return isFields(known) ? known : {}
}

const byPlace = (a: Setting, b: Setting): number =>
  FACETS.indexOf(a.facet) - FACETS.indexOf(b.facet) || (a.id < b.id ? -1 : 1)
