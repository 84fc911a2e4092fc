import type { ECRClientConfig } from '@aws-sdk/client-ecr'
import { getRetryAfterHint, isThrottlingError, isTransientError } from '@smithy/core/retry'
import { NOBODY_THERE } from './connection.ts'

/**
 * Tries of one call, for each of what may end a try: fewer where waiting is hopeless. ECR says LimitExceededException of real
 * quotas, which the SDK takes for throttling, and a refused connection is a wrong address. Throttling uses up none: the pacer
 * says how long that is put up with.
 */
const TRIES = { throttled: Infinity, failed: 5, unanswered: 3, hopeless: 1 } as const

export type Ending = keyof typeof TRIES

const FIRST_WAIT_MS = 50
const LONGEST_WAIT_MS = 20_000
/** How much longer than planned is waited because the answer says so. */
const LONGEST_ASKED_MS = 5_000

/** How a try has ended that failed. */
export interface Ended {
  readonly by: Ending
  /** Milliseconds that the answer asks to wait. */
  readonly asked: number
}

type Strategy = Extract<ECRClientConfig['retryStrategy'], { retry: unknown }>
/** What the SDK throws. */
type Failure = Parameters<typeof isTransientError>[0] & { readonly code?: string }

const ended = new WeakMap<object, Ended>()

/** One layer makes calls again, and it is not the SDK: that makes one try, and its own words tell what ended it. */
export const ONE_TRY: Strategy = {
  async retry(next, args) {
    try {
      return await next(args)
    } catch (thrown) {
      const error = thrown as Failure
      ended.set(error, { by: endingOf(error), asked: askedBy(error) })
      throw error
    }
  },
}

/** What the SDK has not judged was never sent, or is wrong here. */
export const endedBy = (thrown: unknown): Ended => ended.get(thrown as object) ?? { by: 'hopeless', asked: 0 }

function endingOf(error: Failure): Ending {
  const { name, code = '' } = error
  if (name === 'LimitExceededException') return 'hopeless'
  if (isThrottlingError(error)) return 'throttled'
  if (!isTransientError(error)) return 'hopeless'
  return NOBODY_THERE.has(code) || name === 'TimeoutError' ? 'unanswered' : 'failed'
}

const askedBy = ({ $response }: Failure): number =>
  Math.max(0, (getRetryAfterHint($response)?.getTime() ?? 0) - Date.now())

export interface RetryOptions {
  /** Instead of our own numbers of tries, as AWS_MAX_ATTEMPTS says. */
  readonly most?: number | undefined
  /** At least 0, and less than 1. */
  readonly random?: (() => number) | undefined
}

/** The tries of one call. Each cause has its own: what is lost a few times is not nearer to its end for having been throttled. */
export class Tries {
  readonly #most: number | undefined
  readonly #random: () => number
  readonly #made: Record<Ending, number> = { throttled: 0, failed: 0, unanswered: 0, hopeless: 0 }

  constructor({ most = mostTries(), random = Math.random }: RetryOptions = {}) {
    this.#most = most
    this.#random = random
  }

  /** Milliseconds to wait before the next; undefined: none is left. */
  waitAfter({ by, asked }: Ended): number | undefined {
    this.#made[by] += 1
    if (this.#made[by] >= this.#triesFor(by)) return undefined
    const wait = by === 'throttled' ? 0 : this.#random() * this.#longestAfter(this.#made[by])
    return Math.max(wait, Math.min(asked, wait + LONGEST_ASKED_MS))
  }

  #longestAfter(tries: number): number {
    return Math.min(FIRST_WAIT_MS * 2 ** (tries - 1), LONGEST_WAIT_MS)
  }

  #triesFor(by: Ending): number {
    const own = TRIES[by]
    const isInVain = by === 'unanswered' || by === 'hopeless'
    return isInVain ? Math.min(this.#most ?? own, own) : (this.#most ?? own)
  }
}

const mostTries = (): number | undefined => Number(process.env.AWS_MAX_ATTEMPTS) || undefined
