import type { ImageDetail } from '@aws-sdk/client-ecr'
import pLimit from 'p-limit'
import type { ImageCaller, ImageSource, Input } from '../aws/api.ts'
import { isAws } from '../aws/failures.ts'
import { pages } from '../aws/pages.ts'
import { EcrsyncError } from '../errors.ts'
import type { Bytes } from '../events.ts'
import type { Copy } from './copier.ts'
import { isIndex } from './manifest.ts'

/** A repository of the target's registry, or of another one. */
export interface Place {
  readonly caller: ImageCaller
  readonly repositoryName: string
  readonly registry?: { readonly account: string; readonly region: string }
  /** Tags that the manifest declares there: they are its to move, and no copy's. */
  readonly declaredTags?: ReadonlySet<string>
}

export interface HeldImage {
  readonly digest: string
  readonly tags: readonly string[]
  readonly bytes: number
}

/** What one repository lacks of another. */
export interface Lack {
  readonly images: readonly HeldImage[]
  readonly tags: readonly { readonly tag: string; readonly digest: string }[]
  /** Tags that stand there on an image which the other repository does not have, or that are declared: not moved. */
  readonly conflicts: readonly { readonly tag: string; readonly digest: string; readonly there: string }[]
  /** Cannot be pulled, so cannot be copied, until they are restored. */
  readonly archived: readonly HeldImage[]
  /** Images that are there already. */
  readonly common: number
}

export const isEqual = ({ images, tags, conflicts, archived }: Lack): boolean =>
  images.length + tags.length + conflicts.length + archived.length === 0

/** Images at once; the copier has its own bounds for layers. */
const IMAGES = 4

export interface RepositoryCopying {
  readonly copy: Copy
  /** Told how far an image has come. */
  readonly copying: (imageDigest: string, bytes: Bytes) => void
  readonly copied: (image: HeldImage) => void
}

/** @throws EcrsyncError SOURCE_NOT_FOUND where one of the two is not there, and what ECR answers */
export async function compareRepositories(from: Place, to: Place): Promise<Lack> {
  const [source, target] = await Promise.all([imagesIn(from), imagesIn(to)])
  const there = new Map(target.map(image => [image.digest, image]))
  const active = source.filter(({ imageStatus }) => imageStatus !== 'ARCHIVED')
  const held = new Set(source.map(({ digest }) => digest))
  const holderOf = new Map(target.flatMap(({ digest, tags }) => tags.map(tag => [tag, digest] as const)))
  const wanted = active.flatMap(({ digest, tags }) => tags.map(tag => ({ tag, digest })))
  const differing = wanted.filter(({ tag, digest }) => holderOf.get(tag) !== digest)
  const isLost = ({ tag }: { readonly tag: string }) =>
    holderOf.has(tag) && (!held.has(holderOf.get(tag) ?? '') || to.declaredTags?.has(tag) === true)
  return {
    images: active.filter(({ digest }) => !there.has(digest)).map(heldOf),
    tags: differing.filter(one => !isLost(one)),
    conflicts: differing.filter(isLost).map(one => ({ ...one, there: holderOf.get(one.tag) ?? '' })),
    archived: source.filter(image => !active.includes(image) && !isWholeIn(there, image)).map(heldOf),
    common: active.filter(({ digest }) => there.has(digest)).length,
  }
}

const isWholeIn = (there: ReadonlyMap<string, FoundImage>, { digest, tags }: FoundImage): boolean =>
  tags.every(tag => there.get(digest)?.tags.includes(tag)) && there.has(digest)

const heldOf = ({ digest, tags, bytes }: FoundImage): HeldImage => ({ digest, tags, bytes })

/**
 * Brings over what is lacking: parts before indexes, subjects before what is about them, tags last. What fails stops
 * nothing else, and is thrown when all has come to an end.
 */
export async function copyLack(from: Place, to: Place, lack: Lack, copying: RepositoryCopying): Promise<void> {
  const found = new Map((await imagesIn(from)).map(image => [image.digest, image]))
  const limit = pLimit(IMAGES)
  const failures: unknown[] = []
  const each = <T>(items: readonly T[], work: (item: T) => Promise<void>) =>
    limit.map(items, item => work(item).catch(error => void failures.push(error)))
  for (const isOfRank of [isPlain, isList, isReferrer]) {
    const images = lack.images.filter(({ digest }) => isOfRank(found.get(digest)))
    await each(images, image => copyOne(image, sourceOf(from, image.digest), to, copying))
  }
  const repositoryName = to.repositoryName
  await each(lack.tags, ({ tag, digest }) => {
    const source = { from: 'repository', digest } as const
    const input = { repositoryName, imageTag: tag, imageDigest: digest, source, referrers: false }
    return copying.copy(input, bytes => copying.copying(digest, bytes))
  })
  if (failures.length > 0) throw failures[0]
}

async function copyOne(image: HeldImage, source: ImageSource, to: Place, copying: RepositoryCopying): Promise<void> {
  const { repositoryName } = to
  const input = { repositoryName, imageDigest: image.digest, source, referrers: false }
  await copying.copy(input, bytes => copying.copying(image.digest, bytes))
  copying.copied(image)
}

const sourceOf = ({ repositoryName, registry }: Place, digest: string): ImageSource => ({
  from: 'ecr',
  repositoryName,
  digest,
  ...(registry && { registry }),
})

interface FoundImage extends HeldImage {
  readonly mediaType: string
  readonly imageStatus: string
  readonly isReferrer: boolean
}

const isReferrer = (image: FoundImage | undefined): boolean => image?.isReferrer === true
const isList = (image: FoundImage | undefined): boolean => !isReferrer(image) && isIndex(image?.mediaType ?? '')
const isPlain = (image: FoundImage | undefined): boolean => !isReferrer(image) && !isList(image)

async function imagesIn({ caller, repositoryName, registry }: Place): Promise<readonly FoundImage[]> {
  const input: Input<'DescribeImages'> = {
    repositoryName,
    filter: { imageStatus: 'ANY' },
    maxResults: 1000,
    ...(registry && { registryId: registry.account }),
  }
  const images: FoundImage[] = []
  const listing = pages(nextToken => caller.call('DescribeImages', { ...input, nextToken }))
  try {
    for await (const { imageDetails = [] } of listing) images.push(...imageDetails.map(foundOf))
  } catch (error) {
    throw error instanceof EcrsyncError && isAws(error, 'RepositoryNotFoundException')
      ? notThere(repositoryName, error)
      : error
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

const notThere = (name: string, cause: EcrsyncError): EcrsyncError =>
  new EcrsyncError('SOURCE_NOT_FOUND', `There is no repository ${name}`, {
    ...(cause.detail !== undefined && { detail: cause.detail }),
    hint: 'Check its name and the region; one that the manifest declares is created by ecrsync apply.',
    cause,
  })
