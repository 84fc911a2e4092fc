import type { ExplainedField, ExplainedStanding, Explanation } from '../../../model.ts'
import { FACETS, REGISTRY_FACETS, UNMANAGED, VARS, WAIVE } from '../../form/facets.ts'
import { type Place, sourceOf } from '../../text/place.ts'
import type { ResolvedManifest } from '../resolve.ts'
import type { ResolvedRepository, Setting, Settings } from '../settings.ts'
import { chainOf, stepAt } from './chain.ts'
import { saidValue } from './value.ts'

/** What is said of one thing, before it is known of which target. */
export type Explained = Pick<Explanation, 'standing' | 'source' | 'fields' | 'repository'>

/** What a resolved manifest says of a repository, and how it comes to say it. */
export function explainedRepository(resolved: ResolvedManifest, repository: string): Explained {
  const { repositories, removed, claims, discovered } = resolved
  const isIt = ({ name }: { readonly name: string }) => name === repository
  const release = claims.released.find(isIt)
  const released = release ? [namedField('released', release)] : []
  const declared = repositories.find(isIt)
  if (declared)
    return { repository, ...standing('declared', declared.place), fields: [...fieldsIn(declared), ...released] }
  const tombstone = removed.find(isIt)
  if (tombstone)
    return { repository, ...standing('removed', tombstone.place), fields: [namedField('removed', tombstone)] }
  if (release) return { repository, ...standing('released', release.place), fields: released }
  const found = discovered.of(repository)
  if (found) return { repository, ...standing('discovered', found.place), fields: fieldsIn(found) }
  return { repository, standing: 'silent', fields: [] }
}

/** What it says of the registry itself. */
export const explainedRegistry = ({ registry }: ResolvedManifest): Explained => ({
  standing: 'registry',
  fields: fieldsIn(registry, [...REGISTRY_FACETS, WAIVE]),
})

const standing = (kind: ExplainedStanding, place: Place) => ({ standing: kind, source: sourceOf(place) })

/** What an entry that names it says beside the name. */
function namedField(field: string, { place, name: _, ...value }: { readonly place: Place; readonly name: string }) {
  return { field, value, chain: [stepAt(place)] }
}

const fieldsIn = (
  { settings }: ResolvedRepository,
  facets: readonly string[] = [VARS, ...FACETS, WAIVE, UNMANAGED],
): readonly ExplainedField[] =>
  facets.flatMap(facet =>
    [...settings]
      .filter(([path, { keyed }]) => (keyed?.facet ?? path) === facet)
      .map(([path, setting]) => fieldOf(path, facet, setting, settings)),
  )

const fieldOf = (field: string, facet: string, setting: Setting, settings: Settings): ExplainedField => ({
  field,
  value: saidValue(facet, setting),
  chain: chainOf(setting, settings),
})
