import type { Listed, Reader } from '../../aws/api.ts'
import { absentOn } from '../../aws/failures.ts'
import { pages } from '../../aws/pages.ts'
import { EcrsyncError } from '../../errors.ts'
import type { Reading } from '../../model.ts'
import { asSet, present } from '../canonical.ts'
import { heldBy } from './held.ts'
import {
  DEFAULTS,
  type Encryption,
  type Held,
  type ImageId,
  type RepositorySpec,
  type RepositoryWant,
  type Tags,
} from './spec.ts'
import { isOfAws } from './tag-check.ts'

/** Most of a repository stands in the listing; tags and images are asked for where the wish is about them. */
export async function readRepository(ecr: Reader, listed: Listed, asked: ReadonlyMap<string, RepositoryWant | null>) {
  const want = asked.get(listed.repositoryName)
  const filters = listed.imageTagMutabilityExclusionFilters?.flatMap(({ filter }) => filter ?? [])
  const reading = present({
    repositoryArn: listed.repositoryArn,
    ...(want?.removed && (await removalFacts(ecr, listed, want.removed.copiedTo))),
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
    if (error instanceof EcrsyncError && error.code !== 'INTERNAL') return error
    throw error
  })

/** ECR's own tags (`aws:…`) can be neither written nor removed, and count towards no limit. */
async function readTags(ecr: Reader, resourceArn: string): Promise<Tags> {
  const { tags = [] } = await ecr.call('ListTagsForResource', { resourceArn })
  const own = tags.filter(({ Key = '' }) => !isOfAws(Key))
  return Object.fromEntries(own.map(({ Key = '', Value = '' }) => [Key, Value]))
}

/** Unknown is not unprotected: what cannot be read is not deleted. */
async function readHeld(ecr: Reader, resourceArn: string): Promise<Held> {
  const { tags = [] } = await ecr.call('ListTagsForResource', { resourceArn })
  return heldBy(tags)
}

/** What a guard of a tombstone asks for; a repository that is not there holds nothing. */
async function removalFacts(ecr: Reader, { repositoryName, repositoryArn }: Listed, copiedTo: string | undefined) {
  const held = orError(readHeld(ecr, repositoryArn))
  const compared = Promise.all([
    listImages(ecr, repositoryName),
    copiedTo === undefined ? undefined : absentOn('RepositoryNotFoundException', listImages(ecr, copiedTo)),
  ]).then(([own, other]) => ({
    imageCount: new Set(own.map(({ imageDigest }) => imageDigest)).size,
    images: own,
    ...(copiedTo !== undefined && { notCopied: missingIn(own, other ?? []) }),
  }))
  const found = await orError(compared)
  return { held: await held, ...(found instanceof EcrsyncError ? { imageCount: found } : found) }
}

/**
 * An entry for each tag, and one for each image without any: untagged and archived images, children of an index and
 * referrers count, all of them would be lost.
 */
async function listImages(ecr: Reader, repositoryName: string): Promise<readonly ImageId[]> {
  const filter = { imageStatus: 'ANY' } as const
  const listing = pages(nextToken => ecr.call('ListImages', { repositoryName, filter, maxResults: 1000, nextToken }))
  const found: ImageId[] = []
  for await (const { imageIds = [] } of listing)
    for (const { imageDigest = '', imageTag } of imageIds) found.push(present({ imageDigest, imageTag }) as ImageId)
  return asSet(found) as readonly ImageId[]
}

/** Digests, and tags with the digest that they are on. */
function missingIn(own: readonly ImageId[], other: readonly ImageId[]): readonly string[] {
  const keysOf = ({ imageDigest, imageTag }: ImageId) =>
    imageTag === undefined ? [imageDigest] : [imageDigest, `${imageTag}@${imageDigest}`]
  const there = new Set(other.flatMap(keysOf))
  return [...new Set(own.flatMap(keysOf))].filter(key => !there.has(key))
}
