import { asSet } from '../canonical.ts'
import { setText } from '../rules/aligned.ts'
import type { Filter, FilterForm } from '../rules/filters.ts'
import type { RuleItem } from '../rules/list.ts'

export interface Destination {
  readonly region: string
  readonly registryId: string
}

export interface ReplicationRule {
  readonly destinations: readonly Destination[]
  /** Left out: every repository. */
  readonly repositoryFilters?: readonly Filter[]
}

export type ReplicationSpec = { readonly rules: readonly ReplicationRule[] }

export interface ReplicationWant {
  readonly rules?: readonly RuleItem<ReplicationRule>[]
}

/** Source: Amazon ECR user guide, "Amazon ECR service quotas", which has more in one region. */
export const mostRules = (region: string | undefined): number => (region === 'ca-central-1' ? 25 : 10)
/** Source: ECR API reference, ReplicationConfiguration. */
export const MOST_DESTINATIONS = 25
/** Source: ECR API model, ReplicationDestinationList. */
export const MOST_IN_RULE = 100

/** Source: ECR API model, RepositoryFilterValue. */
export const REPLICATION_FILTER: FilterForm<'PREFIX_MATCH'> = {
  filterType: 'PREFIX_MATCH',
  shortest: 2,
  longest: 256,
  pattern: /^(?:[a-z0-9]+(?:[._-][a-z0-9]*)*\/)*[a-z0-9]*(?:[._-][a-z0-9]*)*$/,
  rule: 'It is the beginning of names, without wildcards: 2 to 256 lower-case letters and digits, with `.`, `_`, `-` and `/` between them.',
  hint: 'Write for example prod/ for every name that begins so.',
}

export const distinct = (destinations: readonly Destination[]): readonly Destination[] =>
  asSet(
    destinations.map(({ region, registryId }) => ({ region, registryId })),
    setText,
  ) as readonly Destination[]
