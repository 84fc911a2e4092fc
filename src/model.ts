/**
 * The nouns of ecrsync, types only. Three states on each side, for a whole thing and for each field of it:
 *   desired   a value · null: must not exist · left out: not managed
 *   live      a value · null: is not there   · an EcrsyncError: could not be read
 */
import type { Operation } from './aws/api.ts'
import type { Diagnostic, EcrsyncError, Source } from './errors.ts'
import type { LifecycleAction } from './lifecycle/index.ts'

export type { Diagnostic, Operation, Source }

/** Fields of a manifest or of ECR, before a kind has given them a type. */
export type Fields = Readonly<Record<string, unknown>>

/** Stable identity of one thing: `kind["name"]`. A string, so that it is a Map key. */
export type Address = `${string}["${string}"]`

/** An account and region to keep equal to the manifest. */
export interface Target {
  readonly name: string
  readonly account: string
  readonly region: string
}

/** What the manifest asks of one address: a wish laid over what is there, not a snapshot. */
export interface Declared<Want = unknown> {
  readonly address: Address
  readonly kind: string
  readonly name: string
  /** Absent: a setting of the registry. */
  readonly repository?: string
  readonly want: Want | null
  /** Path → every place it came through, the last one won. The path `''` is the thing itself. */
  readonly sources: Sources
}

/** All wishes of a manifest, asked for by what they are about: the listing drives. */
export interface Wishes {
  /** All wishes for one repository, made when asked: none for a name that nobody declared, or that a filter leaves out. */
  of(repositoryName: string): readonly Declared[]
  /** Those for the registry itself. */
  registry(): readonly Declared[]
  /** The manifest names it, as a repository or in a tombstone, whatever a filter leaves out. */
  isDeclared(repositoryName: string): boolean
  /** Names of all repositories with wishes, in the order of the manifest. */
  readonly repositories: readonly string[]
}

export type Sources = ReadonlyMap<string, readonly Source[]>

export type Desired = ReadonlyMap<Address, Declared>

/** Facts that nobody can set (arn, image count) stand beside the fields: `merge` carries them over, so they never differ. */
export type Reading<Spec = Fields> = { readonly [F in keyof Spec]: Spec[F] | EcrsyncError }

export type Live = ReadonlyMap<Address, Reading | null | EcrsyncError>

export type Action = 'create' | 'update' | 'replace' | 'delete'

export type Difference<Spec = Fields> = { readonly name: string; readonly paths: readonly string[] } & (
  | { readonly action: 'create'; readonly before: null; readonly after: Spec }
  | { readonly action: 'update' | 'replace'; readonly before: Spec; readonly after: Spec }
  | { readonly action: 'delete'; readonly before: Spec; readonly after: null }
)

export type Change = Difference & {
  readonly address: Address
  readonly target: string
  readonly kind: string
  readonly repository?: string
  /** Kept: laid again over a fresh read just before a merged or destructive call. */
  readonly want: unknown
  readonly source?: Source
  readonly sources: Sources
  /** A graph, not waves: each of these has come to its end before this starts. */
  readonly needs: readonly Address[]
  readonly operations: readonly Operation[]
  readonly blocked?: Refusal
  /** Of a lifecycle policy that is put over images. */
  readonly impact?: Impact
  /** Of a tag that moves: to an image pushed later than the one that has it, or earlier. */
  readonly risk?: Risk
}

export type Risk = 'forward' | 'ROLLBACK'

/** Limits of a manifest on what a plan as a whole may do. */
export interface Guards {
  readonly expireImages?: {
    /** Images, over all repositories of the plan. */
    readonly max?: number
    /** Of the images of any one repository. */
    readonly percent?: number
  }
}

/** What a lifecycle policy would do to the images that a repository holds. */
export interface Impact {
  readonly expire: Amount
  readonly archive: Amount
  /** All others, also those that are in the archive already. */
  readonly keep: Amount
  /** Images with tags among those that would go, by push time. */
  readonly tagged: readonly Condemned[]
  /** Images that the policy in force would leave alone, or only archive. */
  readonly newlyCondemned: number
  /** Images that would go although somebody pulled them in the last 30 days. */
  readonly pulledLast30Days: number
  /** Which rule takes how many; referrers that follow their subject count for no rule. */
  readonly byRule: readonly (Amount & { readonly rulePriority: number; readonly action: LifecycleAction })[]
  /** Priorities of rules that no image matches. */
  readonly idleRules: readonly number[]
  /** Priorities of rules all of whose images belong to rules before them. */
  readonly shadowedRules: readonly number[]
  /** Multi-arch images that would stay: ECR keeps their parts with them, which a listing does not tell apart from others. */
  readonly indexes: number
}

/** Images, and their bytes as ECR counts them: layers that several share count for each. */
export interface Amount {
  readonly images: number
  readonly bytes: number
}

export interface Condemned {
  readonly digest: string
  readonly tags: readonly string[]
  readonly rulePriority: number
  readonly action: LifecycleAction
  /** ISO 8601. */
  readonly lastPulledAt?: string
}

/** `fields`: only these cannot be, and the rest of the thing is planned without them (two entries). Absent: all of it. */
export interface Refusal {
  readonly code: string
  readonly fields?: readonly string[]
  readonly reason: string
  readonly hint: string
}

/** Something that could not be read: printed, never taken for absent, never written over. */
export interface Unread {
  readonly address: Address
  readonly field?: string
  readonly code: string
  readonly message: string
}

export interface PlannedTarget extends Target {
  /** Everything that was asked for has been read. */
  readonly complete: boolean
  readonly unread: readonly Unread[]
  /** Repositories seen in the registry. */
  readonly read: number
  /** Repositories of the manifest without a change. */
  readonly unchanged: number
  /** Repositories of the registry that the manifest does not name. */
  readonly unmanaged: number
}

/** Inert data: made by pure code, and one small place is allowed to act on it. */
export interface Plan {
  readonly manifest: {
    readonly name: string
    /** `sha256:` of the manifest and everything it reads. */
    readonly digest: string
    /** Account id → the manifest's name for it. */
    readonly accounts: ReadonlyMap<string, string>
  }
  readonly targets: readonly PlannedTarget[]
  readonly changes: readonly Change[]
  readonly summary: Summary
  readonly warnings: readonly Diagnostic[]
  /** Guards of the manifest that the plan as a whole goes beyond: nothing of it is applied. */
  readonly refused: readonly Diagnostic[]
}

/** Counts of changes, but for `unchanged`, which counts repositories. */
export interface Summary {
  readonly create: number
  readonly update: number
  readonly delete: number
  readonly replace: number
  readonly blocked: number
  readonly cannotChange: number
  readonly unchanged: number
  readonly unread: number
}

export type Outcome =
  | { readonly status: 'done' }
  | { readonly status: 'failed'; readonly error: EcrsyncError }
  | { readonly status: 'skipped'; readonly because: Address | 'blocked' | 'interrupted' }

/** What is going on while a registry is read, for whoever shows it. */
export interface ReadProgress {
  /** Repositories seen so far in the listing. */
  listed(count: number): void
  /** The settings of so many more repositories are being read. */
  reading(count: number): void
  /** Those of one repository have been. */
  read(): void
}

export interface ApplyProgress {
  started(change: Change): void
  ended(change: Change, outcome: Outcome): void
  /** How far the image at an address has come. */
  copying(address: Address): CopyProgress
}

/** In bytes of configurations and layers; a copy that is made again begins to count again. */
export interface CopyProgress {
  /** So many more belong to it. */
  total(bytes: number): void
  /** ECR has received so many more; fewer where a layer had to be begun again. */
  sent(bytes: number): void
  /** So many more need not be sent. */
  skipped(bytes: number): void
}
