import type { Image } from '../model.ts'
import type { Contents } from '../storage/contents.ts'
import { findImage, type ImageFailure, type ImageId, idsOf, imageIds, isFailure } from './image-ids.ts'
import { inRepository } from './members.ts'
import { operation } from './operation.ts'
import { structure } from './shapes.ts'

export const batchDeleteImage = operation(
  structure({ ...inRepository, imageIds }),
  ({ registry }, { repositoryName, imageIds }) => {
    const contents = registry.contents(repositoryName)
    const lists = listsByChild(contents, imageIds)
    const results = imageIds.map(id => ({ id, deleted: deleteOne(contents, lists, id) }))
    return {
      imageIds: results.flatMap(({ deleted }) => ('failureCode' in deleted ? [] : deleted)),
      failures: results.flatMap(({ id, deleted }) => ('failureCode' in deleted ? [{ imageId: id, ...deleted }] : [])),
    }
  },
)

type Lists = ReadonlyMap<string, readonly string[]>

/** As they stand before the call: a list and its children cannot go in one. */
function listsByChild(contents: Contents, imageIds: readonly ImageId[]): Lists {
  const found = imageIds.map(id => findImage(contents, id))
  const digests = found.flatMap(image => (isFailure(image) ? [] : image.digest))
  return new Map(digests.map(digest => [digest, [...contents.listsOf(digest)].map(list => list.digest)]))
}

function deleteOne(contents: Contents, lists: Lists, id: ImageId): readonly ImageId[] | ImageFailure {
  const image = findImage(contents, id)
  if (isFailure(image)) return image
  const tags = contents.tagsOf(image.digest)
  if (id.imageDigest === undefined && tags.length > 1) return removeTag(contents, image, id)
  const holders = lists.get(image.digest) ?? []
  if (holders.length > 0) return referenced(holders)
  contents.commit({ deletedImages: [image.digest], deletedTags: tags })
  return idsOf(image, tags)
}

function removeTag(contents: Contents, { digest }: Image, { imageTag = '' }: ImageId): readonly ImageId[] {
  contents.commit({ deletedTags: [imageTag] })
  return [{ imageDigest: digest, imageTag }]
}

const referenced = (lists: readonly string[]): ImageFailure => ({
  failureCode: 'ImageReferencedByManifestList',
  failureReason: `Requested image referenced by manifest list: [${lists.join(', ')}]`,
})
