import { StandardRetryStrategy } from '@smithy/util-retry'

const ATTEMPTS = { throttled: 12, failed: 5, unreachable: 3 } as const
const NOBODY_THERE = new Set(['ECONNREFUSED', 'ENOTFOUND'])

type Refresh = StandardRetryStrategy['refreshRetryTokenForRetry']
type Token = Parameters<Refresh>[0]
type Failure = Parameters<Refresh>[1]

/**
 * The SDK's standard retries, raised for accounts that ECR throttles, and lowered where waiting is hopeless: ECR says
 * LimitExceededException of real quotas, which the SDK takes for throttling, and a refused connection is a wrong address.
 * Each call has a budget of its own: one for all would be used up by a plan of a thousand repositories under throttling.
 */
export class Retries {
  readonly #most: number | undefined
  readonly #calls = new WeakMap<Token, StandardRetryStrategy>()

  /** `most`: instead of our own numbers of attempts, as AWS_MAX_ATTEMPTS says. */
  constructor(most?: number) {
    this.#most = most
  }

  async acquireInitialRetryToken(scope: string): Promise<Token> {
    const strategy = new StandardRetryStrategy(this.#most ?? ATTEMPTS.throttled)
    return this.#kept(await strategy.acquireInitialRetryToken(scope), strategy)
  }

  async refreshRetryTokenForRetry(token: Token, failure: Failure): Promise<Token> {
    const strategy = this.#calls.get(token)
    if (strategy === undefined || token.getRetryCount() + 1 >= this.#attemptsFor(failure))
      throw new Error('No attempt is left')
    return this.#kept(await strategy.refreshRetryTokenForRetry(token, failure), strategy)
  }

  /** There is no common budget to give back to. */
  recordSuccess(): void {}

  #kept(token: Token, strategy: StandardRetryStrategy): Token {
    this.#calls.set(token, strategy)
    return token
  }

  #attemptsFor({ error, errorType }: Failure): number {
    const { name = '', code = '' } = (error ?? {}) as { name?: string; code?: string }
    if (name === 'LimitExceededException') return 1
    const usual = this.#most ?? (errorType === 'THROTTLING' ? ATTEMPTS.throttled : ATTEMPTS.failed)
    const isHopeless = NOBODY_THERE.has(code) || name === 'TimeoutError'
    return isHopeless ? Math.min(usual, ATTEMPTS.unreachable) : usual
  }
}
