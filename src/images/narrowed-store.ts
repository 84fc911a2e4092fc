import type { ImageSource } from '../aws/api.ts'
import type { Manifest } from './manifest.ts'
import { narrowed } from './platforms.ts'
import type { ImageFacts, ImageStore, Reference, Wanted } from './store.ts'

/** Platforms of an image source, if it says any. */
export const platformsIn = (source: ImageSource): readonly string[] | undefined =>
  source.from === 'repository' ? undefined : source.platforms

/** A store in which an index of fewer platforms stands beside the one that it is made of. */
interface Narrowed {
  readonly store: ImageStore
  readonly index: Manifest
}

/** @throws EcrsyncError SOURCE_…, PLATFORM_NOT_FOUND */
export async function narrowedStore(
  store: ImageStore,
  whole: Reference,
  platforms: readonly string[],
): Promise<Narrowed> {
  const index = narrowed(await store.manifest(whole), platforms, store.where)
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

/**
 * What an index of these platforms alone is, without a look at the others. The whole one is read for it, which at ECR is a
 * pull of it.
 */
export async function resolveNarrowed(
  store: ImageStore,
  wanted: Wanted,
  platforms: readonly string[],
): Promise<ImageFacts> {
  const { digest, mediaType, pushedAt } = await (store.find ?? store.resolve)(wanted)
  const whole = { digest, ...(mediaType !== undefined && { mediaType }) }
  const { store: own, index } = await narrowedStore(store, whole, platforms)
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
