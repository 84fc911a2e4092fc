import { isFields } from '../../kinds/canonical.ts'
import type { Kind, Path } from '../../kinds/kind.ts'
import { pathText } from '../../kinds/path.ts'
import type { Fields, Source } from '../../model.ts'
import { below, type Place, sourceOf } from '../text/place.ts'
import { documentParts, type ResolvedRepository, type Setting, type Settings } from './settings.ts'

export type PlacesByPath = ReadonlyMap<string, readonly Source[]>

/** Every place that each setting of a kind came through, by its path; `` is the thing itself. */
export function sourcesOf(kind: Kind, { settings, place }: ResolvedRepository): PlacesByPath {
  const facets = Object.keys(kind.manifest)
  const own = [...settings].filter(([path, { keyed }]) => facets.includes(keyed?.facet ?? path))
  const sources = new Map<string, readonly Source[]>(own.map(([path, { places }]) => [path, places.map(sourceOf)]))
  // A registry has one of it: what it says stands where its members stand.
  const isOneSetting = kind.scope === 'registry' && kind.one === undefined && kind.documents === undefined
  if (isOneSetting) for (const [path, setting] of own) addMembers(sources, path, setting)
  const itself = kind.documents || isOneSetting ? sources.get(facets[0] ?? '') : undefined
  return sources.set('', itself ?? (kind.documents ? [] : [sourceOf(place)]))
}

/** Where the members of a setting stand, and the items of its lists. */
function addMembers(sources: Map<string, readonly Source[]>, facet: string, { value, places }: Setting): void {
  const place = places.at(-1)
  if (place === undefined || !isFields(value)) return
  const add = (...steps: Path) => sources.set(pathText([facet, ...steps]), [sourceOf(below(place, steps))])
  for (const [key, inner] of Object.entries(value)) {
    add(key)
    if (Array.isArray(inner)) for (const index of inner.keys()) add(key, index)
  }
}

/** Where each rule of a document stands, as far as one item of the text is one item of the document. */
export function itemSources(kind: Kind, settings: Settings): PlacesByPath {
  const items = itemsOf(kind, settings)
  return new Map(items.map((item, index) => [`${kind.documents?.items}[${index}]`, [sourceOf(item)]]))
}

function itemsOf(kind: Kind, settings: Settings): readonly Place[] {
  const parts = documentParts(kind, settings)
  const [only] = parts
  if (kind.documents === undefined || only === undefined || parts.length > 1 || only.file !== undefined) return []
  const { body, place } = only
  const { items: key, rank } = kind.documents
  if (key === undefined) return []
  const path = Array.isArray(body) ? [] : [key]
  const items: unknown = Array.isArray(body) ? body : (body as Fields)[key]
  if (!Array.isArray(items)) return []
  return items
    .map((item: Fields, index) => ({ index, rank: rank?.(item, index) ?? index }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ index }) => below(place, [...path, index]))
}
