import type { Tag } from '@aws-sdk/client-ecr'
import { beforeEach, describe, expect, test } from 'vitest'
import { arnOf, emulated } from './ecr.ts'

const world = emulated()
const resourceArn = arnOf('aa')

const many = (count: number): Tag[] => Array.from({ length: count }, (_, index) => ({ Key: `k${index}`, Value: '' }))

async function tagsNow() {
  const { tags = [] } = await world.ecr.listTagsForResource({ resourceArn })
  return Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]))
}

beforeEach(async () => {
  await world.ecr.createRepository({ repositoryName: 'aa', tags: [{ Key: 'one', Value: '1' }] })
})

describe('TagResource', () => {
  test('adds and overwrites only the keys that it is given', async () => {
    await world.ecr.tagResource({ resourceArn, tags: [{ Key: 'two', Value: '' }] })
    await world.ecr.tagResource({ resourceArn, tags: [{ Key: 'one', Value: 'ü @=+-._:/' }] })
    expect(await tagsNow()).toEqual({ one: 'ü @=+-._:/', two: '' })
  })

  test('tells keys apart by case', async () => {
    await world.ecr.tagResource({ resourceArn, tags: [{ Key: 'One', Value: '2' }] })
    expect(await tagsNow()).toEqual({ one: '1', One: '2' })
  })

  test('takes keys that mean something to JavaScript', async () => {
    await world.post('TagResource', { resourceArn, tags: [{ Key: '__proto__', Value: 'x' }] })
    const { tags } = await world.ecr.listTagsForResource({ resourceArn })
    expect(tags).toContainEqual({ Key: '__proto__', Value: 'x' })
  })

  test('stops at 50 tags, counted after the merge', async () => {
    await world.ecr.tagResource({ resourceArn, tags: many(49) })
    await world.ecr.tagResource({ resourceArn, tags: many(49) })
    await expect(world.ecr.tagResource({ resourceArn, tags: many(50) })).rejects.toMatchObject({
      name: 'TooManyTagsException',
    })
  })

  test.each([
    ['a reserved key', [{ Key: 'aws:x', Value: '' }]],
    ['a reserved key in capitals', [{ Key: 'AWS:x', Value: '' }]],
    ['an empty key', [{ Key: '', Value: '' }]],
    ['a key that is too long', [{ Key: 'k'.repeat(129), Value: '' }]],
    ['a value that is too long', [{ Key: 'k', Value: 'v'.repeat(257) }]],
    ['a character that is not allowed in a key', [{ Key: 'a,b', Value: '' }]],
    ['a character that is not allowed in a value', [{ Key: 'k', Value: 'a*b' }]],
    [
      'a key that comes twice',
      [
        { Key: 'k', Value: '1' },
        { Key: 'k', Value: '2' },
      ],
    ],
  ])('refuses %s', async (_, tags) => {
    await expect(world.ecr.tagResource({ resourceArn, tags })).rejects.toMatchObject({
      name: 'InvalidTagParameterException',
    })
    expect(await tagsNow()).toEqual({ one: '1' })
  })

  test('accepts the longest key and value', async () => {
    await world.ecr.tagResource({ resourceArn, tags: [{ Key: 'ü'.repeat(128), Value: 'v'.repeat(256) }] })
    expect(Object.keys(await tagsNow())).toHaveLength(2)
  })

  test('refuses a value that is null', async () => {
    expect(await world.post('TagResource', { resourceArn, tags: [{ Key: 'k', Value: null }] })).toMatchObject({
      status: 400,
      body: { __type: 'InvalidParameterException' },
    })
  })
})

describe('UntagResource', () => {
  test('removes keys, also those that are not there', async () => {
    await world.ecr.untagResource({ resourceArn, tagKeys: ['one', 'never'] })
    expect(await tagsNow()).toEqual({})
  })

  test('refuses a reserved key', async () => {
    await expect(world.ecr.untagResource({ resourceArn, tagKeys: ['aws:x'] })).rejects.toMatchObject({
      name: 'InvalidTagParameterException',
    })
  })
})

const OPERATIONS = [
  ['TagResource', { tags: [] }],
  ['UntagResource', { tagKeys: [] }],
  ['ListTagsForResource', {}],
] as const

describe.each(OPERATIONS)('%s', (operation, input) => {
  test.each([
    'aa',
    'arn:aws:ecr:us-east-1:123456789012:repository/',
    'arn:aws:s3:::bucket',
    'arn:aws:ecr:eu-west-1:123456789012:repository/aa',
    'arn:aws-cn:ecr:us-east-1:123456789012:repository/aa',
  ])('refuses the ARN %s', async arn => {
    expect((await world.post(operation, { ...input, resourceArn: arn })).body).toEqual({
      __type: 'InvalidParameterException',
      message: "Invalid parameter at 'resourceArn' failed to satisfy constraint: 'Invalid ARN'",
    })
  })

  test.each([arnOf('bb'), 'arn:aws:ecr:us-east-1:999999999999:repository/aa'])('does not find %s', async arn => {
    expect((await world.post(operation, { ...input, resourceArn: arn })).body.__type).toBe(
      'RepositoryNotFoundException',
    )
  })
})
