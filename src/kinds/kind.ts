import type { ImageSource, Listed, Operation, ProbeAction, ReadAction, Reader } from '../aws/api.ts'
import type { EcrsyncError } from '../errors.ts'
import type { SizedImage } from '../judges/images.ts'
import type { Parts } from '../judges/parts.ts'
import type { Protector } from '../judges/protected.ts'
import type { Evaluation } from '../lifecycle/index.ts'
import type {
  Address,
  Difference,
  Fact,
  Fields,
  Guards,
  Impact,
  InUse,
  Line,
  Reading,
  Refusal,
  Risk,
  Wish,
} from '../model.ts'

/**
 * A manageable part of ECR: one file says all of it. Everything else (schema, reference, order, diff, rendering,
 * IAM policy, law tests) follows from the list in index.ts.
 * Want: what a manifest can say of it. Spec: what ECR can hold of it, complete and canonical.
 */
export type Kind<Want = unknown, Spec = Fields> = Traits<Want, Spec> & Reads<Want, Spec>

/** What it belongs to, and how it is read there. Throwing means unread, for this place only; a name left out is not there. */
export type Reads<Want, Spec> =
  | {
      readonly scope: 'repository'
      read(ecr: Reader, repository: Listed, asked: Asked<Want>): Promise<ReadonlyMap<string, Reading<Spec>>>
    }
  | {
      readonly scope: 'registry'
      /** What of it could not be read is the reading of its own name. */
      read(ecr: Reader, asked: Asked<Want>): Promise<ReadonlyMap<string, Reading<Spec> | EcrsyncError>>
    }

interface Traits<Want, Spec> {
  /** Address prefix, as in `lifecyclePolicy["payments/api"]`. */
  readonly key: string
  /** Kinds of the same repository, or of the registry, that come first; deletes run reversed. */
  readonly needs: readonly string[]
  /**
   * What comes first in other registries, of kinds of the registry that stand before it in the list: each is waited for
   * where the same run changes it, and is not there to be deleted.
   */
  needsElsewhere?(want: Want): readonly Elsewhere[]
  /** Of the things of a kind that it needs, whether it needs this one. Left out: all that there are in its place. */
  needsThing?(name: string, needed: { readonly kind: string; readonly name: string }): boolean
  /** The calls it makes: the IAM policy comes from here. */
  readonly uses: {
    readonly reads: readonly ReadAction[]
    /** Only where they are asked for. */
    readonly probes?: readonly (ReadAction | ProbeAction)[]
    readonly writes: readonly Operation['action'][]
    /** Actions of other services that its writes ask for, as IAM names them. */
    readonly others?: readonly string[]
    /** Services for which the first of its writes in an account makes a role of AWS. */
    readonly serviceRoles?: readonly string[]
    /** Services to which its writes pass roles of the user's own. */
    readonly passesRolesTo?: readonly string[]
  }
  /** What ECR answers to a write that has been done already, by a lost answer or by somebody else: no failure. */
  readonly already?: { readonly [A in Operation['action']]?: string }
  /** Of what differs, the fields that only delete and create can change: the change is a `replace`, unless refused. */
  immutable?(before: Spec, after: Spec): readonly string[]
  /** Fields that nobody can set, such as the time of a push: they never make a difference. */
  readonly facts?: readonly string[]
  /** Of a kind of which a repository has many: what the rows of a plan call one of them, and where in the manifest it is said. */
  readonly one?: { label(name: string): string; path(name: string): string }
  /**
   * Every write replaces something, so what is there is read and judged once more directly before it: `always`, or
   * `unlessCreated`, not in a repository that the same run has just created, where nobody else can have set it yet.
   */
  readonly look: 'always' | 'unlessCreated'
  /** Others are expected to set it, too, even where this run has just created the repository: there is a look in any case. */
  isShared?(want: Want | null): boolean
  /** The manifest keys it owns, as JSON Schema: docs, editor help, validation. A `default` says that ECR always has the field. */
  readonly manifest: Readonly<Record<string, object>>
  readonly layering?: Layering
  /** Why only what declares a repository says it, and an entry of `discovered` does not; left out: both do. */
  readonly ofDeclared?: { readonly detail: string; readonly hint: string }
  /** Its one key may be given by name or by file; `want` and `check` then receive it as `DocumentPart[]`. */
  readonly documents?: Documents
  /**
   * Of a kind of many things: fields of each that are documents of other kinds, by their keys in a manifest. There, too, names and
   * files are looked up, and `want` and `check` receive `DocumentPart[] | null`; the path of a problem is
   * `[facet, key, field, index of the part, …]`. Such a field inherits nothing, and knows no `live`.
   */
  readonly embeds?: readonly string[]
  /** In the manifest's own form: for the reference and the law tests. */
  readonly examples: readonly Fields[]
  /** Short forms → wishes by name; names, files and `${{ }}` are already in. `declared` has been checked. */
  want(declared: Fields, context: Context): ReadonlyMap<string, Want | null>
  /** What a tombstone wishes, of the one kind whose things tombstones are about. */
  tombstone?(removal: Removal): Want
  /** What its keyed setting says in a file of a folder below, as the root manifest would say it: local paths are other ones. */
  rebased?(value: unknown, directory: string): unknown
  /** The beginning of a text of its keyed setting that says which host is asked, and with which login. */
  hostIn?(text: string): string | undefined
  /** What ECR would refuse, said offline, by path into `declared`; manifest/ finds the line. */
  check(declared: Fields, context: Context): readonly Problem[]
  /** `patch` by field, `replace` whole, or its own. `merge(merge(b, w), w)` equals `merge(b, w)`. */
  merge(before: Spec | null, want: Want | null): Spec | null
  /** Of complete specs; idempotent; drops nothing that it does not know. */
  canonical(spec: Spec): Spec
  /** Before the diff: what may move becomes what it is now. What cannot be found out is kept in the wish, for `judge`. */
  pin?(want: Want, images: ImageResolver, over: Over<Spec>): Promise<Want>
  /**
   * Whether what differs may be made so, in the plan and again before the write: all things of one place together, one
   * verdict for each.
   */
  judge?(differing: readonly Differing<Want, Spec>[], knowledge: Knowledge): Promise<readonly Verdict[]>
  /** What of a thing its write replaces; left out: all of it. Before the write, that must be what the plan showed. */
  replaces?(before: Spec, want: Want | null): Fields | null
  /** Whether facts that nobody can set let the write take away no more than the plan showed. */
  isShown?(planned: Shown<Spec>, now: Shown<Spec>): boolean
  /** What is to be said of a place with wishes, changed or not. */
  watch?(knowledge: Knowledge): Promise<readonly Problem[]>
  /** Said of a wish that is met only as far as ECR allows. */
  remark?(before: Spec, want: Want | null, name: string): Problem | undefined
  /** The image that a wish wants to be in its repository. */
  holds?(name: string, want: Want | null): Held | undefined
  /** The image in this registry that a wish copies, which must not go before. */
  draws?(want: Want): Whereabouts | undefined
  /** The image in another registry that a wish copies. */
  drawsElsewhere?(want: Want): (Whereabouts & Omit<Elsewhere, 'kind'>) | undefined
  /** What a wish wants to go. */
  takes?(name: string, want: Want | null): Whereabouts | undefined
  /** Images as they are when all differences of their repository have been made so. */
  leaves?(images: readonly SizedImage[], differences: readonly Difference<Spec>[], now: string): readonly SizedImage[]
  /** Pure: what to call, not calling it. */
  write(change: Difference<Spec> & Verdict, want: Want | null): readonly Operation[]
  /** The plan's lines in the user's words. */
  describe(change: Difference<Spec> & Verdict, want: Want | null, words: Words): readonly Phrase[]
  /** What a reader must not miss, for the attention block. */
  attention?(change: Difference<Spec> & Verdict, want: Want | null, words: Words): readonly Fact[]
  /** Of these, what must not be missed in a repository that is to be created, either. */
  isSaidOfNew?(fact: Fact): boolean
}

/** The things of one kind in the registry of an account and region. */
export interface Elsewhere {
  readonly kind: string
  readonly account: string
  readonly region: string
}

/** One thing that differs from the wish for it. */
export interface Differing<Want = unknown, Spec = Fields> {
  readonly difference: Difference<Spec>
  readonly want: Want | null
}

export interface Verdict {
  /** Left out: it may be made so. */
  readonly blocked?: Refusal
  readonly impact?: Impact
  readonly risk?: Risk
  readonly warnings?: readonly Problem[]
  /** Changes without which it is not tried. */
  readonly requires?: readonly Address[]
  /** Changes that are not tried without it. */
  readonly precedes?: readonly Address[]
  /** Of an image that loses a tag, or goes: the tags that the plan leaves it; none where it goes. */
  readonly remaining?: readonly string[]
}

/** What is known of a repository when something of it is judged, in the plan and before a write alike. */
export interface Knowledge {
  readonly repository: string
  /** Whose registry it is; left out where that is not known. */
  readonly registry?: { readonly account: string; readonly region: string } | undefined
  /** ECR does not have it. */
  readonly isNew: boolean
  readonly moment: 'plan' | 'write'
  /** ISO 8601 */
  readonly now: string
  /** All wishes for the repository, pinned. */
  readonly wishes: readonly Wish[]
  /** What must not go: what the manifest declares there, and what is in use by a tag there. */
  readonly protectors: readonly Protector[]
  /** What a list says to be in use there. */
  readonly inUse: readonly InUse[]
  /** What is in use by its digest, wherever it is. */
  readonly usedDigests: ReadonlyMap<string, InUse>
  readonly guards: Guards
  /** A policy is blocked where its impact cannot be known. */
  readonly isGuarded: boolean
  /** What ECR's own preview says of a policy, by its text; left out: it is not asked. */
  readonly preview?: ((policyText: string) => Promise<Evaluation['actions']>) | undefined
  /** The one thing of another kind as it is and as the plan leaves it; undefined where the plan says nothing of it. */
  thing(kind: string): { readonly before: Fields | null; readonly after: Fields | null } | undefined
  /** The same as ECR has it, read if nothing else has. */
  live(kind: string): Promise<Fields | null>
  /** The same as it is when the plan has been carried out, without what is blocked. */
  left(kind: string): Promise<Fields | null>
  /** Every image of the repository, read once. */
  images(): Promise<readonly SizedImage[]>
  /** The images that an index holds, of which a listing says nothing; left out before a write, where ECR knows. */
  readonly partsOf?: ((digest: string) => Promise<readonly string[]>) | undefined
  /**
   * What indexes are known to hold by now: those that the manifest brings from where they can be opened, and those that have
   * been opened so far. Of all that the plan opens where `leaving` has been asked before.
   */
  parts(): Parts
  /** As they are when the plan has been carried out, without what is blocked; before a write, when its deletes have been. */
  imagesLeft(): Promise<readonly SizedImage[]>
  /** What makes them so. */
  leaving(): Promise<readonly Leaving[]>
  /** As they are when only these of them have been made. */
  imagesLeftBy(made: readonly Leaving[]): Promise<readonly SizedImage[]>
}

/** What a look has found, and what a plan has shown of it. */
export interface Shown<Spec> {
  readonly before: Spec | null
  readonly facts: readonly Fact[]
}

/** A change that changes the images of its repository. */
export interface Leaving {
  readonly address: Address
  readonly kind: string
  readonly difference: Difference
}

export interface Held {
  /** What it is declared by. */
  readonly at: { readonly tag: string } | { readonly digest: string }
  /** Left out: that is known only once it is pinned. */
  readonly digest?: string
  readonly size?: number
  readonly children?: readonly string[]
  /** It comes from somewhere else. */
  readonly isBrought: boolean
}

/** One image of a registry, or with neither tag nor digest, all of a repository. */
export interface Whereabouts {
  readonly repositoryName: string
  readonly tag?: string | undefined
  readonly digest?: string | undefined
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
  /** Root key of the documents that are used by name; left out: none has a name. */
  readonly named?: string
  /** The form that such a document has. */
  readonly schema: object
  /** A list joins several; without it, a list is one document. */
  readonly joins: boolean
  /** A list may hold `live`, which keeps what is there, and parts of this form: those of `schema`, and `absent`, which takes something away. */
  readonly shared?: object
  /** Members of the document that have a source line of their own, e.g. `rules`. */
  readonly items?: string
  /** The text of a file, by itself or joined with others, as the manifest would say it; undefined where it cannot. Left out: as it is. */
  inline?(body: unknown, isJoined: boolean): unknown
  /** What is wrong with the levels of access that the root names, by path into them. */
  checkLevels?(levels: AccessLevels): readonly Problem[]
  /** The place of such a member in the canonical document, where that is not the one in which it is written. */
  rank?(item: Fields, index: number): number
}

/** One document of a list, with the name that the manifest gave it, or the file that it was read from; or the word `live`. */
export interface DocumentPart {
  readonly named?: string
  readonly file?: string
  readonly body: unknown
}

/** What a kind may know of where it is declared. What is not known offline, or of a layer, is left out. */
export interface Context {
  readonly repositoryName?: string
  readonly region?: string
  /** Left out, too, where the manifest has no settings of the registry and asks for no account. */
  readonly account?: string
  /** Value of the owner tag; absent with `ownership: none`. */
  readonly owner?: string
  /** The folder that local paths in a setting are relative to, itself relative to the root manifest's. */
  readonly directoryOf?: (path: Path) => string | undefined
  /** Name → account id, or several. */
  readonly accounts: ReadonlyMap<string, string | readonly string[]>
  /** Name → actions. */
  readonly accessLevels?: AccessLevels
}

/** The levels of access that a manifest names beside those of ours, each with its actions. */
export type AccessLevels = ReadonlyMap<string, readonly string[]>

export type Path = readonly (string | number)[]

/** A finding that has a place in the declaration, but not yet a line. */
export interface Problem {
  readonly severity?: 'error' | 'warning' | 'note'
  readonly path: Path
  readonly code: string
  readonly summary: string
  readonly detail?: string
  readonly hint?: string
  /** What to type, line by line. */
  readonly example?: readonly string[]
}

export type Asked<Want> = ReadonlyMap<string, Want | null>

/** One line of a plan before its place is known: the paths whose source lines are shown with it. */
export type Phrase = Omit<Line, 'sources'> & { readonly paths?: readonly string[] }

/** The reader's own names for things. */
export interface Words {
  /** `444455556666` → `ci (444455556666)`, or `this account`. */
  account(id: string): string
  /** The list by whose name an account is called. */
  accountList?(id: string): AccountList | undefined
  readonly accessLevels?: AccessLevels
}

/** A name of the manifest for several accounts. */
export interface AccountList {
  readonly name: string
  readonly size: number
}

/** The tag that says which manifest created a repository. */
export const OWNER_TAG = 'ecrsync:manifest'
