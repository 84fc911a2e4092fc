import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Retries } from '../../src/aws/retries.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

type Failure = Parameters<Retries['refreshRetryTokenForRetry']>[1]

const failure = (errorType: Failure['errorType'], name = 'Error', code?: string): Failure => ({
  errorType,
  error: Object.assign(new Error('no'), { name, code }) as NonNullable<Failure['error']>,
})

/** How often a call is made that fails so each time. */
async function attempts(failed: Failure, retries = new Retries()): Promise<number> {
  let token = await retries.acquireInitialRetryToken('')
  for (let count = 1; ; count += 1) {
    const next = retries.refreshRetryTokenForRetry(token, failed).catch(() => undefined)
    await vi.runAllTimersAsync()
    const refreshed = await next
    if (refreshed === undefined) return count
    token = refreshed
  }
}

const THROTTLED = failure('THROTTLING', 'ThrottlingException')

describe('a call that fails', () => {
  test.each([
    ['throttled', THROTTLED, 12],
    ['by a quota, which the SDK takes for throttling', failure('THROTTLING', 'LimitExceededException'), 1],
    ['in ECR itself', failure('TRANSIENT', 'ServerException'), 5],
    ['on the way', failure('TRANSIENT', 'Error', 'ECONNRESET'), 5],
    ['because nobody listens', failure('TRANSIENT', 'Error', 'ECONNREFUSED'), 3],
    ['because there is no such host', failure('TRANSIENT', 'Error', 'ENOTFOUND'), 3],
    ['because nobody answers', failure('TRANSIENT', 'TimeoutError'), 3],
    ['for what it asks', failure('CLIENT_ERROR', 'RepositoryNotFoundException'), 1],
  ])('%s', async (_, failed, count) => expect(await attempts(failed)).toBe(count))

  test.each([
    [2, 2],
    [20, 20],
  ])('is made as often as AWS_MAX_ATTEMPTS says: %d', async (most, count) =>
    expect(await attempts(THROTTLED, new Retries(most))).toBe(count),
  )

  test('is not made more often than makes sense, whatever AWS_MAX_ATTEMPTS says', async () => {
    const retries = new Retries(20)
    expect(await attempts(failure('TRANSIENT', 'Error', 'ECONNREFUSED'), retries)).toBe(3)
    expect(await attempts(failure('THROTTLING', 'LimitExceededException'), retries)).toBe(1)
  })

  test('does not use up the attempts of others', async () => {
    const retries = new Retries()
    const counts: number[] = []
    for (let call = 0; call < 60; call += 1) counts.push(await attempts(THROTTLED, retries))
    expect(new Set(counts)).toEqual(new Set([12]))
  })
})
