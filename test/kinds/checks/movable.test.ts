import { expect, test } from 'vitest'
import { movableIn, mutabilityIn } from '../../../src/kinds/repository/movable.ts'

const RELEASES = ['v*', 'prod']

test.each<[string, string | undefined, readonly (string | { filter: string })[], readonly string[]]>([
  ['of which nothing is said', undefined, [], RELEASES],
  ['in which all may be moved', 'MUTABLE', [], RELEASES],
  ['in which none may be moved', 'IMMUTABLE', [], []],
  ['in which all but some of them may be moved', 'MUTABLE_WITH_EXCLUSION', ['v*'], ['prod']],
  ['in which all but a part of them may be moved', 'MUTABLE_WITH_EXCLUSION', ['v1*', { filter: 'prod' }], ['v*']],
  ['in which none but others may be moved', 'IMMUTABLE_WITH_EXCLUSION', ['dev-*'], []],
  ['in which none but a part of them may be moved', 'IMMUTABLE_WITH_EXCLUSION', ['*-rc'], ['v*']],
  ['in which a filter takes all', 'IMMUTABLE_WITH_EXCLUSION', ['*'], RELEASES],
  ['that depends on what is not known', '${{ vars.how }}', [], []],
])('tags that matter in a repository %s', (_, imageTagMutability, filters, expected) => {
  const declared = {
    ...(imageTagMutability && { imageTagMutability }),
    ...(filters.length > 0 && { imageTagMutabilityExclusionFilters: filters }),
  }
  expect(movableIn(mutabilityIn(declared), RELEASES)).toEqual(expected)
})
