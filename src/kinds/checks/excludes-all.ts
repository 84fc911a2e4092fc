import { mutabilityIn } from '../repository/movable.ts'
import type { Check } from './check.ts'

export const excludesAll: Check = {
  code: 'ECR302',
  severity: 'warning',
  title: 'An exclusion filter that takes every tag',
  why: 'A filter of nothing but `*` excludes all tags, so that `IMMUTABLE_WITH_EXCLUSION` protects none of them, and `MUTABLE_WITH_EXCLUSION` lets none of them move: the opposite of what the setting says.',
  source:
    '[Preventing image tags from being overwritten](https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html)',
  example: {
    found: `repositories:
  team/app:
    imageTagMutability: IMMUTABLE_WITH_EXCLUSION
    imageTagMutabilityExclusionFilters: ["*"]`,
    mended: `repositories:
  team/app:
    imageTagMutability: IMMUTABLE_WITH_EXCLUSION
    imageTagMutabilityExclusionFilters: ["dev-*"]`,
  },
  judges: {
    scope: 'repository',
    reads: ['imageTagMutability', 'imageTagMutabilityExclusionFilters'],
    find(declared) {
      const { isImmutable, filters } = mutabilityIn(declared)
      return filters.flatMap((filter, index) =>
        /^\*+$/.test(filter)
          ? [
              {
                path: ['imageTagMutabilityExclusionFilters', index],
                code: excludesAll.code,
                summary: `The exclusion filter "${filter}" takes every tag`,
                detail: isImmutable ? 'No tag is protected here: all can be moved.' : 'No tag can be moved here.',
                hint: `Write imageTagMutability: ${isImmutable ? 'MUTABLE' : 'IMMUTABLE'} if that is meant, and otherwise a filter that takes less.`,
              },
            ]
          : [],
      )
    },
  },
}
