import type { ImageSource, Listed, Operation, ReadAction, Reader } from '../aws/api.ts'
import type { Change, Difference, Fields, Reading, Refusal, Risk } from '../model.ts'

/**
 * A manageable part of ECR: one file says all of it. Everything else (schema, reference, order, diff, rendering,
 * IAM policy, law tests) follows from the list in index.ts.
 * Want: what a manifest can say of it. Spec: what ECR can hold of it, complete and canonical.
 */
export interface Kind<Want = unknown, Spec = Fields> {
  /** Address prefix, as in `lifecyclePolicy["payments/api"]`. */
  readonly key: string
  /** Kinds of the same repository that come first; deletes run reversed. */
  readonly needs: readonly string[]
  /** The calls it makes: the IAM policy comes from here. */
  readonly uses: { readonly reads: readonly ReadAction[]; readonly writes: readonly Operation['action'][] }
  /** Fields that only delete and create can change: the change is a `replace`, unless refused. */
  readonly immutable?: readonly string[]
  /** Fields that nobody can set, such as the time of a push: they never make a difference. */
  readonly facts?: readonly string[]
  /** Of a kind of which a repository has many: what the rows of a plan call one of them, and where in the manifest it is said. */
  readonly one?: { label(name: string): string; path(name: string): string }
  /** Its write carries more than the plan changed (what others put there): read again just before. */
  readonly isMerged?: boolean
  /** What its write replaces must still be what the plan showed. */
  readonly isExact?: boolean
  /** The manifest keys it owns, as JSON Schema: docs, editor help, validation. A `default` says that ECR always has the field. */
  readonly manifest: Readonly<Record<string, object>>
  readonly layering?: Layering
  /** Its one key may be given by name or by file; `want` and `check` then receive it as `Part[]`. */
  readonly documents?: Documents
  /** In the manifest's own form: for the reference and the law tests. */
  readonly examples: readonly Fields[]
  /** Short forms → wishes by name; names, files and `${{ }}` are already in. `declared` has been checked. */
  want(declared: Fields, context: Context): ReadonlyMap<string, Want | null>
  /** What a tombstone wishes, of the one kind whose things tombstones are about. */
  tombstone?(removal: Removal): Want
  /** What its keyed setting says in a file of a folder below, as the root manifest would say it: local paths are other ones. */
  rebased?(value: unknown, directory: string): unknown
  /** What ECR would refuse, said offline, by path into `declared`; manifest/ finds the line. */
  check(declared: Fields, context: Context): readonly Problem[]
  /** Throwing means unread, for this place only; a field may hold an error; a name left out is not there. */
  readonly read: {
    readonly of: 'repository'
    one(ecr: Reader, repository: Listed, asked: Asked<Want>): Promise<ReadonlyMap<string, Reading<Spec>>>
  }
  /** `patch` by field, `replace` whole, or its own. `merge(merge(b, w), w)` equals `merge(b, w)`. */
  merge(before: Spec | null, want: Want | null): Spec | null
  /** Of complete specs; idempotent; drops nothing that it does not know. */
  canonical(spec: Spec): Spec
  refuse?(difference: Difference<Spec>, want: Want | null, context: After): Refusal | undefined
  /** Before the diff: what may move becomes what it is now. What cannot be found out is kept in the wish, for `refuse`. */
  pin?(want: Want, images: ImageResolver, over: Over<Spec>): Promise<Want>
  /** Of a tag that moves. */
  risk?(difference: Difference<Spec>, want: Want | null): Risk | undefined
  /** Said of a wish that is met only as far as ECR allows. */
  remark?(before: Spec, want: Want | null): Problem | undefined
  /** Pure: what to call, not calling it. */
  write(difference: Difference<Spec>, want: Want | null): readonly Operation[]
  /** The plan's lines in the user's words. */
  describe(change: Difference<Spec> & Partial<Foreseen>, want: Want | null, words: Words): readonly Line[]
  /** What a reader must not miss, for the attention block. */
  attention?(change: Difference<Spec> & Partial<Foreseen>, words: Words): readonly Fact[]
}

/** What a plan knows of a repository beside the one thing that is judged. */
export interface After {
  /** What this plan makes of another kind's one thing of the repository; undefined where it says nothing of it. */
  spec(kind: string): Fields | null | undefined
  /** The wishes for all things of the same kind in the repository, by name. */
  readonly wishes: ReadonlyMap<string, unknown>
}

/** What a wish will be laid over. */
export interface Over<Spec> {
  readonly repository: string
  readonly before: Spec | null
}

/** Finds out what an image is at this moment, without counting as a pull; a layout is opened, so that damage is found. */
export interface ImageResolver {
  /** @throws EcrsyncError where there is no such image, or it cannot be looked at */
  resolve(source: ImageSource, repositoryName: string, asked: { readonly isOpened: true }): Promise<ResolvedImage>
}

export interface ResolvedImage {
  readonly digest: string
  /** Bytes of all that it needs, where they are known. */
  readonly size?: number
  /** When it was pushed to where it is. */
  readonly pushedAt?: Date
}

/** What a plan foresees of a change beside the difference itself. */
export type Foreseen = Pick<Change, 'impact' | 'risk' | 'want'>

/** How layers of the manifest are laid over each other; every other field is replaced whole. */
export interface Layering {
  /** Merged key by key. */
  readonly byKey?: readonly string[]
  /** Why null cannot stand for all keys at once, and what to write instead. */
  readonly asNull?: { readonly detail: string; readonly hint: string }
  /** One facet of several keys: a layer that says one of them replaces all of them. */
  readonly together?: readonly (readonly string[])[]
}

/** What a tombstone says beside the name. */
export interface Removal {
  readonly maxImages?: number
  readonly copiedTo?: string
  readonly reason?: string
}

/** What is made of a document depends on its parts and the manifest alone: it is made once for all repositories that share it. */
export interface Documents {
  /** Root key of the documents that are used by name. */
  readonly named: string
  /** The form that such a document has. */
  readonly schema: object
  /** A list joins several; without it, a list is one document. */
  readonly joins: boolean
  /** Members of the document that have a source line of their own, e.g. `rules`. */
  readonly items?: string
  /** The text of a file, by itself or joined with others, as the manifest would say it; undefined where it cannot. Left out: as it is. */
  inline?(body: unknown, isJoined: boolean): unknown
  /** The place of such a member in the canonical document, where that is not the one in which it is written. */
  rank?(item: Fields, index: number): number
}

/** One document of a list, with the name that the manifest gave it, or the file that it was read from. */
export interface Part {
  readonly named?: string
  readonly file?: string
  readonly body: unknown
}

/** What a kind may know of where it is declared. What is not known offline, or of a layer, is left out. */
export interface Context {
  readonly repositoryName?: string
  readonly region?: string
  /** Value of the owner tag; absent with `ownership: none`. */
  readonly owner?: string
  /** The folder that local paths in a setting are relative to, itself relative to the root manifest's. */
  readonly directoryOf?: (path: Path) => string | undefined
  /** Name → account id. */
  readonly accounts: ReadonlyMap<string, string>
}

export type Path = readonly (string | number)[]

/** A finding that has a place in the declaration, but not yet a line. */
export interface Problem {
  readonly severity?: 'error' | 'warning' | 'note'
  readonly path: Path
  readonly code: string
  readonly summary: string
  readonly detail?: string
  readonly hint?: string
}

export type Asked<Want> = ReadonlyMap<string, Want | null>

export type Sign = '+' | '-'

/** One line of a plan: a label (often a field), what happens to it, and the paths whose source lines are shown. */
export interface Line {
  /** The text begins with it: this is added to a document, or removed. */
  readonly sign?: Sign
  readonly label?: string
  readonly text: string
  readonly paths?: readonly string[]
}

/** A line of the attention block: `OPENS`, and what is opened to whom. */
export interface Fact {
  readonly word: 'ARCHIVES' | 'DELETES' | 'EXPIRES' | 'MOVES' | 'OPENS'
  readonly text: string
}

/** The reader's own names for things. */
export interface Words {
  /** `444455556666` → `ci (444455556666)`. */
  account(id: string): string
}

/** The tag that says which manifest created a repository. */
export const OWNER_TAG = 'ecrsync:manifest'
