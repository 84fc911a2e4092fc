import { matchesPattern } from '../../lifecycle/pattern.ts'
import type { Refusal } from '../../model.ts'
import { addressOf } from '../address.ts'
import type { Knowledge, Verdict } from '../knowledge.ts'

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
  const isExcluded = (filters.imageTagMutabilityExclusionFilters ?? []).some(filter => matchesPattern(filter, tag))
  return imageTagMutability !== 'MUTABLE' && imageTagMutability.startsWith('IMMUTABLE') !== isExcluded
}

const immutable = (tag: string, { imageTagMutability = '' }: Mutability): Refusal => ({
  code: 'IMMUTABLE_TAG',
  reason: `${tag} is immutable (${imageTagMutability}${imageTagMutability.startsWith('IMMUTABLE') ? '' : ', excluded'}): ECR would refuse to move it`,
  hint: `Declare the image that it has, use another tag, or let it move: imageTagMutability: IMMUTABLE_WITH_EXCLUSION with the filter ${JSON.stringify(tag)}`,
})
