import pLimit from 'p-limit'
import type { Listed, Reader } from '../aws/api.ts'
import { ARNS_A_CALL } from '../aws/tagging.ts'
import { EcrsyncError, wholeText } from '../errors.ts'
import type { Reporting } from '../events.ts'
import type { ServerPreview } from '../judges/server-preview.ts'
import { kindOf } from '../kinds/index.ts'
import type { Words } from '../kinds/kind.ts'
import type { ImageResolver } from '../kinds/pins.ts'
import type { Declared, Diagnostic, Found, InUse, Plan, Target, Wish, Wishes } from '../model.ts'
import { type Intent, type PlannedUnit, partOf, type TargetPart } from './assemble.ts'
import { isInManifest, refusedUnit, unseenDiscovered, wishesFor } from './discovered.ts'
import { gathering } from './gathering.ts'
import { type InUseList, type InUseNotes, inUseNotesOf } from './in-use-notes.ts'
import { isOfMade } from './kept.ts'
import { type Circumstances, usedBy } from './knowledge.ts'
import { planOwned } from './owned.ts'
import { pinner } from './pin.ts'
import {
  accountIfReadable,
  askingOnce,
  imagesOnce,
  isOfOne,
  isOfTags,
  type Readings,
  readRegistry,
  readRepository,
  type Sight,
  seeRepositories,
} from './read.ts'
import type { TagReading } from './tag-lookup.ts'
import { type Tags, tagsOf } from './tags.ts'
import { tallyOf } from './tally.ts'
import { type Planning, planUnit } from './unit.ts'

/** A target as a manifest is resolved for it. */
export interface KnownTarget extends Omit<Target, 'account'> {
  readonly account?: string
}

/** What the plan of one target is made from. */
export interface Surroundings {
  readonly reader: Reader
  /** Left out: ECR tells the tags of each repository. */
  readonly tagReading?: TagReading | undefined
  /** Finds out what images are now, wherever they come from. */
  readonly images: ImageResolver
  /** Left out: ECR is not asked for a preview of lifecycle policies. */
  readonly preview?: ServerPreview | undefined
  /** Whoever asks; left out: nobody knows. */
  readonly caller?: Circumstances['caller']
  /** What it is that is in use, once the target is known. */
  readonly inUse: (target: Target) => readonly InUse[]
  /** Where that is listed; left out: nowhere. */
  readonly inUseList?: InUseList | undefined
  /** Which repositories of the target other registries of the manifest copy into it; left out: none. */
  readonly replicas?: ((target: Target) => (repositoryName: string) => boolean) | undefined
  readonly now: Date
  /** Lets only so many repositories of all targets together keep their images in memory; left out: those of this one. */
  readonly withImages?: Planning['withImages'] | undefined
  readonly emit: Reporting['emit']
}

/** Repositories that are looked at, at once: some may wait for as many as take a call for their tags, and others keep ECR busy. */
const AT_ONCE = ARNS_A_CALL + 60
/** Those of which the images are in memory: the largest hold 100,000. */
const WITH_IMAGES = 4
/** Those of all targets together. */
const WITH_IMAGES_IN_ALL = 8

/** What all targets of a run share. */
export const sharedByTargets = (): Required<Pick<Surroundings, 'withImages'>> => ({
  withImages: pLimit(WITH_IMAGES_IN_ALL),
})

/** Reads the registry of a target and compares. Makes no call that changes anything: it is handed a reader. */
export async function planTarget(intent: Intent, surroundings: Surroundings, known: KnownTarget): Promise<TargetPart> {
  const { reader, emit } = surroundings
  const { wishes } = intent
  const ofRegistry = askingOnce(reader, isOfMade)
  const settings = awaitedLater(readRegistry(ofRegistry, wishes.registry()))
  const tally = tallyOf(wishes, known.name, emit)
  const notes = inUseNotesOf(surroundings.inUseList, wishes.isElsewhere)
  const strangers: Listed[] = []
  const tags = tagsOf(wishes, surroundings.tagReading, strangers)
  const gathered = gathering(AT_ONCE)
  let begun: Begun | undefined

  const begin = (account: string): Begun => {
    begun ??= begunAs(account, known, { intent, surroundings, notes })
    return begun
  }
  const see = (listed: Listed) => {
    const { planning } = begin(known.account ?? listed.registryId ?? '')
    notes.onRepository(listed.repositoryName)
    if (!tally.sees(listed.repositoryName)) {
      if (wishes.owned && !isInManifest(wishes, listed.repositoryName)) strangers.push(listed)
      return undefined
    }
    tags.sees(listed)
    return gathered.add(() => planListed(listed, wishes, { reader, tags, emit, planning }))
  }
  const sight = await seeRepositories(reader, wishes.repositories, see)
    .finally(tags.end)
    .catch(async (error: unknown) => {
      await gathered.ended()
      throw error
    })
  const { target, inUse, planning } = begun ?? begin(known.account ?? (await accountIfReadable(reader)))
  for (const name of wishes.repositories)
    if (!tally.has(name)) await gathered.add(() => planUnlisted(name, wishes, planning, unlistedAs(name, sight)))
  const registry = await planRegistry(wishes, await settings, planning)
  const isWhole = sight.failure === undefined && !sight.isByName
  const owned = await planOwned(isWhole ? strangers : [], {
    wishes,
    reader: ofRegistry,
    tags,
    planning,
    isReplica: surroundings.replicas?.(target) ?? (() => false),
  })
  const { units, unchanged } = await gathered.all()
  const all = [registry, unseenDiscovered(wishes, sight, target), ...units, ...owned.units]
  const warnings = [...intent.warnings, ...noteOf(sight), ...tags.notes(), ...owned.notes]
  const inUseSight = sight.failure ? undefined : notes.sight(!sight.isByName)
  return {
    ...partOf(
      { wishes, warnings },
      { units: all, unchanged },
      { ...target, ...tally.counts(), ...(owned.orphans.length > 0 && { orphans: owned.orphans }), inUse },
    ),
    inUseSight,
    isUnsure: owned.isUnsure,
  }
}

/** Until then, its rejection must not end the process. */
function awaitedLater<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined)
  return promise
}

/** A target whose account is known, as far as it can be. */
interface Begun {
  readonly target: Target
  readonly inUse: readonly InUse[]
  readonly planning: Planning
}

interface Beginning {
  readonly intent: Intent
  readonly surroundings: Surroundings
  readonly notes: InUseNotes
}

function begunAs(account: string, known: KnownTarget, { intent, surroundings, notes }: Beginning): Begun {
  const target = { ...known, account }
  const inUse = surroundings.inUse(target)
  notes.of(inUse)
  return { target, inUse, planning: planningOf(intent, surroundings, { target, inUse, onImages: notes.onImages }) }
}

interface Known {
  readonly target: Target
  readonly inUse: readonly InUse[]
  readonly onImages: Circumstances['onImages']
}

/** What each target says of its own account is the same in all, and stands in a plan once. */
function wordsOf({ accounts, accountLists = new Map(), accessLevels = new Map() }: Intent, own: string): Words {
  return {
    own,
    account: id => (id === own ? 'this account' : accounts.has(id) ? `${accounts.get(id)} (${id})` : id),
    accountList: id => {
      const name = accounts.get(id)
      const size = name === undefined ? undefined : accountLists.get(name)
      return name === undefined || size === undefined ? undefined : { name, size }
    },
    accessLevels,
  }
}

function planningOf(intent: Intent, from: Surroundings, known: Known): Planning {
  const { wishes, guards } = intent
  const { reader, images, preview, caller, now, withImages = judging => judging() } = from
  const own = pLimit(WITH_IMAGES)
  return {
    target: known.target.name,
    words: wordsOf(intent, known.target.account),
    pin: pinner(wishes.everything ?? wishes, images, wishes),
    circumstances: {
      reader,
      registry: known.target,
      caller,
      moment: 'plan',
      now,
      ...usedBy(known.inUse),
      onImages: known.onImages,
      guards,
      preview,
      partsOf: images.partsOf,
    },
    withImages: judging => own(() => withImages(judging)),
  }
}

/** What is known while repositories are listed. */
interface Listing {
  readonly tags: Tags
  readonly planning: Planning
}

async function planListed(
  listed: Listed,
  wishes: Wishes,
  { tags, emit, planning, ...from }: Pick<Surroundings, 'reader' | 'emit'> & Listing,
): Promise<PlannedUnit> {
  const repository = listed.repositoryName
  const declared = wishesFor(wishes, repository)
  const [refused] = declared.filter(one => one.refused)
  if (refused) return { ...refusedUnit(refused, planning), repository, isManaged: true }
  const reader = imagesOnce(askingOnce(from.reader, isOfOne))
  const { again, ...tagged } = tags.of(listed, reader)
  const readings = await readRepository(askingOnce(tagged.reader, isOfTags), listed, declared)
  emit({ type: 'read', target: planning.target, repositoryName: repository })
  const found = ({ address }: Pick<Wish, 'address'>) => readings.get(address) ?? null
  const seen = { repository, listed, reader, found, again }
  const planned = await planUnit(declared, seen, planning)
  return { ...planned, repository, isManaged: isKept(declared) }
}

/** Not listed is not there, without a call; or not seen, where the listing broke off. */
async function planUnlisted(
  repository: string,
  wishes: Wishes,
  planning: Planning,
  found: Found,
): Promise<PlannedUnit> {
  const declared = wishes.of(repository)
  const planned = await planUnit(declared, { repository, found: () => found }, planning)
  return { ...planned, repository, isManaged: isKept(declared) }
}

async function planRegistry(wishes: Wishes, readings: Readings, planning: Planning): Promise<PlannedUnit> {
  const seen = { repository: '', found: ({ address }: Pick<Wish, 'address'>) => readings.get(address) ?? null }
  return { ...(await planUnit(wishes.registry(), seen, planning)), repository: '', isManaged: false }
}

/** Not listed is not there; but for what the list broke off before, and what may not be read. */
const unlistedAs = (name: string, { failure, unseen }: Sight): Found =>
  unseen.get(name) ?? (failure === undefined ? null : notSeen(failure))

/** What else is in the registry nobody has seen: it is not counted. */
const noteOf = ({ isByName }: Sight): readonly Diagnostic[] => (isByName ? [readByNames] : [])

const readByNames: Diagnostic = {
  severity: 'note',
  code: 'READ_BY_NAME',
  summary: 'Repositories were read by their names, because the list of all is not allowed',
  detail: 'Those that the manifest does not name were not seen, and are not counted.',
  hint: 'To see all, allow ecr:DescribeRepositories on repository/*, as the statement List of iam-policy.json does.',
}

const notSeen = (cause: EcrsyncError): EcrsyncError =>
  new EcrsyncError(
    cause.code === 'ACCESS_DENIED' ? cause.code : 'NOT_SEEN',
    'The list of repositories could not be read to its end',
    {
      detail: wholeText(cause),
      ...(cause.hint !== undefined && { hint: cause.hint }),
      cause,
    },
  )

/** All of a repository is to go. */
export function isTombstone({ kind, name, want }: Pick<Wish, 'kind' | 'name' | 'want'>): boolean {
  const taken = kindOf(kind).takes?.(name, want)
  return taken !== undefined && taken.tag === undefined && taken.digest === undefined
}

/** It is to be there: something of it is declared, and not only whose it is. */
const isKept = (declared: readonly Declared[]): boolean =>
  declared.some(({ kind }) => kindOf(kind).claim === undefined) && !declared.some(isTombstone)

/** Something is to be done: neither blocked nor impossible. */
export const hasChanges = ({ changes }: Plan): boolean => changes.some(({ blocked }) => blocked === undefined)
