import { own } from '../../collate.ts'
import { isFields } from '../../kinds/canonical.ts'
import { LIVE } from '../../kinds/live.ts'
import { pathText } from '../../kinds/path.ts'
import { groupOf, isKeyed, UNMANAGED } from '../../manifest/form/facets.ts'
import type { Setting, Settings } from '../../manifest/meaning/settings.ts'
import type { Fields } from '../../model.ts'

/** The least that a manifest says by itself: settings that are one whole, or one key of a map. */
export interface Unit {
  /** `imageTagMutability`, `tags.team`. */
  readonly id: string
  readonly facets: readonly string[]
  readonly key?: string
}

/** What of it is said, by its facets; undefined: nothing. */
export type SaidUnit = Fields | undefined

/** Of what is stated, or of what the settings say of these facets. */
export function unitsOf(fields: Fields, settings: Settings, facets: readonly string[]): readonly Unit[] {
  const units = new Map<string, Unit>()
  const add = (unit: Unit) => void units.set(unit.id, unit)
  for (const facet of facets)
    if (!isKeyed(facet)) {
      const unit = unitOf(facet)
      if (unit.facets.some(one => Object.hasOwn(fields, one) || settings.has(one))) add(unit)
    } else {
      for (const key of Object.keys(fieldsAt(fields, facet))) add(keyedUnit(facet, key))
      for (const { keyed } of settings.values()) if (keyed?.facet === facet) add(keyedUnit(facet, keyed.key))
    }
  return [...units.values()]
}

function unitOf(facet: string): Unit {
  const facets = groupOf(facet)
  return { id: facets[0] as string, facets }
}

const keyedUnit = (facet: string, key: string): Unit => ({ id: pathText([facet, key]), facets: [facet], key })

const fieldsAt = (fields: Fields, facet: string): Fields => {
  const found = own(fields, facet)
  return isFields(found) ? found : {}
}

/** What is stated of a unit. */
export function statedOf({ facets, key }: Unit, states: Fields): SaidUnit {
  const [facet = ''] = facets
  if (key !== undefined) {
    const things = fieldsAt(states, facet)
    return Object.hasOwn(things, key) ? { [facet]: things[key] } : undefined
  }
  const said = facets.filter(one => Object.hasOwn(states, one))
  return said.length === 0 ? undefined : Object.fromEntries(said.map(one => [one, states[one]]))
}

const settingsOf = ({ id, facets, key }: Unit, settings: Settings): readonly (readonly [string, Setting])[] =>
  (key === undefined ? facets : [id]).flatMap(path => {
    const setting = settings.get(path)
    return setting ? [[key === undefined ? path : (facets[0] as string), setting] as const] : []
  })

export const isSaid = (unit: Unit, settings: Settings): boolean => settingsOf(unit, settings).length > 0

/** As it is written, filled in. */
export const saidOf = (unit: Unit, settings: Settings): Fields =>
  Object.fromEntries(settingsOf(unit, settings).map(([facet, { value }]) => [facet, value]))

/** Somebody has said that it is left to others. */
export function isUnmanaged({ facets, key }: Unit, settings: Settings): boolean {
  const entries = (settings.get(UNMANAGED)?.value ?? []) as readonly string[]
  return facets.some(facet => entries.includes(facet) || (key !== undefined && entries.includes(`${facet}.${key}`)))
}

/** Only some parts of it are the manifest's. */
export const isShared = (unit: Unit, settings: Settings): boolean =>
  settingsOf(unit, settings).some(([, { parts = [] }]) => parts.some(({ body }) => body === LIVE))

/** How a manifest says that there is nothing of it. */
export function absent({ facets, key }: Unit, schemas: Readonly<Record<string, object>>): Fields {
  const [facet = ''] = facets
  const schema = own(schemas, facet) as { readonly default?: unknown; readonly type?: unknown } | undefined
  if (key !== undefined) return { [facet]: null }
  return { [facet]: schema?.default ?? (schema?.type === 'boolean' ? false : null) }
}
