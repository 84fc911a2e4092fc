import type { ImageSource, Narrowing } from '../aws/api.ts'
import type { EcrsyncError } from '../errors.ts'
import { invalid } from './failures.ts'
import type { Manifest } from './manifest.ts'
import { narrowed } from './platforms.ts'
import type { ImageFacts, ImageStore, Reference, Wanted } from './store.ts'

/** What an image source says of platforms, if anything. */
export const narrowingIn = (source: ImageSource): Narrowing | undefined =>
  source.from === 'repository' ? undefined : source.narrowing

/** A store in which an index of fewer platforms stands beside the one that it is made of. */
interface Narrowed {
  readonly store: ImageStore
  readonly index: Manifest
}

/** @throws EcrsyncError SOURCE_…, PLATFORM_NOT_FOUND */
export async function narrowedStore(
  store: ImageStore,
  whole: Reference,
  { platforms, digest: said }: Narrowing,
): Promise<Narrowed> {
  const index = narrowed(await store.manifest(whole), platforms, store.where)
  if (said !== undefined && said !== index.digest) throw otherDigest(index.digest, { platforms, digest: said }, store)
  const isIt = (digest: string) => digest === index.digest && digest !== whole.digest
  return {
    index,
    store: {
      ...store,
      manifest: (reference, signal) =>
        isIt(reference.digest) ? Promise.resolve(index) : store.manifest(reference, signal),
      // What is about the whole index is about that, and says nothing of the one that is made of it.
      referrers: async (digest, signal) => (isIt(digest) ? [] : store.referrers(digest, signal)),
    },
  }
}

const otherDigest = (found: string, { platforms, digest }: Narrowing, { where }: ImageStore): EcrsyncError =>
  invalid({
    where,
    what: `an index of ${platforms.join(', ')} is ${found}, and should be ${digest}`,
    hint: `Name the source of the other one, or write ${found} as its digest.`,
  })

/**
 * What an index of these platforms alone is, without a look at the others. The whole one is read for it; where that is a
 * pull, what is said of it is taken for it, and comes true when it is copied.
 */
export async function resolveNarrowed(store: ImageStore, wanted: Wanted, narrowing: Narrowing): Promise<ImageFacts> {
  const { digest, mediaType, pushedAt } = await (store.find ?? store.resolve)(wanted)
  if (store.countsPulls && narrowing.digest !== undefined)
    return { digest: narrowing.digest, whole: digest, ...(pushedAt !== undefined && { pushedAt }) }
  const whole = { digest, ...(mediaType !== undefined && { mediaType }) }
  const { store: own, index } = await narrowedStore(store, whole, narrowing)
  const { size } = (await store.inspect?.(own, index)) ?? {}
  return {
    digest: index.digest,
    mediaType: index.mediaType,
    children: index.children.map(child => child.digest),
    whole: digest,
    ...(size !== undefined && { size }),
    ...(pushedAt !== undefined && { pushedAt }),
  }
}
