import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type Ended, endedBy, ONE_TRY, Tries } from '../../src/aws/retries.ts'

interface Failed {
  readonly name?: string
  readonly code?: string
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
}

/** As the SDK throws it. */
const failure = ({ name = 'Error', code, status, headers }: Failed) =>
  Object.assign(new Error('no'), {
    name,
    ...(code !== undefined && { code }),
    ...(status !== undefined && { $metadata: { httpStatusCode: status } }),
    ...(headers && { $response: { statusCode: status, headers } }),
  })

async function judged(failed: Failed): Promise<Ended> {
  const thrown = failure(failed)
  await expect(ONE_TRY.retry(() => Promise.reject(thrown), { input: {}, request: {} })).rejects.toBe(thrown)
  return endedBy(thrown)
}

/** A call that fails so, try after try, and then in the last way for ever. */
async function called(failures: readonly Failed[], most?: number) {
  const waits: number[] = []
  const tries = new Tries({ most, random: () => 0.999 })
  for (let made = 1; made < 1000; made += 1) {
    const wait = tries.waitAfter(await judged(failures[made - 1] ?? (failures.at(-1) as Failed)))
    if (wait === undefined) return { tries: made, waits }
    waits.push(wait)
  }
  return { tries: Infinity, waits }
}

const tries = async (failed: Failed, most?: number) => (await called([failed], most)).tries

const THROTTLED = { name: 'ThrottlingException', status: 400 }
const LOST = { code: 'ECONNRESET' }
const UNANSWERED = { name: 'TimeoutError' }

beforeEach(() => void vi.stubEnv('AWS_MAX_ATTEMPTS', undefined))
afterEach(() => void vi.unstubAllEnvs())

describe('a call that fails', () => {
  test.each([
    ['throttled, while the pacer puts up with it', THROTTLED, Infinity],
    ['by a quota, which the SDK takes for throttling', { name: 'LimitExceededException', status: 400 }, 1],
    ['in ECR itself', { name: 'ServerException', status: 500 }, 5],
    ['on the way', LOST, 5],
    ['because nobody listens', { code: 'ECONNREFUSED' }, 3],
    ['because there is no such host', { code: 'ENOTFOUND' }, 3],
    ['because nobody answers', UNANSWERED, 3],
    ['for what it asks', { name: 'RepositoryNotFoundException', status: 400 }, 1],
    ['by an answer that says never again', { name: 'NotImplemented', status: 501 }, 1],
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
    expect(await tries({ code: 'ECONNREFUSED' }, 20)).toBe(3)
    expect(await tries({ name: 'LimitExceededException', status: 400 }, 20)).toBe(1)
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
    const asked = (failed: Failed, seconds: number) => ({
      ...failed,
      status: 503,
      headers: { 'retry-after': String(seconds) },
    })
    for (const failed of [THROTTLED, LOST]) {
      const [short = 0] = (await called([asked(failed, 4)], 2)).waits
      expect(short).toBeGreaterThan(3000)
      const [long = 0] = (await called([asked(failed, 3600)], 2)).waits
      expect(long).toBeLessThanOrEqual(5050)
    }
  })
})
