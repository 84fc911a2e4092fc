import pLimit from 'p-limit'
import { invalid, tooLarge } from './failures.ts'
import { MIB, MOST_HELD, MOST_MANIFESTS } from './limits.ts'
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

/** `where`: the source, as errors call it. */
type TreeSource = Pick<ImageStore, 'manifest'> & Partial<Pick<ImageStore, 'where'>>

/** Manifests of so many bytes are as good as none; of images that have more, one is in memory at a time. */
const FEW = 4 * MIB
const large = pLimit(1)

/**
 * Reads an image, or an index with its images, and theirs, for as long as they are used.
 *
 * @throws EcrsyncError SOURCE_…, IMAGE_TOO_LARGE before more is read than can be held, and what `use` throws
 */
export async function withTree<T>(store: TreeSource, image: Reference, use: (tree: Tree) => Promise<T>): Promise<T> {
  const room = openRoom()
  try {
    return await use(await readTree(store, image, holding(store.where ?? image.digest, room.enter)))
  } finally {
    room.leave()
  }
}

interface Hold {
  /** What an index lists is about to be read. */
  coming(children: readonly Descriptor[]): Promise<void>
  /** One has been read, and may be longer than what lists it says. */
  read(manifest: Manifest, said: number): Promise<void>
}

async function readTree(store: TreeSource, image: Reference, hold: Hold): Promise<Tree> {
  const limit = pLimit(AT_ONCE)
  const asked = new Map<string, Promise<Manifest>>()
  const manifests = new Map<string, Manifest>()

  async function readOne(reference: Reference): Promise<Manifest> {
    const manifest = await store.manifest(reference)
    await hold.read(manifest, reference.size ?? 0)
    return manifest
  }

  function read(reference: Reference): Promise<Manifest> {
    const answer = asked.get(reference.digest) ?? limit(() => readOne(reference))
    asked.set(reference.digest, answer)
    return answer
  }

  async function visit(reference: Reference): Promise<void> {
    if (manifests.has(reference.digest)) return
    const manifest = await read(reference)
    await hold.coming(distinct(manifest.children).filter(({ digest }) => !asked.has(digest)))
    await Promise.all(manifest.children.map(read))
    for (const child of manifest.children) await visit(child)
    manifests.set(manifest.digest, manifest)
  }

  // What is refused is read no further.
  await visit(image).finally(() => limit.clearQueue())
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

/** Counts what is about to be read, as an index says it, and what is read as it is. */
function holding(where: string, enter: () => Promise<void>): Hold {
  let manifests = 0
  let bytes = 0
  const take = async (more: number) => {
    bytes += more
    if (bytes > MOST_HELD) throw tooLarge(where, `it is an index of more than ${MOST_HELD / MIB} MiB of manifests`)
    if (bytes > FEW) await enter()
  }
  return {
    async coming(children) {
      manifests += children.length
      if (manifests > MOST_MANIFESTS) throw tooLarge(where, `it is an index of more than ${MOST_MANIFESTS} manifests`)
      await take(bytesOf(children))
    },
    read: ({ text }, said) => take(Math.max(0, Buffer.byteLength(text) - said)),
  }
}

/** The room for one large image: who is in it stays until it leaves. */
function openRoom() {
  let entered: Promise<void> | undefined
  let left = false
  let leave = () => {
    left = true
  }
  const wait = () =>
    new Promise<void>(enter => {
      large(
        () =>
          new Promise<void>(leaving => {
            leave = leaving
            if (left) leave()
            enter()
          }),
      )
    })
  return {
    enter: () => {
      entered ??= wait()
      return entered
    },
    leave: () => leave(),
  }
}

/** One of each digest. */
export const distinct = <T extends Reference>(references: readonly T[]): readonly T[] => [
  ...new Map(references.map(one => [one.digest, one])).values(),
]

export const bytesOf = (blobs: readonly Descriptor[]): number => blobs.reduce((sum, { size }) => sum + size, 0)
