import { describe, expect, test } from 'vitest'
import { patience } from '../../src/apply/patience.ts'
import { EcrsyncError } from '../../src/errors.ts'

const aws = (awsName: string, detail = '') => new EcrsyncError('AWS_ERROR', awsName, { awsName, detail })
const THROTTLED = new EcrsyncError('THROTTLED', 'Too many')
const LOST = new EcrsyncError('UNREACHABLE', 'No answer')
const NOT_FOUND = aws('RepositoryNotFoundException')
const PRINCIPAL = aws('InvalidParameterException', "failed to satisfy constraint: 'Principal not found'")

/** How often a call is made that always fails in turn with these, and how it ends. */
async function tried(
  failures: readonly unknown[],
  {
    isNotFoundYet = false,
    isInterrupted = (): boolean => false,
    patiently = undefined as ReturnType<typeof patience> | undefined,
  } = {},
) {
  const slept: number[] = []
  const patient = patiently ?? patience({ sleep: async ms => void slept.push(ms), isInterrupted })
  let count = 0
  const call = async () => {
    const failure = failures[Math.min(count, failures.length - 1)]
    count += 1
    if (failure !== undefined) throw failure
  }
  const end = await patient(call, isNotFoundYet).then(
    () => 'done',
    error => error,
  )
  return { count, slept, end }
}

describe('a call that fails in passing is made again', () => {
  test.each<readonly [string, unknown, boolean, number]>([
    ['throttling', THROTTLED, false, 12],
    ['a lost answer', LOST, false, 5],
    ['a failure of ECR', aws('ServerException'), false, 5],
    ['an internal failure', aws('InternalFailure'), false, 5],
    ['a look that was throttled', new EcrsyncError('NOT_SEEN', 'no', { cause: THROTTLED }), false, 12],
    ['a repository that ECR may not know yet', NOT_FOUND, true, 9],
    ['a principal that IAM may not know yet', PRINCIPAL, false, 9],
  ])('%s', async (_, failure, isNotFoundYet, count) => {
    const { end, ...made } = await tried([failure], { isNotFoundYet })
    expect([made.count, end]).toEqual([count, failure])
    expect(made.slept).toHaveLength(count - 1)
  })

  test('waiting longer from try to try, and never longer than half a minute', async () =>
    expect((await tried([THROTTLED])).slept).toEqual([
      250, 500, 1000, 2000, 4000, 8000, 16_000, 32_000, 32_000, 32_000, 32_000,
    ]))

  test('each cause with a count of its own', async () => {
    const turns = [LOST, THROTTLED, LOST, THROTTLED, LOST, THROTTLED, LOST, THROTTLED, undefined]
    expect(await tried(turns)).toMatchObject({ count: 9, end: 'done' })
  })
})

describe('a call that fails for good is not', () => {
  test.each<readonly [string, unknown]>([
    ['a refusal', new EcrsyncError('REFUSED', 'no')],
    ['a denied call', new EcrsyncError('ACCESS_DENIED', 'no')],
    ['a repository that is gone', NOT_FOUND],
    ['another bad parameter', aws('InvalidParameterException', 'no')],
    ['a bug', new TypeError('no')],
  ])('%s', async (_, failure) => expect(await tried([failure])).toEqual({ count: 1, slept: [], end: failure }))

  test('nor is any after an interruption', async () =>
    expect(await tried([THROTTLED], { isInterrupted: () => true })).toMatchObject({ count: 1, slept: [] }))

  test('nor one for a principal, where another call has waited a minute for it', async () => {
    const patiently = patience({ sleep: async () => undefined, isInterrupted: () => false })
    expect((await tried([PRINCIPAL], { patiently })).count).toBe(9)
    expect((await tried([PRINCIPAL], { patiently })).count).toBe(1)
  })
})
