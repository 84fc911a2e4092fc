import { addressOf } from '../../kinds/address.ts'
import { KINDS } from '../../kinds/index.ts'
import type { Kind, Path } from '../../kinds/kind.ts'
import { pathText } from '../../kinds/path.ts'
import type { Declared, Desired, Fields, Source, Sources } from '../../model.ts'
import { type Place, sourceOf } from '../text/place.ts'
import type { ResolvedManifest } from './resolve.ts'
import { fieldsOf, type ResolvedRepository } from './settings.ts'

/** Every wish of a resolved manifest, by address. */
export const desiredOf = (resolved: ResolvedManifest): Desired =>
  new Map(
    [
      ...resolved.repositories.flatMap(repository => KINDS.flatMap(kind => declaredOf(kind, repository, resolved))),
      ...resolved.removed.map(tombstone),
    ].map(declared => [declared.address, declared]),
  )

function declaredOf(kind: Kind, repository: ResolvedRepository, { context }: ResolvedManifest): readonly Declared[] {
  const fields = fieldsOf(kind, repository.settings)
  if (fields === undefined) return []
  const sources = sourcesOf(kind, repository)
  const directoryOf = (path: Path) => repository.settings.get(pathText(path))?.places.at(-1)?.parsed.directory
  const wants = kind.want(fields, { ...context, repositoryName: repository.name, directoryOf })
  return [...wants].map(([name, want]) => ({
    address: addressOf(kind.key, name),
    kind: kind.key,
    name,
    repository: repository.name,
    want,
    sources: sourcesOfOne(kind, name, sources),
  }))
}

/** Of a kind of which a repository has many, each stands at a key of its own. */
function sourcesOfOne({ one, manifest }: Kind, name: string, sources: Sources): Sources {
  if (one === undefined) return sources
  const [facet = ''] = Object.keys(manifest)
  return new Map([['', sources.get(pathText([facet, one.path(name)])) ?? []]])
}

function tombstone({ name, maxImages = 0, copiedTo, reason, place }: ResolvedManifest['removed'][number]): Declared {
  return {
    address: addressOf('repository', name),
    kind: 'repository',
    name,
    repository: name,
    want: {
      removed: { maxImages, ...(copiedTo !== undefined && { copiedTo }), ...(reason !== undefined && { reason }) },
    },
    sources: new Map([['', [sourceOf(place)]]]),
  }
}

function sourcesOf(kind: Kind, { settings, place }: ResolvedRepository): Sources {
  const facets = Object.keys(kind.manifest)
  const own = [...settings].filter(([path, { keyed }]) => facets.includes(keyed?.facet ?? path))
  const sources = new Map<string, readonly Source[]>(own.map(([path, { places }]) => [path, places.map(sourceOf)]))
  const [facet = ''] = facets
  sources.set('', kind.documents ? (sources.get(facet) ?? []) : [sourceOf(place)])
  for (const [index, item] of itemsOf(kind, settings.get(facet)?.parts ?? []).entries())
    sources.set(`${kind.documents?.items}[${index}]`, [sourceOf(item)])
  return sources
}

/** Where each rule stands, as far as one item of the text is one item of the document. */
function itemsOf(
  kind: Kind,
  parts: readonly { readonly body: unknown; readonly place: Place; readonly file?: string }[],
): readonly Place[] {
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
    .map(({ index }) => ({ parsed: place.parsed, path: [...place.path, ...path, index] }))
}
