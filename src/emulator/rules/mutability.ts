import type { Mutability } from '../model.ts'
import { matchesWildcards } from '../wildcards.ts'

/** Whether a tag, once there, stays on its image. */
export function isImmutable(
  { imageTagMutability, imageTagMutabilityExclusionFilters }: Mutability,
  tag: string,
): boolean {
  const isExcluded = (imageTagMutabilityExclusionFilters ?? []).some(({ filter }) => matchesWildcards(filter, tag))
  return imageTagMutability.startsWith('IMMUTABLE') !== isExcluded
}
