import { EcrsyncError } from '../errors.ts'
import type { Kind } from '../kinds/kind.ts'
import type { Fields } from '../model.ts'

/** A document that this version cannot take apart is a reading that failed, of this place and no other. */
export function understood(kind: Pick<Kind, 'canonical'>, read: Fields): Fields | EcrsyncError {
  try {
    return kind.canonical(read)
  } catch (cause) {
    return new EcrsyncError('AWS_ERROR', 'ECR answered a document of a form that this version does not know', {
      detail: String(cause),
      cause,
    })
  }
}

/** The same for whoever can do nothing without it. @throws EcrsyncError AWS_ERROR */
export function mustBeUnderstood(kind: Pick<Kind, 'canonical'>, read: Fields): Fields {
  const found = understood(kind, read)
  if (found instanceof EcrsyncError) throw found
  return found
}

/**
 * What a reading failed with, as a failure of that place.
 *
 * @throws whatever else it is
 */
export function readingFailure(error: unknown): EcrsyncError {
  const failure = error instanceof SyntaxError ? notJson(error) : error
  if (!(failure instanceof EcrsyncError) || failure.code === 'INTERNAL') throw failure
  return failure
}

const notJson = (cause: SyntaxError): EcrsyncError =>
  new EcrsyncError('AWS_ERROR', 'ECR answered a document that is not JSON', {
    detail: cause.message,
    hint: 'Look at it with the AWS CLI.',
    cause,
  })
