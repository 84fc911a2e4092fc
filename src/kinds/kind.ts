import type { Listed, Operation, ProbeAction, ReadAction, Reader } from '../aws/api.ts'
import type { EcrsyncError } from '../errors.ts'
import type { SizedImage } from '../judges/images.ts'
import type { Becomes, Claims, Difference, Fact, Fields, Line, Opening, Reading as Read, Refusal } from '../model.ts'
import type { Snippet } from './for-editors.ts'
import type { Differing, Knowledge, Shown, Verdict } from './knowledge.ts'
import type { Permissions, Permitted } from './permissions.ts'
import type { ImageResolver, Over } from './pins.ts'

/**
 * A manageable part of ECR: one file says all of it. Everything else (schema, reference, order, diff, rendering,
 * IAM policy, law tests) follows from the list in index.ts.
 * Want: what a manifest can say of it. Spec: what ECR can hold of it, complete and canonical.
 *
 * It is asked in this order: what was declared, what is there, what differs, whether that may be, what comes first, what to
 * call, how to say it. Most kinds need few of the hooks that may be left out.
 */
export type Kind<Want = unknown, Spec = Fields> = Named &
  Permitting<Want> &
  Declaring<Want> &
  Reading<Want, Spec> &
  Comparing<Want, Spec> &
  Judging<Want, Spec> &
  Ordering<Want> &
  Making<Want> &
  OfImages<Want, Spec> &
  Writing<Want, Spec> &
  Undoing<Want, Spec> &
  Guarding<Want, Spec> &
  Stating<Spec> &
  Telling<Want, Spec>

interface Named {
  /** Address prefix, as in `lifecyclePolicy["payments/api"]`. */
  readonly key: string
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
}

/** Of the calls that it uses, what a policy of IAM has to allow. */
interface Permitting<Want> {
  /** Those that a wish may come to, whatever ECR holds. Left out: all of them. */
  permits?(want: Want | null, about: Permitted): Permissions
}

/** What a manifest may say, and what that wishes. */
interface Declaring<Want> {
  /** The manifest keys it owns, as JSON Schema: docs, editor help, validation. A `default` says that ECR always has the field. */
  readonly manifest: Readonly<Record<string, object>>
  readonly layering?: Layering
  /** Its one key may be given by name or by file; `want` and `check` then receive it as `DocumentPart[]`. */
  readonly documents?: Documents
  /**
   * Of a kind of many things: fields of each that are documents of other kinds, by their keys in a manifest. There, too, names and
   * files are looked up, and `want` and `check` receive `DocumentPart[] | null`; the path of a problem is
   * `[facet, key, field, index of the part, …]`. Such a field inherits nothing, and knows no `live`.
   */
  readonly embeds?: readonly string[]
  /** Why an entry of `discovered` cannot say it; left out: it can. */
  readonly onlyDeclared?: { readonly detail: string; readonly hint: string }
  /** In the manifest's own form: for the reference and the law tests. */
  readonly examples: readonly Fields[]
  /** What ECR would refuse, said offline, by path into `declared`; manifest/ finds the line. */
  check(declared: Fields, context: Context): readonly Problem[]
  /** What is wrong with a value as it is written without quotes, by path below the setting that it is merged in. */
  misread?(path: Path, source: string): Misread | undefined
  /** Short forms → wishes by name; names, files and `${{ }}` are already in. `declared` has been checked. */
  want(declared: Fields, context: Context): ReadonlyMap<string, Want | null>
  /** What a tombstone wishes, of the one kind whose things tombstones are about. */
  tombstone?(removal: Removal): Want
  /** What is wished of whose a repository is, of the one kind that is about it. It is wished of every repository that the manifest names. */
  claim?(claim: Claim): Want
  /** What its keyed setting says in a file of a folder below, as the root manifest would say it: local paths are other ones. */
  rebased?(value: unknown, directory: string): unknown
  /** The beginning of a text of its keyed setting that says which host is asked, and with which login. */
  hostIn?(text: string): string | undefined
}

/** What it belongs to, and how it is read there. Throwing means unread, for this place only; a name left out is not there. */
type Reading<Want, Spec> =
  | {
      readonly scope: 'repository'
      read(ecr: Reader, repository: Listed, asked: Asked<Want>): Promise<ReadonlyMap<string, Read<Spec>>>
    }
  | {
      readonly scope: 'registry'
      /** What of it could not be read is the reading of its own name. */
      read(ecr: Reader, asked: Asked<Want>): Promise<ReadonlyMap<string, Read<Spec> | EcrsyncError>>
    }

/** What a wish makes of what is there, and what of that is a difference. */
interface Comparing<Want, Spec> {
  /** Before the diff: what may move becomes what it is now. What cannot be found out is kept in the wish, for `judge`. */
  pin?(want: Want, images: ImageResolver, over: Over<Spec>): Promise<Want>
  /** `patch` by field, `replace` whole, or its own. `merge(merge(b, w), w)` equals `merge(b, w)`. */
  merge(before: Spec | null, want: Want | null): Spec | null
  /** Of complete specs; idempotent; drops nothing that it does not know. */
  canonical(spec: Spec): Spec
  /** Fields that nobody can set, such as the time of a push: they never make a difference. */
  readonly facts?: readonly string[]
  /** Of what differs, the fields that only delete and create can change: the change is a `replace`, unless refused. */
  immutable?(before: Spec, after: Spec): readonly string[]
  /** Said of a wish that is met only as far as ECR allows. */
  remark?(before: Spec, want: Want | null, name: string): Problem | undefined
  /** Said of a wish for what is not there, and is not to be made. */
  missing?(want: Want, name: string): Problem | undefined
}

interface Judging<Want, Spec> {
  /**
   * Whether what differs may be made so, in the plan and again before the write: all things of one place together, one
   * verdict for each.
   */
  judge?(differing: readonly Differing<Want, Spec>[], knowledge: Knowledge): Promise<readonly Verdict[]>
  /** Why nothing of a place may be changed, as this thing of it was found. */
  closes?(before: Spec, want: Want, name: string): Refusal | undefined
  /** What is to be said of a place with wishes, changed or not. */
  watch?(knowledge: Knowledge): Promise<readonly Problem[]>
}

/** What comes first. */
interface Ordering<Want> {
  /** Kinds of the same repository, or of the registry, that come first; deletes run reversed. */
  readonly needs: readonly string[]
  /** Of the things of a kind that it needs, whether it needs this one. Left out: all that there are in its place. */
  needsThing?(name: string, needed: { readonly kind: string; readonly name: string }): boolean
  /**
   * Other registries in which the kinds that it needs come first, too: what the same run changes of them is waited for, and is
   * not there to be deleted. Of a kind of the registry that stands behind those in the list.
   */
  needsIn?(want: Want): readonly RegistryOf[]
}

/** Repositories that ECR makes by itself: they come back, or are somebody's cache, and are never pruned. */
interface Making<Want> {
  readonly makes?: {
    /** Names of its things that are there. */
    there(ecr: Reader): Promise<readonly string[]>
    /** Whether repositories of this name are made by the thing of that name. */
    isFor(name: string, repositoryName: string): boolean
    /** The glob of those that only the thing of that name makes; undefined where others may stand among them. Left out: always. */
    globOf?(name: string): string | undefined
  }
  /** What it copies into other registries. */
  sends?(want: Want): readonly { readonly to: RegistryOf; isFor(repositoryName: string): boolean }[]
}

/** What it has to do with the images of a repository: what must not go before, and which are left. */
interface OfImages<Want, Spec> {
  /** The image that a wish wants to be in its repository. */
  holds?(name: string, want: Want | null): Held | undefined
  /** The image that a wish copies, which must not go before. */
  draws?(want: Want): Drawn | undefined
  /** What a wish wants to go. */
  takes?(name: string, want: Want | null): Whereabouts | undefined
  /** Images as they are when all differences of their repository have been made so. */
  leaves?(images: readonly SizedImage[], differences: readonly Difference<Spec>[], now: string): readonly SizedImage[]
}

/** What is called, and what that must not do to others. */
interface Writing<Want, Spec> {
  /** Pure: what to call, not calling it. */
  write(change: Difference<Spec> & Verdict, want: Want | null): readonly Operation[]
  /** Of a thing that goes, what is taken from it before by others of its place: a part of the verdict that stands in no plan. */
  leaving?(change: Difference<Spec>, others: readonly Difference<Spec>[]): readonly string[]
  /** A wish for which all of a thing is read: what others belong to is known whole before it goes. Left out: any will do. */
  readonly whole?: Want
  /** What ECR answers to a write that has been done already, by a lost answer or by somebody else: no failure. */
  readonly already?: { readonly [A in Operation['action']]?: string }
  /**
   * In a repository that the same run has just created, nobody else can have set it yet. Left out, or elsewhere: every write
   * replaces something, so what is there is read and judged once more directly before it.
   */
  isOursAlone?(want: Want | null): boolean
  /** What of a thing its write replaces; left out: all of it. Before the write, that must be what the plan showed. */
  replaces?(before: Spec, want: Want | null): Fields | null
  /** Whether facts that nobody can set let the write take away no more than the plan showed. */
  isShown?(planned: Shown<Spec>, now: Shown<Spec>): boolean
}

/** How a change is taken back. */
interface Undoing<Want, Spec> {
  /**
   * A wish for what a thing was, where it became something else; of nothing else of it is anything wished. Undefined: no wish can
   * say that. It is asked the other way round as well, to see whether the thing is still as a change left it.
   */
  backTo(name: string, change: Undone<Spec>): Want | null | undefined
  /** Why no wish can say that, and what to do instead; left out: because ECR has no call for it. */
  noWayBack?(name: string, change: Undone<Spec>): Pick<Problem, 'detail' | 'hint'>
  /** What has gone with a thing for good, and how to get it otherwise. */
  lost?(name: string, before: Spec, want: Want | null): readonly Problem[]
}

/** What a thing was, and what a change made of it. */
export interface Undone<Spec> {
  readonly to: Spec | null
  readonly from: Spec | null
  /** What it is now; left out: that is not known yet. */
  readonly live?: Spec | null
  /** It goes with what it belongs to: what others have put into it since would go as well. */
  readonly isWhole?: boolean
  /** The change brought an image that its repository did not have. */
  readonly isNew: boolean
}

/** What guards over a plan as a whole count, as data: a plan is judged by its document alone. */
interface Guarding<Want, Spec> {
  /** What of it protects somebody or something less than before, in words. */
  weakens?(change: Difference<Spec>, want: Want | null): readonly string[]
  /** Whom it newly lets in, beside the account of the registry; that is empty where it is not known. */
  opens?(change: Difference<Spec>, own: string): readonly Opening[]
}

/** How a manifest would say what is there. */
interface Stating<Spec> {
  /** Of a kind of the registry with many things: the names of all that are there, or may be. Left out: it is one thing. */
  names?(ecr: Reader): Promise<readonly string[]>
  /**
   * A thing by the keys of its kind, in the shortest form that comes to exactly this thing, laid over nothing as well as over
   * the thing itself; a document as the body, or the list of bodies, that a manifest would have there. Undefined: nobody has to
   * say it, because ECR makes it so by itself. Left out: it is never stated.
   */
  states?(name: string, spec: Spec, context: StatingContext): Fields | undefined
  /** By the type of a resource of another tool: what it says of a thing of this kind. */
  readonly foreign?: {
    readonly terraform?: Readonly<Record<string, ForeignResource>>
    readonly cloudFormation?: Readonly<Record<string, ForeignResource>>
  }
}

export interface StatingContext {
  readonly account: string
  readonly region: string
  /** Account id → the name that the manifest gives it; left out: none. */
  readonly accounts?: ReadonlyMap<string, string>
}

/**
 * What a resource says in a manifest, by the keys of its kind, a document as its body; with the repository that it belongs to,
 * unless its kind is of the registry; a key with undefined is not known. Undefined: it says nothing of this kind.
 *
 * @throws EcrsyncError INVALID_IMPORT where it is not as that tool would write it
 */
export type ForeignResource = (
  properties: Fields,
) => { readonly repository?: string; readonly states: Fields } | undefined

/** How a plan says it. */
interface Telling<Want, Spec> {
  /** Of a kind of which a repository has many: what the rows of a plan call one of them, and where in the manifest it is said. */
  readonly one?: { label(name: string): string; path(name: string): string }
  /** The plan's lines in the user's words. */
  describe(change: Difference<Spec> & Verdict, want: Want | null, words: Words): readonly Phrase[]
  /** It changes nothing but whose a repository is, and how. */
  claims?(change: Difference<Spec>): Claims
  /** Of a document: what it is to be, and what it was. */
  becomes?(change: { readonly before: Spec; readonly after: Spec }, want: Want | null, words: Words): Becomes
  /** What a reader must not miss, for the attention block. */
  attention?(change: Difference<Spec> & Verdict, want: Want | null, words: Words): readonly Fact[]
  /** Of these, what must not be missed in a repository that is to be created, either. */
  isSaidOfNew?(fact: Fact): boolean
}

/** The registry of an account and region. */
export interface RegistryOf {
  readonly account: string
  readonly region: string
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

/** An image that is copied. */
export interface Drawn extends Whereabouts {
  /** Left out: the one that it is copied in. */
  readonly registry?: RegistryOf | undefined
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
  /** No tombstone names it: it goes because this manifest owns it, and does not declare it any more. */
  readonly prunedBy?: string
}

/** What the root of a manifest says of whose a repository is. */
export interface Claim {
  /** The name of the manifest. */
  readonly manifest: string
  /** A repository that nobody owns becomes its own. */
  readonly isAdopted?: true
  /** Names of manifests of which it may take the repository. */
  readonly from?: readonly string[]
  /** Why it is let go. */
  readonly released?: string
  /** It is to go, or to be let go, and nothing else is asked of it. */
  readonly isLeaving?: true
}

/** What is made of a document depends on its parts and the manifest alone: it is made once for all repositories that share it. */
export interface Documents {
  /** Root key of the documents that are used by name; left out: none has a name. */
  readonly named?: string
  /** What an editor offers as such a name, and what it stands for. */
  readonly snippet?: Snippet['body']
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
  /** What a document does, as a name for it: small letters, digits and dashes. Undefined where it takes more than a few words. */
  called?(body: unknown): string | undefined
  /** The smallest documents that joined come to the same as one. Left out: it is one. */
  divided?(body: unknown): readonly unknown[]
  /** The same document with other names for the accounts to which it gives something by name or id. */
  renamed?(body: unknown, nameOf: (account: string) => string): unknown
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
  /** Value of the owner tag that a repository is created with; absent with `ownership: none`, and where it is released. */
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

/** Of a place that the file itself says. */
export type Misread = Pick<Problem, 'code' | 'summary' | 'example'> & Required<Pick<Problem, 'detail' | 'hint'>>

export type Asked<Want> = ReadonlyMap<string, Want | null>

/** One line of a plan before its place is known: the paths whose source lines are shown with it. */
export type Phrase = Omit<Line, 'sources'> & { readonly paths?: readonly string[] }

/** The reader's own names for things. */
export interface Words {
  /** The account of the registry; left out, or empty: it is not known. */
  readonly own?: string
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
