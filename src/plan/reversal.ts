import { grouped } from '../collate.ts'
import { addressOf } from '../kinds/address.ts'
import { belongingTo } from '../kinds/belonging.ts'
import { KINDS, kindOf } from '../kinds/index.ts'
import type { Action, Address, Declared, Diagnostic, Fields, MadeCall, Outcome, Source, Wishes } from '../model.ts'

/** What became of a change, as a receipt has it. */
export interface Deed {
  readonly target: string
  readonly address: Address
  readonly kind: string
  readonly name: string
  /** Left out: it is of the registry. */
  readonly repository?: string
  readonly action: Action
  readonly status: Outcome['status']
  readonly before?: Fields | null
  readonly after?: Fields | null
  readonly planned?: Fields | null
  readonly want?: unknown
  readonly took?: Readonly<Record<string, Fields | null>>
  readonly calls: readonly MadeCall[]
}

/** Wishes for what was, and what is to be said of what cannot be again. */
export interface Reversal {
  readonly wishes: Wishes
  readonly notes: readonly Diagnostic[]
}

/** Of a deed, where it is told. */
export type SourceOf = (deed: Deed) => Source

/** Back to what one target had before these deeds, which are of kinds that there are; only what was done counts, also in part. */
export function reversalOf(deeds: readonly Deed[], sourceOf: SourceOf): Reversal {
  const done = deeds.filter(({ status }) => status === 'done' || status === 'partial')
  const units = grouped(done, ({ repository = '' }) => repository)
  const undone = [...units].map(([repository, own]) => undoneIn(repository, own, sourceOf))
  const inUnit = new Map(undone.map(({ repository, declared }) => [repository, declared]))
  const repositories = [...inUnit.keys()].filter(name => name !== '')
  return {
    wishes: {
      of: name => inUnit.get(name) ?? [],
      registry: () => inUnit.get('') ?? [],
      isDeclared: name => inUnit.has(name),
      repositories,
    },
    notes: [
      ...deeds.filter(({ status }) => status === 'failed').flatMap(deed => unanswered(deed, sourceOf(deed))),
      ...undone.flatMap(({ notes }) => notes),
    ],
  }
}

/** The same wishes, of one manifest: what another has come to own since the deeds is left alone. */
export const heldBy = (manifest: string, wishes: Wishes): Wishes => ({
  ...wishes,
  of(repository) {
    const own = wishes.of(repository)
    const [first] = own
    if (first === undefined) return own
    const { sources } = first
    const claims = KINDS.flatMap(({ key, claim }) =>
      claim === undefined || own.some(({ kind }) => kind === key)
        ? []
        : [{ address: addressOf(key, repository), kind: key, want: claim({ manifest, isLeaving: true }), sources }],
    )
    return [...own, ...claims.map(one => ({ ...one, scope: 'repository' as const, repository, name: repository }))]
  },
})

interface Undone {
  readonly repository: string
  readonly declared: readonly Declared[]
  readonly notes: readonly Diagnostic[]
}

/** A thing to which others belong is created and deleted with all of them. */
function undoneIn(repository: string, deeds: readonly Deed[], sourceOf: SourceOf): Undone {
  const root = deeds.find(({ kind, action }) => belongingTo(kind).length > 0 && action !== 'update')
  const isWhole = root !== undefined && root.action !== 'delete'
  const each = deeds.map(deed => undo(deed, sourceOf(deed), isWhole))
  const all = root === undefined ? [] : restOf(root, deeds, sourceOf(root))
  const [rootUndone] = root === undefined ? [] : [each[deeds.indexOf(root)]]
  const others = [...each.filter(one => one !== rootUndone), ...all]
  return {
    repository,
    declared:
      root === undefined || rootUndone === undefined ? declaredIn(others) : declaredIn(tied(rootUndone, others)),
    notes: [...each, ...all].flatMap(({ notes }) => notes),
  }
}

interface One {
  readonly declared?: Declared
  readonly notes: readonly Diagnostic[]
}

const declaredIn = (all: readonly One[]): readonly Declared[] => all.flatMap(({ declared }) => declared ?? [])

/** What was created goes only as it was left, with all that is in it; what was deleted comes back only where nothing else has come. */
function tied(root: One, others: readonly One[]): readonly One[] {
  const { declared } = root
  if (declared?.undoes === undefined) return [root, ...others]
  const isToGo = declared.undoes.before === null
  const requires = isToGo ? declaredIn(others).map(({ address }) => address) : [declared.address]
  const tying = (one: One): One =>
    one.declared?.undoes ? { ...one, declared: { ...one.declared, undoes: { ...one.declared.undoes, requires } } } : one
  return isToGo ? [tying(root), ...others] : [root, ...others.map(tying)]
}

/** Of what belongs to a thing that was created or deleted, all that no deed of its own tells. */
function restOf(root: Deed, deeds: readonly Deed[], source: Source): readonly One[] {
  const told = new Set(deeds.map(({ kind }) => kind))
  const rest = belongingTo(root.kind).filter(({ key }) => !told.has(key))
  if (root.action !== 'delete') return rest.map(({ key }) => wishFor(root, key, { before: null, after: null }, source))
  return rest.map(({ key }) => {
    const before = root.took && Object.hasOwn(root.took, key) ? (root.took[key] as Fields | null) : undefined
    if (before === undefined) return { notes: [unknownNote(root, key, source)] }
    return before === null ? { notes: [] } : wishFor(root, key, { before, after: null }, source)
  })
}

const wishFor = (root: Deed, kind: string, change: Changed, source: Source): One =>
  undo(
    { ...root, ...change, kind, address: addressOf(kind, root.name), action: 'create', calls: [] },
    source,
    root.action !== 'delete',
  )

type Changed = { readonly before: Fields | null; readonly after: Fields | null }

/** One deed, the other way round. */
function undo(deed: Deed, source: Source, isWhole: boolean): One {
  const { kind: key, name, address, repository, action } = deed
  const kind = kindOf(key)
  const { before, after } = changedBy(deed)
  const isNew = deed.calls.some(call => call.isDone && call.isNew === true)
  const want = kind.backTo(name, { to: before, from: after, isNew, isWhole })
  if (want === undefined)
    return { notes: [noWay(deed, source, kind.noWayBack?.(name, { to: before, from: after, isNew, isWhole }))] }
  const lost = action === 'delete' && before !== null ? (kind.lost?.(name, before, deed.want ?? null) ?? []) : []
  const sources = new Map([['', [source]]])
  const undoes = { before, after, isNew, isWhole }
  const thing = { address, kind: key, name, want, sources, undoes }
  return {
    declared:
      repository === undefined ? { ...thing, scope: 'registry' } : { ...thing, scope: 'repository', repository },
    notes: lost.map(({ path: _, severity = 'warning', ...problem }) => ({ severity, ...problem, source })),
  }
}

/** Of what is deleted, all that was read directly before; of what is done in part, what it was to be. */
function changedBy({ kind, before = null, after, planned = null, took }: Deed): Changed {
  const whole = took && Object.hasOwn(took, kind) ? took[kind] : undefined
  return { before: before && whole ? { ...before, ...whole } : before, after: after === undefined ? planned : after }
}

const noWay = ({ address }: Deed, source: Source, why: Pick<Diagnostic, 'detail' | 'hint'> = NO_CALL): Diagnostic => ({
  severity: 'warning',
  code: 'NOT_BROUGHT_BACK',
  summary: `${address} cannot be brought back to what it was`,
  ...why,
  source,
})

const NO_CALL = {
  detail: 'No call of ECR that ecrsync makes does that.',
  hint: 'Its line in the receipt says what it was.',
} as const

const unknownNote = ({ name }: Deed, kind: string, source: Source): Diagnostic => ({
  severity: 'warning',
  code: 'NOT_BROUGHT_BACK',
  summary: `Whether ${name} had a ${kind} is not known`,
  detail: 'It could not be read when the repository was deleted, so none is made.',
  hint: 'Declare it in the manifest.',
  source,
})

/** Whether it was done, nobody knows. */
function unanswered({ address, calls }: Deed, source: Source): readonly Diagnostic[] {
  if (!calls.some(({ isDone, requestId }) => !isDone && requestId === undefined)) return []
  return [
    {
      severity: 'warning',
      code: 'PERHAPS_DONE',
      summary: `Whether ${address} was changed is not known`,
      detail: 'A call had no answer, and may have been carried out all the same. It is left as it is.',
      hint: 'Look at it; its line in the receipt says what it was.',
      source,
    },
  ]
}
