import type { Difference, Refusal } from '../../model.ts'
import type { Problem } from '../kind.ts'
import { isAlias, type RepositorySpec, type RepositoryWant } from './spec.ts'
import { MAXIMUM_TAGS } from './tag-check.ts'
import { encryptionText, images } from './words.ts'

export function refuse(difference: Difference<RepositorySpec>, want: RepositoryWant | null): Refusal | undefined {
  const { action, before, after, paths } = difference
  if (action === 'delete') return refuseDelete(before, want)
  if (action === 'create') return undefined
  const isChanged = (field: string) => paths.some(path => path.startsWith(field))
  if (isChanged('encryptionConfiguration')) return cannotChange(before, after)
  return isChanged('tags') ? refuseTags(after) : undefined
}

function refuseDelete({ imageCount = 0 }: RepositorySpec, want: RepositoryWant | null): Refusal | undefined {
  const maxImages = want?.removed?.maxImages ?? 0
  if (imageCount <= maxImages) return undefined
  return {
    code: 'NOT_EMPTY',
    reason: `holds ${images(imageCount)}, maxImages is ${maxImages}: not deleted`,
    hint: `ECR has no undelete. If all of them may go, write maxImages: ${imageCount} in its tombstone.`,
  }
}

const cannotChange = (before: RepositorySpec, after: RepositorySpec): Refusal => ({
  code: 'CANNOT_CHANGE',
  fields: ['encryptionConfiguration'],
  reason: `${encryptionText(before.encryptionConfiguration)}, declared ${encryptionText(after.encryptionConfiguration)}: ECR fixes it at creation`,
  hint: 'Declare the encryption that it has, or leave encryptionConfiguration out for this repository.',
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
