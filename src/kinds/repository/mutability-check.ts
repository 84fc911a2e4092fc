import type { Fields } from '../../model.ts'
import type { Problem } from '../kind.ts'
import { hasPlaceholder } from '../placeholder.ts'

/** Source: ECR API model, ImageTagMutabilityExclusionFilterValue; at most two wildcards, as the Terraform provider says. */
export const FILTER = /^[0-9a-zA-Z._*-]{1,128}$/
const MAXIMUM_WILDCARDS = 2
export const MAXIMUM_FILTERS = 5

export function checkMutability(declared: Fields): readonly Problem[] {
  const mutability = declared.imageTagMutability as string | undefined
  const filters = declared.imageTagMutabilityExclusionFilters as readonly (string | { filter: string })[] | undefined
  if (mutability === undefined && filters === undefined) return []
  return [
    ...checkTogether(mutability, filters),
    ...(filters ?? []).flatMap((item, index) => checkFilter(typeof item === 'string' ? item : item.filter, index)),
  ]
}

function checkTogether(mutability: string | undefined, filters: readonly unknown[] | undefined): readonly Problem[] {
  if (mutability === undefined) return [WITHOUT_MUTABILITY]
  if (hasPlaceholder(mutability)) return []
  const takesFilters = mutability.endsWith('_WITH_EXCLUSION')
  if (!takesFilters) return filters === undefined ? [] : [takesNone(mutability)]
  return filters && filters.length >= 1 && filters.length <= MAXIMUM_FILTERS ? [] : [wrongCount(mutability, filters)]
}

const code = 'EXCLUSION_FILTERS'
const FILTERS = ['imageTagMutabilityExclusionFilters']
const ONE_SETTING = 'The two are one setting: a layer that says one of them replaces both.'

const WITHOUT_MUTABILITY: Problem = {
  path: FILTERS,
  code,
  summary: 'Exclusion filters without imageTagMutability',
  detail: ONE_SETTING,
  hint: 'Write imageTagMutability: IMMUTABLE_WITH_EXCLUSION (or MUTABLE_WITH_EXCLUSION) beside them.',
}

const takesNone = (mutability: string): Problem => ({
  path: FILTERS,
  code,
  summary: `${mutability} takes no exclusion filters`,
  detail: 'ECR refuses the two together.',
  hint: `Write imageTagMutability: ${mutability}_WITH_EXCLUSION, or remove the filters.`,
})

const wrongCount = (mutability: string, filters: readonly unknown[] | undefined): Problem => ({
  path: filters ? FILTERS : ['imageTagMutability'],
  code,
  summary: `${mutability} needs one to five exclusion filters${filters ? `, here are ${filters.length}` : ''}`,
  detail: ONE_SETTING,
  hint: 'Write for example imageTagMutabilityExclusionFilters: ["dev-*"].',
})

function checkFilter(filter: string, index: number): readonly Problem[] {
  if (hasPlaceholder(filter) || (FILTER.test(filter) && filter.split('*').length - 1 <= MAXIMUM_WILDCARDS)) return []
  return [
    {
      path: ['imageTagMutabilityExclusionFilters', index],
      code: 'INVALID_FILTER',
      summary: `Invalid exclusion filter ${JSON.stringify(filter.slice(0, 80))}`,
      detail: 'A filter has 1 to 128 letters, digits and `. _ - *`, with at most two `*`.',
      hint: 'Change the filter, or split it into several.',
    },
  ]
}
