import { describe, expect, test } from 'vitest'
import type { Reader } from '../../src/aws/api.ts'
import { EcrsyncError } from '../../src/errors.ts'
import type { Event } from '../../src/events.ts'
import type { Declared } from '../../src/model.ts'
import { makePlan } from '../../src/plan/plan.ts'
import { readLive } from '../../src/plan/read.ts'
import { NO_IMAGES, QUIETLY } from '../registry.ts'
import { ACCOUNT, arnOf, declared, MANIFEST, REGION, tombstone } from '../world.ts'

interface Scripted {
  readonly reader: Reader
  readonly calls: readonly { readonly action: string; readonly input: object }[]
}

type Answers = Readonly<Record<string, (input: never, count: number) => unknown>>

/** A reader that answers from a table; what is not in it is denied. */
function scripted(answers: Answers): Scripted {
  const calls: { action: string; input: object }[] = []
  const call = async (action: string, input: object) => {
    const count = calls.filter(made => made.action === action).length
    calls.push({ action, input })
    const answer = answers[action]
    if (answer === undefined) throw new EcrsyncError('ACCESS_DENIED', `${action} is not allowed`)
    return answer(input as never, count)
  }
  return { reader: { call } as unknown as Reader, calls }
}

const listed = (...names: readonly string[]) =>
  names.map(repositoryName => ({ repositoryName, repositoryArn: arnOf(repositoryName), registryId: ACCOUNT }))
const denied = (code: 'ACCESS_DENIED' | 'UNREACHABLE' | 'AWS_ERROR' = 'ACCESS_DENIED') =>
  new EcrsyncError(code, 'DescribeRepositories failed', { detail: 'no' })
const desiredOf = (...wishes: readonly Declared[]) => new Map(wishes.map(wish => [wish.address, wish]))
const wants = (...names: readonly string[]) => desiredOf(...names.map(name => declared('repository', name, {})))
const policies = (...names: readonly string[]) =>
  names.map(name => declared('repositoryPolicy', name, { repositoryPolicy: null }))
const stateOf = (value: unknown) => (value instanceof EcrsyncError ? value.code : value === null ? 'absent' : 'there')
const statesOf = async (reader: Reader, desired: ReturnType<typeof desiredOf>) => {
  const { live } = await readLive(reader, desired, QUIETLY)
  return Object.fromEntries([...live].map(([address, value]) => [address, stateOf(value)]))
}

describe('the listing', () => {
  test('is read in pages of 1,000, to its end', async () => {
    const { reader, calls } = scripted({
      DescribeRepositories: (_, count) =>
        count === 0 ? { repositories: listed('a'), nextToken: '1' } : { repositories: listed('b') },
    })
    expect(await statesOf(reader, wants('a', 'b', 'c'))).toEqual({
      'repository["a"]': 'there',
      'repository["b"]': 'there',
      'repository["c"]': 'absent',
    })
    expect(calls.map(({ input }) => input)).toEqual([
      { maxResults: 1000, nextToken: undefined },
      { maxResults: 1000, nextToken: '1' },
    ])
  })

  test('that fails on a later page leaves what was not seen unread, and never absent', async () => {
    const { reader } = scripted({
      DescribeRepositories: (_, count) => {
        if (count > 0) throw denied('AWS_ERROR')
        return { repositories: listed('a'), nextToken: '1' }
      },
    })
    expect(await statesOf(reader, wants('a', 'b'))).toEqual({
      'repository["a"]': 'there',
      'repository["b"]': 'NOT_SEEN',
    })
  })

  test('that is denied leaves everything unread, and asks for nothing else', async () => {
    const { reader, calls } = scripted({})
    const desired = desiredOf(declared('repository', 'a', {}), ...policies('a', 'b'))
    expect(await statesOf(reader, desired)).toEqual({
      'repository["a"]': 'ACCESS_DENIED',
      'repositoryPolicy["a"]': 'ACCESS_DENIED',
      'repositoryPolicy["b"]': 'ACCESS_DENIED',
    })
    expect(calls).toHaveLength(1)
  })

  test('that can never be answered is thrown', async () => {
    const { reader } = scripted({
      DescribeRepositories: () => {
        throw denied('UNREACHABLE')
      },
    })
    await expect(readLive(reader, wants('a'), QUIETLY)).rejects.toMatchObject({ code: 'UNREACHABLE' })
  })

  test('that breaks for a reason of our own is thrown', async () => {
    const { reader } = scripted({
      DescribeRepositories: () => {
        throw new TypeError('a bug')
      },
    })
    await expect(readLive(reader, wants('a'), QUIETLY)).rejects.toThrow('a bug')
  })

  test.each([
    ['the same token', ['1', '1', '1']],
    ['two in turn', ['1', '2', '1', '2', '1']],
  ])('that answers %s for ever ends, and what was not seen is unread', async (_, tokens) => {
    const { reader, calls } = scripted({
      DescribeRepositories: (_input, count) => ({ repositories: listed(`r${count}`), nextToken: tokens[count] }),
    })
    expect(await statesOf(reader, wants('r0', 'r1', 'missing'))).toEqual({
      'repository["r0"]': 'there',
      'repository["r1"]': 'there',
      'repository["missing"]': 'NOT_SEEN',
    })
    expect(calls).toHaveLength(new Set(tokens).size + 1)
  })
})

describe('each repository', () => {
  const all = { DescribeRepositories: () => ({ repositories: listed('a', 'b', 'stranger') }) }
  const noPolicy = (action: string) => () => {
    throw new EcrsyncError('AWS_ERROR', `${action} failed`, { awsName: 'RepositoryPolicyNotFoundException' })
  }

  test('is asked only for what is managed of it, and a stranger for nothing', async () => {
    const { reader, calls } = scripted({ ...all, GetRepositoryPolicy: noPolicy('GetRepositoryPolicy') })
    await readLive(reader, desiredOf(declared('repository', 'a', {}), ...policies('b', 'not-there')), QUIETLY)
    expect(calls.slice(1)).toEqual([{ action: 'GetRepositoryPolicy', input: { repositoryName: 'b' } }])
  })

  test('is told of, when it is listed, and before and after it is read', async () => {
    const { reader } = scripted(all)
    const told: Event[] = []
    await readLive(reader, wants('b', 'not-there'), { target: 'prod', emit: event => void told.push(event) })
    expect(told.filter(({ type }) => type !== 'listed')).toEqual([
      { type: 'reading', target: 'prod', repositoryName: 'b' },
      { type: 'read', target: 'prod', repositoryName: 'b' },
    ])
    expect(told.filter(({ type }) => type === 'listed')).toEqual(
      [1, 2, 3].map(repositories => ({ type: 'listed', target: 'prod', repositories })),
    )
  })

  test('is asked for tags only where tags are wished for', async () => {
    const { reader, calls } = scripted({
      ...all,
      ListTagsForResource: () => ({ tags: [{ Key: 'aws:x', Value: '1' }] }),
    })
    const desired = desiredOf(declared('repository', 'a', { tags: { x: '1' } }), declared('repository', 'b', {}))
    const { live } = await readLive(reader, desired, QUIETLY)
    expect(calls.slice(1)).toEqual([{ action: 'ListTagsForResource', input: { resourceArn: arnOf('a') } }])
    expect(live.get('repository["a"]')).toMatchObject({ tags: {} })
  })

  test('a denied read is unread for that place alone', async () => {
    const { reader } = scripted({ ...all, GetRepositoryPolicy: noPolicy('GetRepositoryPolicy') })
    const lifecycle = declared('lifecyclePolicy', 'a', { lifecyclePolicy: null })
    expect(await statesOf(reader, desiredOf(lifecycle, ...policies('a')))).toEqual({
      'lifecyclePolicy["a"]': 'ACCESS_DENIED',
      'repositoryPolicy["a"]': 'absent',
    })
  })

  test.each(['no JSON', '[]', 'null', '"x"'])('a policy that reads %s is unread', async policyText => {
    const { reader } = scripted({ ...all, GetRepositoryPolicy: () => ({ policyText }) })
    expect(await statesOf(reader, desiredOf(...policies('a')))).toEqual({ 'repositoryPolicy["a"]': 'AWS_ERROR' })
  })

  test('what must go is counted to the last image, of any status', async () => {
    const { reader, calls } = scripted({
      ...all,
      DescribeImages: (_, count) => ({ imageDetails: [{}, {}], ...(count === 0 && { nextToken: '1' }) }),
    })
    const { live } = await readLive(reader, desiredOf(tombstone('a')), QUIETLY)
    expect(live.get('repository["a"]')).toMatchObject({ imageCount: 4 })
    expect(calls[1]?.input).toMatchObject({ repositoryName: 'a', filter: { imageStatus: 'ANY' }, maxResults: 1000 })
  })

  test('what breaks for a reason of our own is thrown', async () => {
    const { reader } = scripted({
      ...all,
      ListTagsForResource: () => {
        throw new TypeError('a bug')
      },
    })
    await expect(
      readLive(reader, desiredOf(declared('repository', 'a', { tags: { x: '1' } })), QUIETLY),
    ).rejects.toThrow('a bug')
  })

  test('a count that does not come to its end is none', async () => {
    const { reader } = scripted({ ...all, DescribeImages: () => ({ imageDetails: [], nextToken: '1' }) })
    const { live } = await readLive(reader, desiredOf(tombstone('a')), QUIETLY)
    expect(live.get('repository["a"]')).toMatchObject({ imageCount: { code: 'AWS_ERROR' } })
  })
})

describe('the account', () => {
  const planned = (reader: Reader, account?: string) =>
    makePlan(
      { desired: wants('a'), manifest: MANIFEST, names: new Set(['a']), warnings: [], guards: {} },
      { reader, images: NO_IMAGES, inUse: () => [], now: new Date('2026-01-01'), emit: QUIETLY.emit },
      { name: 'default', region: REGION, ...(account !== undefined && { account }) },
    )

  test.each([
    ["is the target's", '999999999999', listed('a'), '999999999999', 1],
    ['is that of the first repository', undefined, listed('a'), ACCOUNT, 1],
    ['is asked for where there is none', undefined, [], '888888888888', 2],
  ])('%s', async (_, account, repositories, expected, count) => {
    const { reader, calls } = scripted({
      DescribeRepositories: () => ({ repositories }),
      DescribeRegistry: () => ({ registryId: '888888888888' }),
    })
    expect((await planned(reader, account)).targets[0]?.account).toBe(expected)
    expect(calls).toHaveLength(count)
  })

  test('is thrown for where nothing of the target can be asked', async () => {
    const { reader } = scripted({
      DescribeRepositories: () => ({ repositories: [] }),
      DescribeRegistry: () => {
        throw denied('UNREACHABLE')
      },
    })
    await expect(planned(reader)).rejects.toMatchObject({ code: 'UNREACHABLE' })
  })

  test('that nobody may know is not worth failing for', async () => {
    const { reader } = scripted({ DescribeRepositories: () => ({ repositories: [] }) })
    const plan = await planned(reader)
    expect([plan.targets[0]?.account, plan.summary]).toMatchObject(['', { create: 1, unread: 0 }])
  })
})
