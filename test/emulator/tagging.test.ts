import { describe, expect, test } from 'vitest'
import { startEmulator } from '../../src/emulator/server.ts'
import { folderWith } from '../folder.ts'
import { arnOf, clientOf, emulated } from './ecr.ts'
import { send, signed } from './http.ts'

const world = emulated()

interface Resources {
  readonly PaginationToken?: string
  readonly ResourceTagMappingList: readonly {
    readonly ResourceARN: string
    readonly Tags: readonly { readonly Key: string; readonly Value: string }[]
  }[]
  readonly __type?: string
}

/** GetResources without an SDK in between. */
async function resources(
  input: object = {},
  { url = world.emulator.url, accessKey = 'AKIA', region = 'us-east-1' } = {},
) {
  const { status, headers, text } = await send(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'ResourceGroupsTaggingAPI_20170126.GetResources',
      authorization: signed(accessKey, region, 'tagging'),
    },
    body: JSON.stringify(input),
  })
  return { status, headers, body: JSON.parse(text) as Resources }
}

const namesIn = ({ body }: { readonly body: Resources }) =>
  body.ResourceTagMappingList.map(({ ResourceARN }) => ResourceARN.split('repository/')[1])

const create = (repositoryName: string, tags?: Readonly<Record<string, string>>) =>
  world.ecr.createRepository({
    repositoryName,
    ...(tags && { tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) }),
  })

test('repositories are listed with their tags, but for those that never had any', async () => {
  await create('never')
  await create('tagged', { team: 'app', empty: '' })
  await create('once', { team: 'app' })
  await world.ecr.untagResource({ resourceArn: arnOf('once'), tagKeys: ['team'] })
  await world.ecr.tagResource({ resourceArn: arnOf('never'), tags: [] })
  const { status, headers, body } = await resources({ ResourceTypeFilters: ['ecr:repository'] })
  expect([status, headers['content-type']]).toEqual([200, 'application/x-amz-json-1.1'])
  expect(body).toEqual({
    PaginationToken: '',
    ResourceTagMappingList: [
      { ResourceARN: arnOf('once'), Tags: [] },
      {
        ResourceARN: arnOf('tagged'),
        Tags: [
          { Key: 'team', Value: 'app' },
          { Key: 'empty', Value: '' },
        ],
      },
    ],
  })
})

test('the listing is of one account and region', async () => {
  await create('mine', { team: 'app' })
  expect(namesIn(await resources())).toEqual(['mine'])
  expect(namesIn(await resources({}, { region: 'eu-west-1' }))).toEqual([])
  expect(namesIn(await resources({}, { accessKey: '999999999999' }))).toEqual([])
})

test('a repository that is deleted is not listed', async () => {
  await create('aa', { team: 'app' })
  await world.ecr.deleteRepository({ repositoryName: 'aa' })
  expect(namesIn(await resources())).toEqual([])
})

test('what once had a tag is listed after a restart, too', async () => {
  const dataDirectory = await folderWith({})
  const first = await startEmulator({ dataDirectory })
  const ecr = clientOf(first)
  await ecr.createRepository({ repositoryName: 'once', tags: [{ Key: 'k', Value: 'v' }] })
  await ecr.untagResource({ resourceArn: arnOf('once'), tagKeys: ['k'] })
  await first.close()
  const second = await startEmulator({ dataDirectory })
  expect(namesIn(await resources({}, { url: second.url }))).toEqual(['once'])
  await second.close()
})

describe('filters', () => {
  test.each<[string, object, readonly string[]]>([
    ['none', {}, ['aa', 'bb', 'cc']],
    ['an empty list', { TagFilters: [], ResourceTypeFilters: [] }, ['aa', 'bb', 'cc']],
    ['a service', { ResourceTypeFilters: ['ecr'] }, ['aa', 'bb', 'cc']],
    ['a type among others', { ResourceTypeFilters: ['s3', 'ecr:repository'] }, ['aa', 'bb', 'cc']],
    ['another service', { ResourceTypeFilters: ['s3'] }, []],
    ['a key', { TagFilters: [{ Key: 'env' }] }, ['aa', 'bb']],
    ['a key without values', { TagFilters: [{ Key: 'env', Values: [] }] }, ['aa', 'bb']],
    ['a value', { TagFilters: [{ Key: 'env', Values: ['prod'] }] }, ['aa']],
    ['one value or another', { TagFilters: [{ Key: 'env', Values: ['prod', 'dev'] }] }, ['aa', 'bb']],
    ['one key and another', { TagFilters: [{ Key: 'env' }, { Key: 'team', Values: ['app'] }] }, ['aa']],
    ['a key in another case', { TagFilters: [{ Key: 'Env' }] }, []],
    ['ARNs', { ResourceARNList: [arnOf('cc'), arnOf('aa'), arnOf('not/there')] }, ['aa', 'cc']],
    ['ARNs of elsewhere', { ResourceARNList: ['arn:aws:ecr:eu-west-1:123456789012:repository/aa', 'x'] }, []],
  ])('by %s', async (_, input, expected) => {
    await create('aa', { env: 'prod', team: 'app' })
    await create('bb', { env: 'dev', team: 'base' })
    await create('cc', { team: 'app' })
    expect(namesIn(await resources(input))).toEqual(expected)
  })
})

describe('pages', () => {
  test('lead to one another', async () => {
    for (const name of ['aa', 'bb', 'cc', 'dd', 'ee']) await create(name, { team: name === 'cc' ? 'other' : 'app' })
    const TagFilters = [{ Key: 'team', Values: ['app'] }]
    const ask = (PaginationToken?: string) => resources({ TagFilters, ResourcesPerPage: 2, PaginationToken })
    const first = await ask('')
    expect(namesIn(first)).toEqual(['aa', 'bb'])
    const second = await ask(first.body.PaginationToken)
    expect(namesIn(second)).toEqual(['dd', 'ee'])
    expect(second.body.PaginationToken).toBe('')
  })

  test('hold at most 100', async () => {
    const input = Array.from({ length: 101 }, (_, index) => `r-${String(index).padStart(3, '0')}`)
    for (const name of input) await create(name, { k: 'v' })
    const { body } = await resources({ ResourcesPerPage: 100 })
    expect(body.ResourceTagMappingList).toHaveLength(100)
    expect(namesIn(await resources({ ResourcesPerPage: 100, PaginationToken: body.PaginationToken }))).toEqual([
      'r-100',
    ])
  })
})

test.each<[string, object]>([
  ['pages of none', { ResourcesPerPage: 0 }],
  ['pages of 101', { ResourcesPerPage: 101 }],
  ['a token that is none', { PaginationToken: 'x' }],
  ['no ARN', { ResourceARNList: [] }],
  ['101 ARNs', { ResourceARNList: Array.from({ length: 101 }, () => arnOf('aa')) }],
  ['ARNs and tags', { ResourceARNList: [arnOf('aa')], TagFilters: [{ Key: 'k' }] }],
  ['ARNs and types', { ResourceARNList: [arnOf('aa')], ResourceTypeFilters: ['ecr'] }],
  ['ARNs and pages', { ResourceARNList: [arnOf('aa')], ResourcesPerPage: 10 }],
  ['ARNs and a token', { ResourceARNList: [arnOf('aa')], PaginationToken: '' }],
  ['51 keys', { TagFilters: Array.from({ length: 51 }, () => ({ Key: 'k' })) }],
  ['21 values', { TagFilters: [{ Key: 'k', Values: Array.from({ length: 21 }, () => 'v') }] }],
])('%s are refused', async (_, input) => {
  const { status, body } = await resources(input)
  expect([status, body.__type]).toEqual([400, 'InvalidParameterException'])
})

test('the index lags behind the tags for as many listings as it was asked to', async () => {
  const emulator = await startEmulator({ staleTags: 2 })
  const ecr = clientOf(emulator)
  const valuesOf = async () => {
    const { body } = await resources({}, { url: emulator.url })
    return body.ResourceTagMappingList.map(({ Tags }) => Tags.map(({ Value }) => Value))
  }
  const listings = async () => [await valuesOf(), await valuesOf(), await valuesOf()]
  const { repository } = await ecr.createRepository({ repositoryName: 'aa', tags: [{ Key: 'k', Value: 'one' }] })
  const resourceArn = repository?.repositoryArn
  expect(await listings()).toEqual([[], [], [['one']]])
  await ecr.tagResource({ resourceArn, tags: [{ Key: 'k', Value: 'two' }] })
  expect((await ecr.listTagsForResource({ resourceArn })).tags).toEqual([{ Key: 'k', Value: 'two' }])
  expect(await listings()).toEqual([[['one']], [['one']], [['two']]])
  await ecr.untagResource({ resourceArn, tagKeys: ['k'] })
  expect(await listings()).toEqual([[['two']], [['two']], [[]]])
  await emulator.close()
})

test('another operation is not there', async () => {
  const { status, text } = await send(world.emulator.url, {
    method: 'POST',
    headers: { 'x-amz-target': 'ResourceGroupsTaggingAPI_20170126.TagResources' },
    body: '{}',
  })
  expect([status, JSON.parse(text).__type]).toEqual([404, 'UnknownOperationException'])
})
