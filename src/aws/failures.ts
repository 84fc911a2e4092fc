import { EcrsyncError, type ErrorCode } from '../errors.ts'
import { requestIdOf, statusOf } from './thrown.ts'

/** Failures that say nothing about one thing alone: nothing else of this target will be answered either. */
const FATAL = new Set<ErrorCode>([
  'NO_REGION',
  'INVALID_REGION',
  'INVALID_ENVIRONMENT',
  'INVALID_ENDPOINT',
  'INVALID_PROFILE',
  'NO_CREDENTIALS',
  'BAD_CREDENTIALS',
  'ROLE_NOT_ASSUMED',
  'WRONG_ACCOUNT',
  'REGION_NOT_ENABLED',
  'UNREACHABLE',
  'NOT_ECR',
  'INTERNAL',
])

export const isFatal = (error: unknown): boolean => error instanceof EcrsyncError && FATAL.has(error.code)

/** What ECR, or something on the way to it, answers to a call that it did not look at. */
export const ECR_FAILED: readonly string[] = [
  'InternalFailure',
  'InternalServerError',
  'RequestTimeoutException',
  'ServerException',
  'ServiceUnavailable',
  'ServiceUnavailableException',
]

/** Says nothing about the call itself: made again, or looked at again, it may well succeed. */
export const isPassing = (error: unknown): boolean =>
  error instanceof EcrsyncError &&
  (error.code === 'THROTTLED' ||
    error.code === 'UNREACHABLE' ||
    ECR_FAILED.includes(error.awsName ?? '') ||
    (error.code === 'NOT_ECR' && statusOf(error.cause) >= 500))

/** Answered, and not as ECR answers: only what is there says whether it was done. */
export const isUnclear = (error: unknown): boolean => error instanceof EcrsyncError && error.code === 'NOT_ECR'

const inVain = new WeakSet<EcrsyncError>()

/** Of a call that has been made again as often as it may be. */
export function triedInVain(error: unknown): never {
  if (error instanceof EcrsyncError) inVain.add(error)
  throw error
}

export const isTriedInVain = (error: unknown): boolean => error instanceof EcrsyncError && inVain.has(error)

/** Nobody answered in time, however often that is tried. */
export const isUnanswered = (error: unknown): boolean =>
  error instanceof Error && (error.name === 'TimeoutError' || isUnanswered(error.cause))

/** "There is none" as an answer: null where ECR answers with this error, and everything else thrown on. */
export async function absentOn<T>(awsName: string, answer: Promise<T>): Promise<T | null> {
  try {
    return await answer
  } catch (error) {
    if (isAws(error, awsName)) return null
    throw error
  }
}

export const isAws = (error: unknown, awsName: string): boolean =>
  error instanceof EcrsyncError && error.awsName === awsName

/** By which AWS knows a call that it answered with a failure. */
export function requestIdIn(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  return requestIdOf(error) ?? requestIdIn(error.cause)
}

/** Keys that were good once. */
export const isExpired = (error: unknown): boolean => error instanceof EcrsyncError && saysExpired(error.awsName ?? '')

/** Of what AWS calls its answer. */
export const saysExpired = (awsName: string): boolean => /^ExpiredToken(Exception)?$/.test(awsName)
