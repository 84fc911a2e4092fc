import pLimit from 'p-limit'
import type { Listed, Reader } from '../aws/api.ts'
import { isFatal } from '../aws/failures.ts'
import { EcrsyncError } from '../errors.ts'
import type { Reporting } from '../events.ts'
import type { Preview } from '../judges/server-preview.ts'
import { byText } from '../collate.ts'
import type { ImageResolver } from '../kinds/kind.ts'
import type { Change, Diagnostic, Found, Guards, InUse, Plan, Summary, Target, Unread, Wish, Wishes } from '../model.ts'
import { refusedBy } from './guard.ts'
import { order } from './order.ts'
import { pinner } from './pin.ts'
import { type Planned, type Planning, planPlace } from './place.ts'
import { listRepositories, type Readings, readAccount, readRegistry, readRepository } from './read.ts'

/** What a manifest intends. */
export interface Intent {
  readonly wishes: Wishes
  readonly manifest: Plan['manifest']
  /** Account id → the manifest's name for it. */
  readonly accounts: ReadonlyMap<string, string>
  readonly warnings: readonly Diagnostic[]
  readonly guards: Guards
}

export type KnownTarget = Omit<Target, 'account'> & { readonly account?: string }

/** What a plan is made from. */
export interface Surroundings {
  readonly reader: Reader
  /** Finds out what images are now, wherever they come from. */
  readonly images: ImageResolver
  /** Left out: ECR is not asked for a preview of lifecycle policies. */
  readonly preview?: Preview | undefined
  /** What it is that is in use, once the target is known. */
  readonly inUse: (target: Target) => readonly InUse[]
  readonly now: Date
  /** Of ecrsync. */
  readonly version: string
  readonly emit: Reporting['emit']
}

/** Repositories that are looked at, at once, and those of which the images are in memory: the largest hold 100,000. */
const AT_ONCE = 100
const WITH_IMAGES = 4

/** Reads the registry and compares. Makes no call that changes anything: it is handed a reader. */
export async function makePlan(intent: Intent, surroundings: Surroundings, known: KnownTarget): Promise<Plan> {
  const { reader, emit } = surroundings
  const { wishes } = intent
  const wanted = new Set(wishes.repositories)
  const settings = readRegistry(reader, wishes.registry())
  settings.catch(() => undefined)
  const tally = { read: 0, unmanaged: 0, listed: new Set<string>() }
  const limit = pLimit(AT_ONCE)
  const planned: Promise<PlannedPlace>[] = []
  let planning: Planning | undefined
  let target: Target = { ...known, account: known.account ?? '' }
  let failure: EcrsyncError | undefined

  const open = (account: string): Planning => {
    target = { ...known, account }
    planning = planningOf(intent, surroundings, target)
    return planning
  }
  const start = (plan: Promise<PlannedPlace>) => {
    // It is awaited below; until then a rejection must not end the process.
    plan.catch(() => undefined)
    planned.push(plan)
  }
  try {
    for await (const listed of listRepositories(reader)) {
      planning ??= open(known.account ?? listed.registryId ?? '')
      tally.read += 1
      const { repositoryName } = listed
      if (!wishes.isDeclared(repositoryName)) tally.unmanaged += 1
      if (wanted.has(repositoryName)) {
        const listedIn = planning
        tally.listed.add(repositoryName)
        emit({ type: 'reading', target: known.name, repositoryName })
        start(limit(() => planListed(listed, wishes, { reader, emit, planning: listedIn })))
      }
      emit({ type: 'listed', target: known.name, repositories: tally.read })
    }
  } catch (error) {
    if (!(error instanceof EcrsyncError) || (tally.read === 0 && isFatal(error))) {
      await Promise.allSettled(planned)
      throw error
    }
    failure = error
  }
  const last = planning ?? open(known.account ?? (await accountIfReadable(reader)))
  start(planRegistry(wishes, await settings, last))
  for (const name of wishes.repositories)
    if (!tally.listed.has(name)) start(limit(() => planUnlisted(name, wishes, last, failure ? notSeen(failure) : null)))
  const places = inOrder(await Promise.all(planned), wishes)
  return assemble(intent, { ...target, read: tally.read, unmanaged: tally.unmanaged }, places, last, surroundings.version)
}

/** The registry first, then as the manifest names them: ECR lists in no order that is written down. */
function inOrder(places: readonly PlannedPlace[], { repositories }: Wishes): readonly PlannedPlace[] {
  const order = new Map(repositories.map((name, index) => [name, index]))
  return places.toSorted((a, b) => (order.get(a.repository) ?? -1) - (order.get(b.repository) ?? -1))
}

interface PlannedPlace extends Planned {
  readonly repository: string
  /** Counted where nothing of it changes: a repository that is to be there. */
  readonly isManaged: boolean
}

function planningOf({ accounts, wishes, guards }: Intent, from: Surroundings, target: Target): Planning {
  const { reader, images, preview, inUse, now } = from
  return {
    target: target.name,
    words: { account: id => (accounts.has(id) ? `${accounts.get(id)} (${id})` : id) },
    pin: pinner(wishes, images),
    circumstances: { reader, moment: 'plan', now, inUse: inUse(target), guards, preview },
    withImages: pLimit(WITH_IMAGES),
  }
}

async function planListed(
  listed: Listed,
  wishes: Wishes,
  { reader, emit, planning }: Pick<Surroundings, 'reader' | 'emit'> & { readonly planning: Planning },
): Promise<PlannedPlace> {
  const repository = listed.repositoryName
  const declared = wishes.of(repository)
  const readings = await readRepository(reader, listed, declared)
  emit({ type: 'read', target: planning.target, repositoryName: repository })
  const seen = { repository, listed, found: ({ address }: Pick<Wish, 'address'>) => readings.get(address) ?? null }
  const planned = await planPlace(declared, seen, planning)
  return { ...planned, repository, isManaged: !declared.some(isTombstone) }
}

/** Not listed is not there, without a call; or not seen, where the listing broke off. */
async function planUnlisted(
  repository: string,
  wishes: Wishes,
  planning: Planning,
  found: Found,
): Promise<PlannedPlace> {
  const declared = wishes.of(repository)
  const planned = await planPlace(declared, { repository, found: () => found }, planning)
  const done = found === null ? declared.filter(isTombstone).map(tombstoneDone) : []
  const isManaged = declared.some(one => !isTombstone(one))
  return { ...planned, repository, warnings: [...planned.warnings, ...done], isManaged }
}

async function planRegistry(wishes: Wishes, readings: Readings, planning: Planning): Promise<PlannedPlace> {
  const seen = { repository: '', found: ({ address }: Pick<Wish, 'address'>) => readings.get(address) ?? null }
  return { ...(await planPlace(wishes.registry(), seen, planning)), repository: '', isManaged: false }
}

const notSeen = (cause: EcrsyncError): EcrsyncError =>
  new EcrsyncError(
    cause.code === 'ACCESS_DENIED' ? cause.code : 'NOT_SEEN',
    'The list of repositories could not be read to its end',
    {
      detail: `${cause.message}${cause.detail === undefined ? '' : `: ${cause.detail}`}`,
      ...(cause.hint !== undefined && { hint: cause.hint }),
      cause,
    },
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

function assemble(
  { manifest, warnings, guards }: Intent,
  target: Target & { readonly read: number; readonly unmanaged: number },
  places: readonly PlannedPlace[],
  { circumstances }: Planning,
  ecrsync: string,
): Plan {
  const changes = order(places.flatMap(place => place.changes))
  const unread = places
    .flatMap(place => place.unread)
    .sort((a, b) => byText(a.address, b.address) || byText(a.field ?? '', b.field ?? ''))
  const unchanged = places.filter(
    place => place.isManaged && place.changes.length === 0 && place.unread.length === 0,
  ).length
  const standing = places.flatMap(place => place.standing).sort((a, b) => byText(a.address, b.address))
  const { inUse } = circumstances
  return {
    formatVersion: 1,
    ecrsync,
    manifest,
    targets: [{ ...target, complete: unread.length === 0, unread, unchanged, inUse, standing }],
    changes,
    summary: summaryOf(changes, unchanged, unread),
    warnings: [...warnings, ...distinct(places.flatMap(place => place.warnings))],
    guards,
    refused: refusedBy(guards, changes),
  }
}

/** Each once: a default of KMS over a thousand repositories is one sentence. */
const distinct = (warnings: readonly Diagnostic[]): readonly Diagnostic[] => [
  ...new Map(warnings.toReversed().map(warning => [`${warning.code} ${warning.summary}`, warning])).values(),
].toReversed()

const isTombstone = ({ want }: Pick<Wish, 'want'>): boolean => typeof want === 'object' && want !== null && 'removed' in want

function tombstoneDone({ name, sources }: ReturnType<Wishes['of']>[number]): Diagnostic {
  const source = sources.get('')?.at(-1)
  return {
    severity: 'note',
    code: 'TOMBSTONE_DONE',
    summary: `${name} is gone`,
    detail: 'The tombstone has done its work.',
    hint: `Delete line ${source?.line}.`,
    ...(source && { source }),
  }
}

function summaryOf(changes: readonly Change[], unchanged: number, unread: readonly Unread[]): Summary {
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
    unread: unread.length,
  }
}

/** Something is to be done: neither blocked nor impossible. */
export const hasChanges = ({ changes }: Plan): boolean => changes.some(({ blocked }) => blocked === undefined)
