import { EcrsyncError, type ErrorCode } from '../errors.ts'

const SUMMARY = {
  SOURCE_NOT_FOUND: 'The source of an image is not there',
  SOURCE_INVALID: 'The source of an image is damaged',
  SOURCE_AMBIGUOUS: 'The source holds several images',
  SOURCE_DENIED: 'The source of an image may not be read',
  SOURCE_UNREACHABLE: 'The source of an image cannot be reached',
  IMAGE_TOO_LARGE: 'ECR cannot hold this image',
  EMPTY_LAYER: 'ECR cannot hold this image',
} as const satisfies { readonly [C in ErrorCode]?: string }

interface Finding {
  /** The source. */
  readonly where: string
  readonly what: string
  readonly hint: string
  readonly cause?: unknown
}

const failure =
  (code: keyof typeof SUMMARY, summary: string = SUMMARY[code]) =>
  ({ where, what, hint, cause }: Finding): EcrsyncError =>
    new EcrsyncError(code, summary, { detail: `${where}: ${what}`, hint, cause })

export const notFound = failure('SOURCE_NOT_FOUND')
export const ambiguous = failure('SOURCE_AMBIGUOUS')
export const emptyLayer = failure('EMPTY_LAYER')
export const denied = failure('SOURCE_DENIED')

const unreachableSource = failure('SOURCE_UNREACHABLE')
/** Where it is not the image alone that has to be made again. */
export const invalid = failure('SOURCE_INVALID', 'The source of an image cannot be taken as it is')
const damagedSource = failure('SOURCE_INVALID')
const tooLargeImage = failure('IMAGE_TOO_LARGE')

export const damaged = (where: string, what: string, cause?: unknown): EcrsyncError =>
  damagedSource({
    where,
    what,
    hint: 'The image was not put into ECR. Make the image again, then run it again.',
    cause,
  })

/** It answers as no registry should. */
export const strange = (where: string, what: string, cause?: unknown): EcrsyncError =>
  damagedSource({ where, what, hint: 'Check the registry, and any proxy on the way to it.', cause })

/** What it holds is not what was asked for. */
export const mismatched = (where: string, what: string): EcrsyncError =>
  invalid({ where, what, hint: 'Correct the digest, or name the image that has it.' })

export const tooLarge = (where: string, what: string): EcrsyncError =>
  tooLargeImage({ where, what, hint: 'Split what is too large over several layers or images.' })

const REACH = 'Check the name of the source and the network, then run it again.'

export const notReached = (where: string, what: string, cause?: unknown, hint = REACH): EcrsyncError =>
  unreachableSource({ where, what, hint, cause })

/** The same bytes; what the machine says of the file is then said of the source. */
export async function* readable(stream: AsyncIterable<Uint8Array>, where: string): AsyncIterable<Uint8Array> {
  try {
    yield* stream
  } catch (error) {
    throw damaged(where, `it cannot be read (${error instanceof Error ? error.message : error})`, error)
  }
}
