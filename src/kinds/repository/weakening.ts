import { matchesPattern } from '../../lifecycle/pattern.ts'
import type { Difference } from '../../model.ts'
import { PROTECT_TAG } from '../../names.ts'
import type { RepositorySpec } from './spec.ts'

/** What of a repository that stays protects its images less than before. */
export const weakenedIn = ({
  before,
  after,
}: Pick<Difference<RepositorySpec>, 'before' | 'after'>): readonly string[] =>
  before === null || after === null
    ? []
    : [
        ...unprotected(before, after),
        ...loosened(before, after),
        ...(before.imageScanningConfiguration?.scanOnPush && after.imageScanningConfiguration?.scanOnPush === false
          ? ['images are not scanned when they are pushed']
          : []),
      ]

const unprotected = ({ tags: before = {} }: RepositorySpec, { tags: after = {} }: RepositorySpec): readonly string[] =>
  Object.hasOwn(before, PROTECT_TAG) && !Object.hasOwn(after, PROTECT_TAG)
    ? ['the repository may be deleted, which was protected']
    : []

export type Mutable = Pick<RepositorySpec, 'imageTagMutability' | 'imageTagMutabilityExclusionFilters'>

/** Some tag that could not move may: not where only the filters are written otherwise. */
export const loosened = (before: Mutable, after: Mutable): readonly string[] =>
  isLoosened(fixedBy(before), fixedBy(after))
    ? [`tags may move that could not: ${textOf(before)} → ${textOf(after)}`]
    : []

/** The tags that cannot move: those that the patterns take, or all but these. */
interface Fixed {
  readonly isAllBut: boolean
  readonly patterns: readonly string[]
}

function fixedBy({ imageTagMutability = 'MUTABLE', imageTagMutabilityExclusionFilters: filters = [] }: Mutable): Fixed {
  const isAllBut = imageTagMutability.startsWith('IMMUTABLE')
  return { isAllBut, patterns: imageTagMutability.endsWith('_WITH_EXCLUSION') ? filters : [] }
}

/** What cannot be told from the patterns one by one is taken for looser. */
function isLoosened(before: Fixed, after: Fixed): boolean {
  if (before.isAllBut) {
    if (!after.isAllBut) return !covers(before.patterns, '*') && !covers(after.patterns, '*')
    return after.patterns.some(pattern => !covers(before.patterns, pattern))
  }
  if (!after.isAllBut) return before.patterns.some(pattern => !covers(after.patterns, pattern))
  return before.patterns.some(pattern => after.patterns.some(other => mayMeet(pattern, other)))
}

/** A pattern is taken for a tag whose `*` only a `*` takes: so it takes no tag that the others do not. */
const covers = (patterns: readonly string[], pattern: string): boolean =>
  patterns.some(wider => matchesPattern(wider, pattern))

/** Whether some tag is taken by both, as far as beginnings and ends tell. */
function mayMeet(one: string, other: string): boolean {
  if (!one.includes('*')) return matchesPattern(other, one)
  if (!other.includes('*')) return matchesPattern(one, other)
  const [first, second] = [endsOf(one), endsOf(other)]
  return (
    (first.begin.startsWith(second.begin) || second.begin.startsWith(first.begin)) &&
    (first.end.endsWith(second.end) || second.end.endsWith(first.end))
  )
}

const endsOf = (pattern: string) => ({
  begin: pattern.slice(0, pattern.indexOf('*')),
  end: pattern.slice(pattern.lastIndexOf('*') + 1),
})

const textOf = ({
  imageTagMutability = 'MUTABLE',
  imageTagMutabilityExclusionFilters: filters = [],
}: Mutable): string => (filters.length === 0 ? imageTagMutability : `${imageTagMutability} (${filters.join(', ')})`)
