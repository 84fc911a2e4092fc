import type { Contents } from '../contents.ts'
import type { Image } from '../model.ts'
import { page, pageMembers, refusePaging } from '../paging.ts'
import { list, oneOf, optional, type Read, structure, text } from '../shapes.ts'
import { findImage, type ImageId, imageIds, isFailure, requireImage, tagsByDigest } from './image-ids.ts'
import { inRepository } from './members.ts'
import { type Context, epochSeconds, operation } from './operation.ts'

const imageFilter = optional(
  structure({
    tagStatus: optional(oneOf(['TAGGED', 'UNTAGGED', 'ANY'])),
    imageStatus: optional(oneOf(['ACTIVE', 'ARCHIVED', 'ACTIVATING', 'ANY'])),
  }),
)

export const describeImages = operation(
  structure({ ...inRepository, ...pageMembers, filter: imageFilter, imageIds: optional(imageIds) }),
  ({ registry }, input) => {
    const contents = registry.contents(input.repositoryName)
    const tags = tagsByDigest(contents)
    const detail = (image: Image) => ({
      registryId: registry.account,
      repositoryName: input.repositoryName,
      ...describe(image),
      imageTags: tags.get(image.digest),
    })
    if (input.imageIds) {
      refusePaging(input, 'imageIds')
      const named = input.imageIds.map(id => requireImage(registry, input.repositoryName, id))
      return { imageDetails: [...new Set(named)].map(detail) }
    }
    const { items, nextToken } = page(listed(contents, input.filter), ({ digest }) => digest, input)
    return { imageDetails: items.map(detail), nextToken }
  },
)

export const listImages = operation(
  structure({ ...inRepository, ...pageMembers, filter: imageFilter }),
  ({ registry }, input) => {
    const contents = registry.contents(input.repositoryName)
    const tags = tagsByDigest(contents)
    const ids = listed(contents, input.filter).flatMap(image => idsOf(image, tags.get(image.digest)))
    const { items, nextToken } = page(ids, ({ imageDigest, imageTag = '' }) => `${imageDigest} ${imageTag}`, input)
    return { imageIds: items, nextToken }
  },
)

export const batchGetImage = operation(
  structure({ ...inRepository, imageIds, acceptedMediaTypes: optional(list(text(), { min: 1, max: 100 })) }),
  (context, { repositoryName, imageIds }) => {
    const contents = context.registry.contents(repositoryName)
    const found = imageIds.map(id => ({ id, image: findImage(contents, id) }))
    return {
      images: found.flatMap(({ id, image }) => (isFailure(image) ? [] : [pull(context, repositoryName, image, id)])),
      failures: found.flatMap(({ id, image }) => (isFailure(image) ? [{ imageId: id, ...image }] : [])),
    }
  },
)

export const idsOf = ({ digest }: Image, tags: readonly string[] = []): readonly ImageId[] =>
  tags.length === 0
    ? [{ imageDigest: digest, imageTag: undefined }]
    : tags.toSorted().map(imageTag => ({ imageDigest: digest, imageTag }))

/** By digest. */
function listed(contents: Contents, filter: Read<typeof imageFilter>): readonly Image[] {
  const { tagStatus = 'ANY', imageStatus = 'ACTIVE' } = filter ?? {}
  const tagged = new Set([...contents.imageTags.values()].map(({ digest }) => digest))
  const isListed = ({ digest, status }: Image) =>
    (imageStatus === 'ANY' || imageStatus === status) &&
    (tagStatus === 'ANY' || (tagStatus === 'TAGGED') === tagged.has(digest))
  return [...contents.images.values()].filter(isListed).sort(byDigest)
}

const byDigest = (one: Image, other: Image) => (one.digest < other.digest ? -1 : 1)

const describe = (image: Image) => ({
  imageDigest: image.digest,
  imageSizeInBytes: image.size,
  imagePushedAt: image.pushedAt,
  imageManifestMediaType: image.mediaType,
  artifactMediaType: image.artifactMediaType,
  lastRecordedPullTime: image.pulledAt,
  subjectManifestDigest: image.subject,
  imageStatus: image.status,
})

const A_DAY = 24 * 60 * 60

/** ECR notes at least one pull a day. */
function pull({ registry, now }: Context, repositoryName: string, image: Image, { imageTag }: ImageId): object {
  const time = epochSeconds(now)
  if (time - (image.pulledAt ?? 0) >= A_DAY) registry.contents(repositoryName).images.put({ ...image, pulledAt: time })
  return {
    registryId: registry.account,
    repositoryName,
    imageId: { imageDigest: image.digest, imageTag },
    imageManifest: image.manifest,
    imageManifestMediaType: image.mediaType,
  }
}
