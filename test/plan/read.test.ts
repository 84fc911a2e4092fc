import { describe, expect, test } from 'vitest'
import type { Listed, Reader } from '../../src/aws/api.ts'
import { EcrsyncError } from '../../src/errors.ts'
import type { Event } from '../../src/events.ts'
import type { Declared, Plan } from '../../src/model.ts'
import { askingOnce, imagesOnce, readRepository } from '../../src/plan/read.ts'
import { makePlan, NO_IMAGES, QUIETLY } from '../registry.ts'
import { notFound, scripted } from '../scripted.ts'
import { ACCOUNT, arnOf, declared, intentFrom, NOW, REGION, tombstone } from '../world.ts'

const listed = (...names: readonly string[]) =>
  names.map(repositoryName => ({ repositoryName, repositoryArn: arnOf(repositoryName), registryId: ACCOUNT }))
const denied = (code: 'ACCESS_DENIED' | 'UNREACHABLE' | 'AWS_ERROR' = 'ACCESS_DENIED') =>
  new EcrsyncError(code, 'DescribeRepositories failed', { detail: 'no' })
const wants = (...names: readonly string[]) => names.map(name => declared('repository', name, {}))
const policies = (...names: readonly string[]) =>
  names.map(name => declared('repositoryPolicy', name, { repositoryPolicy: null }))

const planned = (
  reader: Reader,
  wishes: readonly Declared[],
  { account, emit = QUIETLY.emit }: { readonly account?: string; readonly emit?: (event: Event) => void } = {},
) =>
  makePlan(
    intentFrom(wishes),
    { reader, images: NO_IMAGES, inUse: () => [], now: NOW, emit },
    { name: 'default', region: REGION, ...(account !== undefined && { account }) },
  )

/** What a plan takes each thing for: a change tells whether it is there, and so does that there is none. */
const statesOf = async (reader: Reader, wishes: readonly Declared[]) => {
  const plan = await planned(reader, wishes)
  return Object.fromEntries(wishes.map(wish => [wish.address, stateOf(plan, wish)]))
}

function stateOf({ changes, targets }: Plan, { address, want }: Declared): string {
  const missed = targets[0]?.unread.find(unread => unread.address === address)
  if (missed) return missed.code
  const change = changes.find(one => one.address === address)
  return (change ? change.before === null : want === null) ? 'absent' : 'there'
}

/** What is read of one repository. */
const readOf = (reader: Reader, name: string, ...wishes: readonly Declared[]) =>
  readRepository(reader, listed(name)[0] as Listed, wishes)

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

  test('that is denied, of each name too, leaves everything unread, and asks for nothing else', async () => {
    const { reader, calls } = scripted({})
    const { changes, targets } = await planned(reader, [...wants('a', 'c'), ...policies('b')], { account: ACCOUNT })
    expect(targets[0]?.unread.map(({ address, code }) => [address, code])).toEqual([
      ['repositoryPolicy["b"]', 'ACCESS_DENIED'],
      ['repository["a"]', 'ACCESS_DENIED'],
      ['repository["c"]', 'ACCESS_DENIED'],
    ])
    expect([changes, new Set(calls.map(({ action }) => action))]).toEqual([[], new Set(['DescribeRepositories'])])
  })

  test('that can never be answered is thrown', async () => {
    const { reader } = scripted({
      DescribeRepositories: () => {
        throw denied('UNREACHABLE')
      },
    })
    await expect(planned(reader, wants('a'))).rejects.toMatchObject({ code: 'UNREACHABLE' })
  })

  test('that breaks for a reason of our own is thrown', async () => {
    const { reader } = scripted({
      DescribeRepositories: () => {
        throw new TypeError('a bug')
      },
    })
    await expect(planned(reader, wants('a'))).rejects.toThrow('a bug')
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
    await planned(reader, [...wants('a'), ...policies('b', 'not-there')])
    expect(calls.slice(1)).toEqual([{ action: 'GetRepositoryPolicy', input: { repositoryName: 'b' } }])
  })

  test('is told of, when it is listed, before and after it is read, and when all is planned', async () => {
    const { reader } = scripted(all)
    const told: Event[] = []
    await planned(reader, wants('b', 'not-there'), { emit: event => void told.push(event) })
    expect(told.filter(({ type }) => type !== 'listed')).toEqual([
      { type: 'reading', target: 'default', repositoryName: 'b' },
      { type: 'read', target: 'default', repositoryName: 'b' },
      { type: 'planned', target: 'default', changes: 1 },
    ])
    expect(told.filter(({ type }) => type === 'listed')).toEqual(
      [1, 2, 3].map(repositories => ({ type: 'listed', target: 'default', repositories })),
    )
  })

  test('is asked for tags only where tags are wished for', async () => {
    const { reader, calls } = scripted({
      ...all,
      ListTagsForResource: () => ({ tags: [{ Key: 'aws:x', Value: '1' }] }),
    })
    await readOf(reader, 'b', ...wants('b'))
    const found = await readOf(reader, 'a', declared('repository', 'a', { tags: { x: '1' } }))
    expect(calls).toEqual([{ action: 'ListTagsForResource', input: { resourceArn: arnOf('a') } }])
    expect(found.get('repository["a"]')).toMatchObject({ tags: {} })
  })

  test('a denied read is unread for that place alone', async () => {
    const { reader } = scripted({ ...all, GetRepositoryPolicy: noPolicy('GetRepositoryPolicy') })
    const lifecycle = declared('lifecyclePolicy', 'a', { lifecyclePolicy: null })
    expect(await statesOf(reader, [lifecycle, ...policies('a')])).toEqual({
      'lifecyclePolicy["a"]': 'ACCESS_DENIED',
      'repositoryPolicy["a"]': 'absent',
    })
  })

  test.each(['no JSON', '[]', 'null', '"x"'])('a policy that reads %s is unread', async policyText => {
    const { reader } = scripted({ ...all, GetRepositoryPolicy: () => ({ policyText }) })
    expect(await statesOf(reader, policies('a'))).toEqual({ 'repositoryPolicy["a"]': 'AWS_ERROR' })
  })

  test('what must go is counted to the last image, of any status, and is told by its tags', async () => {
    const [D, E] = [`sha256:${'d'.repeat(64)}`, `sha256:${'e'.repeat(64)}`]
    const { reader, calls } = scripted({
      ListImages: (_, count) =>
        count === 0
          ? { imageIds: [{ imageDigest: E }, { imageDigest: D, imageTag: 'v2' }], nextToken: '1' }
          : { imageIds: [{ imageDigest: D, imageTag: 'v1' }] },
    })
    const found = await readOf(reader, 'a', tombstone('a'))
    expect(found.get('repository["a"]')).toMatchObject({
      imageCount: 2,
      images: [{ imageDigest: D, imageTag: 'v1' }, { imageDigest: D, imageTag: 'v2' }, { imageDigest: E }],
    })
    expect(calls.map(({ action }) => action)).toEqual(['ListTagsForResource', 'ListImages', 'ListImages'])
    expect(calls[1]?.input).toMatchObject({ repositoryName: 'a', filter: { imageStatus: 'ANY' }, maxResults: 1000 })
  })

  test('what another repository has to hold is compared with it, digest by digest and tag by tag', async () => {
    const [D, E] = [`sha256:${'d'.repeat(64)}`, `sha256:${'e'.repeat(64)}`]
    const { reader } = scripted({
      ListImages: ({ repositoryName }: { repositoryName: string }) => {
        if (repositoryName === 'gone') throw notFound('RepositoryNotFoundException')
        return { imageIds: [{ imageDigest: D, imageTag: repositoryName === 'a' ? 'v1' : 'v2' }, { imageDigest: E }] }
      },
    })
    const missingIn = async (copiedTo: string) =>
      (await readOf(reader, 'a', tombstone('a', { copiedTo }))).get('repository["a"]')
    expect(await missingIn('b')).toMatchObject({ notCopied: [`v1@${D}`] })
    expect(await missingIn('gone')).toMatchObject({ notCopied: [D, `v1@${D}`, E] })
  })

  test('what breaks for a reason of our own is thrown', async () => {
    const { reader } = scripted({
      ...all,
      ListTagsForResource: () => {
        throw new TypeError('a bug')
      },
    })
    await expect(planned(reader, [declared('repository', 'a', { tags: { x: '1' } })])).rejects.toThrow('a bug')
  })

  test('a count that does not come to its end is none', async () => {
    const { reader } = scripted({ ListImages: () => ({ imageIds: [], nextToken: '1' }) })
    const found = await readOf(reader, 'a', tombstone('a'))
    expect(found.get('repository["a"]')).toMatchObject({ imageCount: { code: 'AWS_ERROR' } })
  })

  test('what fails while its images are counted, but for a failure of ECR, is thrown', async () => {
    const { reader } = scripted({
      ListImages: () => {
        throw new TypeError('a bug')
      },
    })
    await expect(readOf(reader, 'a', tombstone('a'))).rejects.toThrow('a bug')
  })
})

describe('the account', () => {
  test.each([
    ["is the target's", '999999999999', listed('a'), '999999999999', 1],
    ['is that of the first repository', undefined, listed('a'), ACCOUNT, 1],
    ['is asked for where there is none', undefined, [], '888888888888', 2],
  ])('%s', async (_, account, repositories, expected, count) => {
    const { reader, calls } = scripted({
      DescribeRepositories: () => ({ repositories }),
      DescribeRegistry: () => ({ registryId: '888888888888', replicationConfiguration: { rules: [] } }),
    })
    expect((await planned(reader, wants('a'), { ...(account !== undefined && { account }) })).targets[0]?.account).toBe(
      expected,
    )
    expect(calls).toHaveLength(count)
  })

  test.each([
    ['the first repository', [{ repositoryName: 'a', repositoryArn: arnOf('a') }]],
    ['the registry', []],
  ])('is left empty where %s does not say it', async (_, repositories) => {
    const { reader } = scripted({ DescribeRepositories: () => ({ repositories }), DescribeRegistry: () => ({}) })
    expect((await planned(reader, wants('a'))).targets[0]?.account).toBe('')
  })

  test('is thrown for where nothing of the target can be asked', async () => {
    const { reader } = scripted({
      DescribeRepositories: () => ({ repositories: [] }),
      DescribeRegistry: () => {
        throw denied('UNREACHABLE')
      },
    })
    await expect(planned(reader, wants('a'))).rejects.toMatchObject({ code: 'UNREACHABLE' })
  })

  test('that nobody may know is not worth failing for', async () => {
    const { reader } = scripted({ DescribeRepositories: () => ({ repositories: [] }) })
    const plan = await planned(reader, wants('a'))
    expect([plan.targets[0]?.account, plan.summary]).toMatchObject(['', { create: 1, unread: 0 }])
  })
})

describe('what is asked once', () => {
  const answers = {
    DescribeRegistry: () => ({}),
    DescribeRepositories: () => ({}),
    DescribeImages: ({
      repositoryName,
      nextToken,
    }: {
      readonly repositoryName: string
      readonly nextToken?: string
    }) => (repositoryName === 'large' && nextToken === undefined ? { nextToken: 'next' } : {}),
    ListImages: () => ({}),
  }
  const asked = async (
    wrapped: (reader: Reader) => Reader,
    ...calls: readonly Readonly<Parameters<Reader['call']>>[]
  ) => {
    const { reader, calls: made } = scripted(answers)
    const { call } = wrapped(reader)
    for (const [action, input] of [...calls, ...calls]) await call(action, input)
    return made.map(({ action }) => action)
  }

  test('is what takes no input, and what is to be kept', async () => {
    const calls = [
      ['DescribeRegistry', {}],
      ['DescribeRepositories', { maxResults: 1 }],
      ['ListImages', { repositoryName: 'app' }],
    ] as const
    expect(await asked(reader => askingOnce(reader), ...calls)).toEqual([
      ...['DescribeRegistry', 'DescribeRepositories', 'ListImages'],
      ...['DescribeRepositories', 'ListImages'],
    ])
    const kept = (reader: Reader) => askingOnce(reader, action => action === 'DescribeRepositories')
    expect(await asked(kept, ...calls)).toEqual([
      ...['DescribeRegistry', 'DescribeRepositories', 'ListImages'],
      'ListImages',
    ])
  })

  test('of one repository are its images, where they are one page', async () => {
    const page = ['DescribeImages', { repositoryName: 'large' }] as const
    const last = ['DescribeImages', { repositoryName: 'large', nextToken: 'next' }] as const
    expect(await asked(imagesOnce, page, last)).toHaveLength(4)
    expect(await asked(imagesOnce, ['DescribeImages', { repositoryName: 'small' }])).toHaveLength(1)
    expect(await asked(imagesOnce, ['ListImages', { repositoryName: 'app' }])).toHaveLength(2)
  })
})
