import { grouped } from '../../collate.ts'
import { isFields } from '../../kinds/canonical.ts'
import { keyedKind } from '../../manifest/form/facets.ts'
import type { Fields } from '../../model.ts'
import { keyOf, valueFrom } from './settings.ts'
import { allOf, bitOf, type TargetSet } from './targets.ts'

/** One setting of the registry, or one thing of a setting that is a map of many. */
interface Thing {
  readonly facet: string
  readonly key?: string
  readonly value: unknown
}

/** Settings of the registry of some targets. */
export interface RegistryLayer {
  readonly targets: TargetSet
  readonly fields: Fields
}

/** What registries say alike, they say together: no target has two layers with the same thing. */
export function registryLayersOf(registries: readonly (readonly ThingKey[])[]): readonly RegistryLayer[] {
  const found = new Map<ThingKey, TargetSet>()
  for (const [index, things] of registries.entries())
    for (const key of things) found.set(key, (found.get(key) ?? 0n) | bitOf(index))
  const all = allOf(registries)
  return [...grouped([...found], ([, targets]) => targets)]
    .map(([targets, things]) => ({ targets, fields: fieldsOf(things.map(([key]) => valueFrom(key) as Thing)) }))
    .sort((a, b) => Number(b.targets === all) - Number(a.targets === all) || (a.targets < b.targets ? -1 : 1))
}

/** Text in which equal things are equal. */
export type ThingKey = string

/** The things of a registry, in their order; the keys of maps as `keyAs` says them. */
export const thingsIn = (registry: Fields, keyAs = (key: string) => key): readonly ThingKey[] =>
  Object.entries(registry).flatMap(([facet, value]) =>
    keyedKind(facet) && isFields(value)
      ? Object.entries(value).map(([key, one]) => keyOf({ facet, key: keyAs(key), value: one }))
      : [keyOf({ facet, value })],
  )

function fieldsOf(things: readonly Thing[]): Fields {
  const fields = grouped(things, ({ facet }) => facet)
  return Object.fromEntries([...fields].map(([facet, all]) => [facet, fieldOf(all)]))
}

function fieldOf(things: readonly Thing[]): unknown {
  const keyed = things.flatMap(({ key, value }) => (key === undefined ? [] : [[key, value] as const]))
  return keyed.length > 0 ? Object.fromEntries(keyed) : things[0]?.value
}
