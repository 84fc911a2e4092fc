import type { ImageSource } from '../../aws/api.ts'
import type { Address } from '../../model.ts'
import type { Differing } from '../knowledge.ts'

/** What a manifest can say of one tag, or one digest. */
export type ImageWant =
  | {
      readonly source: ImageSource
      /** Signatures, SBOMs and whatever else refers to it come along. */
      readonly referrers: boolean
      /** An image in the archive is taken out of it. */
      readonly restore: boolean
      /** What the source is at the moment of the plan; left out before it has been looked at. */
      readonly pinned?: Pinned | Missing
    }
  | {
      readonly absent: true
      /** The image may go with its last tag. */
      readonly deleteImage: boolean
    }

export interface Pinned {
  readonly digest: string
  /** Bytes of all that it needs, where they are known. */
  readonly size?: number
  /** ISO 8601; left out where it is new to the repository. */
  readonly pushedAt?: string
  /** Of an index that could be opened: the images that it holds. */
  readonly children?: readonly string[]
  /** Of an index that is made for some platforms: the index that it is made of. */
  readonly whole?: string
  /** Tags and digests of referrers that come along and are not there, where the image itself is. */
  readonly lacking?: readonly string[]
  /** Why that could not be found out. */
  readonly unseen?: string
  /** Changes of the same plan that bring it to where it comes from. */
  readonly requires?: readonly Address[]
}

/** Why the source is none. */
export interface Missing {
  readonly code: string
  readonly reason: string
  readonly hint: string
}

export type ImageSpec = {
  readonly imageDigest: string
  /** ISO 8601. */
  readonly imagePushedAt?: string
  /** All tags of the image, this one included. */
  readonly imageTags?: readonly string[]
  readonly imageStatus?: string
  /** Tags and digests of referrers that it gets. */
  readonly referrers?: readonly string[]
}

export type DifferingImage = Differing<ImageWant, ImageSpec>

export const isMissing = (pinned: Pinned | Missing | undefined): pinned is Missing =>
  pinned !== undefined && 'reason' in pinned

/** The digest of a wish where it has been looked at; undefined where nothing could be found. */
export const pinnedIn = (want: ImageWant | null): Pinned | undefined =>
  want === null || isAbsent(want) || isMissing(want.pinned) ? undefined : want.pinned

/** The digest that the manifest says of what is wanted: what is made of an image has another one than that. */
export const digestSaid = (source: ImageSource): string | undefined =>
  isMade(source) ? source.narrowing?.digest : source.digest

/** An index is made of it, of some of its platforms. */
export const isMade = (source: ImageSource): source is Exclude<ImageSource, { from: 'repository' }> =>
  source.from !== 'repository' && source.narrowing !== undefined

export const isAbsent = (want: ImageWant): want is Extract<ImageWant, { absent: true }> => 'absent' in want
