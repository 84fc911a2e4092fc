import { AwsError, invalid } from '../errors.ts'
import type { Image } from '../model.ts'
import { imageStatusOf } from '../rules/image-status.ts'
import type { Contents } from '../storage/contents.ts'
import type { Registry } from '../storage/registry.ts'
import { list, optional, type Read, structure, text } from './shapes.ts'

export const imageId = structure({
  imageDigest: optional(text()),
  imageTag: optional(text({ min: 1, max: 300 })),
})

export const imageIds = list(imageId, { min: 1, max: 100 })

export type ImageId = Read<typeof imageId>

export interface ImageFailure {
  readonly failureCode: string
  readonly failureReason: string
}

/** What a client can push as a tag: OCI's rule, which is narrower than the API's. */
export const TAG = /^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/
const DIGEST = /^[a-zA-Z0-9-_+.]+:[a-fA-F0-9]+$/

const failed = (failureCode: string, failureReason: string): ImageFailure => ({ failureCode, failureReason })
const shouldSatisfy = (what: string, regex: string) =>
  `Invalid request parameters: image ${what} should satisfy the regex '${regex}'`

const FAILURES = {
  missing: failed('MissingDigestAndTag', 'Invalid request parameters: both tag and digest cannot be null'),
  digest: failed('InvalidImageDigest', shouldSatisfy('digest', '[a-zA-Z0-9-_+.]+:[a-fA-F0-9]+')),
  tag: failed('InvalidImageTag', shouldSatisfy('tag', TAG.source.slice(1, -1))),
  notFound: failed('ImageNotFound', 'Requested image not found'),
  archived: failed('ImageInaccessible', 'Requested image is archived: restore it before it is pulled'),
  mismatch: failed('ImageTagDoesNotMatchDigest', 'Requested image tag does not match the requested image digest'),
}

export const isFailure = (found: Image | ImageFailure): found is ImageFailure => 'failureCode' in found

export function findImage({ images, imageTags }: Contents, { imageDigest, imageTag }: ImageId): Image | ImageFailure {
  if (imageDigest === undefined && imageTag === undefined) return FAILURES.missing
  if (imageDigest !== undefined && !DIGEST.test(imageDigest)) return FAILURES.digest
  if (imageTag !== undefined && !TAG.test(imageTag)) return FAILURES.tag
  const tagged = imageTag === undefined ? undefined : imageTags.get(imageTag)?.digest
  const image = images.get(imageDigest ?? tagged ?? '')
  if (image === undefined) return FAILURES.notFound
  return imageTag === undefined || tagged === image.digest ? image : FAILURES.mismatch
}

/** The same for a pull, which the archive refuses. */
export function findPullable(contents: Contents, id: ImageId, now: number): Image | ImageFailure {
  const found = findImage(contents, id)
  return isFailure(found) || imageStatusOf(found, now) === 'ACTIVE' ? found : FAILURES.archived
}

/** The same for operations that fail as a whole. */
export function requireImage(registry: Registry, repositoryName: string, id: ImageId): Image {
  const found = findImage(registry.contents(repositoryName), id)
  if (!isFailure(found)) return found
  if (found !== FAILURES.notFound && found !== FAILURES.mismatch) throw invalid('imageIds', found.failureReason)
  const { imageDigest = 'null', imageTag = 'null' } = id
  throw new AwsError(
    'ImageNotFoundException',
    `The image with imageId {imageDigest:'${imageDigest}', imageTag:'${imageTag}'} does not exist within the repository with name '${repositoryName}' in the registry with id '${registry.account}'`,
  )
}

/** The pairs by which ECR speaks of an image: one for each tag, or its digest alone. */
export const idsOf = ({ digest }: Image, tags: readonly string[]): readonly ImageId[] =>
  tags.length === 0
    ? [{ imageDigest: digest, imageTag: undefined }]
    : tags.map(imageTag => ({ imageDigest: digest, imageTag }))
