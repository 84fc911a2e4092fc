import type { Fields } from '../../model.ts'
import { textIn } from './properties.ts'

type Spelling = readonly [filter: string, filterType: string]

export const OF_TERRAFORM: Spelling = ['filter', 'filter_type']
export const OF_CLOUD_FORMATION: Spelling = ['Filter', 'FilterType']

/** Filters of repositories as ECR has them; none are left out, because a list of none is no list for ECR. */
export const filtersOf = (filters: readonly Fields[] = [], [filter, filterType]: Spelling) =>
  filters.length === 0
    ? {}
    : {
        repositoryFilters: filters.map(one => ({
          filter: textIn(one, filter),
          ...(textIn(one, filterType) !== undefined && { filterType: textIn(one, filterType) }),
        })),
      }
