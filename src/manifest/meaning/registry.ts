import { rootOf } from '../form/sections.ts'
import type { Parsed } from '../text/place.ts'
import type { ResolvedRepository } from './settings.ts'

/** What the root says of the registry itself, as settings that no layer has been laid over. */
export function registryIn(root: Parsed): ResolvedRepository {
  const place = { parsed: root, path: ['registry'] }
  const settings = Object.entries(rootOf(root).registry ?? {}).map(
    ([facet, value]) => [facet, { value, places: [{ parsed: root, path: ['registry', facet] }] }] as const,
  )
  return { name: '', place, settings: new Map(settings) }
}
