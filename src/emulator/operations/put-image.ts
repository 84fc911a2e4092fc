import { createHash } from 'node:crypto'
import { AwsError } from '../errors.ts'
import type { Image, Repository } from '../model.ts'
import { imageStatusOf, restored } from '../rules/image-status.ts'
import { declaredSizes, type Manifest, readLeniently, readManifest } from '../rules/manifest.ts'
import { isImmutable } from '../rules/mutability.ts'
import { replicate } from '../rules/replicate.ts'
import type { Contents } from '../storage/contents.ts'
import type { Registry } from '../storage/registry.ts'
import { TAG } from './image-ids.ts'
import { inRepository } from './members.ts'
import { type Context, epochSeconds, operation } from './operation.ts'
import { scannedOnPush } from './scans.ts'
import { optional, structure, text } from './shapes.ts'
import { signingProfilesFor } from './signing.ts'

const DIGEST = /^sha256:[0-9a-f]{64}$/
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
  (context, input) => {
    const { registry, now } = context
    const isLenient = context.lenient.includes('layers')
    const push: Push = {
      registry,
      repository: registry.repository(input.repositoryName),
      contents: registry.contents(input.repositoryName),
      digest: digestFor(input, isLenient),
      tag: input.imageTag,
      time: epochSeconds(now),
      isLenient,
    }
    const manifest = (isLenient ? readLeniently : readManifest)(input.imageManifest, input.imageManifestMediaType)
    refuseRepetition(push)
    refuseMove(push)
    const known = push.contents.images.get(push.digest)
    const image = known ? awake(push, known) : added(push, manifest, input.imageManifest)
    if (push.tag !== undefined) refuseManyTags(push)
    commit(context, push, image)
    return { image: describe(push, input.imageManifest, manifest) }
  },
)

interface Push {
  readonly registry: Registry
  readonly repository: Repository
  readonly contents: Contents
  readonly digest: string
  readonly tag: string | undefined
  readonly time: number
  /** Layers, images of a list and the digest need not be right. */
  readonly isLenient: boolean
}

/** An image may be said to have another digest than it has: no client that checks can pull it by that. */
const digestFor = ({ imageManifest, imageDigest }: Claim, isLenient: boolean): string =>
  isLenient && imageDigest !== undefined && DIGEST.test(imageDigest)
    ? imageDigest
    : digestOf(imageManifest, imageDigest)

interface Claim {
  readonly imageManifest: string
  readonly imageDigest: string | undefined
}

/** @throws AwsError where another one is claimed */
export function digestOf(manifest: string, claimed?: string): string {
  const digest = `sha256:${createHash('sha256').update(manifest).digest('hex')}`
  if (claimed === undefined || claimed === digest) return digest
  throw new AwsError(
    'ImageDigestDoesNotMatchException',
    `The provided image digest '${claimed}' does not match the calculated digest '${digest}'`,
  )
}

/** The same push again, tag included; one that restores from the archive is none. */
function refuseRepetition({ registry, repository, contents, digest, tag, time }: Push): void {
  const known = contents.images.get(digest)
  if (!known || imageStatusOf(known, time) === 'ARCHIVED') return
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

function added(push: Push, manifest: Manifest, imageManifest: string): Image {
  if (!push.isLenient) refuseMissing(push, manifest)
  if (push.contents.images.size >= MOST_IMAGES) throw limitExceeded(push, `${MOST_IMAGES} images`)
  const signingProfiles = signingProfilesFor(push.registry, push.repository.name)
  return scannedOnPush(push, {
    ...manifest,
    size: sizeOf(push.contents, manifest, declaredSizes(imageManifest)),
    digest: push.digest,
    manifest: imageManifest,
    pushedAt: push.time,
    ...(signingProfiles.length > 0 && { signingProfiles }),
  })
}

/** What is pushed again comes out of the archive at once. */
const awake = (push: Push, image: Image): Image =>
  imageStatusOf(image, push.time) === 'ACTIVE' ? image : scannedOnPush(push, restored(image, push.time))

/** Copies elsewhere come first: a push that fails there can be made again, and finds its image new. */
function commit({ store, now }: Context, push: Push, image: Image): void {
  const { registry, repository, contents, digest, tag, time } = push
  const source = { registry, repositoryName: repository.name }
  const replications = replicate({ store, now, source }, { image, tag })
  const pushed = replications.length > 0 ? { ...image, replications } : image
  contents.commit({
    images: pushed === contents.images.get(digest) ? [] : [pushed],
    imageTags: tag === undefined ? [] : [{ tag, digest, taggedAt: time }],
  })
}

/** Of what was never uploaded, what the manifest says. */
function sizeOf(
  { images, blobs }: Contents,
  { layers, children }: Manifest,
  declared: ReadonlyMap<string, number>,
): number {
  const sizes = [...new Set(layers)].map(digest => blobs.size(digest) ?? declared.get(digest) ?? 0)
  const own = sizes.reduce((sum, size) => sum + size, 0)
  return Math.max(own, ...children.map(digest => images.get(digest)?.size ?? 0))
}

function refuseManyTags(push: Push): void {
  const { contents, digest } = push
  if (contents.tagsOf(digest).length >= MOST_TAGS) throw limitExceeded(push, `${MOST_TAGS} tags on an image`)
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
