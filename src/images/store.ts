import type { Manifest } from './manifest.ts'

/** What OCI says of a blob or a manifest where it refers to one. */
export interface Descriptor {
  readonly digest: string
  readonly mediaType: string
  /** In bytes. */
  readonly size: number
}

/** A manifest to read. Whoever refers to it may know more than its digest. */
export type Reference = Pick<Descriptor, 'digest'> & Partial<Descriptor>

/** Which image of a store; its only one where neither is said. */
export interface Wanted {
  readonly tag?: string
  readonly digest?: string
}

/** What can be known of an image without pulling it. */
export interface ImageFacts {
  readonly digest: string
  readonly mediaType?: string
  /** Bytes of its configurations and layers, each counted once. */
  readonly size?: number
  readonly pushedAt?: Date
  /** Of an index that could be opened: the images that it holds. */
  readonly children?: readonly string[]
  /** Of an index that is made for some platforms: the index that it is made of. */
  readonly whole?: string
}

/**
 * A place that images come from. All of it throws EcrsyncError, with the codes `SOURCE_…` for what is wrong there; where a
 * signal ends a read, also between its bytes, INTERRUPTED.
 */
export interface ImageStore {
  /** The source as errors call it. */
  readonly where: string
  /** What is fast or slow as one: the host that it is read from, or the path. */
  readonly origin: string
  /** Reading a manifest is a pull that somebody counts. */
  readonly countsPulls?: boolean
  /** Looks only, which counts as a pull nowhere. */
  resolve(wanted: Wanted): Promise<ImageFacts>
  /** The same without a look at what belongs to the image; left out where there is none. */
  readonly find?: (wanted: Wanted) => Promise<ImageFacts>
  /** Looks at all that belongs to an image, read by a store; left out where nothing can be known of it without a pull. */
  readonly inspect?: (store: Pick<ImageStore, 'manifest' | 'where'>, image: Reference) => Promise<ImageFacts>
  /** The bytes are those of the digest. */
  manifest(reference: Reference, signal?: AbortSignal): Promise<Manifest>
  /** Not verified: whoever reads to the end can do that. */
  blob(descriptor: Descriptor, from: number, signal?: AbortSignal): Promise<AsyncIterable<Uint8Array>>
  /** Signatures, SBOMs and what else has this image as its subject. */
  referrers(digest: string, signal?: AbortSignal): Promise<readonly Reference[]>
}
