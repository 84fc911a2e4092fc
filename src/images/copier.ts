import pLimit from 'p-limit'
import type { Answered, CopyImage, ImageCaller, ImageSource } from '../aws/api.ts'
import { absentOn } from '../aws/failures.ts'
import { requestIdOf } from '../aws/thrown.ts'
import { unlessAborted } from '../aws/within.ts'
import { interrupted } from '../errors.ts'
import type { Bytes } from '../events.ts'
import { type Count, counting } from './count.ts'
import { holderOf, pullManifest } from './ecr.ts'
import { refuseUnfit } from './limits.ts'
import { type Manifest, verifyManifest } from './manifest.ts'
import { narrowedStore, narrowingIn } from './narrowed-store.ts'
import { openOnce } from './once.ts'
import { type Sleep, sleep as sleepReally } from './patience.ts'
import { openPool } from './pool.ts'
import { eachReferrer } from './referrers.ts'
import { openPlaces, sharesOf } from './shares.ts'
import type { ImageSources } from './sources.ts'
import type { Descriptor, ImageStore, Reference } from './store.ts'
import { bytesOf, refuseEmpty, type Tree, withTree } from './tree.ts'
import { missingOf, uploadLayer } from './upload.ts'

export interface Copying {
  /** Of the registry that is written to. */
  readonly caller: ImageCaller
  readonly sources: Pick<ImageSources, 'open'>
  /** From that moment no call is made any more, and what is under way ends, but for the write of a tag. */
  readonly signal?: AbortSignal | undefined
  /** Bytes a second: a transfer of a layer that is slower is given up. Left out or 0: none is. */
  readonly minTransferRate?: number | undefined
  /** Waits before a source that did not answer is asked again. */
  readonly sleep?: Sleep | undefined
  /** A clock, in milliseconds, that the rates are measured with. */
  readonly now?: (() => number) | undefined
  /** What it shares with others; left out: nothing. */
  readonly transfers?: Transfers | undefined
}

/** What limits the memory and the connections of all that is brought, by one copier or several. */
export type Transfers = ReturnType<typeof openTransfers>

/** The manifest of an image that is in its repository, whole. */
export type BroughtImage = Pick<Manifest, 'digest' | 'text' | 'mediaType'> & {
  /** How the call was answered that put it there; left out: it was there before. */
  readonly put?: Answered
}

/** Told how far a copy has come. */
export type Tell = (bytes: Bytes) => void

/** All of it throws EcrsyncError: SOURCE_…, IMAGE_TOO_LARGE, TOO_SLOW, INTERRUPTED, and what ECR answers. */
export interface Copier {
  /**
   * Brings an image with what belongs to it into a repository, without its tag: what the repository has is not sent again,
   * by whomever it was sent. Manifests come last, so that nothing half-copied can be pulled; broken off and made again, it
   * goes on. Of an image that is there already it reads the manifest.
   */
  bring(input: Omit<CopyImage['input'], 'imageTag'>, tell: Tell): Promise<BroughtImage>
  /** The image that a tag is on, if any: asked directly before the tag is put. */
  look(repositoryName: string, imageTag: string): Promise<string | undefined>
  /** Puts the tag on the image, in one call that is not made again: whoever tries it again looks again first. */
  tag(image: BroughtImage, repositoryName: string, imageTag: string): Promise<Answered>
}

/** Layers under way, parts of them in memory, and those being sent, of each of which the SDK makes a larger copy. */
const LAYERS = 4
const PARTS = 3
const SENDS = 2
/** How much of that one origin can hold. */
const SHARE = { layers: LAYERS - 1, parts: PARTS - 1 }

export const openTransfers = () => ({
  sends: pLimit(SENDS),
  poolOf: sharesOf(openPool(PARTS), SHARE.parts),
  places: openPlaces(LAYERS, SHARE.layers),
})

/** All that one of these brings shares its memory and connections, and each layer is sent once. */
export function copier({ sources, signal, minTransferRate = 0, ...given }: Copying): Copier {
  const { sleep = sleepReally, now = () => performance.now(), transfers = openTransfers() } = given
  const { sends, poolOf, places } = transfers
  const send: ImageCaller['call'] = async (action, input, options) => {
    if (signal?.aborted) throw interrupted()
    return given.caller.call(action, input, options ?? { signal, minTransferRate })
  }
  const caller: ImageCaller = {
    call: (action, input, options) =>
      action === 'UploadLayerPart' ? sends(() => send(action, input, options)) : send(action, input, options),
  }
  const once = openOnce()
  const sending = { caller, waiting: { sleep, signal }, pace: { minTransferRate, now } }

  async function upload(
    layer: Descriptor,
    store: ImageStore,
    { repositoryName, count }: ImageDestination,
  ): Promise<void> {
    const to = { ...sending, repositoryName, count, pool: poolOf(store.origin) }
    const isOwn = await once(`${repositoryName} ${layer.digest}`, () =>
      places(store.origin, () => uploadLayer(layer, store, to)),
    )
    if (!isOwn) count({ skipped: layer.size })
  }

  async function copyTree(
    store: ImageStore,
    image: Reference,
    { to, check = () => {} }: { readonly to: ImageDestination; readonly check?: (tree: Tree) => void },
  ): Promise<CopiedTree> {
    return withTree(store, image, async tree => {
      const { manifests, blobs } = tree
      check(tree)
      refuseUnfit(blobs, store.where)
      to.count({ total: bytesOf(blobs) })
      const missing = await missingOf(blobs, { ...to, caller })
      to.count({ skipped: bytesOf(blobs) - bytesOf(missing) })
      await allOf(missing, layer => upload(layer, store, to))
      let answer: Answered | null = null
      for (const manifest of manifests) answer = await putUntagged(caller, manifest, to.repositoryName)
      const image = manifests.at(-1) as Manifest
      return { image: { ...image, ...(answer && { put: answer }) }, digests: digestsIn(tree) }
    })
  }

  /** Also what is about that in turn, and about the images of an index. */
  async function copyReferrers(store: ImageStore, copied: CopiedTree, to: ImageDestination): Promise<void> {
    const subjects = [...copied.digests]
    for await (const { subject: _, tag, ...referrer } of eachReferrer(store, subjects)) {
      const { image, digests } = await copyTree(store, referrer, { to })
      if (tag !== undefined) await tagReferrer(image, to.repositoryName, tag)
      subjects.push(...digests)
    }
  }

  /** A tag that is there already stays where it is: it is nobody's to move. */
  async function tagReferrer(image: BroughtImage, repositoryName: string, imageTag: string): Promise<void> {
    if ((await holderOf(caller, repositoryName, imageTag)) !== undefined) return
    const input = { ...inputOf(image, repositoryName), imageTag }
    await absentOn('ImageTagAlreadyExistsException', put(caller.call('PutImage', input, { isOnce: true })))
  }

  return {
    async bring({ repositoryName, imageDigest, source, referrers }, tell) {
      if (signal?.aborted) throw interrupted()
      if (source.from === 'repository') return pulled(caller, repositoryName, imageDigest)
      const opened = endingWith(signal, await unlessAborted(signal, sources.open(source, repositoryName)))
      const store = await openFor(source, imageDigest, opened)
      const to = { repositoryName, count: counting(tell) }
      if (referrers) await inspectReferrers(store, { digest: imageDigest })
      const copied = await copyTree(
        store,
        { digest: imageDigest },
        // ECR has what it has.
        { to, ...(source.from !== 'ecr' && { check: tree => refuseEmpty(tree, store.where) }) },
      )
      if (referrers) await copyReferrers(store, copied, to)
      return copied.image
    },
    look: (repositoryName, imageTag) => holderOf(caller, repositoryName, imageTag),
    async tag(image, repositoryName, imageTag) {
      // Not ended by the signal: nobody would know whether it was done.
      const input = { ...inputOf(image, repositoryName), imageTag }
      return (await put(caller.call('PutImage', input, { isOnce: true }))) ?? {}
    },
  }
}

/** Where that costs nothing, what is wrong with them is found before anything is sent. */
async function inspectReferrers(store: ImageStore, image: Reference): Promise<void> {
  if (store.inspect === undefined) return
  const digests = await withTree(store, image, async tree => digestsIn(tree))
  for await (const referrer of eachReferrer(store, [...digests])) await store.inspect(store, referrer)
}

const digestsIn = ({ manifests }: Tree): readonly string[] => manifests.map(({ digest }) => digest)

/** Of an index that is made for some platforms, that it comes out as the one that was planned. */
async function openFor(source: ImageSource, imageDigest: string, store: ImageStore): Promise<ImageStore> {
  const narrowing = narrowingIn(source)
  if (narrowing === undefined) return store
  const whole = { digest: source.digest ?? imageDigest }
  const { store: own } = await narrowedStore(store, whole, { ...narrowing, digest: imageDigest })
  return own
}

/** What of an image is kept once it is there. */
interface CopiedTree {
  readonly image: BroughtImage
  readonly digests: readonly string[]
}

interface ImageDestination {
  readonly repositoryName: string
  readonly count: Count
}

/** The same store, whose every read ends with the signal, also where it does not hear it by itself. */
function endingWith(signal: AbortSignal | undefined, store: ImageStore): ImageStore {
  return {
    ...store,
    manifest: reference => unlessAborted(signal, store.manifest(reference, signal)),
    blob: (descriptor, from) => unlessAborted(signal, store.blob(descriptor, from, signal)),
    referrers: digest => unlessAborted(signal, store.referrers(digest, signal)),
    resolve: wanted => unlessAborted(signal, store.resolve(wanted)),
  }
}

/**
 * The manifest of an image that is there, which is all that a further tag takes.
 * Source: https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-retag.html
 */
async function pulled(caller: ImageCaller, repositoryName: string, digest: string): Promise<BroughtImage> {
  const repository = { caller, repositoryName, where: repositoryName }
  const { imageManifest: text = '', imageManifestMediaType: mediaType = '' } = await pullManifest(repository, digest)
  verifyManifest(Buffer.from(text), { digest }, repositoryName)
  return { digest, text, mediaType }
}

const putUntagged = (caller: ImageCaller, image: BroughtImage, repositoryName: string): Promise<Answered | null> =>
  put(caller.call('PutImage', inputOf(image, repositoryName)))

const inputOf = ({ digest, text, mediaType }: BroughtImage, repositoryName: string) => ({
  repositoryName,
  imageDigest: digest,
  imageManifest: text,
  imageManifestMediaType: mediaType,
})

/** Null where it is there already. */
const put = async (putting: Promise<unknown>): Promise<Answered | null> => {
  const answer = await absentOn('ImageAlreadyExistsException', putting)
  return answer === null ? null : { requestId: requestIdOf(answer) }
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
