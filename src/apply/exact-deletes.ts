import type { ImageIdentifier } from '@aws-sdk/client-ecr'
import type { Answered, ImageDeleter, Operation } from '../aws/api.ts'
import { EcrsyncError } from '../errors.ts'
import { MOST_IDS } from '../kinds/image/batches.ts'

/** Why an image was not deleted, as ECR says it. */
export interface NotDeleted {
  readonly id: ImageIdentifier
  readonly code: string
  readonly reason: string
}

export interface Deleted extends Answered {
  /** Each tag that went, with the digest that it was on, also where only one of the two was asked for. */
  readonly gone: readonly ImageIdentifier[]
  readonly refused: readonly NotDeleted[]
}

/** One call. What is not there any more is deleted. */
export async function deleteOnce(
  deleter: ImageDeleter,
  repositoryName: string,
  ids: readonly ImageIdentifier[],
): Promise<Deleted> {
  const { imageIds = [], failures = [], requestId } = await deleter.deleteImages(repositoryName, [...ids])
  const refused = failures.flatMap(({ imageId = {}, failureCode = '', failureReason = '' }) =>
    failureCode === 'ImageNotFound' ? [] : [{ id: imageId, code: failureCode, reason: failureReason }],
  )
  return { gone: imageIds, refused, requestId }
}

/** The images and tags that an operation deletes. */
export const imageIdsIn = (operation: Operation): readonly ImageIdentifier[] =>
  operation.action === 'BatchDeleteImage' ? (operation.input.imageIds ?? []) : []

/** ECR keeps what an index holds while the index is there: what is refused for it comes once more when others are gone. */
export const isHeld = ({ code }: NotDeleted): boolean => code === 'ImageReferencedByManifestList'

/** Images and tags of one repository that are to go, and no others, a call at a time. */
export interface ExactDeletes {
  /**
   * Makes one call for some of what is left, as it was just looked at.
   *
   * @returns false where nothing of it is left to be asked for
   * @throws EcrsyncError REFUSED with what was not deleted, when all has been asked for
   */
  next(left: readonly ImageIdentifier[]): Promise<boolean>
}

/** A tag that has moved to another image is refused by ECR itself; what an index holds is tried again when something else has gone. */
export function exactDeletes(
  repositoryName: string,
  deleteSome: (batch: readonly ImageIdentifier[]) => Promise<Pick<Deleted, 'refused'>>,
): ExactDeletes {
  /** A listing may still name what has gone. */
  const gone = new Set<string>()
  const refused = new Map<string, NotDeleted>()
  /** Since something went last. */
  let held = new Map<string, NotDeleted>()
  let isProgress = false

  async function deleteBatch(batch: readonly ImageIdentifier[]): Promise<true> {
    const failures = (await deleteSome(batch)).refused
    for (const id of batch) {
      const why = failures.find(failure => isSameId(failure.id, id))
      if (why) (isHeld(why) ? held : refused).set(keyOf(id), why)
      else gone.add(keyOf(id))
    }
    isProgress ||= failures.length < batch.length
    return true
  }

  const isOpen = (id: ImageIdentifier) => ![gone, refused, held].some(told => told.has(keyOf(id)))

  return {
    async next(left) {
      const open = left.filter(isOpen)
      if (open.length > 0) return deleteBatch(open.slice(0, MOST_IDS))
      const toldIn = (told: ReadonlyMap<string, NotDeleted>) => left.flatMap(id => told.get(keyOf(id)) ?? [])
      const [kept, waiting] = [toldIn(refused), toldIn(held)]
      if (waiting.length > 0 && isProgress) {
        held = new Map()
        isProgress = false
        return deleteBatch(left.filter(isOpen).slice(0, MOST_IDS))
      }
      if (kept.length + waiting.length > 0) throw notDeleted(repositoryName, [...kept, ...waiting])
      return false
    },
  }
}

const keyOf = ({ imageTag, imageDigest }: ImageIdentifier): string => JSON.stringify([imageTag, imageDigest])

export const notDeleted = (what: string, failures: readonly NotDeleted[]): EcrsyncError =>
  new EcrsyncError('REFUSED', `${what} was not deleted`, {
    detail: failures
      .map(({ code, reason }) => `${reason} (${code})`)
      .slice(0, 5)
      .join('; '),
    hint: 'Run ecrsync plan again, and look.',
  })

/** Whether two ids mean one thing: ECR answers with what it was asked for. */
export const isSameId = (one: ImageIdentifier, other: ImageIdentifier): boolean =>
  one.imageTag === other.imageTag && (one.imageTag !== undefined || one.imageDigest === other.imageDigest)
