import type { Listed, Reader } from '../aws/api.ts'
import { byText, grouped } from '../collate.ts'
import { KINDS, kindOf } from '../kinds/index.ts'
import type { Words } from '../kinds/kind.ts'
import type { Change, Declared, Diagnostic, Found, Opened, Unread, Wish } from '../model.ts'
import { onceFor } from '../once.ts'
import { changeOf, closedBy, diagnosticOf, type Judged, judge, refuseAll } from './changes.ts'
import { type Comparison, compare, scopeOf } from './diff.ts'
import { type Circumstances, knowledgeOf, type Unit } from './knowledge.ts'
import type { Pin } from './pin.ts'
import { unsaidOf } from './replaced.ts'

/** What a plan keeps of a repository, or of the registry itself: what differs, and not what was read. */
export interface Planned {
  readonly changes: readonly Change[]
  readonly unread: readonly Unread[]
  readonly warnings: readonly Diagnostic[]
  /** Where there is a change: the wishes that make none. */
  readonly standing: readonly Wish[]
  /** Where there is a change: the multi-arch images that were opened. */
  readonly opened: readonly Opened[]
}

export interface Planning {
  readonly target: string
  readonly words: Words
  readonly pin: Pin
  readonly circumstances: Circumstances
  /** Lets only a few repositories at a time keep their images in memory. */
  readonly withImages: <T>(judging: () => Promise<T>) => Promise<T>
}

/** What is to be judged: a repository with what was found of it, or the registry. */
export interface Seen {
  readonly repository: string
  readonly listed?: Listed | undefined
  /** Knows what has been read of it. */
  readonly reader?: Reader
  found(declared: Declared): Found
  /** What was found out of an index that may lag behind, as it really is; undefined where it was not. */
  again?(declared: Declared): Promise<Found> | undefined
}

/** Everything that is wished of one unit, compared, judged and put into words. */
export async function planUnit(declared: readonly Declared[], seen: Seen, planning: Planning): Promise<Planned> {
  const pinned = await Promise.all(inOrder(declared).map(one => planning.pin(one, seen.found(one))))
  const comparisons = await Promise.all(pinned.map(one => compared(one, seen)))
  const remarks = comparisons.flatMap(({ declared, remark }) => (remark ? [diagnosticOf(declared, remark)] : []))
  const unread = unreadOf(comparisons)
  const isDifferent = comparisons.some(({ difference }) => difference)
  if (!isDifferent && !isWatched(comparisons, seen, planning))
    return { changes: [], unread, warnings: remarks, standing: [], opened: [] }
  const { changes, warnings, opened } = await planning.withImages(() => judged(comparisons, seen, planning))
  const changed = new Set(changes.map(({ address }) => address))
  const standing = changes.length > 0 ? pinned.filter(({ address }) => !changed.has(address)).map(wishOf) : []
  return { changes, unread, warnings: [...remarks, ...warnings], standing, opened: changes.length > 0 ? opened : [] }
}

/** That nothing is to be done is taken from an index; what is to be done, and why not, from what there is. */
async function compared(declared: Declared, seen: Seen): Promise<Comparison> {
  const comparison = compare(declared, seen.found(declared))
  const again = comparison.difference && seen.again?.(declared)
  return again === undefined ? comparison : compare(declared, await again)
}

/** Kinds in the order of their list. */
function inOrder(declared: readonly Declared[]): readonly Declared[] {
  const byKind = grouped(declared, ({ kind }) => kind)
  return KINDS.flatMap(({ key }) => byKind.get(key) ?? [])
}

/** Where something is there that must not go, the unit is looked after although nothing of it changes. */
const isWatched = (comparisons: readonly Comparison[], { repository }: Seen, { circumstances }: Planning): boolean =>
  comparisons.some(({ declared: { kind, name, want } }) => kindOf(kind).holds?.(name, want)) ||
  (comparisons.length > 0 && circumstances.inUse.has(repository))

async function judged(
  comparisons: readonly Comparison[],
  { repository, listed, reader }: Seen,
  { target, words, circumstances }: Planning,
): Promise<Pick<Planned, 'changes' | 'warnings' | 'opened'>> {
  const byKind = grouped(comparisons, ({ declared }) => declared.kind)
  const closed = closedBy(comparisons)
  const judgedOf = onceFor(async (kind: string) => {
    const ofKind = byKind.get(kind) ?? []
    return closed ? refuseAll(ofKind, closed) : judge(kindOf(kind), ofKind, knowledge)
  })
  const unit: Unit = {
    repository,
    listed,
    wishes: comparisons.map(({ declared }) => wishOf(declared)),
    comparisons,
    judged: judgedOf,
    leaving: async () => {
      const leaving = KINDS.filter(({ key, leaves }) => leaves && byKind.has(key))
      const all = (await Promise.all(leaving.map(({ key }) => judgedOf(key)))).flat()
      return all
        .filter(({ verdict }) => verdict.blocked === undefined)
        .map(({ declared: { address, kind }, difference }) => ({ address, kind, difference }))
    },
  }
  const { partsOf, opened } = recorded(circumstances.partsOf)
  const knowledge = knowledgeOf(unit, { ...circumstances, ...(reader && { reader }), partsOf })
  const verdicts = (await Promise.all([...byKind.keys()].map(judgedOf))).flat()
  const watched = await Promise.all([...KINDS].map(async ({ watch }) => (await watch?.(knowledge)) ?? []))
  const isCreated = repository !== '' && listed === undefined
  const changes = withPrecedence(verdicts, target, words)
  return {
    // Of a repository that is new, nothing can be lost that anybody had.
    changes: isCreated ? changes.map(ofNew) : changes,
    warnings: [
      ...verdicts.flatMap(one =>
        [...(one.verdict.warnings ?? []), ...unsaidOf(one)].map(warning => diagnosticOf(one.declared, warning)),
      ),
      ...watched.flat().map(problem => diagnosticOf(NOWHERE, problem)),
    ],
    opened: opened(),
  }
}

/** What a plan opens is kept with it: what is judged again is judged by the same. */
function recorded(open: Circumstances['partsOf']) {
  const found: Opened[] = []
  return {
    partsOf:
      open &&
      (async (repositoryName: string, digest: string) => {
        const parts = await open(repositoryName, digest)
        found.push({ repositoryName, digest, parts })
        return parts
      }),
    opened: () => found.toSorted((one, other) => byText(one.digest, other.digest)),
  }
}

const ofNew = (change: Change): Change => ({
  ...change,
  isOfNew: true,
  facts: change.facts.filter(fact => kindOf(change.kind).isSaidOfNew?.(fact)),
})

const NOWHERE = { sources: new Map() } as const

/** A change that has to come before another one is asked for by the other. */
function withPrecedence(judged: readonly Judged[], target: string, words: Words): readonly Change[] {
  const allowed = judged.filter(({ verdict }) => verdict.blocked === undefined)
  const before = grouped(
    allowed.flatMap(({ declared, verdict: { precedes = [] } }) =>
      precedes.map(later => ({ later, first: declared.address })),
    ),
    ({ later }) => later,
  )
  return judged.map(one => {
    const first = one.verdict.blocked ? [] : (before.get(one.declared.address) ?? []).map(({ first }) => first)
    const change = changeOf(one, target, words)
    const requires = [...change.requires, ...first.map(address => ({ target, address }))]
    return first.length === 0 ? change : { ...change, requires }
  })
}

/** Of a repository, what belongs to a thing that is itself unread goes without saying. */
function unreadOf(comparisons: readonly Comparison[]): readonly Unread[] {
  const isWhole = ({ field }: Unread) => field === undefined
  const whole = new Set(comparisons.filter(({ unread }) => unread.some(isWhole)).map(({ declared }) => declared.kind))
  return comparisons
    .filter(
      ({ declared: { kind, scope } }) => scope === 'registry' || !kindOf(kind).needs.some(needed => whole.has(needed)),
    )
    .flatMap(({ unread }) => unread)
}

export function wishOf(declared: Declared): Wish {
  const { address, kind, name, want, sources } = declared
  const source = sources.get('')?.at(-1)
  return { ...scopeOf(declared), address, kind, name, want, ...(source && { source }) }
}
