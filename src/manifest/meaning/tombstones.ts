import type { Context } from '../../kinds/kind.ts'
import { REPOSITORY_KINDS } from '../form/facets.ts'
import type { Manifest } from '../form/load.ts'
import { sectionOf, type Tombstone } from '../form/sections.ts'
import type { Findings } from '../text/findings.ts'
import { below, type Place } from '../text/place.ts'

export type PlacedTombstone = Tombstone & { readonly place: Place }

export const tombstonesIn = ({ root, fragments }: Pick<Manifest, 'root' | 'fragments'>): readonly PlacedTombstone[] =>
  [root, ...fragments].flatMap(parsed =>
    (sectionOf(parsed).removed ?? []).map((tombstone, index) => ({
      ...tombstone,
      place: { parsed, path: ['removed', index] },
    })),
  )

/** A repository that ECR could not even have had is a typing error. */
export function checkTombstone({ name, place }: PlacedTombstone, context: Context, findings: Findings): void {
  const removable = REPOSITORY_KINDS.filter(({ tombstone }) => tombstone)
  for (const { path, ...problem } of removable.flatMap(kind => kind.check({}, { ...context, repositoryName: name })))
    if (path.length === 0) findings.at(below(place, ['name']), problem)
}
