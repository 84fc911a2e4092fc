import { movableIn, mutabilityIn } from '../repository/movable.ts'
import type { Check } from './check.ts'

const KEYS = ['imageTagMutability', 'imageTagMutabilityExclusionFilters']

export const movableTags: Check = {
  code: 'ECR301',
  severity: 'warning',
  title: 'A tag that matters can be moved',
  why: 'Tags that `guards.tags` names are what production pulls. Where such a tag can be moved, whoever may push can put another image in its place, and nothing that pulls it notices.',
  source:
    '[Preventing image tags from being overwritten](https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html)',
  example: {
    found: `guards: { tags: ["v*"] }
repositories:
  team/app:
    imageTagMutability: MUTABLE`,
    mended: `guards: { tags: ["v*"] }
repositories:
  team/app:
    imageTagMutability: MUTABLE_WITH_EXCLUSION
    imageTagMutabilityExclusionFilters: ["v*"]`,
  },
  judges: {
    scope: 'repository',
    reads: KEYS,
    find(declared, { tags, isDeclared }) {
      const mutability = mutabilityIn(declared)
      // Of a repository that others make, what is not said is not known.
      if (mutability.isSaid || isDeclared)
        return movableIn(mutability, tags).map(glob => ({
          path: mutability.isSaid ? ['imageTagMutability'] : [],
          code: movableTags.code,
          summary: `Tags like ${glob} matter, and can be moved here`,
          detail: `${mutability.isSaid ? 'By imageTagMutability' : 'Nothing is said of imageTagMutability, and ECR lets tags move, so'} whoever may push can put another image in their place.`,
          hint: `Write imageTagMutability: IMMUTABLE, or MUTABLE_WITH_EXCLUSION with imageTagMutabilityExclusionFilters: ["${glob}"].`,
        }))
      return []
    },
  },
}
