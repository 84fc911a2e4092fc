import type { Listed, Reader } from '../aws/api.ts'
import { absentOn } from '../aws/failures.ts'
import { grouped } from '../collate.ts'
import { EcrsyncError } from '../errors.ts'
import { kindOf } from '../kinds/index.ts'
import type { Kind, Words } from '../kinds/kind.ts'
import type { Change, Declared, Found, Plan, Wish } from '../model.ts'
import { onceFor } from '../once.ts'
import { changeOf, judge } from '../plan/changes.ts'
import { type Comparison, compare, isWithin } from '../plan/diff.ts'
import { type Circumstances, knowledgeOf, type Unit, usedBy } from '../plan/knowledge.ts'
import { placeOf } from '../plan/places.ts'
import { readOne, readRegistry, readRepository } from '../plan/read.ts'
import type { Exceeding } from './limits.ts'
import { refuseUnshown } from './shown.ts'

export interface Looking {
  readonly reader: Reader
  /** Left out: the plan has not asked ECR for its preview of lifecycle policies either. */
  readonly preview?: Circumstances['preview']
  /** Whoever applies, who need not be whoever planned. */
  readonly caller?: Circumstances['caller']
  /** Of the one target that is asked. */
  readonly plan: Plan
  /** Of the plan as a whole. */
  readonly isExceeding: Exceeding
  readonly now: () => Date
}

/** What is left of a change, over what is there now. */
export interface Fresh {
  /** Left out: it is so already. */
  readonly change?: Change
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
    const seen = await seenNow(changes, known, looking)
    return change => {
      const now = seen.get(change)
      if (now instanceof EcrsyncError) throw now
      return freshOf(change, now ?? [], known, looking.isExceeding)
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

async function seenNow(
  changes: readonly Change[],
  known: Known,
  { reader, preview, caller, now }: Looking,
): Promise<ReadonlyMap<Change, readonly Change[] | EcrsyncError>> {
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
    judged: async () => [],
    leaving: async () => planned.filter(isStillToCome).map(change => ({ ...change, difference: change })),
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
  const readings = await readNow(kind, reader, listed, declared)
  const comparisons = declared.map(one => compare(one, readings.get(one.address) ?? null))
  const judged = grouped(await judge(kind, comparisons, knowledge), one => one.declared.address)
  return new Map(
    changes.map((change, index) => {
      const left = (judged.get(change.address) ?? []).map(one => changeOf(one, target, AS_THEY_ARE))
      return [change, notSeen(change, comparisons[index], readings.get(change.address) ?? null) ?? left]
    }),
  )
}

/**
 * Deletes of images come last. What brings images or tags has come to its end where something hangs on it, and whether
 * it was done is what is there now.
 */
const isStillToCome = ({ action, blocked, kind }: Change): boolean =>
  action === 'delete' && blocked === undefined && kindOf(kind).leaves !== undefined

const plannedAs = (difference: Change, declared: Declared): Comparison => ({ declared, difference, unread: [] })

const AS_THEY_ARE: Words = { account: id => id }

const readNow = (kind: Kind, reader: Reader, listed: Listed | undefined, declared: readonly Declared[]) => {
  if (kind.scope === 'registry') return readRegistry(reader, declared)
  return listed ? readRepository(reader, listed, declared) : new Map<Declared['address'], Found>()
}

async function describe(reader: Reader, repositoryName: string): Promise<Listed | undefined> {
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
function notSeen(change: Change, comparison: Comparison | undefined, found: Found): EcrsyncError | undefined {
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
function freshOf(planned: Change, now: readonly Change[], known: Known, isExceeding: Exceeding): Fresh {
  const change = now.find(({ blocked }) => blocked === undefined)
  const blocked = now.find(one => one.blocked && !known.isBlocked(planned, one.blocked.code))?.blocked
  const refusal = blocked
    ? new EcrsyncError('REFUSED', blocked.reason, {
        detail: 'It was otherwise when the plan was made.',
        hint: blocked.hint,
      })
    : change && isExceeding(change)
  const unshown = change && refuseUnshown(planned, change)
  return { ...(change && { change }), ...(refusal && { refusal }), ...(unshown && { unshown }) }
}
