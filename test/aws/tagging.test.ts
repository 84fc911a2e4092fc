import { afterEach, describe, expect, test, vi } from 'vitest'
import type { Connection } from '../../src/aws/client.ts'
import { ARNS_A_CALL } from '../../src/aws/tagging.ts'
import { byText } from '../../src/collate.ts'
import type { EcrsyncError } from '../../src/errors.ts'
import type { Event } from '../../src/events.ts'
import { fakeProxy } from '../proxy.ts'
import { registry } from '../registry.ts'
import { arnOf } from '../world.ts'
import { type Answer, answered, fakeEcr, PATIENT } from './fake-ecr.ts'

afterEach(() => void vi.unstubAllEnvs())

const TEAM = { key: 'team', value: 'app' }
const mapping = (name: string, Tags: unknown = [{ Key: 'team', Value: 'app' }]) => ({ ResourceARN: arnOf(name), Tags })

/** All that the index says of repositories that carry a tag, where a server answers so. */
async function read(answer: Answer, more: Partial<Connection> = {}) {
  const { client, asked } = await fakeEcr(answer, more)
  const found = []
  for await (const page of client.tagIndex?.pages(TEAM) ?? []) found.push(page)
  return { found, asked }
}

const failureOf = (answer: Answer): Promise<EcrsyncError> =>
  read(answer).then(
    () => Promise.reject(new Error('It was read')),
    (error: EcrsyncError) => error,
  )

describe('the index of the tagging API', () => {
  test('is read a hundred repositories a page, each with its tags', async () => {
    const { client, emulator } = await registry()
    for (let index = 0; index < 101; index += 1)
      await client.writer.perform({
        action: 'CreateRepository',
        input: { repositoryName: `app-${index}`, tags: [{ Key: 'team', Value: 'app' }] },
      })
    await client.writer.perform({ action: 'CreateRepository', input: { repositoryName: 'other' } })
    emulator.clearCalls()
    const pages = []
    for await (const page of client.tagIndex?.pages(TEAM) ?? []) pages.push(page)
    expect(pages.map(page => page.length)).toEqual([100, 1])
    expect(pages[0]?.[0]).toEqual({ arn: arnOf('app-0'), tags: [{ Key: 'team', Value: 'app' }] })
    expect(emulator.calls.map(({ operation }) => operation)).toEqual(['GetResources', 'GetResources'])
  })

  test('tells the tags of a hundred that are named in one call, and of those that it has', async () => {
    const { client, emulator } = await registry()
    const team = (Value: string) => [{ Key: 'team', Value }]
    for (const [repositoryName, tags] of Object.entries({ aa: team('app'), bb: team('other'), cc: [] }))
      await client.writer.perform({ action: 'CreateRepository', input: { repositoryName, tags } })
    emulator.clearCalls()
    const asked = Array.from({ length: ARNS_A_CALL - 3 }, (_, index) => arnOf(`not-there-${index}`))
    const told = await client.tagIndex?.of([...asked, arnOf('cc'), arnOf('bb'), arnOf('aa')])
    expect(told?.toSorted((one, other) => byText(one.arn, other.arn))).toEqual([
      { arn: arnOf('aa'), tags: team('app') },
      { arn: arnOf('bb'), tags: team('other') },
    ])
    expect(emulator.calls.map(({ operation }) => operation)).toEqual(['GetResources'])
  })

  test.each<[string, object, readonly unknown[]]>([
    ['an empty list', { ResourceTagMappingList: [] }, [[]]],
    ['one without tags', { ResourceTagMappingList: [{ ResourceARN: arnOf('a') }] }, [[{ arn: arnOf('a'), tags: [] }]]],
    ['one with null for tags', { ResourceTagMappingList: [mapping('a', null)] }, [[{ arn: arnOf('a'), tags: [] }]]],
  ])('is empty where it answers %s', async (_, answer, found) => {
    expect(await read(response => answered(response, answer))).toMatchObject({ found })
  })

  test('goes on past a page with nothing on it', async () => {
    const { found } = await read((response, _, count) =>
      answered(
        response,
        count === 1
          ? { ResourceTagMappingList: [], PaginationToken: 'next' }
          : { ResourceTagMappingList: [mapping('a')] },
      ),
    )
    expect(found.map(page => page.length)).toEqual([0, 1])
  })

  test('is asked again where it is throttled, and says so', async () => {
    const events: Event[] = []
    const { found, asked } = await read(
      (response, _, count) =>
        count === 1
          ? answered(response, { __type: 'ThrottledException', message: 'Rate exceeded' }, 400)
          : answered(response, { ResourceTagMappingList: [mapping('a')] }),
      { target: 'prod', emit: event => events.push(event) },
    )
    expect([found.length, asked.length]).toEqual([1, 2])
    expect(events.filter(({ type }) => type === 'called' || type === 'throttled')).toEqual([
      { type: 'called', target: 'prod', action: 'GetResources' },
      { type: 'throttled', target: 'prod', action: 'GetResources' },
    ])
  })
})

test('an index that nobody answers for is not waited for', async () => {
  const { client } = await fakeEcr(() => {}, { patience: { ...PATIENT, whole: 20 } })
  await expect(client.tagIndex?.pages(TEAM).next()).rejects.toMatchObject({
    code: 'UNREACHABLE',
    detail: expect.stringContaining('no answer in 0.02 s'),
  })
})

describe('what is no answer of it fails:', () => {
  test.each<[string, Answer, string, RegExp]>([
    [
      'a refusal',
      r => answered(r, { __type: 'AccessDeniedException', message: 'no' }, 400),
      'ACCESS_DENIED',
      /tag:Get/,
    ],
    [
      'an operation that is not known',
      r => answered(r, { __type: 'UnknownOperationException' }, 404),
      'NOT_ECR',
      /TAGG/,
    ],
    ['a page of HTML', r => answered(r, '<html>', 404), 'NOT_ECR', /TAGGING_API/],
    ['a list that is none', r => answered(r, { ResourceTagMappingList: {} }), 'AWS_ERROR', /./],
    ['tags that are none', r => answered(r, { ResourceTagMappingList: [mapping('a', 'team')] }), 'AWS_ERROR', /./],
    [
      'a value that is no text',
      r => answered(r, { ResourceTagMappingList: [mapping('a', [{ Key: 1 }])] }),
      'AWS_ERROR',
      /./,
    ],
    ['no list', r => answered(r, { PaginationToken: '' }), 'AWS_ERROR', /TAGGING_API/],
    ['an error that looks like a success', r => answered(r, { message: 'Try later' }), 'AWS_ERROR', /./],
    ['a page of HTML that looks like a success', r => answered(r, '<html>'), 'NOT_ECR', /TAGGING_API/],
    [
      'the same page again',
      r => answered(r, { ResourceTagMappingList: [], PaginationToken: 'same' }),
      'AWS_ERROR',
      /TAGGING_API/,
    ],
    [
      'keys that it does not know',
      r => answered(r, { __type: 'UnrecognizedClientException' }, 400),
      'BAD_CREDENTIALS',
      /./,
    ],
  ])('%s', async (_, answer, code, hint) => {
    const failure = await failureOf(answer)
    expect([failure.code, failure.hint]).toEqual([code, expect.stringMatching(hint)])
  })
})

describe('where it is asked', () => {
  /** The endpoint of ECR, as it is said, and what else is; `here` and `there` are servers of this machine. */
  const whereAsked = async (more: Partial<Connection>, env: Readonly<Record<string, string>>) => {
    const empty: Answer = response => answered(response, { ResourceTagMappingList: [] })
    const [here, there] = [await fakeEcr(empty), await fakeEcr(empty)]
    const urls: Readonly<Record<string, string | undefined>> = {
      here: here.client.endpoint,
      there: there.client.endpoint,
    }
    const place = (text: string) => urls[text] ?? text
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, place(value))
    const { client } = await fakeEcr(empty, {
      ...more,
      ...(more.endpoint !== undefined && { endpoint: place(more.endpoint) }),
    })
    for await (const _ of client.tagIndex?.pages(TEAM) ?? []);
    const at = here.asked.length > 0 ? 'here' : there.asked.length > 0 ? 'there' : 'nowhere'
    return [at, client.tagIndex?.isCertain]
  }
  const TAGGING = 'AWS_ENDPOINT_URL_RESOURCE_GROUPS_TAGGING_API'

  test.each<[string, Partial<Connection>, Readonly<Record<string, string>>, readonly unknown[]]>([
    ['beside an ECR of this machine that is given', { endpoint: 'here' }, {}, ['here', false]],
    ['beside it, whatever the environment says', { endpoint: 'here' }, { [TAGGING]: 'there' }, ['here', false]],
    [
      'beside it, where all services are elsewhere',
      { endpoint: 'here' },
      { AWS_ENDPOINT_URL: 'there' },
      ['here', false],
    ],
    ['nowhere, beside an ECR that may know ECR alone', { endpoint: 'https://ecr.example' }, {}, ['nowhere', undefined]],
    [
      'where its variable says, beside one',
      { endpoint: 'https://ecr.example' },
      { [TAGGING]: 'there' },
      ['there', true],
    ],
    [
      'where all services are, beside one',
      { endpoint: 'https://ecr.example' },
      { AWS_ENDPOINT_URL: 'there' },
      ['there', true],
    ],
    [
      'beside ECR, where its variable says this machine',
      { endpoint: undefined },
      { AWS_ENDPOINT_URL_ECR: 'here' },
      ['here', false],
    ],
    [
      'where its own variable says',
      { endpoint: undefined },
      { AWS_ENDPOINT_URL_ECR: 'here', [TAGGING]: 'there' },
      ['there', true],
    ],
    ['where all services are', { endpoint: undefined }, { AWS_ENDPOINT_URL: 'there' }, ['there', true]],
    [
      'nowhere, where the variable of ECR says another host',
      { endpoint: undefined },
      { AWS_ENDPOINT_URL_ECR: 'https://ecr.example' },
      ['nowhere', undefined],
    ],
  ])('%s', async (_, more, env, where) => {
    expect(await whereAsked(more, env)).toEqual(where)
  })

  test('fails of what is wrong there only where it is read', async () => {
    vi.stubEnv(TAGGING, 'nowhere')
    const { client } = await fakeEcr(response => answered(response, {}), { endpoint: 'https://ecr.example' })
    await expect(client.tagIndex?.pages(TEAM).next()).rejects.toMatchObject({ code: 'INVALID_ENDPOINT' })
    await expect(client.tagIndex?.of([arnOf('a')])).rejects.toMatchObject({ code: 'INVALID_ENDPOINT' })
  })

  test.each<[string, string, Readonly<Record<string, string>>]>([
    ['eu-west-1', 'tagging.eu-west-1.amazonaws.com', {}],
    ['cn-north-1', 'tagging.cn-north-1.amazonaws.com.cn', {}],
    ['us-gov-west-1', 'tagging.us-gov-west-1.amazonaws.com', {}],
    ['us-east-1', 'tagging-fips.us-east-1.amazonaws.com', { AWS_USE_FIPS_ENDPOINT: 'true' }],
    ['eu-west-1', 'tagging.eu-west-1.api.aws', { AWS_USE_DUALSTACK_ENDPOINT: 'true' }],
  ])('at AWS, in %s at %s', async (region, host, env) => {
    const proxy = await fakeProxy({})
    vi.stubEnv('HTTPS_PROXY', `http://${proxy.host}`)
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value)
    await expect(read(() => {}, { endpoint: undefined, region })).rejects.toMatchObject({ code: 'UNREACHABLE' })
    expect(proxy.asked).toEqual([`CONNECT ${host}:443`])
  })
})
