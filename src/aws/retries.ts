import { setTimeout } from 'node:timers/promises'
import { NOBODY_THERE } from './connection.ts'

/** Tries of one call, for each of what may end a try. */
const TRIES = { throttled: 12, failed: 5, unanswered: 3, hopeless: 1 } as const

type Ending = keyof typeof TRIES

const LONGEST_WAIT_MS = 20_000
/** How much longer than planned is waited because the answer says so. */
const LONGEST_ASKED_MS = 5_000

export interface Failure {
  readonly errorType: 'THROTTLING' | 'TRANSIENT' | 'SERVER_ERROR' | 'CLIENT_ERROR'
  readonly error?: unknown
  readonly retryAfterHint?: Date
}

/** A call on its way, as the SDK hands it back to ask for another try. */
interface Attempt {
  readonly tried: Readonly<Record<Ending, number>>
  getRetryCount(): number
  getRetryDelay(): number
}

export interface RetryOptions {
  /** Instead of our own numbers of tries, as AWS_MAX_ATTEMPTS says. */
  readonly most?: number | undefined
  readonly wait?: (milliseconds: number) => Promise<unknown>
}

/**
 * The SDK's standard waits, with tries of our own: more for accounts that ECR throttles, and fewer where waiting is
 * hopeless: ECR says LimitExceededException of real quotas, which the SDK takes for throttling, and a refused connection
 * is a wrong address. Throttling uses up no try of a lost connection, and no call those of another, as a budget for all
 * would have it: a plan of a thousand repositories that is throttled would use that up.
 */
export class Retries {
  readonly #most: number | undefined
  readonly #wait: (milliseconds: number) => Promise<unknown>
  readonly #closing = new AbortController()

  constructor({ most, wait }: RetryOptions = {}) {
    this.#most = most
    this.#wait = wait ?? (milliseconds => setTimeout(milliseconds, undefined, { signal: this.#closing.signal }))
  }

  async acquireInitialRetryToken(): Promise<Attempt> {
    return attempt({ throttled: 0, failed: 0, unanswered: 0, hopeless: 0 })
  }

  async refreshRetryTokenForRetry({ tried }: Attempt, failure: Failure): Promise<Attempt> {
    const ending = endingOf(failure)
    const count = tried[ending] + 1
    if (count >= this.#triesFor(ending)) throw new Error('No try is left')
    await this.#wait(waitBefore(count, failure))
    return attempt({ ...tried, [ending]: count })
  }

  /** There is no common budget to give back to. */
  recordSuccess(): void {}

  /** Ends all waits: nobody is there any more for whom a call would be made again. */
  close(): void {
    this.#closing.abort()
  }

  #triesFor(ending: Ending): number {
    const own = TRIES[ending]
    const isHopeless = ending === 'unanswered' || ending === 'hopeless'
    return isHopeless ? Math.min(this.#most ?? own, own) : (this.#most ?? own)
  }
}

const attempt = (tried: Attempt['tried']): Attempt => ({
  tried,
  getRetryCount: () => Object.values(tried).reduce((sum, count) => sum + count, 0),
  // It has been waited already.
  getRetryDelay: () => 0,
})

function endingOf({ error, errorType }: Failure): Ending {
  const { name = '', code = '' } = (error ?? {}) as { name?: string; code?: string }
  if (name === 'LimitExceededException') return 'hopeless'
  if (errorType === 'THROTTLING') return 'throttled'
  if (errorType !== 'TRANSIENT') return 'hopeless'
  return NOBODY_THERE.has(code) || name === 'TimeoutError' ? 'unanswered' : 'failed'
}

/** As often as makes sense, or as AWS_MAX_ATTEMPTS says. */
export const usualRetries = (): Retries => new Retries({ most: Number(process.env.AWS_MAX_ATTEMPTS) || undefined })

function waitBefore(retry: number, { errorType, retryAfterHint }: Failure): number {
  const first = errorType === 'THROTTLING' ? 1000 : 50
  const wait = Math.random() * Math.min(first * 2 ** (retry - 1), LONGEST_WAIT_MS)
  const asked = retryAfterHint === undefined ? 0 : retryAfterHint.getTime() - Date.now()
  return Math.max(wait, Math.min(asked, wait + LONGEST_ASKED_MS))
}
