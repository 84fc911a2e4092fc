import { createHash } from 'node:crypto'
import type { Contents } from '../contents.ts'
import { AwsError } from '../errors.ts'
import { type Manifest, readManifest } from '../manifest.ts'
import type { Repository } from '../model.ts'
import type { Registry } from '../registry.ts'
import { optional, structure, text } from '../shapes.ts'
import { TAG, tagsOf } from './image-ids.ts'
import { inRepository } from './members.ts'
import { isImmutable } from './mutability.ts'
import { epochSeconds, operation } from './operation.ts'

const MOST_IMAGES = 100_000
const MOST_TAGS = 1000

export const putImage = operation(
  structure({
    ...inRepository,
    imageManifest: text({ min: 1, max: 4_194_304 }),
    imageManifestMediaType: optional(text()),
    imageTag: optional(text({ min: 1, max: 300, pattern: TAG })),
    imageDigest: optional(text()),
  }),
  ({ registry, now }, input) => {
    const push: Push = {
      registry,
      repository: registry.repository(input.repositoryName),
      contents: registry.contents(input.repositoryName),
      digest: digestOf(input.imageManifest, input.imageDigest),
      tag: input.imageTag,
    }
    const manifest = readManifest(input.imageManifest, input.imageManifestMediaType)
    refuseRepetition(push)
    refuseMove(push)
    if (!push.contents.images.get(push.digest)) add(push, manifest, { ...input, now })
    if (push.tag !== undefined) addTag(push, push.tag)
    return { image: describe(push, input.imageManifest, manifest) }
  },
)

interface Push {
  readonly registry: Registry
  readonly repository: Repository
  readonly contents: Contents
  readonly digest: string
  readonly tag: string | undefined
}

function digestOf(manifest: string, claimed: string | undefined): string {
  const digest = `sha256:${createHash('sha256').update(manifest).digest('hex')}`
  if (claimed === undefined || claimed === digest) return digest
  throw new AwsError(
    'ImageDigestDoesNotMatchException',
    `The provided image digest '${claimed}' does not match the calculated digest '${digest}'`,
  )
}

/** The same push again, tag included. */
function refuseRepetition({ registry, repository, contents, digest, tag }: Push): void {
  if (!contents.images.get(digest)) return
  if (tag !== undefined && contents.imageTags.get(tag)?.digest !== digest) return
  throw new AwsError(
    'ImageAlreadyExistsException',
    `Image with digest '${digest}' and tag '${tag ?? 'null'}' already exists in the repository with name '${repository.name}' in registry with id '${registry.account}'`,
  )
}

function refuseMove({ repository, contents, digest, tag }: Push): void {
  const holder = tag === undefined ? undefined : contents.imageTags.get(tag)?.digest
  if (tag === undefined || holder === undefined || holder === digest || !isImmutable(repository.mutability, tag)) return
  throw new AwsError(
    'ImageTagAlreadyExistsException',
    `The image tag '${tag}' already exists in the '${repository.name}' repository and cannot be overwritten because the tag is immutable.`,
  )
}

function add(push: Push, manifest: Manifest, { imageManifest, now }: { imageManifest: string; now: Date }): void {
  const { images } = push.contents
  refuseMissing(push, manifest)
  if (images.size >= MOST_IMAGES) throw limitExceeded(push, `${MOST_IMAGES} images`)
  images.put({
    ...manifest,
    size: sizeOf(push.contents, manifest),
    digest: push.digest,
    manifest: imageManifest,
    status: 'ACTIVE',
    pushedAt: epochSeconds(now),
  })
}

function sizeOf({ images, blobs }: Contents, { layers, children }: Manifest): number {
  const own = [...new Set(layers)].map(digest => blobs.size(digest) ?? 0).reduce((sum, size) => sum + size, 0)
  return Math.max(own, ...children.map(digest => images.get(digest)?.size ?? 0))
}

function addTag(push: Push, tag: string): void {
  const { contents, digest } = push
  if (tagsOf(contents, digest).length >= MOST_TAGS) throw limitExceeded(push, `${MOST_TAGS} tags on an image`)
  contents.imageTags.put({ tag, digest })
}

function refuseMissing(push: Push, manifest: Manifest): void {
  const { images, blobs } = push.contents
  const layers = manifest.layers.filter(digest => blobs.size(digest) === undefined)
  if (layers.length > 0) throw new AwsError('LayersNotFoundException', required(push, 'Layers', layers))
  const children = manifest.children.filter(digest => !images.get(digest))
  if (children.length > 0) throw new AwsError('ReferencedImagesNotFoundException', required(push, 'Images', children))
}

const required = ({ registry, repository }: Push, what: string, digests: readonly string[]) =>
  `${what} with digests '[${digests.join(', ')}]' required for pushing image into repository with name '${repository.name}' in the registry with id '${registry.account}' do not exist`

const limitExceeded = ({ repository }: Push, limit: string) =>
  new AwsError('LimitExceededException', `The repository with name '${repository.name}' may not exceed ${limit}`)

const describe = ({ registry, repository, digest, tag }: Push, imageManifest: string, { mediaType }: Manifest) => ({
  registryId: registry.account,
  repositoryName: repository.name,
  imageId: { imageDigest: digest, imageTag: tag },
  imageManifest,
  imageManifestMediaType: mediaType,
})
