import { unsecret } from '../secrecy.ts'
import { withoutEchoes } from './echoes.ts'

/** What the SDK threw, or whatever lies below it. */
export interface Thrown {
  readonly name: string
  readonly code: string
  readonly message: string
  /** Undefined: nobody answered. */
  readonly status: number | undefined
}

/** Of an answer, or of an error that is one. */
export interface Metadata {
  readonly httpStatusCode?: number | undefined
  readonly requestId?: string | undefined
}

/** By which AWS knows the call; nothing where nobody answered. */
export const requestIdOf = (thrown: unknown): string | undefined =>
  unsecret((thrown as { readonly $metadata?: Metadata } | null | undefined)?.$metadata?.requestId)

/** The SDK makes members of an error of whatever an answer says, and so they may be anything. */
interface Told {
  readonly name?: unknown
  readonly code?: unknown
  readonly message?: unknown
  readonly errors?: unknown
  readonly $metadata?: Metadata
}

export function read(thrown: unknown): Thrown {
  const error = thrown as Told
  const inner = (Array.isArray(error.errors) ? error.errors[0] : undefined) as Told | null | undefined
  const message = [error.message, inner?.message].find(isSaid) ?? nameless(thrown)
  return {
    name: withoutEchoes([error.name].find(isSaid) ?? 'Error'),
    code: [error.code, inner?.code].find(isSaid) ?? '',
    message: withoutEchoes(message.split('\n')[0] as string),
    status: error.$metadata?.httpStatusCode,
  }
}

const isSaid = (value: unknown): value is string => typeof value === 'string' && value !== ''

/** What says nothing of itself. */
const nameless = (thrown: unknown): string =>
  typeof thrown === 'object' ? ([(thrown as Told).name].find(isSaid) ?? 'Error') : String(thrown)

export const statusOf = (thrown: unknown): number => (thrown == null ? 0 : (read(thrown).status ?? 0))

/** The names that the SDK takes for throttling, but for LimitExceededException, which ECR says of real quotas. */
const THROTTLED = new Set([
  'BandwidthLimitExceeded',
  'RequestLimitExceeded',
  'RequestThrottled',
  'RequestThrottledException',
  'SlowDown',
  'ThrottledException',
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
])

export const isThrottling = (thrown: unknown): boolean => {
  const { name, status } = read(thrown)
  return THROTTLED.has(name) || status === 429
}

/** What the SDK calls an error about credentials that it looked for, and did not find. */
export const NO_CREDENTIALS: ReadonlySet<string> = new Set(['CredentialsProviderError', 'TokenProviderError'])

/** Errors of the SDK about a call that nobody answered, which carry no code of the system. */
export const UNANSWERED: ReadonlySet<string> = new Set([
  'TimeoutError',
  'EndpointError',
  'AbortError',
  'Unknown',
  'UnknownError',
  'SyntaxError',
])
