import type { Refusal } from '../../model.ts'
import { addressOf } from '../address.ts'
import type { Knowledge, Verdict } from '../kind.ts'

interface Mutability {
  readonly imageTagMutability?: string
  readonly imageTagMutabilityExclusionFilters?: readonly string[]
}

/** A tag moves while the repository lets it: before the repository becomes immutable, or once it no longer is. */
export async function judgeMove(tag: string, knowledge: Knowledge): Promise<Verdict> {
  const left = (await knowledge.left('repository')) as Mutability | null
  if (!isFixed(tag, left ?? {})) return {}
  const before = knowledge.thing('repository')?.before as Mutability | null | undefined
  if (before && !isFixed(tag, before)) return { precedes: [addressOf('repository', knowledge.repository)] }
  return { blocked: immutable(tag, left ?? {}) }
}

function isFixed(tag: string, { imageTagMutability = 'MUTABLE', ...filters }: Mutability): boolean {
  const isExcluded = (filters.imageTagMutabilityExclusionFilters ?? []).some(filter => matchesFilter(filter, tag))
  return imageTagMutability !== 'MUTABLE' && imageTagMutability.startsWith('IMMUTABLE') !== isExcluded
}

const immutable = (tag: string, { imageTagMutability = '' }: Mutability): Refusal => ({
  code: 'IMMUTABLE_TAG',
  reason: `${tag} is immutable (${imageTagMutability}${imageTagMutability.startsWith('IMMUTABLE') ? '' : ', excluded'}): ECR would refuse to move it`,
  hint: `Declare the image that it has, use another tag, or let it move: imageTagMutability: IMMUTABLE_WITH_EXCLUSION with the filter ${JSON.stringify(tag)}`,
})

/** `*` is zero or more characters, over the whole tag; there are at most two. Source: ECR API reference, ImageTagMutabilityExclusionFilter. */
function matchesFilter(filter: string, tag: string): boolean {
  const pattern = filter.split('*').map(part => part.replaceAll(/[.\\+?^${}()|[\]]/g, '\\$&'))
  return new RegExp(`^${pattern.join('.*')}$`).test(tag)
}
