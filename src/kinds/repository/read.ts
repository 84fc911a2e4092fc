import type { Listed, Reader } from '../../aws/api.ts'
import { EcrsyncError } from '../../errors.ts'
import type { Reading } from '../../model.ts'
import { present } from '../canonical.ts'
import { pages } from '../pages.ts'
import { DEFAULTS, type Encryption, type RepositorySpec, type RepositoryWant, type Tags } from './spec.ts'

/** Most of a repository stands in the listing; tags and images are asked for where the wish is about them. */
export async function readRepository(ecr: Reader, listed: Listed, asked: ReadonlyMap<string, RepositoryWant | null>) {
  const want = asked.get(listed.repositoryName)
  const filters = listed.imageTagMutabilityExclusionFilters?.flatMap(({ filter }) => filter ?? [])
  const reading = present({
    repositoryArn: listed.repositoryArn,
    imageCount: want?.removed ? await orError(countImages(ecr, listed.repositoryName)) : undefined,
    tags: want?.tags ? await orError(readTags(ecr, listed.repositoryArn)) : undefined,
    imageTagMutability: listed.imageTagMutability ?? DEFAULTS.imageTagMutability,
    imageTagMutabilityExclusionFilters: filters?.length ? filters : undefined,
    imageScanningConfiguration: { scanOnPush: listed.imageScanningConfiguration?.scanOnPush ?? false },
    encryptionConfiguration:
      (listed.encryptionConfiguration as Encryption | undefined) ?? DEFAULTS.encryptionConfiguration,
  })
  return new Map([[listed.repositoryName, reading as Reading<RepositorySpec>]])
}

const orError = <T>(answer: Promise<T>): Promise<T | EcrsyncError> =>
  answer.catch((error: unknown) => {
    if (error instanceof EcrsyncError) return error
    throw error
  })

/** ECR's own tags (`aws:…`) can be neither written nor removed, and count towards no limit. */
async function readTags(ecr: Reader, resourceArn: string): Promise<Tags> {
  const { tags = [] } = await ecr.call('ListTagsForResource', { resourceArn })
  const own = tags.filter(({ Key = '' }) => !/^aws:/i.test(Key))
  return Object.fromEntries(own.map(({ Key = '', Value = '' }) => [Key, Value]))
}

/** Untagged and archived images, index children and referrers count: all of them would be lost. */
async function countImages(ecr: Reader, repositoryName: string): Promise<number> {
  const filter = { imageStatus: 'ANY' } as const
  const listing = pages(nextToken =>
    ecr.call('DescribeImages', { repositoryName, filter, maxResults: 1000, nextToken }),
  )
  let count = 0
  for await (const { imageDetails = [] } of listing) count += imageDetails.length
  return count
}
