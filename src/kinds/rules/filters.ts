import type { Fields } from '../../model.ts'
import { clipped } from '../../words.ts'
import type { Path, Problem } from '../kind.ts'
import { hasPlaceholder } from '../placeholder.ts'
import { under } from '../policy/problem.ts'
import { unique } from './aligned.ts'
import { saidTwice } from './problems.ts'

/** A filter of the one type that its place has is a text; one of a type that this version does not know stays as ECR has it. */
export type Filter = string | Fields

/** As ECR has it, and as a manifest may write it. */
export interface TypedFilter<Type extends string = string> {
  readonly filter?: string | undefined
  readonly filterType?: Type | undefined
}

/** What ECR takes for a filter in one place. */
export interface FilterForm<Type extends string = string> {
  readonly filterType: Type
  readonly shortest: number
  readonly longest: number
  readonly pattern: RegExp
  /** The same in words. */
  readonly rule: string
  readonly hint: string
}

/** Source: ECR API model, the filters of every kind of rule. */
export const MOST_FILTERS = 100

/** Of what ECR answers or a manifest says, each once: what stays as it is is written back in the order of whoever wrote it. */
export const filtersFrom = (
  filters: readonly (Filter | TypedFilter)[],
  { filterType }: Pick<FilterForm, 'filterType'>,
): readonly Filter[] => unique(filters.map(filter => asFilter(filter, filterType)))

function asFilter(filter: Filter | TypedFilter, own: string): Filter {
  if (typeof filter === 'string') return filter
  const { filter: text, filterType = own, ...more } = filter as TypedFilter
  return filterType === own && text !== undefined && Object.keys(more).length === 0 ? text : (filter as Fields)
}

/** As ECR takes them. */
export const typedFilters = <Type extends string>(
  filters: readonly Filter[],
  { filterType }: FilterForm<Type>,
): { filter: string; filterType: Type }[] =>
  filters.map(filter =>
    typeof filter === 'string' ? { filter, filterType } : (filter as { filter: string; filterType: Type }),
  )

/** What ECR would refuse of a list of filters, by path into it. */
export function checkFilters(filters: readonly (string | TypedFilter)[], form: FilterForm): readonly Problem[] {
  if (filters.length > MOST_FILTERS) return [tooManyFilters(filters.length)]
  const texts = filters.map(filter => (typeof filter === 'string' ? filter : (filter.filter ?? '')))
  return [
    ...filters.flatMap((filter, index) =>
      checkFilter(texts[index] ?? '', form).map(under(index, ...(typeof filter === 'string' ? [] : ['filter']))),
    ),
    ...saidTwice(texts, 'filter'),
  ]
}

function checkFilter(filter: string, { shortest, longest, pattern, rule, hint }: FilterForm): readonly Problem[] {
  const isFit = filter.length >= shortest && filter.length <= longest && pattern.test(filter)
  if (isFit || hasPlaceholder(filter)) return []
  return [
    {
      path: [],
      code: 'INVALID_FILTER',
      summary: `Invalid repository filter ${JSON.stringify(clipped(filter))}`,
      detail: rule,
      hint,
    },
  ]
}

const tooManyFilters = (count: number): Problem => ({
  path: [],
  code: 'TOO_MANY_FILTERS',
  summary: `${count} filters in one rule, ECR allows ${MOST_FILTERS}`,
  detail: 'ECR would refuse it whole.',
  hint: 'Write filters that match more.',
})

/** ECR takes no empty list: every repository is what a rule without the key is about. */
export const noFilters = (path: Path): Problem => ({
  path,
  code: 'NO_FILTERS',
  summary: 'A list of filters with nothing in it',
  detail: 'ECR refuses it: a rule that is about every repository has no repositoryFilters.',
  hint: 'Remove the key, or write a filter.',
})
