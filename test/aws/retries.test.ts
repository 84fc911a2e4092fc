import { describe, expect, test } from 'vitest'
import { type Failure, Retries } from '../../src/aws/retries.ts'

const failure = (errorType: Failure['errorType'], name = 'Error', code?: string): Failure => ({
  errorType,
  error: Object.assign(new Error('no'), { name, code }),
})

/** A call that fails so, try after try, and then in the last way for ever. */
async function called(failures: readonly Failure[], most?: number) {
  const waits: number[] = []
  const retries = new Retries({ most, wait: async milliseconds => void waits.push(milliseconds) })
  let token = await retries.acquireInitialRetryToken()
  for (let tries = 1; ; tries += 1) {
    const failed = failures[tries - 1] ?? (failures.at(-1) as Failure)
    const next = await retries.refreshRetryTokenForRetry(token, failed).catch(() => undefined)
    if (next === undefined) return { tries, waits, retries: token.getRetryCount() }
    token = next
  }
}

const tries = async (failed: Failure, most?: number) => (await called([failed], most)).tries

const THROTTLED = failure('THROTTLING', 'ThrottlingException')
const LOST = failure('TRANSIENT', 'Error', 'ECONNRESET')
const UNANSWERED = failure('TRANSIENT', 'TimeoutError')

describe('a call that fails', () => {
  test.each([
    ['throttled', THROTTLED, 12],
    ['by a quota, which the SDK takes for throttling', failure('THROTTLING', 'LimitExceededException'), 1],
    ['in ECR itself', failure('TRANSIENT', 'ServerException'), 5],
    ['on the way', LOST, 5],
    ['because nobody listens', failure('TRANSIENT', 'Error', 'ECONNREFUSED'), 3],
    ['because there is no such host', failure('TRANSIENT', 'Error', 'ENOTFOUND'), 3],
    ['because nobody answers', UNANSWERED, 3],
    ['for what it asks', failure('CLIENT_ERROR', 'RepositoryNotFoundException'), 1],
    ['by an answer that says never again', failure('SERVER_ERROR', 'NotImplemented'), 1],
  ])('%s', async (_, failed, count) => expect(await tries(failed)).toBe(count))

  test('has tries for each of what ends them, and not for all together', async () => {
    const lost = Array.from({ length: 4 }, () => LOST)
    const throttled = Array.from({ length: 11 }, () => THROTTLED)
    expect(await called([...lost, ...throttled, THROTTLED])).toMatchObject({ tries: 16, retries: 15 })
    expect(await called([...throttled, ...lost, LOST])).toMatchObject({ tries: 16, retries: 15 })
    expect(await called([...throttled, UNANSWERED])).toMatchObject({ tries: 14 })
  })

  test.each([
    [2, 2],
    [20, 20],
  ])('is made as often as AWS_MAX_ATTEMPTS says: %d', async (most, count) =>
    expect(await tries(THROTTLED, most)).toBe(count),
  )

  test('is not made more often than makes sense, whatever AWS_MAX_ATTEMPTS says', async () => {
    expect(await tries(failure('TRANSIENT', 'Error', 'ECONNREFUSED'), 20)).toBe(3)
    expect(await tries(failure('THROTTLING', 'LimitExceededException'), 20)).toBe(1)
    expect(await tries(UNANSWERED, 1)).toBe(1)
  })
})

describe('a wait', () => {
  test.each([
    ['under throttling, up to', THROTTLED, [1000, 2000, 4000, 8000, 16_000, 20_000, 20_000, 20_000, 20_000, 20_000]],
    ['for a connection, up to', LOST, [50, 100, 200, 400]],
  ])('grows %s %s', async (_, failed, most) => {
    const { waits } = await called([failed])
    for (const [index, limit] of most.entries()) expect(waits[index]).toBeLessThanOrEqual(limit)
  })

  test('is as long as the answer asks, if that is not much longer', async () => {
    const asked = (seconds: number) => ({ ...THROTTLED, retryAfterHint: new Date(Date.now() + seconds * 1000) })
    const [short = 0] = (await called([asked(6), LOST], 2)).waits
    expect(short).toBeGreaterThan(1000)
    const [long = 0] = (await called([asked(3600), LOST], 2)).waits
    expect(long).toBeLessThanOrEqual(6000)
  })

  test('ends when the connection is closed', async () => {
    const retries = new Retries()
    const again = retries.refreshRetryTokenForRetry(await retries.acquireInitialRetryToken(), {
      ...THROTTLED,
      retryAfterHint: new Date(Date.now() + 4000),
    })
    retries.close()
    await expect(again).rejects.toThrow('aborted')
  })
})
