import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type Ended, endedBy, type Failure, ONE_TRY, Tries } from '../../src/aws/retries.ts'

const failure = (errorType: Failure['errorType'], name = 'Error', code?: string): Failure => ({
  errorType,
  error: Object.assign(new Error('no'), { name, code }),
})

/** As the SDK hands it over, which is to make no other try. */
async function judged(failed: Failure): Promise<Ended> {
  await expect(ONE_TRY.refreshRetryTokenForRetry(undefined, failed)).rejects.toThrow('no other try')
  return endedBy(failed.error)
}

/** A call that fails so, try after try, and then in the last way for ever. */
async function called(failures: readonly Failure[], most?: number) {
  const waits: number[] = []
  const tries = new Tries({ most, random: () => 0.999 })
  for (let made = 1; made < 1000; made += 1) {
    const wait = tries.waitAfter(await judged(failures[made - 1] ?? (failures.at(-1) as Failure)))
    if (wait === undefined) return { tries: made, waits }
    waits.push(wait)
  }
  return { tries: Infinity, waits }
}

const tries = async (failed: Failure, most?: number) => (await called([failed], most)).tries

const THROTTLED = failure('THROTTLING', 'ThrottlingException')
const LOST = failure('TRANSIENT', 'Error', 'ECONNRESET')
const UNANSWERED = failure('TRANSIENT', 'TimeoutError')

beforeEach(() => void vi.stubEnv('AWS_MAX_ATTEMPTS', undefined))
afterEach(() => void vi.unstubAllEnvs())

describe('a call that fails', () => {
  test.each([
    ['throttled, while the pacer puts up with it', THROTTLED, Infinity],
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
    const throttled = Array.from({ length: 50 }, () => THROTTLED)
    expect(await called([...lost, ...throttled, LOST])).toMatchObject({ tries: 55 })
    expect(await called([...throttled, UNANSWERED])).toMatchObject({ tries: 53 })
  })

  test('that the SDK has not judged is not made again', () =>
    expect(endedBy(new Error('no'))).toEqual({ by: 'hopeless', asked: 0 }))

  test.each([
    [2, 2],
    [20, 20],
  ])('is made as often as AWS_MAX_ATTEMPTS says: %d', async (most, count) => {
    expect(await tries(THROTTLED, most)).toBe(count)
    vi.stubEnv('AWS_MAX_ATTEMPTS', String(most))
    expect(await tries(THROTTLED)).toBe(count)
  })

  test('is not made more often than makes sense, whatever AWS_MAX_ATTEMPTS says', async () => {
    expect(await tries(failure('TRANSIENT', 'Error', 'ECONNREFUSED'), 20)).toBe(3)
    expect(await tries(failure('THROTTLING', 'LimitExceededException'), 20)).toBe(1)
    expect(await tries(UNANSWERED, 1)).toBe(1)
  })
})

describe('a wait', () => {
  test('for a connection grows', async () => {
    const { waits } = await called([LOST])
    expect(waits.map(Math.round)).toEqual([50, 100, 200, 400])
  })

  test('for the rate is for the pacer to say', async () => {
    const { waits } = await called([THROTTLED], 3)
    expect(waits).toEqual([0, 0])
  })

  test('is as long as the answer asks, if that is not much longer', async () => {
    const asked = (failed: Failure, seconds: number) => ({
      ...failed,
      retryAfterHint: new Date(Date.now() + seconds * 1000),
    })
    for (const failed of [THROTTLED, LOST]) {
      const [short = 0] = (await called([asked(failed, 4)], 2)).waits
      expect(short).toBeGreaterThan(3000)
      const [long = 0] = (await called([asked(failed, 3600)], 2)).waits
      expect(long).toBeLessThanOrEqual(5050)
    }
  })
})
