import type { Fields } from '../model.ts'

/** A registry as it is to be said in a manifest, wherever that is known from: what is live, or the files of another tool. */
export interface HeldRegistry {
  /** The name of its target; left out: the manifest has no targets. */
  readonly target?: string
  /** Left out: another tool's file does not say it. */
  readonly account?: string
  readonly region?: string
  /** By name, sorted. */
  readonly repositories: readonly HeldRepository[]
  /** The keys below `registry:`, each in its shortest form. */
  readonly registry: Fields
  /** Of these, what is not said though it may be there: nothing that is for this target may give it. Left out: none. */
  readonly unsaid?: readonly string[]
}

export interface HeldRepository {
  readonly name: string
  /**
   * By the keys of a manifest, each in its shortest form and a document as its body, or as a list of bodies. Of what is left out
   * the repository has nothing, or what ECR gives by itself.
   */
  readonly states: Fields
  /**
   * Keys of what it may have and `states` does not say: it could not be read, or no manifest may say it. Left out: none. Where a
   * layer would give one of them, its entry says `unmanaged`, and never `null`.
   */
  readonly unsaid?: readonly string[]
}

/** What is there, and does not come into the manifest: a line of a comment. */
export interface LeftOut {
  readonly target?: string
  readonly name: string
  /** `a stack of CloudFormation manages it: prod-images`. */
  readonly reason: string
}

/** What is left to a glob: repositories that ECR makes by itself. */
export interface LeftToGlob {
  readonly target?: string
  /** `docker-hub/**`. */
  readonly match: string
  readonly reason: string
  readonly count: number
}
