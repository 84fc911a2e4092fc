import type { ImageIdentifier } from '@aws-sdk/client-ecr'
import type { Answered, ImageDeleter, Operation } from '../aws/api.ts'
import { EcrsyncError } from '../errors.ts'
import { inBatches } from '../kinds/image/batches.ts'

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

/**
 * These images and tags, and no others: a tag that has moved to another image is refused by ECR itself.
 * @throws EcrsyncError REFUSED with what was not deleted
 */
export async function deleteExactly(
  deleteSome: (batch: readonly ImageIdentifier[]) => Promise<Pick<Deleted, 'refused'>>,
  repositoryName: string,
  ids: readonly ImageIdentifier[],
): Promise<void> {
  const refused: NotDeleted[] = []
  let left = ids
  for (;;) {
    const failures: NotDeleted[] = []
    for (const batch of inBatches(left)) failures.push(...(await deleteSome(batch)).refused)
    const held = failures.filter(isHeld)
    refused.push(...failures.filter(failure => !isHeld(failure)))
    if (held.length === 0 || held.length === left.length) {
      if (held.length + refused.length > 0) throw notDeleted(repositoryName, [...refused, ...held])
      return
    }
    left = held.map(({ id }) => id)
  }
}

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
