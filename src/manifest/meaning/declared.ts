import { addressOf } from '../../kinds/address.ts'
import { isFields } from '../../kinds/canonical.ts'
import type { Context, Kind, Path } from '../../kinds/kind.ts'
import { pathText } from '../../kinds/path.ts'
import type { Declared, Diagnostic, Source, Sources } from '../../model.ts'
import { REPOSITORY_KINDS } from '../form/facets.ts'
import { below, type Place, sourceOf } from '../text/place.ts'
import type { PlacedClaim } from './claims.ts'
import type { DiscoveredRepository } from './discovered.ts'
import type { PlacedTombstone } from './names.ts'
import { type Once, onceForShared } from './once.ts'
import { documentParts, fieldsOf, type ResolvedRepository, type Settings } from './settings.ts'
import { itemSources, type PlacesByPath, sourcesOf } from './sources.ts'

/** Makes wishes out of settings. A document that many repositories share is made into a wish once. */
export interface Lowering {
  readonly context: Context
  readonly wants: Once<unknown>
  readonly items: Once<PlacesByPath>
}

export const loweringIn = (context: Context): Lowering => ({
  context,
  wants: onceForShared(),
  items: onceForShared(),
})

/** What is wished of one kind: of a repository, or of the registry, which has no name. */
export function declaredOf(kind: Kind, repository: ResolvedRepository, lowering: Lowering): readonly Declared[] {
  const { name: repositoryName, settings } = repository
  const sources = new SourcesOnDemand(
    () =>
      new Map([
        ...sourcesOf(kind, repository),
        ...lowering.items(kind.key, documentParts(kind, settings), () => itemSources(kind, settings)),
      ]),
  )
  return [...wantsOf(kind, repository, lowering)].map(([name, want]) => ({
    address: addressOf(kind.key, name),
    kind: kind.key,
    name,
    ...(kind.scope === 'repository' ? { scope: kind.scope, repository: repositoryName } : { scope: kind.scope }),
    want,
    sources: kind.one === undefined ? sources : new SourcesOnDemand(() => sourcesOfOne(kind, name, settings)),
  }))
}

/** Most of what is wished is as it is, and nobody asks where it stands. */
class SourcesOnDemand implements Sources {
  readonly #find: () => PlacesByPath
  #found: PlacesByPath | undefined

  constructor(find: () => PlacesByPath) {
    this.#find = find
  }

  get(path: string): readonly Source[] | undefined {
    this.#found ??= this.#find()
    return this.#found.get(path)
  }
}

function wantsOf(kind: Kind, { name, settings }: ResolvedRepository, { context, wants }: Lowering) {
  const fields = fieldsOf(kind, settings)
  if (fields === undefined) return new Map<string, unknown>()
  if (kind.documents === undefined) {
    const directoryOf = (path: Path) => settings.get(pathText(path))?.places.at(-1)?.parsed.directory
    return kind.want(fields, { ...context, repositoryName: name, directoryOf })
  }
  if (kind.scope === 'registry') return kind.want(fields, context)
  const lower = () => [...kind.want(fields, context).values()][0] ?? null
  return new Map([[name, wants(kind.key, documentParts(kind, settings), lower)]])
}

/** Of a kind of many things, each stands at a key of its own; of one of the registry, each field of it, too. */
function sourcesOfOne({ one, manifest, scope }: Kind, name: string, settings: Settings): PlacesByPath {
  const [facet = ''] = Object.keys(manifest)
  const { value, places = [] } = settings.get(pathText([facet, one?.path(name) ?? ''])) ?? {}
  const last = places.at(-1)
  const fields = scope === 'registry' && last && isFields(value) ? Object.keys(value) : []
  return new Map<string, readonly Source[]>([
    ['', places.map(sourceOf)],
    ...fields.map(field => [field, [sourceOf(below(last as Place, [field]))]] as [string, Source[]]),
  ])
}

/** What is wished of a repository that nobody declares; where something of it is wrong, nothing is, and why. */
export function discoveredWishes(repository: DiscoveredRepository, lowering: Lowering): readonly Declared[] {
  const error = repository.findings.find(({ severity }) => severity === 'error')
  if (error)
    return REPOSITORY_KINDS.filter(({ tombstone }) => tombstone).map(kind => refusedOf(kind, repository, error))
  return REPOSITORY_KINDS.flatMap(kind => declaredOf(kind, repository, lowering)).map(asDiscovered)
}

export const asDiscovered = (one: Declared): Declared =>
  one.scope === 'repository' ? { ...one, isDiscovered: true as const } : one

const refusedOf = ({ key }: Kind, { name }: DiscoveredRepository, error: Diagnostic): Declared => ({
  address: addressOf(key, name),
  kind: key,
  name,
  scope: 'repository',
  repository: name,
  isDiscovered: true,
  want: null,
  sources: new Map([['', error.source ? [error.source] : []]]),
  refused: {
    code: error.code,
    reason: `${error.summary}: nothing of it is changed`,
    hint: error.hint ?? error.detail ?? '',
  },
})

/** What is wished of whose a repository is. */
export const claimedOf = (
  kind: Kind,
  repository: string,
  { claim, place }: Required<PlacedClaim>,
): readonly Declared[] => {
  const { key, claim: wish } = kind
  if (wish === undefined) return []
  return [
    {
      address: addressOf(key, repository),
      kind: key,
      name: repository,
      scope: 'repository',
      repository,
      want: wish(claim),
      sources: new SourcesOnDemand(() => new Map([['', [sourceOf(place)]]])),
    },
  ]
}

/** What a tombstone wishes of one kind. */
export function removedOf({ key, tombstone }: Kind, { place, name, ...removal }: PlacedTombstone): readonly Declared[] {
  if (tombstone === undefined) return []
  return [
    {
      address: addressOf(key, name),
      kind: key,
      name,
      scope: 'repository',
      repository: name,
      want: tombstone(removal),
      sources: new Map([['', [sourceOf(place)]]]),
    },
  ]
}
