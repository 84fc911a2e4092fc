import { describe, expect, test } from 'vitest'
import { arnOf, emulated } from './ecr.ts'

const resourceArn = arnOf('aa')
const OF_AWS = { Key: 'aws:cloudformation:stack-name', Value: 'registry' }
const OWNER = { Key: 'ecrsync:manifest', Value: 'platform' }

describe('lenient about tags', () => {
  const world = emulated({ lenient: ['tags'] })

  test('keys of AWS are put and removed like others', async () => {
    await world.ecr.createRepository({ repositoryName: 'aa', tags: [OF_AWS] })
    expect((await world.ecr.listTagsForResource({ resourceArn })).tags).toEqual([OF_AWS])
    await world.ecr.untagResource({ resourceArn, tagKeys: [OF_AWS.Key] })
    expect((await world.ecr.listTagsForResource({ resourceArn })).tags).toEqual([])
  })

  test('they take no place of the fifty', async () => {
    const tags = Array.from({ length: 50 }, (_, index) => ({ Key: `k${index}`, Value: '' }))
    await world.ecr.createRepository({ repositoryName: 'aa', tags })
    await world.ecr.tagResource({ resourceArn, tags: [OF_AWS] })
    await expect(world.ecr.tagResource({ resourceArn, tags: [OWNER] })).rejects.toThrow('at most 50 tags')
  })
})

describe('a key that a tag policy forbids', () => {
  const world = emulated({ forbiddenTags: [OWNER.Key] })
  const refusal = {
    name: 'InvalidTagParameterException',
    message: "The tag policy does not allow the specified value for the following tag key: 'ecrsync:manifest'.",
  }

  test('is refused with a new repository, which is not created', async () => {
    await expect(world.ecr.createRepository({ repositoryName: 'aa', tags: [OWNER] })).rejects.toMatchObject(refusal)
    expect((await world.ecr.describeRepositories({})).repositories).toEqual([])
  })

  test('is refused on one that is there; others are taken, and it may go', async () => {
    await world.ecr.createRepository({ repositoryName: 'aa', tags: [{ Key: 'team', Value: 'a' }] })
    await expect(world.ecr.tagResource({ resourceArn, tags: [OWNER] })).rejects.toMatchObject(refusal)
    await world.ecr.untagResource({ resourceArn, tagKeys: [OWNER.Key] })
  })
})
