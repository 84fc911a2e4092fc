import { invalid } from '../errors.ts'
import { type ExclusionFilter, MUTABILITIES, type Mutability } from '../model.ts'
import { inRepository } from './members.ts'
import { operation } from './operation.ts'
import { list, oneOf, optional, structure, text } from './shapes.ts'

const FILTERS = 'imageTagMutabilityExclusionFilters'

const exclusionFilters = optional(
  list(
    structure({
      filterType: oneOf(['WILDCARD']),
      filter: text({ min: 1, max: 128, pattern: /^[0-9a-zA-Z._*-]{1,128}$/ }),
    }),
    { min: 1, max: 5 },
  ),
)

export const mutabilityMembers = {
  imageTagMutability: optional(oneOf(MUTABILITIES)),
  imageTagMutabilityExclusionFilters: exclusionFilters,
}

export const putImageTagMutability = operation(
  structure({ ...inRepository, ...mutabilityMembers, imageTagMutability: oneOf(MUTABILITIES) }),
  ({ registry }, input) => {
    const mutability = mutabilityOf(input)
    const repository = registry.repository(input.repositoryName)
    registry.save({ ...repository, mutability })
    return { registryId: registry.account, repositoryName: repository.name, ...mutability }
  },
)

interface Asked {
  readonly imageTagMutability: Mutability['imageTagMutability'] | undefined
  readonly imageTagMutabilityExclusionFilters: readonly ExclusionFilter[] | undefined
}

export function mutabilityOf({
  imageTagMutability = 'MUTABLE',
  imageTagMutabilityExclusionFilters,
}: Asked): Mutability {
  const hasExclusion = imageTagMutability.endsWith('_WITH_EXCLUSION')
  if (imageTagMutabilityExclusionFilters === undefined) {
    if (hasExclusion) throw invalid(FILTERS, onlyWhen("can't be null", imageTagMutability))
    return { imageTagMutability }
  }
  if (!hasExclusion) throw invalid(FILTERS, onlyWhen('must be null', imageTagMutability))
  for (const { filter } of imageTagMutabilityExclusionFilters) checkWildcards(filter)
  return { imageTagMutability, imageTagMutabilityExclusionFilters }
}

const onlyWhen = (rule: string, mutability: string) =>
  `ImageTagMutabilityExclusionFilters ${rule} when imageTagMutability is set as ${mutability}`

function checkWildcards(filter: string): void {
  if (filter.split('*').length - 1 > 2) throw invalid(FILTERS, `Filter '${filter}' must not have more than 2 wildcards`)
}
