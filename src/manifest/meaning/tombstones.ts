import type { Context } from '../../kinds/kind.ts'
import { REPOSITORY_KINDS } from '../form/facets.ts'
import type { Findings } from '../text/findings.ts'
import { below } from '../text/place.ts'
import { aboutName, isKnown, type PlacedTombstone } from './names.ts'

/** A repository that ECR could not even have had is a typing error. */
export function checkNamed(
  { name, place }: Pick<PlacedTombstone, 'name' | 'place'>,
  context: Context,
  findings: Findings,
): void {
  if (!isKnown(name)) return
  const at = below(place, ['name'])
  const removable = REPOSITORY_KINDS.filter(({ tombstone }) => tombstone)
  for (const { path, ...problem } of removable.flatMap(kind => kind.check({}, { ...context, repositoryName: name })))
    if (path.length === 0) findings.at(at, aboutName(problem, at.parsed.written(at.path)))
}
