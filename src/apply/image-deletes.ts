import { setImmediate } from 'node:timers/promises'
import type { ImageIdentifier } from '@aws-sdk/client-ecr'
import type { ImageDeleter } from '../aws/api.ts'
import { requestIdIn } from '../aws/failures.ts'
import { grouped } from '../collate.ts'
import { EcrsyncError, interrupted, isInterruption } from '../errors.ts'
import { MOST_IDS } from '../kinds/image/batches.ts'
import type { Change } from '../model.ts'
import { placeOf } from '../plan/places.ts'
import { type Deleted, deleteOnce, imageIdsIn, isHeld, isSameId, notDeleted } from './exact-deletes.ts'
import type { Journal } from './journal.ts'
import type { Fresh, Look } from './look.ts'
import type { Patiently } from './patience.ts'

export interface Deleting {
  readonly look: Look
  readonly deleter: ImageDeleter
  readonly patiently: Patiently
  /** True from the moment when no further call is to be made. */
  readonly isInterrupted: () => boolean
}

/** A change with what is written down of it. */
interface Doomed {
  readonly change: Change
  readonly journal: Journal
}

/**
 * The images of one repository that are due go together: up to a hundred a call, and a look directly before each.
 * @returns how one of the changes ends; it rejects with its own failure, and with no other
 */
export function imageDeletes(
  changes: readonly Change[],
  journalFor: (change: Change) => Journal,
  deleting: Deleting,
): (change: Change, isDue: (other: Change) => boolean) => Promise<void> {
  const groups = grouped(changes.filter(isImageDelete), placeOf)
  const ends = new Map<Change, Promise<ReadonlyMap<Change, unknown>>>()
  return async (change, isDue) => {
    // What has waited for the same is due by then, and goes along.
    await setImmediate()
    if (!ends.has(change)) {
      const together = (groups.get(placeOf(change)) ?? []).filter(one => isDue(one) && !ends.has(one))
      const end = deleteAll(
        together.map(one => ({ change: one, journal: journalFor(one) })),
        deleting,
      )
      for (const one of together) ends.set(one, end)
    }
    const failures = await ends.get(change)
    if (failures?.has(change)) throw failures.get(change)
  }
}

/** All that it does is to delete images. */
export const isImageDelete = ({ action, blocked, operations }: Change): boolean =>
  action === 'delete' &&
  !blocked &&
  operations.length > 0 &&
  operations.every(operation => operation.action === 'BatchDeleteImage')

/** Failures by change. What an index holds is tried again while something else goes. */
async function deleteAll(doomed: readonly Doomed[], deleting: Deleting): Promise<ReadonlyMap<Change, unknown>> {
  const failures = new Map<Change, unknown>()
  /** Since something went last. */
  let held: readonly Doomed[] = []
  for (let left = doomed; left.length > 0; ) {
    const asked = left
    const pass = await deleting
      .patiently(() => deleteSome(asked, deleting))
      .catch((error: unknown) => failedAmong(asked, error, deleting))
    for (const { change } of left) failures.delete(change)
    for (const [{ change }, error] of [...pass.failed, ...pass.held]) failures.set(change, error)
    held = [...held, ...pass.held.keys()]
    left = pass.isProgress ? [...pass.more, ...held] : pass.more
    if (pass.isProgress) held = []
  }
  return failures
}

interface Pass {
  /** Not asked for yet, or not for all of it. */
  readonly more: readonly Doomed[]
  readonly held: ReadonlyMap<Doomed, unknown>
  readonly failed: ReadonlyMap<Doomed, unknown>
  readonly isProgress: boolean
}

const failed = (doomed: readonly Doomed[], error: unknown): Pass => ({
  more: [],
  held: new Map(),
  failed: new Map(doomed.map(one => [one, error])),
  isProgress: false,
})

/** What a call that failed has deleted nevertheless, as of an answer that was lost, is gone. */
async function failedAmong(doomed: readonly Doomed[], error: unknown, { look }: Deleting): Promise<Pass> {
  if (isInterruption(error)) return failed(doomed, error)
  const fresh = await look(doomed.map(({ change }) => change)).catch(() => undefined)
  const left = doomed.filter(({ change }) => fresh === undefined || !isGoneBy(fresh, change))
  return { ...failed(left, error), isProgress: left.length < doomed.length }
}

function isGoneBy(fresh: (change: Change) => Fresh, change: Change): boolean {
  try {
    const { change: left, refusal, unshown } = fresh(change)
    return (left ?? refusal ?? unshown) === undefined
  } catch {
    return false
  }
}

/** One look, and one call. */
async function deleteSome(doomed: readonly Doomed[], { look, deleter, isInterrupted }: Deleting): Promise<Pass> {
  const fresh = await look(doomed.map(({ change }) => change))
  const failed = new Map<Doomed, unknown>()
  const more: Doomed[] = []
  const asked = new Map<Doomed, Asked>()
  let room = MOST_IDS
  for (const one of doomed) {
    const { before, ids } = idsLeft(one, fresh, failed)
    if (ids.length > 0 && room > 0) asked.set(one, { before, ids: ids.slice(0, room) })
    if (ids.length > room) more.push(one)
    room = Math.max(0, room - ids.length)
  }
  const held = new Map<Doomed, unknown>()
  const { gone, refused, requestId } = await deleteTogether(asked, { deleter, isInterrupted })
  for (const [one, { before, ids }] of asked) {
    const why = refused.filter(({ id }) => ids.some(other => isSameId(id, other)))
    one.journal.made({ action: 'BatchDeleteImage', isDone: why.length < ids.length, requestId })
    if (why.length > 0) (why.every(isHeld) ? held : failed).set(one, notDeleted(one.change.address, why))
    const lost = lostIn({ before, ids }, gone)
    if (lost.length > 0) failed.set(one, overtaken(one.change, lost))
  }
  const isGone = (one: Doomed) => !held.has(one) && !failed.has(one)
  return { more: more.filter(isGone), held, failed, isProgress: [...asked.keys()].some(isGone) }
}

/** Some ids of one change, and what the look before has seen of its image. */
interface Asked {
  readonly before: Change['before']
  readonly ids: readonly ImageIdentifier[]
}

function idsLeft(one: Doomed, fresh: (change: Change) => Fresh, failed: Map<Doomed, unknown>): Asked {
  try {
    const { change, refusal, unshown } = fresh(one.change)
    if (refusal ?? unshown) throw refusal ?? unshown
    one.journal.sees(change ?? { before: null, after: null })
    return { before: change?.before ?? null, ids: (change?.operations ?? []).flatMap(imageIdsIn) }
  } catch (error) {
    failed.set(one, error)
    return { before: null, ids: [] }
  }
}

/**
 * What somebody did between the look and the call, and ECR deleted with it: it has no condition on a tag that is named
 * alone, nor on the tags of an image.
 */
function lostIn({ before, ids }: Asked, gone: readonly ImageIdentifier[]): readonly ImageIdentifier[] {
  const { imageDigest, imageTags = [] } = before as { imageDigest: string; imageTags?: readonly string[] }
  return gone.filter(({ imageTag, imageDigest: was }) => {
    if (imageTag === undefined) return false
    return was === imageDigest ? !imageTags.includes(imageTag) : ids.some(id => id.imageTag === imageTag)
  })
}

const overtaken = ({ address, repository = '' }: Change, lost: readonly ImageIdentifier[]): EcrsyncError =>
  new EcrsyncError('OVERTAKEN', `${address} was changed by somebody while it was deleted`, {
    detail: lost
      .map(({ imageTag, imageDigest }) => `${repository}:${imageTag} was on ${imageDigest}, and is gone`)
      .join('; '),
    hint: 'Push what is gone again, then run ecrsync plan to see what is left.',
  })

async function deleteTogether(
  asked: ReadonlyMap<Doomed, Asked>,
  { deleter, isInterrupted }: Pick<Deleting, 'deleter' | 'isInterrupted'>,
): Promise<Deleted> {
  const [first] = asked.keys()
  if (first === undefined) return { gone: [], refused: [] }
  if (isInterrupted()) throw interrupted()
  try {
    return await deleteOnce(
      deleter,
      first.change.repository ?? '',
      [...asked.values()].flatMap(({ ids }) => ids),
    )
  } catch (error) {
    const requestId = requestIdIn(error)
    for (const { journal } of asked.keys()) journal.made({ action: 'BatchDeleteImage', isDone: false, requestId })
    throw error
  }
}
