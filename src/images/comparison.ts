import type { ImageDetail } from '@aws-sdk/client-ecr'
import type { ImageCaller, Input } from '../aws/api.ts'
import { isAws } from '../aws/failures.ts'
import { pages } from '../aws/pages.ts'
import { EcrsyncError } from '../errors.ts'

/** One end of a copy: a repository of the target's registry, or of another one. */
export interface CopyEnd {
  readonly caller: ImageCaller
  readonly repositoryName: string
  readonly registry?: { readonly account: string; readonly region: string }
  /** Tags that the manifest declares there: they are its to move, and no copy's. */
  readonly declaredTags?: ReadonlySet<string>
  /** What is said where it is not there. */
  readonly missing?: (cause: EcrsyncError) => Promise<EcrsyncError>
}

export interface HeldImage {
  readonly digest: string
  readonly tags: readonly string[]
  readonly bytes: number
}

/** A tag that is not moved. */
export interface Conflict {
  readonly tag: string
  readonly digest: string
  /** The image that it stays on. */
  readonly there: string
}

/** What one repository lacks of another. */
export interface Lack {
  readonly images: readonly HeldImage[]
  readonly tags: readonly { readonly tag: string; readonly digest: string }[]
  /** Tags that stand there on an image which the other repository does not have, that are declared, or that somebody moved. */
  readonly conflicts: readonly Conflict[]
  /** Cannot be pulled, so cannot be copied, until they are restored. */
  readonly archived: readonly HeldImage[]
  /** Images that are there already. */
  readonly common: number
}

export interface Comparison {
  readonly lack: Lack
  /** Of the repository that is copied, by digest. */
  readonly images: ReadonlyMap<string, FoundImage>
  /** Of the other one: tag → digest. */
  readonly holders: ReadonlyMap<string, string>
}

export interface FoundImage extends HeldImage {
  readonly mediaType: string
  readonly imageStatus: string
  readonly isReferrer: boolean
}

export const isEqual = ({ images, tags, conflicts, archived }: Lack): boolean =>
  images.length + tags.length + conflicts.length + archived.length === 0

/** @throws EcrsyncError where one of the two is not there, and what ECR answers */
export async function compareRepositories(from: CopyEnd, to: CopyEnd): Promise<Comparison> {
  const [source, target] = await Promise.all([imagesIn(from), imagesIn(to)])
  const images = new Map(source.map(image => [image.digest, image]))
  const holders = new Map(target.flatMap(({ digest, tags }) => tags.map(tag => [tag, digest] as const)))
  const there = new Map(target.map(image => [image.digest, image]))
  const active = source.filter(({ imageStatus }) => imageStatus !== 'ARCHIVED')
  const wanted = active.flatMap(({ digest, tags }) => tags.map(tag => ({ tag, digest })))
  const differing = wanted.filter(({ tag, digest }) => holders.get(tag) !== digest)
  const isLost = ({ tag }: { readonly tag: string }) =>
    holders.has(tag) && (!images.has(holders.get(tag) ?? '') || to.declaredTags?.has(tag) === true)
  const lack = {
    images: active.filter(({ digest }) => !there.has(digest)).map(heldOf),
    tags: differing.filter(one => !isLost(one)),
    conflicts: differing.filter(isLost).map(one => ({ ...one, there: holders.get(one.tag) ?? '' })),
    archived: source.filter(image => image.imageStatus === 'ARCHIVED' && !isWholeIn(there, image)).map(heldOf),
    common: active.filter(({ digest }) => there.has(digest)).length,
  }
  return { lack, images, holders }
}

/** What is left, with the tags that somebody moved meanwhile as what they are: nobody's to move by running it again. */
export function withConflicts(lack: Lack, met: readonly Conflict[]): Lack {
  const metTags = new Set(met.map(({ tag }) => tag))
  const openTags = new Set(lack.tags.map(({ tag }) => tag))
  return {
    ...lack,
    tags: lack.tags.filter(({ tag }) => !metTags.has(tag)),
    conflicts: [...lack.conflicts, ...met.filter(({ tag }) => openTags.has(tag))],
  }
}

const isWholeIn = (there: ReadonlyMap<string, FoundImage>, { digest, tags }: FoundImage): boolean =>
  tags.every(tag => there.get(digest)?.tags.includes(tag)) && there.has(digest)

const heldOf = ({ digest, tags, bytes }: FoundImage): HeldImage => ({ digest, tags, bytes })

async function imagesIn({
  caller,
  repositoryName,
  registry,
  missing = notThere(repositoryName),
}: CopyEnd): Promise<readonly FoundImage[]> {
  const input: Input<'DescribeImages'> = {
    repositoryName,
    filter: { imageStatus: 'ANY' },
    maxResults: 1000,
    ...(registry && { registryId: registry.account }),
  }
  const images: FoundImage[] = []
  const listing = pages(nextToken => caller.call('DescribeImages', { ...input, nextToken }))
  try {
    for await (const { imageDetails = [] } of listing) for (const detail of imageDetails) images.push(foundOf(detail))
  } catch (error) {
    throw error instanceof EcrsyncError && isAws(error, 'RepositoryNotFoundException') ? await missing(error) : error
  }
  return images
}

const foundOf = (detail: ImageDetail): FoundImage => ({
  digest: detail.imageDigest ?? '',
  tags: (detail.imageTags ?? []).toSorted(),
  bytes: detail.imageSizeInBytes ?? 0,
  mediaType: detail.imageManifestMediaType ?? '',
  imageStatus: detail.imageStatus ?? 'ACTIVE',
  isReferrer: detail.subjectManifestDigest !== undefined,
})

const notThere =
  (name: string): NonNullable<CopyEnd['missing']> =>
  async cause =>
    new EcrsyncError('SOURCE_NOT_FOUND', `There is no repository ${name}`, {
      ...(cause.detail !== undefined && { detail: cause.detail }),
      hint: 'Check its name and the region; one that the manifest declares is created by ecrsync apply.',
      cause,
    })
