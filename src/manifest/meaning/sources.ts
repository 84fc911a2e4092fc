import { isFields } from '../../kinds/canonical.ts'
import type { Kind, Path } from '../../kinds/kind.ts'
import { pathText } from '../../kinds/path.ts'
import type { Fields, Source, Sources } from '../../model.ts'
import { below, type Place, sourceOf } from '../text/place.ts'
import { documentParts, type ResolvedRepository, type Settings } from './settings.ts'

/** Every place that each setting of a kind came through, by its path; `` is the thing itself. */
export function sourcesOf(kind: Kind, { settings, place }: ResolvedRepository): Sources {
  const facets = Object.keys(kind.manifest)
  const own = [...settings].filter(([path, { keyed }]) => facets.includes(keyed?.facet ?? path))
  const sources = new Map<string, readonly Source[]>(own.map(([path, { places }]) => [path, places.map(sourceOf)]))
  const isOneSetting = kind.documents !== undefined || kind.scope === 'registry'
  if (kind.scope === 'registry' && kind.one === undefined)
    for (const [path, { value, places }] of own)
      for (const member of membersOf(value, [path], places)) sources.set(...member)
  return sources.set('', (isOneSetting && sources.get(facets[0] ?? '')) || [sourceOf(place)])
}

/** Where the members of a setting of the registry stand, and the items of its lists. */
function membersOf(value: unknown, path: Path, places: readonly Place[]): readonly [string, readonly Source[]][] {
  const place = places.at(-1)
  if (place === undefined || !isFields(value)) return []
  const at = (...steps: Path): [string, readonly Source[]] => [
    pathText([...path, ...steps]),
    [sourceOf(below(place, steps))],
  ]
  return Object.entries(value).flatMap(([key, inner]) => [
    at(key),
    ...(Array.isArray(inner) ? inner.map((_, index) => at(key, index)) : []),
  ])
}

/** Where each rule of a document stands, as far as one item of the text is one item of the document. */
export function itemSources(kind: Kind, settings: Settings): Sources {
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
