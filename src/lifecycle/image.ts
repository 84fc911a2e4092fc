/** An image as far as lifecycle rules look at it. Times are ISO 8601. */
export interface LifecycleImage {
  /** Unique among the images given; `children` and `subject` refer to it. */
  readonly id: string
  readonly digest: string
  readonly tags: readonly string[]
  readonly pushedAt: string
  /** ACTIVE is standard storage, and so is an image on its way back to it. */
  readonly status: 'ACTIVE' | 'ARCHIVED' | 'ACTIVATING'
  readonly lastActivatedAt?: string
  readonly lastArchivedAt?: string
  readonly lastRecordedPullTime?: string
  /** The images that a manifest list or index refers to. */
  readonly children?: readonly string[]
  /** The image that a signature, an SBOM or another artifact is about. */
  readonly subject?: string
}

export type LifecycleAction = 'EXPIRE' | 'TRANSITION'

/** What a policy does to the images of a repository, in the order of the images given. */
export interface Evaluation {
  readonly actions: readonly {
    readonly image: string
    readonly digest: string
    readonly rulePriority: number
    readonly action: LifecycleAction
  }[]
  /** Selected by a rule, but a manifest list that is still there refers to them. */
  readonly blocked: readonly {
    readonly image: string
    readonly rulePriority: number
    readonly failureCode: 'ImageReferencedByManifestList'
    readonly by: readonly string[]
  }[]
  /** Referrers that follow their subject; no rule is credited. */
  readonly cascade: readonly { readonly image: string; readonly because: string; readonly action: LifecycleAction }[]
  /** All without an action or cascade, the blocked ones included. */
  readonly unchanged: readonly string[]
}
