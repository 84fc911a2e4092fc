import { isAws, isPassing, isTriedInVain } from '../aws/failures.ts'
import { EcrsyncError } from '../errors.ts'

export interface Waiting {
  /** Waits; `milliseconds` grows from try to try. May come back early when the run is interrupted. */
  readonly sleep: (milliseconds: number) => Promise<void>
  /** True from the moment when nothing is waited for any longer. */
  readonly isInterrupted: () => boolean
}

/**
 * Tries for each cause by itself: about a minute of what ECR or IAM have to catch up with. Of what is made once, as the client
 * has no other try of it: some minutes of throttling, and as often as elsewhere what was lost.
 */
const TRIES = { principal: 9, notFound: 9, throttled: 12, lost: 5 } as const
const FIRST_WAIT_MS = 250
const LONGEST_WAIT_MS = 32_000

type Cause = keyof typeof TRIES

/** Makes a call again while it fails in passing; `isNotFoundYet` says of what ECR may still not know. */
export type Patiently = <T>(call: () => Promise<T>, isNotFoundYet?: boolean) => Promise<T>

export function patience({ sleep, isInterrupted }: Waiting): Patiently {
  /** A role that IAM did not know for a whole minute will not be known to the next policy either. */
  let isPrincipalGivenUp = false

  return async (call, isNotFoundYet = false) => {
    const tried: Record<Cause, number> = { principal: 0, notFound: 0, throttled: 0, lost: 0 }
    for (;;) {
      try {
        return await call()
      } catch (error) {
        const cause = causeOf(error, isNotFoundYet)
        if (cause === undefined || (cause === 'principal' && isPrincipalGivenUp) || isInterrupted()) throw error
        tried[cause] += 1
        if (tried[cause] === TRIES[cause]) {
          isPrincipalGivenUp ||= cause === 'principal'
          throw error
        }
        await sleep(Math.min(FIRST_WAIT_MS * 2 ** (tried[cause] - 1), LONGEST_WAIT_MS))
      }
    }
  }
}

function causeOf(error: unknown, isNotFoundYet: boolean): Cause | undefined {
  if (!(error instanceof EcrsyncError)) return undefined
  if (isPrincipalNotFound(error)) return 'principal'
  if (isNotFoundYet && isAws(error, 'RepositoryNotFoundException')) return 'notFound'
  const failure = error.code === 'NOT_SEEN' ? error.cause : error
  if (!isPassing(failure) || isTriedInVain(failure)) return undefined
  return (failure as EcrsyncError).code === 'THROTTLED' ? 'throttled' : 'lost'
}

/** A role just created may not be a principal yet. */
const isPrincipalNotFound = (error: EcrsyncError): boolean =>
  isAws(error, 'InvalidParameterException') && error.detail?.includes('Principal not found') === true
