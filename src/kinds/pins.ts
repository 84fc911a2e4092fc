import type { ImageSource } from '../aws/api.ts'
import type { Address } from '../model.ts'

/** What a wish will be laid over. */
export interface Over<Spec> {
  readonly repository: string
  readonly before: Spec | null
}

/** Finds out what an image is at this moment, without counting as a pull; a layout is opened, so that damage is found. */
export interface ImageResolver {
  /** @throws EcrsyncError where there is no such image, or it cannot be looked at */
  resolve(source: ImageSource, repositoryName: string, asked: { readonly isOpened: true }): Promise<ResolvedImage>
  /**
   * Tags and digests of what refers to an image where it comes from, and is not in the repository, in looks alone.
   *
   * @throws EcrsyncError where it cannot be looked at
   */
  lackingReferrers?(source: ImageSource, repositoryName: string, image: HeldIndex): Promise<readonly string[]>
  /** The images that an index of this registry holds, which takes a pull of it. */
  partsOf?(repositoryName: string, digest: string): Promise<readonly string[]>
}

/** An image that is in a repository, and what is known of it where it comes from. */
export interface HeldIndex {
  readonly digest: string
  /** Of an index that is made for some platforms: the index that it is made of. */
  readonly whole?: string | undefined
  readonly children?: readonly string[] | undefined
}

export interface ResolvedImage {
  readonly digest: string
  /** Bytes of all that it needs, where they are known. */
  readonly size?: number
  /** When it was pushed to where it is. */
  readonly pushedAt?: Date
  /** Of an index that could be opened: the images that it holds. */
  readonly children?: readonly string[]
  /** Of an index that is made for some platforms: the index that it is made of. */
  readonly whole?: string
  /** Changes of the same plan that bring it to where it comes from. */
  readonly requires?: readonly Address[]
}
