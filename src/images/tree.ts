import pLimit from 'p-limit'
import { invalid } from './failures.ts'
import { isIndex, type Manifest } from './manifest.ts'
import type { Descriptor, ImageStore, Reference } from './store.ts'

/** An image with all that belongs to it. */
export interface Tree {
  /** Children before what lists them, each once; the image itself is the last. */
  readonly manifests: readonly Manifest[]
  /** Configurations and layers of all of them, each once. */
  readonly blobs: readonly Descriptor[]
}

/** Manifests of one index that are asked for at once. */
const AT_ONCE = 8

/** Reads an image, or an index with its images, and theirs. */
export async function readTree(store: Pick<ImageStore, 'manifest'>, image: Reference): Promise<Tree> {
  const limit = pLimit(AT_ONCE)
  const asked = new Map<string, Promise<Manifest>>()
  const manifests = new Map<string, Manifest>()

  function read(reference: Reference): Promise<Manifest> {
    const answer = asked.get(reference.digest) ?? limit(() => store.manifest(reference))
    asked.set(reference.digest, answer)
    return answer
  }

  async function visit(reference: Reference): Promise<void> {
    if (manifests.has(reference.digest)) return
    const manifest = await read(reference)
    await Promise.all(manifest.children.map(read))
    for (const child of manifest.children) await visit(child)
    manifests.set(manifest.digest, manifest)
  }

  await visit(image)
  const all = [...manifests.values()]
  return { manifests: all, blobs: distinct(all.flatMap(({ blobs }) => blobs)) }
}

/**
 * Refuses an index that holds nothing, of which nothing could be pulled.
 *
 * @throws EcrsyncError SOURCE_INVALID
 */
export function refuseEmpty({ manifests }: Tree, where: string): void {
  const image = manifests.at(-1)
  if (image === undefined || !isIndex(image.mediaType) || image.children.length > 0) return
  const hint = 'Name an image, or make the index again with images in it.'
  throw invalid({ where, what: `${image.digest} is an index of no image`, hint })
}

/** One of each digest. */
export const distinct = <T extends Reference>(references: readonly T[]): readonly T[] => [
  ...new Map(references.map(one => [one.digest, one])).values(),
]

export const bytesOf = (blobs: readonly Descriptor[]): number => blobs.reduce((sum, { size }) => sum + size, 0)
