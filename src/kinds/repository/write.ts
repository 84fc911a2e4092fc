import type { Tag } from '@aws-sdk/client-ecr'
import type { Operation } from '../../aws/api.ts'
import { byText } from '../../collate.ts'
import type { Difference } from '../../model.ts'
import { canonicalJson } from '../canonical.ts'
import { inBatches } from '../image/batches.ts'
import { type RepositorySpec, tagChanges } from './spec.ts'

/** One CreateRepository carries everything; later changes are calls of their own. */
export function write(difference: Difference<RepositorySpec>): readonly Operation[] {
  const { name, action } = difference
  switch (action) {
    case 'create':
      return [createOf(name, difference.after)]
    case 'update':
      return updatesOf(name, difference.before, difference.after)
    case 'replace':
      return [...deletesOf(name, difference.before), createOf(name, difference.after)]
    case 'delete':
      return deletesOf(name, difference.before)
  }
}

const createOf = (repositoryName: string, spec: RepositorySpec): Operation => ({
  action: 'CreateRepository',
  input: {
    repositoryName,
    ...mutabilityOf(spec),
    imageScanningConfiguration: spec.imageScanningConfiguration,
    encryptionConfiguration: spec.encryptionConfiguration as { encryptionType: 'AES256' | 'KMS' | 'KMS_DSSE' },
    ...(Object.keys(spec.tags ?? {}).length > 0 && { tags: tagsOf(Object.entries(spec.tags ?? {})) }),
  },
})

/** Exactly the images that were counted, then the repository: without `force`, ECR keeps one that was filled meanwhile. */
const deletesOf = (repositoryName: string, { images = [] }: RepositorySpec): readonly Operation[] => [
  ...inBatches(images).map(imageIds => ({ action: 'BatchDeleteImage', input: { repositoryName, imageIds } }) as const),
  { action: 'DeleteRepository', input: { repositoryName } },
]

const mutabilityOf = ({
  imageTagMutability = 'MUTABLE',
  imageTagMutabilityExclusionFilters: filters,
}: RepositorySpec) => ({
  imageTagMutability,
  ...(filters && {
    imageTagMutabilityExclusionFilters: filters.map(filter => ({ filterType: 'WILDCARD' as const, filter })),
  }),
})

const tagsOf = (entries: readonly (readonly [string, string])[]): Tag[] =>
  [...entries].sort(([a], [b]) => byText(a, b)).map(([Key, Value]) => ({ Key, Value }))

function updatesOf(repositoryName: string, before: RepositorySpec, after: RepositorySpec): readonly Operation[] {
  const { imageScanningConfiguration } = after
  const isSame = (...fields: readonly (keyof RepositorySpec)[]) =>
    fields.every(field => canonicalJson(before[field]) === canonicalJson(after[field]))
  const mutability: Operation = {
    action: 'PutImageTagMutability',
    input: { repositoryName, ...mutabilityOf(after) },
  }
  const scanning: Operation = {
    action: 'PutImageScanningConfiguration',
    input: { repositoryName, imageScanningConfiguration },
  }
  return [
    ...tagOperations(before, after),
    ...(isSame('imageTagMutability', 'imageTagMutabilityExclusionFilters') ? [] : [mutability]),
    ...(isSame('imageScanningConfiguration') ? [] : [scanning]),
  ]
}

/** Untag first, then tag: a full repository stays within its fifty. */
function tagOperations(before: RepositorySpec, after: RepositorySpec): readonly Operation[] {
  const { gone, set } = tagChanges(before.tags, after.tags)
  const resourceArn = before.repositoryArn
  return [
    ...(gone.length > 0 ? [{ action: 'UntagResource', input: { resourceArn, tagKeys: gone } } as const] : []),
    ...(set.length > 0 ? [{ action: 'TagResource', input: { resourceArn, tags: tagsOf(set) } } as const] : []),
  ]
}
