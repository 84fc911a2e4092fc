import { usedAt } from '../../judges/protected.ts'
import type { Difference, InUse, Refusal } from '../../model.ts'
import { shortDigest } from '../../names.ts'
import { imagesText } from '../../words.ts'
import type { Problem } from '../kind.ts'
import type { Differing, Knowledge, Verdict } from '../knowledge.ts'
import { refuseHeld } from './held.ts'
import { isAlias, type RepositorySpec, type RepositoryWant } from './spec.ts'
import { MAXIMUM_TAGS } from './tag-check.ts'
import { encryptionText } from './words.ts'

export const judgeRepository = async (
  differing: readonly Differing<RepositoryWant, RepositorySpec>[],
  knowledge: Knowledge,
): Promise<readonly Verdict[]> =>
  differing.map(({ difference, want }) => {
    const blocked = refuse(difference, want, knowledge)
    return blocked ? { blocked } : {}
  })

function refuse(
  difference: Difference<RepositorySpec>,
  want: RepositoryWant | null,
  knowledge: Knowledge,
): Refusal | undefined {
  const { action, before, after, paths } = difference
  if (action === 'delete')
    return refuseDelete(difference.name, before, want) ?? refuseUsed(usedIn(before, want, knowledge))
  if (action === 'create') return undefined
  const isChanged = (field: string) => paths.some(path => path.startsWith(field))
  if (isChanged('encryptionConfiguration')) return cannotChange(before, after)
  return isChanged('tags') ? refuseTags(after) : undefined
}

function refuseDelete(name: string, before: RepositorySpec, want: RepositoryWant | null): Refusal | undefined {
  const held = refuseHeld(name, before.held, want?.removed?.prunedBy)
  if (held) return held
  const { imageCount = 0 } = before
  const copiedTo = want?.removed?.copiedTo
  if (copiedTo !== undefined) return refuseUncopied(name, before, copiedTo)
  const maxImages = want?.removed?.maxImages ?? 0
  if (imageCount <= maxImages) return undefined
  return {
    code: 'NOT_EMPTY',
    reason: `holds ${imagesText(imageCount)}, maxImages is ${maxImages}: not deleted`,
    hint: `ECR has no undelete. If all of them may go, write ${want?.removed?.prunedBy === undefined ? `maxImages: ${imageCount} in its tombstone` : `its tombstone under removed, with maxImages: ${imageCount}`}.`,
  }
}

/** An image of it that somebody runs; not what runs from the copy of it. */
function usedIn(
  { images = [] }: RepositorySpec,
  want: RepositoryWant | null,
  { inUse, usedDigests }: Pick<Knowledge, 'inUse' | 'usedDigests'>,
): InUse | undefined {
  const { copiedTo = '' } = want?.removed ?? {}
  const byDigest = images.flatMap(({ imageDigest }) => usedDigests.get(imageDigest) ?? [])
  return inUse[0] ?? byDigest.find(({ repositoryName }) => repositoryName === undefined || repositoryName !== copiedTo)
}

function refuseUsed(used: InUse | undefined): Refusal | undefined {
  if (used === undefined) return undefined
  return {
    code: 'IMAGE_IN_USE',
    reason: `${used.tag ?? shortDigest(used.digest ?? '')} is ${usedAt(used)}: not deleted`,
    hint: 'Let go of the image first, then make the list again.',
  }
}

function refuseUncopied(name: string, { notCopied = [] }: RepositorySpec, copiedTo: string): Refusal | undefined {
  const [first] = notCopied
  if (first === undefined) return undefined
  return {
    code: 'NOT_COPIED',
    reason: `${copiedTo} lacks ${notCopied.length} of its digests and tags, e.g. ${first.replace(/sha256:[0-9a-f]{64}/g, shortDigest)}: not deleted`,
    hint: `Copy what is missing: ecrsync copy ${name} ${copiedTo}. Images in the archive have to be restored or deleted first.`,
  }
}

const cannotChange = (before: RepositorySpec, after: RepositorySpec): Refusal => ({
  code: 'CANNOT_CHANGE',
  fields: ['encryptionConfiguration'],
  reason: `${encryptionText(before.encryptionConfiguration)}, declared ${encryptionText(after.encryptionConfiguration)}: ECR fixes it at creation`,
  hint: 'Declare the encryption that it has, or fill a new repository that has the other one: ecrsync copy OLD NEW',
})

function refuseTags({ tags = {} }: RepositorySpec): Refusal | undefined {
  const count = Object.keys(tags).length
  if (count <= MAXIMUM_TAGS) return undefined
  return {
    code: 'TOO_MANY_TAGS',
    fields: ['tags'],
    reason: `would have ${count} tags, ECR allows ${MAXIMUM_TAGS}: not tagged`,
    hint: 'Remove tags that are not in the manifest by declaring them as null, or declare fewer.',
  }
}

/** An alias says nothing of the key that a repository has. */
export function remark(before: RepositorySpec, want: RepositoryWant | null): Problem | undefined {
  const { encryptionType, kmsKey } = want?.encryptionConfiguration ?? {}
  if (!kmsKey || !isAlias(kmsKey) || before.encryptionConfiguration?.encryptionType !== encryptionType) return undefined
  return {
    severity: 'note',
    path: ['encryptionConfiguration'],
    code: 'KMS_ALIAS',
    summary: `${kmsKey} is taken to match any key`,
    detail: 'ECR answers the ARN of a key, never its alias, and the key of an existing repository cannot be changed.',
    hint: 'To have the key compared, declare its ARN.',
  }
}
