import { setTimeout } from 'node:timers/promises'
import pLimit from 'p-limit'
import type { CopyImage, ImageCaller } from '../aws/api.ts'
import { absentOn } from '../aws/failures.ts'
import { interrupted } from '../errors.ts'
import type { Bytes } from '../events.ts'
import { type Count, counting } from './count.ts'
import { pullManifest } from './ecr.ts'
import { refuseTooLarge } from './limits.ts'
import { type Manifest, verifyManifest } from './manifest.ts'
import { openOnce } from './once.ts'
import type { Sleep } from './patience.ts'
import { openPool } from './pool.ts'
import type { Sources } from './sources.ts'
import type { Descriptor, ImageStore, Reference } from './store.ts'
import { bytesOf, readTree, type Tree } from './tree.ts'
import { missingOf, uploadLayer } from './upload.ts'

export interface Copying {
  /** Of the registry that is written to. */
  readonly caller: ImageCaller
  readonly sources: Pick<Sources, 'open'>
  /** Waits before a source that did not answer is asked again. */
  readonly sleep?: Sleep
  /** True from the moment when no further call is to be made. */
  readonly isInterrupted?: () => boolean
}

/** Brings one image into a repository, and tells how far it has come. */
export type Copy = (input: CopyImage['input'], tell: (bytes: Bytes) => void) => Promise<void>

/** Layers under way, parts of them in memory, and those being sent, of each of which the SDK makes a larger copy. */
const LAYERS = 4
const PARTS = 3
const SENDS = 2

/**
 * Copies images with what belongs to them, each layer once: what a repository has is not sent again, by whomever it was
 * sent. Manifests come last, so that nothing half-copied can be pulled; broken off and made again, a copy goes on.
 * All copies made by one of these share its memory and connections.
 *
 * The copy throws EcrsyncError: SOURCE_…, IMAGE_TOO_LARGE, INTERRUPTED, and what ECR answers.
 */
export function copier({ sources, sleep = setTimeout, isInterrupted = () => false, ...given }: Copying): Copy {
  const sends = pLimit(SENDS)
  const send: ImageCaller['call'] = (action, input) =>
    isInterrupted() ? Promise.reject(interrupted()) : given.caller.call(action, input)
  const caller: ImageCaller = {
    call: (action, input) => (action === 'UploadLayerPart' ? sends(() => send(action, input)) : send(action, input)),
  }
  const pool = openPool(PARTS)
  const limit = pLimit(LAYERS)
  const once = openOnce()

  async function upload(layer: Descriptor, store: ImageStore, to: Destination): Promise<void> {
    const isOwn = await once(`${to.repositoryName} ${layer.digest}`, () =>
      limit(() => uploadLayer(layer, store, { ...to, caller, pool, sleep })),
    )
    if (!isOwn) to.count({ skipped: layer.size })
  }

  async function copyTree(store: ImageStore, image: Reference, to: Destination): Promise<Tree> {
    const tree = await readTree(store, image)
    for (const blob of tree.blobs) refuseTooLarge(blob, store.where)
    to.count({ total: bytesOf(tree.blobs) })
    const missing = await missingOf(tree.blobs, { ...to, caller })
    to.count({ skipped: bytesOf(tree.blobs) - bytesOf(missing) })
    await allOf(missing, layer => upload(layer, store, to))
    for (const manifest of tree.manifests)
      await putManifest(caller, manifest, manifest.digest === image.digest ? to : untagged(to))
    return tree
  }

  /** Also what is about that in turn, and about the images of an index. */
  async function copyReferrers(store: ImageStore, tree: Tree, to: Destination): Promise<void> {
    const known = new Set<string>()
    const subjects = [...tree.manifests]
    for (let subject = subjects.pop(); subject !== undefined; subject = subjects.pop()) {
      for (const referrer of await store.referrers(subject.digest)) {
        if (known.has(referrer.digest)) continue
        known.add(referrer.digest)
        subjects.push(...(await copyTree(store, referrer, untagged(to))).manifests)
      }
    }
  }

  return async ({ repositoryName, imageTag, imageDigest, source, referrers }, tell) => {
    const to = { repositoryName, count: counting(tell), ...(imageTag !== undefined && { imageTag }) }
    if (source.from === 'repository') return promote(caller, imageDigest, to)
    const store = await sources.open(source, repositoryName)
    if (!referrers) return void (await copyTree(store, { digest: imageDigest }, to))
    const tree = await copyTree(store, { digest: imageDigest }, untagged(to))
    await copyReferrers(store, tree, to)
    // The tag says that all of it is there.
    const image = tree.manifests.find(({ digest }) => digest === imageDigest)
    if (image !== undefined && imageTag !== undefined) await putManifest(caller, image, to)
  }
}

interface Destination {
  readonly repositoryName: string
  readonly imageTag?: string
  readonly count: Count
}

const untagged = ({ repositoryName, count }: Destination): Destination => ({ repositoryName, count })

/**
 * A tag for an image that is there.
 * Source: https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-retag.html
 */
async function promote(caller: ImageCaller, digest: string, to: Destination): Promise<void> {
  const where = to.repositoryName
  const repository = { caller, repositoryName: to.repositoryName, where }
  const { imageManifest: text = '', imageManifestMediaType: mediaType = '' } = await pullManifest(repository, digest)
  verifyManifest(Buffer.from(text), { digest }, where)
  await putManifest(caller, { digest, text, mediaType }, to)
}

async function putManifest(
  caller: ImageCaller,
  { digest, text, mediaType }: Pick<Manifest, 'digest' | 'text' | 'mediaType'>,
  { repositoryName, imageTag }: Destination,
): Promise<void> {
  const image = { imageDigest: digest, imageManifest: text, imageManifestMediaType: mediaType }
  const put = caller.call('PutImage', { repositoryName, ...image, ...(imageTag !== undefined && { imageTag }) })
  await absentOn('ImageAlreadyExistsException', put)
}

/** Does all of it, several at a time; after a failure nothing more is begun, and what is under way comes to its end. */
async function allOf<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  let failure: { readonly error: unknown } | undefined
  await pLimit(LAYERS).map(items, async item => {
    if (failure === undefined)
      await work(item).catch(error => {
        failure ??= { error }
      })
  })
  if (failure !== undefined) throw failure.error
}
