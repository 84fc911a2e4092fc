import { matchesPattern } from '../../lifecycle/pattern.ts'
import type { Difference } from '../../model.ts'
import { canonicalJson } from '../canonical.ts'
import type { Filter } from '../rules/filters.ts'
import type { SigningSpec } from './spec.ts'

/** What of the registry is not signed any more, by whatever profile. */
export function weakenedSigning({ before, after }: Difference<SigningSpec>): readonly string[] {
  const signed = filtersIn(after)
  const lost = filtersIn(before).filter(filter => !signed.some(wider => covers(wider, filter)))
  return lost.length > 0 ? [`not signed any more when it is pushed: ${lost.map(textOf).join(', ')}`] : []
}

/** A rule without filters is about every repository. */
const filtersIn = (spec: SigningSpec | null): readonly Filter[] =>
  spec?.rules.flatMap(({ repositoryFilters = ['*'] }) => repositoryFilters) ?? []

const covers = (wider: Filter, filter: Filter): boolean =>
  typeof wider === 'string' && typeof filter === 'string'
    ? matchesPattern(wider, filter)
    : textOf(wider) === textOf(filter)

const textOf = (filter: Filter): string => (typeof filter === 'string' ? filter : canonicalJson(filter))
