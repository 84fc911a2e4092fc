import { describe, expect, test } from 'vitest'
import { checkWhole, statusOf } from '../../src/aws/answers.ts'
import { type Call, type CallWriter, COMMANDS, UPLOADS, WRITES } from '../../src/aws/api.ts'
import { answered, fakeEcr } from './fake-ecr.ts'

const NOTHING_TO_SAY = ['TagResource', 'UntagResource']
const writes = Object.keys(WRITES)
const uploads = Object.keys(UPLOADS)

describe('a success', () => {
  const LISTINGS = [
    'DescribeImages',
    'DescribePullThroughCacheRules',
    'DescribeRepositories',
    'DescribeRepositoryCreationTemplates',
    'ListImageReferrers',
    'ListImages',
    'ListPullTimeUpdateExclusions',
    'ListTagsForResource',
  ]

  test('without anything is none, but for listings that may be empty and what has nothing to say', () => {
    const empty = Object.keys(COMMANDS).filter(action => {
      try {
        checkWhole(action as Call, {})
        return true
      } catch {
        return false
      }
    })
    expect(empty.sort()).toEqual([...LISTINGS, ...NOTHING_TO_SAY].sort())
  })

  test.each<readonly [Call, object]>([
    ['BatchDeleteImage', { imageIds: [] }],
    ['BatchDeleteImage', { failures: [] }],
    ['CreateRepository', { repository: {} }],
    ['UploadLayerPart', { lastByteReceived: 0 }],
  ])('of %s is %j', (action, answer) => expect(() => checkWhole(action, answer)).not.toThrow())

  test.each<readonly [Call, object]>([
    ['DescribeRepositories', { repositories: [{ repositoryName: 'a' }, {}] }],
    ['DescribeRepositories', { repositories: [{ repositoryName: '' }] }],
    ['DescribeImages', { imageDetails: [{ imageTags: ['v1'] }] }],
    ['ListImages', { imageIds: [{ imageTag: 'v1' }] }],
    ['ListImageReferrers', { referrers: [{}] }],
    // Nothing is there to keep for who takes that for a registry without replication.
    ['DescribeRegistry', { registryId: '111122223333' }],
  ])('of %s that lacks what it is read for is none: %j', (action, answer) =>
    expect(() => checkWhole(action, answer)).toThrow(expect.objectContaining({ code: 'NOT_ECR' })),
  )
})

describe('the status of an answer', () => {
  test.each<readonly [string, number, number]>([
    ['{"__type":"RepositoryNotFoundException"}', 200, 400],
    ['{"__type":"com.amazonaws.ecr#ServerException","message":"no"}', 200, 500],
    ['{"__type":"InternalFailure"}', 200, 500],
    ['{"__type":"ServerException"}', 503, 503],
    ['{"tags":[{"Key":"__type","Value":"x"}]}', 200, 200],
    ['{"repository":{}}', 200, 200],
    ['"__type" in what is no JSON', 200, 200],
    ['', 200, 200],
  ])('%s that came with %d is %d', (body, status, expected) =>
    expect(statusOf(status, Buffer.from(body))).toBe(expected),
  )
})

describe('what the SDK does not know', () => {
  const rule = { destinations: [{ region: 'eu-west-1', registryId: '111122223333' }] }
  const read = async (replicationConfiguration: object) => {
    const { client } = await fakeEcr(response =>
      answered(response, { registryId: '111122223333', replicationConfiguration }),
    )
    const answer = await client.reader.call('DescribeRegistry', {}).catch((error: unknown) => error)
    return { answer }
  }

  test.each<readonly [name: string, configuration: object]>([
    ['of a rule', { rules: [rule, { ...rule, priority: 7 }] }],
    ['of a destination', { rules: [{ destinations: [{ ...rule.destinations[0], priority: 'x' }] }] }],
    ['of all', { rules: [rule], priority: {} }],
  ])('%s is not left out of what is written back', async (_, configuration) => {
    expect((await read(configuration)).answer).toMatchObject({
      code: 'AWS_ERROR',
      detail: expect.stringContaining('"priority"'),
    })
  })

  test('is looked for in what is there, and null is nothing', async () => {
    const { answer } = await read({ rules: [{ ...rule, priority: null }] })
    expect(answer).toMatchObject({ replicationConfiguration: { rules: [rule] } })
  })
})

describe('no write is taken for done', () => {
  const perform = (action: string, body: object): Promise<unknown> =>
    fakeEcr(response => answered(response, body)).then<unknown>(({ client }) =>
      action === 'BatchDeleteImage'
        ? client.deleter.deleteImages('a', [])
        : client.writer.performOnce({ action, input: {} } as Parameters<CallWriter['performOnce']>[0]),
    )

  test.each(writes)('where %s is answered with an error that has the status of a success', async action => {
    const answer = perform(action, { __type: 'InvalidParameterException', message: 'no' })
    await expect(answer).rejects.toMatchObject({ code: 'AWS_ERROR', awsName: 'InvalidParameterException' })
  })

  test.each(writes.filter(action => !NOTHING_TO_SAY.includes(action)))('where %s is answered with nothing', action =>
    expect(perform(action, {})).rejects.toMatchObject({ code: 'NOT_ECR', detail: expect.stringContaining(action) }),
  )

  test.each(uploads)('where %s, a step of an upload, is answered with either', async action => {
    for (const body of [{}, { __type: 'ServerException' }]) {
      const { client } = await fakeEcr(response => answered(response, body))
      const call = client.images.call(
        action as 'PutImage',
        { repositoryName: 'a', imageManifest: '{}' },
        { isOnce: true },
      )
      await expect(call).rejects.toMatchObject({ code: expect.stringMatching('NOT_ECR|AWS_ERROR') })
    }
  })

  test('and a read is not taken for absence', async () => {
    const { client } = await fakeEcr(response => answered(response, {}))
    const read = client.reader.call('GetLifecyclePolicy', { repositoryName: 'a' })
    await expect(read).rejects.toMatchObject({ code: 'NOT_ECR' })
  })

  test('but throttling that has the status of a success is retried like any other', async () => {
    const { client, asked } = await fakeEcr((response, _, count) =>
      answered(
        response,
        count === 1 ? { __type: 'ThrottlingException' } : { registryId: '1', replicationConfiguration: {} },
      ),
    )
    expect(await client.reader.call('DescribeRegistry', {})).toMatchObject({ registryId: '1' })
    expect(asked).toHaveLength(2)
  })
})
