import pLimit from 'p-limit'
import type { Listed, Reader } from '../aws/api.ts'
import { isFatal } from '../aws/failures.ts'
import { byText } from '../collate.ts'
import { EcrsyncError } from '../errors.ts'
import type { Declared, Diagnostic, OwnedWishes, Wish, Wishes } from '../model.ts'
import { OWNER_TAG } from '../names.ts'
import type { PlannedUnit } from './assemble.ts'
import { type Kept, keptOf } from './kept.ts'
import { orphanNotes, type Unsure } from './orphan-notes.ts'
import { askingOnce, imagesOnce, isOfTags, readRepository } from './read.ts'
import type { Tags } from './tags.ts'
import { type Planning, planUnit } from './unit.ts'

/** What is made of repositories that the manifest owns and does not name. */
export interface Owned {
  /** Those that are to go, and those that may not. */
  readonly units: readonly PlannedUnit[]
  /** Those that stay, sorted. */
  readonly orphans: readonly string[]
  readonly notes: readonly Diagnostic[]
  /** Not all was read that pruning is judged by. */
  readonly isUnsure: boolean
}

/** What they are found and judged by. */
export interface Finding {
  readonly wishes: Wishes
  readonly reader: Reader
  /** Who knows which strangers the manifest owns; where nobody does, ECR tells of those alone that may be pruned. */
  readonly tags: Pick<Tags, 'ownedStrangers'>
  readonly planning: Planning
  /** What other registries of the manifest copy into this one. */
  readonly isReplica: (repositoryName: string) => boolean
}

const AT_ONCE = 20

const NOTHING: Owned = { units: [], orphans: [], notes: [], isUnsure: false }

/** @param strangers what is listed and named nowhere in the manifest */
export async function planOwned(strangers: readonly Listed[], { reader, ...found }: Finding): Promise<Owned> {
  const { owned } = found.wishes
  if (owned === undefined || strangers.length === 0) return NOTHING
  // Who is found by its tags is judged by the same answer.
  const finding = { ...found, reader: askingOnce(reader, isOfTags) }
  const { ours, unsure } = await ownedAmong(strangers, owned, finding)
  const chosen = ours.filter(({ repositoryName }) => owned.prune?.isFor(repositoryName))
  const kept = chosen.length === 0 ? undefined : await keptOf(finding)
  const goes = chosen.filter(({ repositoryName }) => kept?.isFor(repositoryName) === false)
  const limit = pLimit(AT_ONCE)
  const planned = await Promise.all(goes.map(listed => limit(() => planPruned(listed, owned, finding))))
  const units = planned.filter(unit => !isHeld(unit))
  const named = new Set(units.map(({ repository }) => repository))
  const orphans = ours.map(({ repositoryName }) => repositoryName).filter(name => !named.has(name))
  const notes = notesOf({ owned, orphans, chosen, kept, unsure })
  const isUnsure = unsure.unread.length > 0 || kept?.failure !== undefined
  return { units, orphans: orphans.toSorted(byText), notes, isUnsure }
}

interface Found {
  readonly owned: OwnedWishes
  readonly orphans: readonly string[]
  readonly chosen: readonly Listed[]
  readonly kept: Kept | undefined
  readonly unsure: Unsure
}

const notesOf = ({ owned, orphans, chosen, kept, unsure }: Found): readonly Diagnostic[] =>
  orphanNotes({
    ...unsure,
    orphans: orphans.toSorted(byText),
    mayPrune: owned.prune !== undefined,
    kept: chosen
      .filter(({ repositoryName }) => kept?.isFor(repositoryName))
      .map(({ repositoryName }) => repositoryName),
    failure: kept?.failure,
  })

interface Ours {
  readonly ours: readonly Listed[]
  readonly unsure: Unsure
}

/** The index names them in few calls; what is to be pruned by it is confirmed by ECR. */
async function ownedAmong(strangers: readonly Listed[], owned: OwnedWishes, { reader, tags }: Finding): Promise<Ours> {
  const indexed = await tags.ownedStrangers()
  const isChosen = ({ repositoryName }: Listed) => owned.prune?.isFor(repositoryName) === true
  const named = indexed ? strangers.filter(({ repositoryArn }) => indexed.has(repositoryArn)) : strangers
  const asked = await ownersOf(named.filter(isChosen), reader)
  const confirmed = asked.flatMap(({ listed, owner }) => (owner === owned.manifest ? [listed] : []))
  return {
    ours: indexed ? [...confirmed, ...named.filter(one => !isChosen(one))] : confirmed,
    unsure: {
      isByName: indexed === undefined && owned.prune !== undefined,
      unread: asked.flatMap(({ listed, owner }) => (owner instanceof EcrsyncError ? [listed.repositoryName] : [])),
    },
  }
}

async function ownersOf(asked: readonly Listed[], reader: Reader) {
  const limit = pLimit(AT_ONCE)
  return Promise.all(
    asked.map(listed => limit(async () => ({ listed, owner: await ownerOf(listed, reader).catch(unlessFatal) }))),
  )
}

async function ownerOf({ repositoryArn: resourceArn }: Listed, reader: Reader): Promise<string | undefined> {
  const { tags = [] } = await reader.call('ListTagsForResource', { resourceArn })
  return tags.find(({ Key }) => Key === OWNER_TAG)?.Value
}

function unlessFatal(error: unknown): EcrsyncError {
  if (!(error instanceof EcrsyncError) || isFatal(error) || error.code === 'INTERNAL') throw error
  return error
}

/** Planned as by a tombstone. */
async function planPruned(listed: Listed, { prune }: OwnedWishes, { reader, planning }: Finding): Promise<PlannedUnit> {
  const repository = listed.repositoryName
  const declared: readonly Declared[] = prune?.of(repository) ?? []
  const once = imagesOnce(reader)
  const readings = await readRepository(once, listed, declared)
  const found = ({ address }: Pick<Wish, 'address'>) => readings.get(address) ?? null
  const planned = await planUnit(declared, { repository, listed, reader: once, found }, planning)
  const changes = planned.changes.map(change => ({ ...change, isPruned: true as const }))
  return { ...planned, changes, repository, isManaged: false }
}

/** Who holds it has said so on purpose: it stays, and nothing is wrong. */
const isHeld = ({ changes }: PlannedUnit): boolean =>
  changes.some(({ blocked }) => blocked && HOLDING.has(blocked.code))

const HOLDING: ReadonlySet<string> = new Set(['PROTECTED', 'OF_A_STACK', 'NOT_OWNED', 'OTHER_OWNER'])
