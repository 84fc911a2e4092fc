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
  /** The endpoint that is asked, where one is configured: a URL, or `embedded` for the ECR of `--local`. */
  readonly endpoint?: string
}

/** A target as the manifest declares it: how its registry is reached, and what selectors choose it by. */
export interface DeclaredTarget {
  readonly name: string
  /** Left out: whatever account the credentials are of. */
  readonly account?: string
  /** Left out: the region of the environment. */
  readonly region?: string
  /** ARN of the role that is assumed for its calls. */
  readonly role?: string
  readonly externalId?: string
  readonly sessionName?: string
  readonly profile?: string
  /** Of ECR alone. */
  readonly endpoint?: string
  readonly labels: Readonly<Record<string, string>>
  /** Left out: no entry of the manifest declares it. */
  readonly source?: Source
}

/** Whoever calls are made as, by STS. */
export interface Caller {
  readonly arn: string
  readonly account: string
}

/** What a thing belongs to. */
export type Scope =
  | {
      readonly scope: 'repository'
      readonly repository: string
      /** Nobody declares it: it is given settings as long as it exists. Left out: it is declared. */
      readonly isDiscovered?: true
    }
  | { readonly scope: 'registry'; readonly repository?: never; readonly isDiscovered?: never }

/** What the manifest asks of one address: a wish laid over what is there, not a snapshot. */
export type Declared<Want = unknown> = Scope & {
  readonly address: Address
  readonly kind: string
  readonly name: string
  readonly want: Want | null
  readonly sources: Sources
  /** Why nothing is compared or made of it; left out: it may be. */
  readonly refused?: Refusal
  /** The change that it takes back: where the thing is not as that left it, it is left alone. Left out: none. */
  readonly undoes?: {
    readonly before: Fields | null
    readonly after: Fields | null
    /** It brought an image that its repository did not have. */
    readonly isNew: boolean
    /** It goes with what it belongs to: what others have put into it since would go as well. */
    readonly isWhole: boolean
    /** What is taken back with it, or not at all. */
    readonly requires?: readonly Address[]
  }
}

/** All wishes of a manifest, asked for by what they are about: the listing drives. */
export interface Wishes {
  /** All wishes for one repository, made when asked: none for a name that nobody declared, or that a filter leaves out. */
  of(repositoryName: string): readonly Declared[]
  /** Those for the registry itself. */
  registry(): readonly Declared[]
  /** The manifest names it, as a repository or in a tombstone, whatever a filter leaves out. */
  isDeclared(repositoryName: string): boolean
  /** Of these, it must not be there. Left out: there are no tombstones. */
  isRemoved?(repositoryName: string): boolean
  /** Those for repositories that exist and that are not declared; left out: the manifest has none. */
  readonly discovered?: DiscoveredWishes
  /** Left out: it owns nothing, or this is a part of it alone. */
  readonly owned?: OwnedWishes
  /** Names of all repositories with wishes, in the order of the manifest. */
  readonly repositories: readonly string[]
  /** Where a filter leaves out some: all of them. */
  readonly everything?: Wishes
  /** Another shard has the repository of this name: it is neither planned here nor counted. Left out: none has. */
  isElsewhere?(repositoryName: string): boolean
}

/** What becomes of repositories that the manifest owns and does not name. */
export interface OwnedWishes {
  /** Its name, which their tag says. */
  readonly manifest: string
  /** Left out: they are named, and stay. */
  readonly prune?: {
    /** Globs of names. */
    readonly match: readonly string[]
    isFor(repositoryName: string): boolean
    /** As a tombstone would wish it. */
    of(repositoryName: string): readonly Declared[]
  }
}

export interface DiscoveredWishes {
  /** Whether there are any for a repository of this name: it is not declared, an entry matches it, and no filter leaves it out. */
  isFor(repositoryName: string): boolean
  /** All of them, made when asked. */
  of(repositoryName: string): readonly Declared[]
  /** Of each entry, what is wished under some names that it matches. */
  samples(): readonly Sampled[]
  /** What is claimed of those that `adopt` matches, which may be more than are discovered. */
  claims(): readonly Sampled[]
}

/** Globs of names, and what is wished under names that they match. */
export interface Sampled {
  readonly match: readonly string[]
  readonly wishes: readonly Declared[]
}

/** Path → every place it came through, the last one won; looked for when it is asked. The path `''` is the thing itself. */
export type Sources = Pick<ReadonlyMap<string, readonly Source[]>, 'get'>

/** A wish as a plan holds it. */
export type Wish = Scope & {
  readonly address: Address
  readonly kind: string
  readonly name: string
  readonly want: unknown
  readonly source?: Source
}

/** Facts that nobody can set (arn, image count) stand beside the fields: `merge` carries them over, so they never differ. */
export type Reading<Spec = Fields> = { readonly [F in keyof Spec]: Spec[F] | EcrsyncError }

/** What was found at one address. */
export type Found = Reading | null | EcrsyncError

export type Action = 'create' | 'update' | 'replace' | 'delete'

export type Difference<Spec = Fields> = { readonly name: string; readonly paths: readonly string[] } & (
  | { readonly action: 'create'; readonly before: null; readonly after: Spec }
  | { readonly action: 'update' | 'replace'; readonly before: Spec; readonly after: Spec }
  | { readonly action: 'delete'; readonly before: Spec; readonly after: null }
)

/** A difference that is to be made, or why it is not; data that a file can hold. */
export type Change = Difference &
  Scope & {
    readonly address: Address
    readonly target: string
    readonly kind: string
    /** What a plan calls it. */
    readonly label: string
    /** Kept: laid again over a fresh read just before it is written. */
    readonly want: unknown
    /** The place that asks for what differs first. */
    readonly source?: Source
    /** The place of the thing itself. */
    readonly sources: readonly Source[]
    /** In the user's words; of what is blocked, why. */
    readonly lines: readonly Line[]
    /** What a reader must not miss. */
    readonly facts: readonly Fact[]
    /** Of a document that changes: changes to the same are said together, whatever each replaces. */
    readonly becomes?: Becomes
    /** It changes nothing but whose the repository is: it becomes the manifest's own, or is let go. */
    readonly claims?: Claims
    /** No tombstone names it: it goes by `prune`. */
    readonly isPruned?: true
    /** Of a repository that is not there yet: what that is to be is read as a whole. */
    readonly isOfNew?: true
    /** A graph, not waves: each of these has come to its end before this starts. */
    readonly needs: readonly Need[]
    /** Of these, those without which it is not tried. */
    readonly requires: readonly Need[]
    readonly operations: readonly Operation[]
    readonly blocked?: Refusal
    /** Of a lifecycle policy that is put over images. */
    readonly impact?: Impact
    /** What it takes of what protects somebody, in words; left out: nothing. */
    readonly weakens?: readonly string[]
    /** Whom it newly lets in, beside the account of the registry; left out: nobody. */
    readonly opens?: readonly Opening[]
    /** Of a tag that moves: to an image pushed later than the one that has it, or earlier. */
    readonly risk?: Risk
  }

export type Claims = 'adopt' | 'release'

/** A change of the same plan, of any of its targets. */
export interface Need {
  readonly target: string
  readonly address: Address
}

/** One line of a plan: a label (often a field), what happens to it, and where that is said. */
export interface Line {
  /** This is added, or removed; but for a line with a key, the text begins with it. */
  readonly sign?: '+' | '-'
  /** The path of a setting of its own, `imageTagMutability` or `tags.team`: it is said under its label, apart from its thing. */
  readonly key?: string
  /** It stands with those around it: a raw diff is read as one. */
  readonly raw?: true
  /** Said of the images of this repository alone: what they lose, or a note. Of several repositories, their impact is summed up. */
  readonly aside?: 'loses' | 'note'
  readonly label?: string
  readonly text: string
  readonly sources: readonly Source[]
}

/** What a document is to be: its name in the manifest, where it has one, what it does then and what it did, in the user's words. */
export interface Becomes {
  readonly named?: string
  readonly does: string
  /** Empty: there was nothing of it. */
  readonly did: string
}

/** A line of the attention block: `OPENS`, and what is opened to whom. */
export interface Fact {
  readonly word: 'ARCHIVES' | 'CLOSES' | 'DELETES' | 'EXPIRES' | 'MOVES' | 'OPENS' | 'REPLACES'
  readonly text: string
}

export type Risk = 'forward' | 'ROLLBACK'

/** What a guard limits. */
export type GuardName =
  | 'delete'
  | 'update'
  | 'create'
  | 'exposure'
  | 'weaken'
  | 'rollback'
  | 'expireImages'
  | 'archiveImages'

/** Whichever is less. */
export interface Limit {
  /** Over the plan as a whole. */
  readonly max?: number
  /** Of the managed repositories that are listed; of a guard over images, of the images of any one repository. */
  readonly percent?: number
}

/** Limits of a manifest on what a plan as a whole may do. */
export type Guards = { readonly [G in GuardName]?: Limit } & {
  /** Globs of tags that matter. */
  readonly tags?: readonly string[]
}

/** What is consented to, and to how much of it. */
export type ConsentKey = GuardName | 'empty-world'

/** What somebody lets a run do, in numbers: at least so much. */
export type Consent = { readonly [K in ConsentKey]?: number }

/** Whom a change of a policy newly lets in. */
export type Opening = 'account' | 'organization' | 'everybody'

/** Why nothing of a plan is applied; with a guard, what somebody may consent to. */
export type PlanRefusal = Diagnostic & {
  readonly guard?: ConsentKey
  /** The least that would let it pass. */
  readonly allow?: { readonly guard: ConsentKey; readonly count: number }
}

/** What a lifecycle policy would do to the images that a repository holds. */
export interface Impact {
  readonly expire: Amount
  readonly archive: Amount
  /** All others, also those that are in the archive already. */
  readonly keep: Amount
  /** Images with tags among those that would go, by push time: of many, those with well-known tags and the newest. */
  readonly tagged: readonly Condemned[]
  /** Further images with tags that would go. */
  readonly unnamed: number
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
  /** Multi-arch images of which the plan does not know what they hold: a listing does not tell their parts from others. */
  readonly indexes: number
  /** Of those that would stay: parts of multi-arch images that are known, which take no place of a count. */
  readonly parts: number
  /** Parts that are not known may be among what would go, or have been counted: ECR would take as much or less. */
  readonly isUpperBound: boolean
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
export type Unread = Scope & {
  readonly address: Address
  /** What a plan calls it. */
  readonly label: string
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
  /** Repositories that the manifest declares there, whatever a filter leaves out. */
  readonly declared: number
  /** Of those in the registry, the ones that the manifest names or that an entry of `discovered` matches. */
  readonly managed: number
  /** Repositories with wishes and without a change. */
  readonly unchanged: number
  /** Repositories of the registry that nobody declares, and that are given settings all the same. */
  readonly discovered: number
  /** Repositories of the registry that the manifest does not name, and that no entry of `discovered` matches. */
  readonly unmanaged: number
  /** Their names, sorted. */
  readonly unmanagedNames: readonly string[]
  /** Of these, those that this manifest owns and that stay; left out: none is known of. */
  readonly orphans?: readonly string[]
  /** Images that somebody runs: by tag those of this registry, by digest wherever else they are. */
  readonly inUse: readonly InUse[]
  /** Of repositories with a change, the wishes that change nothing: what is judged again is judged by them, too. */
  readonly standing: readonly Wish[]
  /** Of the same repositories, the multi-arch images that were opened; left out: none. */
  readonly opened?: readonly Opened[]
}

/** A multi-arch image with the digests of what it holds. */
export interface Opened {
  readonly repositoryName: string
  readonly digest: string
  readonly parts: readonly string[]
}

/** An image that somebody runs: a rule that would take it away is not put. A digest is one in any repository. */
export interface InUse {
  /** Left out: it is not said, or it is one of another registry. */
  readonly repositoryName?: string
  readonly tag?: string
  readonly digest?: string
  readonly source: Source
}

/** What a manifest says in one target of a repository, or of the registry, and how it comes to say it. */
export interface Explanation {
  readonly target: string
  /** Left out: the manifest has no targets, or says neither. */
  readonly account?: string
  readonly region?: string
  /** Left out: it is about the registry. */
  readonly repository?: string
  readonly standing: ExplainedStanding
  /** Where it is named; left out: nowhere. */
  readonly source?: Source
  readonly fields: readonly ExplainedField[]
  /** Whether ECR has it; left out: ECR was not asked, or it is about the registry. */
  readonly exists?: boolean
}

/** `released`: it is let go, and nothing else is said. `silent`: the manifest says nothing of it there. */
export type ExplainedStanding = 'declared' | 'discovered' | 'removed' | 'released' | 'registry' | 'silent'

export interface ExplainedField {
  /** `imageTagMutability`, `tags.team`. */
  readonly field: string
  /** In the form of a manifest; null: it must not exist. Left out: nothing is said, and it stays as it is. */
  readonly value?: unknown
  /** Every place that it came through: layers, of which the last counts, then what these name, then variables that are filled in. */
  readonly chain: readonly ExplainedStep[]
  /** Left out: ECR was not asked, or has no such thing. */
  readonly live?: ExplainedLive
}

export interface ExplainedStep {
  readonly source: Source
  /** The key of the root that it stands below: `defaults`, `repositories`, `lifecyclePolicies`. */
  readonly section: string
  /** Of a layer: the names that it is for. */
  readonly match?: readonly string[]
  /** Of a document that is used by name. */
  readonly named?: string
  /** A file that this place names. */
  readonly readsFile?: string
  /** A variable that is filled in. */
  readonly variable?: string
  /** What is written there. */
  readonly value: unknown
}

/** What is there, in the form of a manifest; null: nothing, or what no manifest can say. */
export type ExplainedLive =
  | {
      readonly value: unknown
      /** A plan would change it. */
      readonly differs: boolean
      /** Why no manifest can say it; left out: one can. */
      readonly unsaid?: string
    }
  | { readonly unread: string }

/** Whose a repository of a registry is: the manifest names it, an entry of `discovered` is for it, the manifest owns it all the same, or none of these. */
export type InventoryStatus = 'managed' | 'discovered' | 'orphan' | 'unmanaged'

/** A repository as a list of all has it; null: it could not be read, but for what says otherwise. */
export interface InventoriedRepository {
  readonly target: string
  readonly repository: string
  /** Null: its tags could not be read, which alone tell an orphan from what nobody manages. */
  readonly status: InventoryStatus | null
  readonly protected: boolean | null
  /** The manifest that owns it by its tag; null: none does. */
  readonly owner: string | null
  readonly images: number | null
  readonly bytes: number | null
  readonly untagged: number | null
  /** ISO 8601; null: never, where its images are known. */
  readonly lastPush: string | null
  readonly lastPull: string | null
  readonly lifecyclePolicy: boolean | null
  readonly repositoryPolicy: boolean | null
  /** USD. */
  readonly monthlyCost: number | null
}

export interface InventoryTotal extends Amount {
  readonly repositories: number
  readonly untagged: number
  readonly monthlyCost: number
  /** Repositories of which the images could not be read: they are not among the others. */
  readonly unread: number
}

/** All repositories of the registries of a manifest. */
export interface Inventory {
  /** Its name; left out where there is none. */
  readonly manifest?: string
  /** Of their names, those that were read. */
  readonly targets: readonly Target[]
  /** USD for a GB a month. */
  readonly rate: number
  readonly repositories: readonly InventoriedRepository[]
  readonly totals: {
    readonly all: InventoryTotal
    /** By the first segment of names and its `/`, sorted; `` for names without one. */
    readonly prefixes: readonly (InventoryTotal & { readonly prefix: string })[]
  }
  readonly unread: readonly InventoryUnread[]
}

export interface InventoryUnread {
  readonly target: string
  /** Left out: of the whole target. */
  readonly repository?: string
  /** `images`, `tags`; left out: all of it. */
  readonly field?: string
  readonly code: string
  readonly message: string
}

/** One of several parts that are planned by themselves. */
export interface Shard {
  /** Counted from 1. */
  readonly index: number
  readonly count: number
}

/** Inert data: made by pure code, JSON all the way down, and one small place is allowed to act on it. */
export interface Plan {
  readonly formatVersion: 1
  /** The version of ecrsync that made it. */
  readonly ecrsync: string
  readonly manifest: {
    readonly name: string
    /** `sha256:` of the manifest and everything it reads. */
    readonly digest: string
    /** Files that it includes. */
    readonly fragments: number
  }
  /** `sha256:` of what it would do: equal plans have the same, wherever and whenever they are made. */
  readonly digest: string
  /** ECR is asked by its own preview what a lifecycle policy would expire. Left out: it is not. */
  readonly lifecyclePreview?: 'server'
  /** Left out: it is the plan of the whole. */
  readonly shard?: Shard
  /** Globs of the repositories that it is about, and of settings of the registry not at all. Left out: it is about all. */
  readonly only?: readonly string[]
  readonly targets: readonly PlannedTarget[]
  readonly changes: readonly Change[]
  readonly summary: Summary
  readonly warnings: readonly Diagnostic[]
  readonly guards: Guards
  /** Guards that the plan as a whole goes beyond, and targets of another account than they say: nothing is applied. */
  readonly refused: readonly PlanRefusal[]
}

/** Counts of changes, but for `unchanged`, which counts repositories, and for images. */
export interface Summary {
  readonly create: number
  /** Without those that only claim. */
  readonly update: number
  /** Repositories that become the manifest's own. */
  readonly adopt: number
  /** Repositories that it lets go. */
  readonly release: number
  readonly delete: number
  readonly replace: number
  readonly blocked: number
  readonly cannotChange: number
  readonly unchanged: number
  readonly unread: number
  /** Images that ECR's next run would take by the policies that are put. */
  readonly expire: number
  /** Images that it would archive. */
  readonly archive: number
}

/** How a change ended, and what was really done. */
export type Outcome =
  | (Done & { readonly status: 'done' })
  /** Some of its calls were made, and the rest were not. */
  | (Done & { readonly status: 'partial'; readonly error: Failure })
  | (Done & { readonly status: 'failed'; readonly error: Failure })
  | { readonly status: 'skipped'; readonly because: 'stale'; readonly stale: Stale; readonly elsewhere?: never }
  | {
      readonly status: 'skipped'
      readonly because: Address | 'blocked' | 'interrupted'
      /** The target that this address is of, where that is another one. */
      readonly elsewhere?: string
    }

/** Why a change of a saved plan is not made any more. */
export interface Stale {
  readonly reason: string
  /** Where what is there is not what it was planned from, or what makes it so would be another change now. */
  readonly differing: readonly Moved[]
}

/** One path of a thing; `''` is the thing itself, and null what is not there. */
export interface Moved {
  readonly path: string
  readonly planned: unknown
  readonly live: unknown
  readonly desired: unknown
}

export interface Done {
  /** Calls that write, in the order in which they were made; of one that is not done, the answer was a failure, or none. */
  readonly calls: readonly MadeCall[]
  /** What ECR held at the last look before the first of them. */
  readonly before: Fields | null
  /** What it holds since; left out where that is not known. */
  readonly after?: Fields | null
  /** By kind, what went with a thing that is deleted; null: there was none; left out: it could not be read. */
  readonly took?: Readonly<Record<string, Fields | null>>
  /** As long as it took, with all its looks and waits. */
  readonly durationMs?: number
}

/** A call that writes, or the copy of an image, which is as many as it takes. */
export interface MadeCall {
  readonly action: string
  readonly isDone: boolean
  /** By which AWS knows it, the last of several; left out: nobody has answered. */
  readonly requestId?: string
  /** Of a copy: the repository did not have the image. */
  readonly isNew?: true
}

/** An error as data. */
export interface Failure {
  readonly code: string
  readonly message: string
  readonly detail?: string
  readonly hint?: string
  /** What to type, line by line. */
  readonly example?: readonly string[]
}
