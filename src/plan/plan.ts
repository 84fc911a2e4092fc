import type { Reader } from '../aws/api.ts'
import { isFatal } from '../aws/failures.ts'
import { EcrsyncError } from '../errors.ts'
import type { Emit } from '../events.ts'
import { addressOf } from '../kinds/address.ts'
import { byText, grouped } from '../kinds/canonical.ts'
import { KINDS, kindOf } from '../kinds/index.ts'
import type { After, ImageResolver, Problem } from '../kinds/kind.ts'
import { pathText } from '../kinds/path.ts'
import type { LifecyclePolicy } from '../lifecycle/index.ts'
import type {
  Change,
  Declared,
  Desired,
  Diagnostic,
  Fields,
  Guards,
  Plan,
  PlannedTarget,
  Summary,
  Target,
  Unread,
} from '../model.ts'
import { type Comparison, compare } from './diff.ts'
import { refusedBy } from './guard.ts'
import type { InUse } from './in-use.ts'
import { withImpact } from './lifecycle-impact.ts'
import { order } from './order.ts'
import { pinned } from './pin.ts'
import { type Observed, readAccount, readLive } from './read.ts'
import type { Preview } from './server-preview.ts'

export interface Wishes {
  readonly desired: Desired
  readonly manifest: Plan['manifest']
  /** Every repository that the manifest names, also those that a filter leaves out of `desired`. */
  readonly names: ReadonlySet<string>
  readonly warnings: readonly Diagnostic[]
  readonly guards: Guards
}

export type KnownTarget = Omit<Target, 'account'> & { readonly account?: string }

/** What a plan is made from. */
export interface Sources {
  readonly reader: Reader
  /** Finds out what images are now, wherever they come from. */
  readonly images: ImageResolver
  /** Left out: ECR is not asked for a preview of lifecycle policies. */
  readonly preview?: Preview | undefined
  /** What it is that is in use, once the target is known. */
  readonly inUse: (target: Target) => readonly InUse[]
  readonly now: Date
  readonly emit: Emit
}

/** Reads the registry and compares. Makes no call that changes anything: it is handed a reader. */
export async function makePlan(wishes: Wishes, sources: Sources, target: KnownTarget): Promise<Plan> {
  const { emit } = sources
  const observed = await readLive(sources.reader, wishes.desired, { target: target.name, emit })
  const account = target.account ?? observed.account ?? (await accountIfReadable(sources.reader))
  const known = { ...target, account }
  const desired = await pinned(wishes.desired, observed.live, sources.images)
  const comparison = compareAll(desired, observed.live, known)
  const { reader, preview, now } = sources
  const inUse = sources.inUse(known)
  const isGuarded = inUse.length > 0 || wishes.guards.expireImages !== undefined
  const policies = policiesIn(comparison)
  const impact = await withImpact(comparison.changes, { reader, preview, now, desired, inUse, isGuarded, policies })
  const plan = assemble(wishes, observed, known, { ...comparison, ...impact })
  emit({ type: 'planned', target: target.name, changes: plan.changes.filter(({ blocked }) => !blocked).length })
  return plan
}

/** As this plan leaves them. */
const policiesIn = ({ comparisons }: Compared): ReadonlyMap<string, LifecyclePolicy> =>
  new Map(
    comparisons.flatMap(({ declared, after }) =>
      declared.kind === 'lifecyclePolicy' && after ? [[declared.name, after as unknown as LifecyclePolicy]] : [],
    ),
  )

/** An account that is only shown is not worth failing for. */
async function accountIfReadable(reader: Reader): Promise<string> {
  try {
    return (await readAccount(reader)) ?? ''
  } catch (error) {
    if (!(error instanceof EcrsyncError) || isFatal(error)) throw error
    return ''
  }
}

/** The plan as pure data: same wishes and same observation, same bytes. */
export const planOf = (wishes: Wishes, observed: Observed, target: Target): Plan =>
  assemble(wishes, observed, target, { ...compareAll(wishes.desired, observed.live, target), warnings: [] })

interface Compared {
  readonly comparisons: readonly (Comparison & { readonly declared: Declared })[]
  readonly changes: readonly Change[]
}

/** Kinds in their order, so that each can be judged by what the ones before it come to. */
function compareAll(desired: Desired, live: Observed['live'], { name }: Target): Compared {
  const byRepository = grouped([...desired.values()], ({ repository }) => repository)
  const comparisons = [...byRepository.values()].flatMap(declared => compareRepository(declared, live, name))
  return { comparisons, changes: comparisons.flatMap(comparison => comparison.changes) }
}

function compareRepository(all: readonly Declared[], live: Observed['live'], target: string): Compared['comparisons'] {
  const specs = new Map<string, Fields | null>()
  const ordered = KINDS.flatMap(({ key }) => all.filter(({ kind }) => kind === key))
  return ordered.map(declared => {
    const { kind, address, name, repository } = declared
    const siblings = all.filter(other => other.kind === kind)
    const after: After = {
      spec: key => specs.get(key),
      wishes: new Map(siblings.map(sibling => [sibling.name, sibling.want])),
    }
    const comparison = compare(declared, live.get(address), target, after)
    if (name === repository && comparison.after !== undefined) specs.set(kind, comparison.after)
    return { declared, ...comparison }
  })
}

function assemble(
  { desired, manifest, names, warnings, guards }: Wishes,
  { live, listed }: Observed,
  target: Target,
  found: Compared & { readonly warnings: readonly Diagnostic[] },
): Plan {
  const { comparisons } = found
  const changes = order(found.changes)
  const unread = unreadOf(comparisons)
  const unchanged = unchangedOf(desired, changes, unread, target)
  const planned: PlannedTarget = {
    ...target,
    complete: unread.length === 0,
    unread,
    read: listed.length,
    unchanged,
    unmanaged: listed.filter(name => !names.has(name)).length,
  }
  return {
    manifest,
    targets: [planned],
    changes,
    summary: summaryOf(changes, unchanged, unread.length),
    warnings: [...warnings, ...remarksOf(comparisons), ...found.warnings, ...doneTombstones(desired, live)],
    refused: refusedBy(guards, changes),
  }
}

/** What belongs to a thing that is itself unread goes without saying. */
function unreadOf(comparisons: readonly (Comparison & { readonly declared: Declared })[]): readonly Unread[] {
  const all = comparisons.flatMap(({ declared, unread }) => unread.map(entry => ({ declared, entry })))
  const whole = new Set(all.filter(({ entry }) => entry.field === undefined).map(({ entry }) => entry.address))
  return all
    .filter(
      ({ declared }) => !kindOf(declared.kind).needs.some(key => whole.has(addressOf(key, declared.repository ?? ''))),
    )
    .map(({ entry }) => entry)
    .sort((a, b) => byText(a.address, b.address) || byText(a.field ?? '', b.field ?? ''))
}

function unchangedOf(
  desired: Desired,
  changes: readonly Change[],
  unread: readonly Unread[],
  { name: target }: Target,
): number {
  const touched = new Set(changes.filter(change => change.target === target).map(({ repository }) => repository))
  const missed = new Set(unread.map(({ address }) => desired.get(address)?.repository))
  const managed = new Set(
    [...desired.values()].filter(({ want }) => !isTombstone(want)).map(({ repository }) => repository),
  )
  return [...managed].filter(repository => !touched.has(repository) && !missed.has(repository)).length
}

const isTombstone = (want: unknown): boolean => typeof want === 'object' && want !== null && 'removed' in want

function summaryOf(changes: readonly Change[], unchanged: number, unread: number): Summary {
  const cannotChange = changes.filter(({ blocked }) => blocked?.code === 'CANNOT_CHANGE').length
  const blocked = changes.filter(change => change.blocked).length - cannotChange
  const count = (action: Change['action']) =>
    changes.filter(change => change.action === action && !change.blocked).length
  return {
    create: count('create'),
    update: count('update'),
    delete: count('delete'),
    replace: count('replace'),
    blocked,
    cannotChange,
    unchanged,
    unread,
  }
}

/** Each remark once: a default of KMS over a thousand repositories is one sentence. */
function remarksOf(comparisons: readonly (Comparison & { readonly declared: Declared })[]): readonly Diagnostic[] {
  const once = new Map<string, Diagnostic>()
  for (const { declared, remark } of comparisons) {
    if (remark === undefined || once.has(remark.summary)) continue
    once.set(remark.summary, diagnosticOf(declared, remark))
  }
  return [...once.values()]
}

function diagnosticOf({ sources }: Declared, { severity = 'warning', path, ...problem }: Problem): Diagnostic {
  const source = (sources.get(pathText(path)) ?? sources.get(''))?.at(-1)
  return { severity, ...problem, ...(source && { source }) }
}

const doneTombstones = (desired: Desired, live: Observed['live']): readonly Diagnostic[] =>
  [...desired.values()]
    .filter(({ want, address }) => isTombstone(want) && live.get(address) === null)
    .map(({ name, sources }) => {
      const source = sources.get('')?.at(-1)
      return {
        severity: 'note',
        code: 'TOMBSTONE_DONE',
        summary: `${name} is gone`,
        detail: 'The tombstone has done its work.',
        hint: `Delete line ${source?.line}.`,
        ...(source && { source }),
      }
    })

/** Something is to be done: neither blocked nor impossible. */
export const hasChanges = ({ changes }: Plan): boolean => changes.some(({ blocked }) => blocked === undefined)
