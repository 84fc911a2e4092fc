import type { Listed, Reader } from '../aws/api.ts'
import { absentOn, isAws } from '../aws/failures.ts'
import { grouped } from '../collate.ts'
import { EcrsyncError } from '../errors.ts'
import { kindOf } from '../kinds/index.ts'
import type { Kind, Words } from '../kinds/kind.ts'
import type { Change, Declared, Found, Plan, Wish } from '../model.ts'
import { onceFor } from '../once.ts'
import { changeOf, closedBy, type Judged, judge, refuseAll } from '../plan/changes.ts'
import { type Comparison, compare, isWithin } from '../plan/diff.ts'
import { keptNow } from '../plan/kept.ts'
import { type Circumstances, knowledgeOf, type Unit, usedBy } from '../plan/knowledge.ts'
import { placeOf } from '../plan/places.ts'
import { askingOnce, isOfTags, type Readings, readOne, readRegistry, readRepository } from '../plan/read.ts'
import type { Exceeding } from './limits.ts'
import { refuseGone, refuseUnshown } from './shown.ts'

export interface Looking {
  readonly reader: Reader
  /** Where that one remembers: one that asks anew. */
  readonly again?: Reader
  /** Left out: the plan has not asked ECR for its preview of lifecycle policies either. */
  readonly preview?: Circumstances['preview']
  /** Whoever applies, who need not be whoever planned. */
  readonly caller?: Circumstances['caller']
  /** Of the one target that is asked. */
  readonly plan: Plan
  /** Of the plan as a whole. */
  readonly isExceeding: Exceeding
  /** Nothing of the plan has been begun: it is judged by all that is to come. Left out: but for deletes, that is done. */
  readonly isBegun?: boolean
  readonly now: () => Date
}

/** What is left of a change, over what is there now. */
export interface Fresh {
  /** Left out: it is so already. */
  readonly change?: Change
  /** What differs now, whether it may be made so or not. */
  readonly differs?: Change
  /** What must not be any more, though the plan allowed it. */
  readonly refusal?: EcrsyncError
  /** It would take away what the plan has not shown. */
  readonly unshown?: EcrsyncError
}

/**
 * One more look at things of one kind in one place, at least one, directly before they are written: judged as in the plan, by all
 * wishes for the place, what is in use and the images of this moment. What is replaced is what the plan showed.
 *
 * The look throws what the calls throw; asking for one change throws NOT_SEEN where it could not be read.
 */
export type Look = (changes: readonly Change[]) => Promise<(change: Change) => Fresh>

/** @throws EcrsyncError where it is not to be written */
export function strictly({ refusal, unshown }: Fresh): void {
  if (refusal ?? unshown) throw refusal ?? unshown
}

export function looker(looking: Looking): Look {
  const known = knownBy(looking.plan)
  return async changes => {
    const seen = await seenWhole(changes, known, looking)
    return change => {
      const now = seen.get(change)
      if (now instanceof EcrsyncError) throw now
      return freshOf(change, now ?? NOTHING_LEFT, known, looking.isExceeding)
    }
  }
}

/** What the plan says of each place, and of each change that is blocked in it. */
interface Known {
  changesIn(place: string): readonly Change[]
  /** Those that change something, and those that do not. */
  wishesIn(place: string): readonly Wish[]
  isBlocked(change: Change, code: string): boolean
  circumstances(target: string): Pick<Circumstances, 'registry' | 'inUse' | 'usedDigests' | 'guards' | 'opened'>
}

function knownBy({ changes, targets, guards }: Plan): Known {
  const blocked = new Set(
    changes.flatMap(({ target, address, blocked }) => (blocked ? [`${target} ${address} ${blocked.code}`] : [])),
  )
  const standing = targets.flatMap(({ name, standing }) =>
    standing.map(wish => ({ wish, place: placeOf({ ...wish, target: name }) })),
  )
  const standingIn = grouped(standing, ({ place }) => place)
  const byPlace = grouped(changes, placeOf)
  const circumstances = new Map(
    targets.map(({ name, account, region, inUse, opened = [] }) => [
      name,
      {
        registry: { account, region },
        ...usedBy(inUse),
        opened: grouped(opened, one => one.repositoryName),
        guards,
      },
    ]),
  )
  const changesIn = (place: string): readonly Change[] => byPlace.get(place) ?? []
  return {
    changesIn,
    wishesIn: onceFor(place => [...(standingIn.get(place) ?? []).map(({ wish }) => wish), ...changesIn(place)]),
    isBlocked: ({ target, address }, code) => blocked.has(`${target} ${address} ${code}`),
    circumstances: target => circumstances.get(target) as ReturnType<Known['circumstances']>,
  }
}

/** What is left of a change. */
interface Left {
  readonly changes: readonly Change[]
  /** The repository that it is about is not there. */
  readonly isGone: boolean
}

const NOTHING_LEFT: Left = { changes: [], isGone: false }

type Seen = ReadonlyMap<Change, Left | EcrsyncError>

/** A repository that goes while it is looked at is looked for once more. */
async function seenWhole(changes: readonly Change[], known: Known, looking: Looking): Promise<Seen> {
  const isGoing = (error: unknown) => isAws(error, 'RepositoryNotFoundException')
  const again = () => seenNow(changes, known, { ...looking, reader: looking.again ?? looking.reader })
  try {
    const seen = await seenNow(changes, known, looking)
    return [...seen.values()].some(isGoing) ? await again() : seen
  } catch (error) {
    if (!isGoing(error)) throw error
    return again()
  }
}

async function seenNow(
  changes: readonly Change[],
  known: Known,
  { reader, preview, caller, now, isBegun = true }: Looking,
): Promise<Seen> {
  const [first] = changes as readonly [Change, ...Change[]]
  const { target, repository = '' } = first
  const kind = kindOf(first.kind)
  const place = placeOf(first)
  const listed = kind.scope === 'repository' ? await describe(reader, repository) : undefined
  // It is gone, and with it everything that was wished of it.
  if (first.isDiscovered && listed === undefined) return new Map()
  const planned = known.changesIn(place)
  const declared = changes.map(declaredBy)
  const unit: Unit = {
    repository,
    listed,
    wishes: known.wishesIn(place),
    comparisons: await neededBy(kind, reader, listed),
    judged: async kind => (isBegun ? [] : planned.filter(one => one.kind === kind).map(judgedAs)),
    leaving: async () => planned.filter(isToCome(isBegun)).map(change => ({ ...change, difference: change })),
  }
  const circumstances: Circumstances = {
    reader,
    preview,
    caller,
    moment: 'write',
    now: now(),
    ...known.circumstances(target),
  }
  const knowledge = knowledgeOf(unit, circumstances)
  // Judged as the plan has it first: what the judge wants to know is asked for before the last look, not after it.
  await judge(
    kind,
    changes.map((change, index) => plannedAs(change, declared[index] as Declared)),
    knowledge,
  )
  const closing = closingIn(known.wishesIn(place), kind)
  const tagsOnce = askingOnce(reader, isOfTags)
  const [closings, readings] = await Promise.all([
    listed ? readRepository(tagsOnce, listed, closing) : NOTHING_READ,
    readNow(kind, tagsOnce, listed, declared),
  ])
  const compared = (one: Declared, read: Readings) => compare(one, read.get(one.address) ?? null)
  const comparisons = declared.map(one => compared(one, readings))
  const beside = closing.map(one => compared(one, closings))
  const unread = beside.find(one => one.unread.length > 0)
  const closed = closedBy(beside) ?? (first.isPruned && listed ? await keptNow(repository, reader) : undefined)
  const left = closed ? refuseAll(comparisons, closed) : await judge(kind, comparisons, knowledge)
  const judged = grouped(left, one => one.declared.address)
  return new Map(
    changes.map((change, index) => {
      const left = (judged.get(change.address) ?? []).map(one => changeOf(one, target, AS_THEY_ARE))
      const isGone = kind.scope === 'repository' && listed === undefined
      const unseen =
        notSeen(change, comparisons[index], readings.get(change.address) ?? null) ??
        notSeen(change, unread, unread && closings.get(unread.declared.address))
      return [change, unseen ?? { changes: left, isGone }]
    }),
  )
}

const NOTHING_READ: Readings = new Map()

/** What else of a place can close it: it is read with what is to be written. */
const closingIn = (wishes: readonly Wish[], { key }: Kind): readonly Declared[] =>
  wishes.filter(({ kind }) => kind !== key && kindOf(kind).closes).map(wish => ({ ...wish, sources: NOWHERE }))

const NOWHERE = new Map<string, never>()

/**
 * Deletes of images come last. What brings images or tags has come to its end where something hangs on it, and whether
 * it was done is what is there now.
 */
const isToCome =
  (isBegun: boolean) =>
  ({ action, blocked, kind }: Change): boolean =>
    (action === 'delete' || !isBegun) && blocked === undefined && kindOf(kind).leaves !== undefined

const judgedAs = (change: Change): Judged => ({
  declared: declaredBy(change),
  difference: change,
  verdict: change.blocked ? { blocked: change.blocked } : {},
})

const plannedAs = (difference: Change, declared: Declared): Comparison => ({ declared, difference, unread: [] })

/** Nobody who looks has a manifest to call accounts by. */
export const AS_THEY_ARE: Words = { account: id => id }

const readNow = (kind: Kind, reader: Reader, listed: Listed | undefined, declared: readonly Declared[]) => {
  if (kind.scope === 'registry') return readRegistry(reader, declared)
  return listed ? readRepository(reader, listed, declared) : new Map<Declared['address'], Found>()
}

/** A repository as it is listed; undefined: it is not there. */
export async function describe(reader: Reader, repositoryName: string): Promise<Listed | undefined> {
  const asked = reader.call('DescribeRepositories', { repositoryNames: [repositoryName] })
  const answer = await absentOn('RepositoryNotFoundException', asked)
  return answer?.repositories?.[0] as Listed | undefined
}

/** What the kind builds on, as it is. */
async function neededBy(kind: Kind, reader: Reader, listed: Listed | undefined): Promise<readonly Comparison[]> {
  if (listed === undefined) return []
  const found = await Promise.all(kind.needs.map(async key => ({ key, spec: await readOne(reader, listed, key) })))
  return found.map(({ key, spec }) => ({
    declared: nothingOf(key, listed.repositoryName),
    before: spec,
    after: spec,
    unread: [],
  }))
}

const nothingOf = (kind: string, name: string): Declared => ({
  scope: 'repository',
  repository: name,
  address: `${kind}["${name}"]`,
  kind,
  name,
  want: {},
  sources: new Map(),
})

function declaredBy(change: Change): Declared {
  const { address, kind, name, want, sources, scope, repository } = change
  const thing = { address, kind, name, want, sources: new Map([['', sources]]) }
  return scope === 'repository' ? { ...thing, scope, repository } : { ...thing, scope }
}

/** Under ECR's own name of the failure, so that one which passes can be told. */
function notSeen(
  change: Change,
  comparison: Comparison | undefined,
  found: Found | undefined,
): EcrsyncError | undefined {
  const { address, action, paths } = change
  const isAbout = (field: string | undefined) =>
    field === undefined || action !== 'update' || paths.some(path => isWithin(path, field))
  const missed = comparison?.unread.find(({ field }) => isAbout(field))
  if (missed === undefined) return undefined
  const cause = [found, ...Object.values(found ?? {})].find(part => part instanceof EcrsyncError)
  return new EcrsyncError('NOT_SEEN', `${address} could not be read again`, {
    detail: missed.message,
    hint: 'Run ecrsync plan to see what is left.',
    ...(cause?.awsName !== undefined && { awsName: cause.awsName }),
    cause,
  })
}

/** A refusal that the plan has shown has been left out of this change. */
function freshOf(planned: Change, { changes, isGone }: Left, known: Known, isExceeding: Exceeding): Fresh {
  const change = changes.find(({ blocked }) => blocked === undefined)
  const [differs = change] = change ? [change] : changes
  const blocked = changes.find(one => one.blocked && !known.isBlocked(planned, one.blocked.code))?.blocked
  const refusal = blocked
    ? new EcrsyncError('REFUSED', blocked.reason, {
        detail: 'It was otherwise when the plan was made.',
        hint: blocked.hint,
      })
    : change && isExceeding(change)
  const unshown = change && (refuseUnshown(planned, change) ?? (isGone ? refuseGone(planned) : undefined))
  return {
    ...(change && { change }),
    ...(differs && { differs }),
    ...(refusal && { refusal }),
    ...(unshown && { unshown }),
  }
}
