import type { ImageIdentifier } from '@aws-sdk/client-ecr'
import type { ImageDeleter, Operation, Reader } from '../aws/api.ts'
import { EcrsyncError, interrupted } from '../errors.ts'
import { grouped } from '../kinds/canonical.ts'
import type { Change } from '../model.ts'
import { readTogether, refuseBlocked } from './freshness.ts'

export interface Deleting {
  readonly reader: Reader
  readonly deleter: ImageDeleter
  /** Makes a call again from the start while it fails in passing. */
  readonly patiently: <T>(call: () => Promise<T>) => Promise<T>
  /** True from the moment when no further call is to be made. */
  readonly isInterrupted: () => boolean
}

/** As many as one call takes. Source: ECR API reference, BatchDeleteImage. */
const MOST_IDS = 100

/**
 * The images of one repository that are to go, go together: one look at what is there, and a hundred a call.
 * @returns how one of the changes ends; it rejects with its own failure, and with no other
 */
export function imageDeletes(changes: readonly Change[], deleting: Deleting): (change: Change) => Promise<void> {
  const groups = grouped(changes.filter(isImageDelete), ({ repository }) => repository)
  const ends = new Map<string | undefined, Promise<ReadonlyMap<Change, Error>>>()
  return async change => {
    const { repository } = change
    const end = ends.get(repository) ?? deleting.patiently(() => deleteAll(groups.get(repository) ?? [], deleting))
    ends.set(repository, end)
    const failure = (await end).get(change)
    if (failure) throw failure
  }
}

export const isImageDelete = ({ kind, action, blocked }: Change): boolean =>
  kind === 'image' && action === 'delete' && !blocked

/** Failures by change. Lists go before what they hold: what is refused for a list is tried once more. */
async function deleteAll(
  changes: readonly Change[],
  { reader, deleter, isInterrupted }: Deleting,
): Promise<ReadonlyMap<Change, Error>> {
  const failures = new Map<Change, Error>()
  const verdicts = await readTogether(reader, changes)
  const doomed = changes.filter(change => isStillToGo(change, verdicts.get(change), failures))
  const careful: ImageDeleter = {
    deleteImages: (repository, ids) =>
      isInterrupted() ? Promise.reject(interrupted()) : deleter.deleteImages(repository, ids),
  }
  const held = await deleteSome(doomed, careful, failures)
  await deleteSome(held, careful, failures)
  return failures
}

function isStillToGo(
  change: Change,
  verdict: (() => readonly Change[]) | undefined,
  failures: Map<Change, Error>,
): boolean {
  try {
    const left = verdict?.() ?? []
    refuseBlocked(left)
    return left.length > 0
  } catch (error) {
    failures.set(change, error as Error)
    return false
  }
}

/** What a list still held is answered, and no failure yet. */
async function deleteSome(
  changes: readonly Change[],
  deleter: ImageDeleter,
  failures: Map<Change, Error>,
): Promise<readonly Change[]> {
  const held: Change[] = []
  for (let start = 0; start < changes.length; start += MOST_IDS) {
    const batch = changes.slice(start, start + MOST_IDS)
    const failed = await deleter.deleteImages(batch[0]?.repository ?? '', batch.flatMap(idsOf)).catch(error => {
      // With the first call nothing has been done yet, and the whole can be tried again.
      if (start === 0) throw error
      for (const change of batch) failures.set(change, error)
      return undefined
    })
    if (failed === undefined) continue
    for (const { imageId, failureCode, failureReason } of failed) {
      const change = batch.find(one => idsOf(one).some(id => isSame(id, imageId)))
      if (change === undefined || failureCode === 'ImageNotFound') continue
      if (failureCode === 'ImageReferencedByManifestList') held.push(change)
      failures.set(change, notDeleted(change, `${failureCode}: ${failureReason}`))
    }
    for (const change of batch)
      if (!failed.some(({ imageId }) => idsOf(change).some(id => isSame(id, imageId)))) failures.delete(change)
  }
  return held
}

const idsOf = ({ operations }: Change): ImageIdentifier[] => operations.flatMap(idsIn)

const idsIn = (operation: Operation): ImageIdentifier[] =>
  operation.action === 'BatchDeleteImage' ? (operation.input.imageIds ?? []) : []

const isSame = (one: ImageIdentifier, other: ImageIdentifier | undefined): boolean =>
  one.imageTag === other?.imageTag && (one.imageTag !== undefined || one.imageDigest === other?.imageDigest)

const notDeleted = ({ address }: Change, detail: string): EcrsyncError =>
  new EcrsyncError('AWS_ERROR', `${address} was not deleted`, {
    detail,
    hint: 'Delete what holds it first, then run ecrsync apply again.',
  })
