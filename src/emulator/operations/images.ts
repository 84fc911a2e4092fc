import type { Image } from '../model.ts'
import { imageStatusOf } from '../rules/image-status.ts'
import { type Contents, pushKeyOf } from '../storage/contents.ts'
import { findPullable, type ImageId, idsOf, imageIds, isFailure, requireImage } from './image-ids.ts'
import { inRepository } from './members.ts'
import { type Context, epochSeconds, operation } from './operation.ts'
import { type Listing, page, pageMembers, refusePaging } from './paging.ts'
import { refuseUpstream } from './pull-through-cache.ts'
import { list, oneOf, optional, type Read, structure, text } from './shapes.ts'

const imageFilter = optional(
  structure({
    tagStatus: optional(oneOf(['TAGGED', 'UNTAGGED', 'ANY'])),
    imageStatus: optional(oneOf(['ACTIVE', 'ARCHIVED', 'ACTIVATING', 'ANY'])),
  }),
)

export const describeImages = operation(
  structure({ ...inRepository, ...pageMembers, filter: imageFilter, imageIds: optional(imageIds) }),
  ({ registry, now }, input) => {
    const contents = registry.contents(input.repositoryName)
    const time = epochSeconds(now)
    const detail = (image: Image) => ({
      registryId: registry.account,
      repositoryName: input.repositoryName,
      ...describe(image, time),
      imageTags: someOf(tagsByTime(contents, image)),
    })
    if (input.imageIds) {
      refusePaging(input, 'imageIds')
      const named = input.imageIds.map(id => requireImage(registry, input.repositoryName, id))
      return { imageDetails: [...new Set(named)].map(detail) }
    }
    const { items, nextToken } = page(imagesIn(contents, matcher(contents, input.filter, time)), input)
    return { imageDetails: items.map(detail), nextToken }
  },
)

export const listImages = operation(
  structure({ ...inRepository, ...pageMembers, filter: imageFilter }),
  ({ registry, now }, input) => {
    const contents = registry.contents(input.repositoryName)
    const { items, nextToken } = page(idsIn(contents, matcher(contents, input.filter, epochSeconds(now))), input)
    return { imageIds: items, nextToken }
  },
)

export const batchGetImage = operation(
  structure({ ...inRepository, imageIds, acceptedMediaTypes: optional(list(text(), { min: 1, max: 100 })) }),
  (context, { repositoryName, imageIds }) => {
    refuseUpstream(context, repositoryName)
    const contents = context.registry.contents(repositoryName)
    const time = epochSeconds(context.now)
    const found = imageIds.map(id => ({ id, image: findPullable(contents, id, time) }))
    return {
      images: found.flatMap(({ id, image }) => (isFailure(image) ? [] : [pull(context, repositoryName, image, id)])),
      failures: found.flatMap(({ id, image }) => (isFailure(image) ? [{ imageId: id, ...image }] : [])),
    }
  },
)

type IsListed = (image: Image) => boolean

function matcher({ tagsOf }: Contents, filter: Read<typeof imageFilter>, now: number): IsListed {
  const { tagStatus = 'ANY', imageStatus = 'ACTIVE' } = filter ?? {}
  return image =>
    (imageStatus === 'ANY' || imageStatus === imageStatusOf(image, now)) &&
    (tagStatus === 'ANY' || (tagStatus === 'TAGGED') === tagsOf(image.digest).length > 0)
}

/** By push: ECR documents no order, and clients of other local ECRs expect the oldest first. */
const imagesIn = ({ pushes }: Contents, isWanted: IsListed): Listing<Image> => ({
  list: pushes,
  keyOf: pushKeyOf,
  isWanted,
})

function tagsByTime({ tagsOf, imageTags }: Contents, { digest }: Image): readonly string[] {
  const timeOf = (tag: string) => imageTags.get(tag)?.taggedAt ?? 0
  return tagsOf(digest).toSorted((one, other) => timeOf(one) - timeOf(other))
}

const idsIn = ({ images, tagsOf }: Contents, isListed: IsListed): Listing<ImageId> => ({
  *list(from) {
    const [digest] = from.split(' ')
    for (const image of images.list(digest)) if (isListed(image)) yield* idsOf(image, tagsOf(image.digest))
  },
  keyOf: ({ imageDigest, imageTag = '' }) => `${imageDigest} ${imageTag}`,
})

/** ECR leaves the tags of an image out that has none. */
const someOf = (tags: readonly string[]) => (tags.length === 0 ? undefined : tags)

const describe = (image: Image, now: number) => ({
  imageDigest: image.digest,
  imageSizeInBytes: image.size,
  imagePushedAt: image.pushedAt,
  imageManifestMediaType: image.mediaType,
  artifactMediaType: image.artifactMediaType,
  lastRecordedPullTime: image.pulledAt,
  subjectManifestDigest: image.subject,
  imageStatus: imageStatusOf(image, now),
  lastArchivedAt: image.archivedAt,
  lastActivatedAt: image.activatedAt !== undefined && image.activatedAt <= now ? image.activatedAt : undefined,
})

const A_DAY = 24 * 60 * 60

function pull(context: Context, repositoryName: string, image: Image, { imageTag }: ImageId): object {
  const { registry } = context
  notePull(context, repositoryName, image)
  return {
    registryId: registry.account,
    repositoryName,
    imageId: { imageDigest: image.digest, imageTag },
    imageManifest: image.manifest,
    imageManifestMediaType: image.mediaType,
  }
}

/** ECR notes at least one pull a day, but those of principals that are excluded. */
function notePull({ registry, caller, now }: Context, repositoryName: string, image: Image): void {
  const pulledAt = epochSeconds(now)
  if (pulledAt - (image.pulledAt ?? 0) < A_DAY || registry.pullTimeExclusions.get(caller.arn) !== undefined) return
  // A disk that is full or read-only is no reason not to answer.
  try {
    registry.contents(repositoryName).commit({ images: [{ ...image, pulledAt }] })
  } catch {}
}
