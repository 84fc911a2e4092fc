import { type AwsError, httpStatusOf } from '../errors.ts'
import type { Reply } from '../http/exchange.ts'

/** An error as the Docker Registry API answers it. */
export class RegistryError extends Error {
  override readonly name = 'RegistryError'
  readonly status: number
  readonly code: string

  constructor(status: number, code: string, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}

/** How the errors of the ECR API come out here. Source: public issues that quote them; the rest after the OCI distribution specification. */
const CODES: ReadonlyMap<string, readonly [status: number, code: string]> = new Map([
  ['AccessDeniedException', [403, 'DENIED']],
  ['ImageDigestDoesNotMatchException', [400, 'DIGEST_INVALID']],
  ['ImageNotFoundException', [404, 'MANIFEST_UNKNOWN']],
  ['ImageTagAlreadyExistsException', [400, 'TAG_INVALID']],
  ['InvalidParameterException', [400, 'MANIFEST_INVALID']],
  ['LayersNotFoundException', [404, 'BLOB_UNKNOWN']],
  ['LimitExceededException', [400, 'DENIED']],
  ['ReferencedImagesNotFoundException', [404, 'MANIFEST_BLOB_UNKNOWN']],
  ['RepositoryNotFoundException', [404, 'NAME_UNKNOWN']],
  ['RequestEntityTooLargeException', [413, 'SIZE_INVALID']],
  ['ThrottlingException', [429, 'TOOMANYREQUESTS']],
  ['UnableToGetUpstreamImageException', [404, 'MANIFEST_UNKNOWN']],
])

export const VERSION = { 'docker-distribution-api-version': 'registry/2.0' }

export function errorReply(error: AwsError | RegistryError): Reply {
  if ('code' in error) return reply(error.status, error.code, error.message)
  const [status, code] = CODES.get(error.name) ?? [httpStatusOf(error.name), 'UNKNOWN']
  return reply(status, code, error.message)
}

const reply = (status: number, code: string, message: string): Reply => ({
  status,
  headers: { ...VERSION, 'content-type': 'application/json; charset=utf-8' },
  body: JSON.stringify({ errors: [{ code, message }] }),
})

export const unsupported = (message: string) => new RegistryError(405, 'UNSUPPORTED', message)
