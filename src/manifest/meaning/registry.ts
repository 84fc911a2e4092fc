import { pathText } from '../../kinds/path.ts'
import { keyedKind } from '../form/facets.ts'
import { rootOf } from '../form/sections.ts'
import { below, type Parsed, type Place } from '../text/place.ts'
import type { ResolvedRepository, Setting } from './settings.ts'

/** What the root says of the registry itself, as settings that no layer has been laid over. */
export function registryIn(root: Parsed): ResolvedRepository {
  const place = { parsed: root, path: ['registry'] }
  const settings = Object.entries(rootOf(root).registry ?? {}).flatMap(([facet, value]) =>
    settingsOf(facet, value, below(place, [facet])),
  )
  return { name: '', place, settings: new Map(settings) }
}

function settingsOf(facet: string, value: unknown, place: Place): readonly (readonly [string, Setting])[] {
  if (keyedKind(facet) === undefined) return [[facet, { value, places: [place] }]]
  return Object.entries(value as object).map(([key, one]) => [
    pathText([facet, key]),
    { value: one, keyed: { facet, key }, places: [below(place, [key])] },
  ])
}
