import type { Address, Difference, Refusal } from '../../model.ts'
import { OWNER_TAG } from '../../names.ts'
import { addressOf } from '../address.ts'
import type { Claim, Problem } from '../kind.ts'
import type { Differing, Knowledge, Verdict } from '../knowledge.ts'
import { MAXIMUM_TAGS } from '../repository/tag-check.ts'
import type { OwnerSpec } from './spec.ts'

/** Of another manifest that nothing says to take it from. */
export const isForeign = ({ manifest }: OwnerSpec, { manifest: own, from = [] }: Claim): boolean =>
  manifest !== undefined && manifest !== own && !from.includes(manifest)

/** What another manifest owns is none of ours, unless nothing is asked of it but to let it go. */
export function closes(before: OwnerSpec, want: Claim, name: string): Refusal | undefined {
  if (!isForeign(before, want) || isLetGo(want)) return undefined
  const entry = `{ match: ${JSON.stringify(alikeOf(name))}, from: ${JSON.stringify(before.manifest)} }`
  return {
    code: 'OTHER_OWNER',
    reason: `belongs to the manifest ${before.manifest}: nothing of it is changed`,
    hint: `Leave it to that manifest, or have it released there. To take it over, write at the root: adopt: [${entry}]`,
  }
}

/** What names of one team match: what is said of many of them is said once. */
const alikeOf = (name: string): string => name.replace(/\/.*/, '/**')

/** It is released, and nothing else says anything of it. */
export const isLetGo = ({ released, isLeaving }: Claim): boolean => released !== undefined && isLeaving === true

export function judgeOwner(
  differing: readonly Differing<Claim, OwnerSpec>[],
  knowledge: Knowledge,
): Promise<readonly Verdict[]> {
  return Promise.all(
    differing.map(async ({ difference, want }): Promise<Verdict> => {
      const blocked = want === null ? undefined : await refusalOf(difference, want, knowledge)
      return blocked ? { blocked } : { precedes: awaiting(difference, knowledge) }
    }),
  )
}

async function refusalOf(
  { name, before, after }: Difference<OwnerSpec>,
  want: Claim,
  knowledge: Knowledge,
): Promise<Refusal | undefined> {
  if (before === null || after === null) return undefined
  if (before.isUnknown) return UNKNOWN
  const refusal = closes(before, want, name)
  if (refusal) return refusal
  if (before.manifest !== undefined) return undefined
  const { tags } = ((await knowledge.left('repository')) ?? {}) as { readonly tags?: object }
  return refuseCount(tags === undefined ? (before.tagCount ?? 0) : Object.keys(tags).length)
}

const UNKNOWN: Refusal = {
  code: 'OWNER_UNKNOWN',
  reason: 'whose it is could not be read: not adopted',
  hint: 'Allow ecr:ListTagsForResource to the identity that runs ecrsync; iam-policy.json in its repository lists all that it needs.',
}

function refuseCount(count: number): Refusal | undefined {
  if (count < MAXIMUM_TAGS) return undefined
  return {
    code: 'TOO_MANY_TAGS',
    reason: `has ${count} tags, ECR allows ${MAXIMUM_TAGS}: no room for ${OWNER_TAG}`,
    hint: 'Remove a tag from it, or leave it out of adopt.',
  }
}

/** What another manifest owns is changed only once it is ours. */
const awaiting = ({ name, before }: Difference<OwnerSpec>, { wishes }: Knowledge): readonly Address[] =>
  before?.manifest === undefined
    ? []
    : wishes.map(({ address }) => address).filter(address => address !== addressOf('owner', name))

/** Nothing is refused for not being known. */
export function remark({ isUnknown }: OwnerSpec): Problem | undefined {
  if (!isUnknown) return undefined
  return {
    severity: 'note',
    path: [],
    code: 'OWNER_UNKNOWN',
    summary: 'Whose repositories are is not known, because their tags may not be read',
    detail: 'A repository that another manifest owns is changed like any other; none is adopted, released or pruned.',
    hint: 'Allow ecr:ListTagsForResource on repository/*, as iam-policy.json does.',
  }
}

/** A tag cannot be taken off what is not there. */
export function missing(want: Claim, name: string): Problem | undefined {
  if (!isLetGo(want)) return undefined
  return {
    severity: 'note',
    path: [],
    code: 'RELEASED_NOT_THERE',
    summary: `${name} is released, and is not there`,
    hint: 'Mend the name, or remove the entry of released.',
  }
}
