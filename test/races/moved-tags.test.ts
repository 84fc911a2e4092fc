import type { ECR } from '@aws-sdk/client-ecr'
import { describe, expect, test } from 'vitest'
import { pushImage } from '../emulator/ecr.ts'
import { imagesManifest, NAME, PLANNED, race, tagsIn } from './race.ts'
import type { Moment } from './second-client.ts'

/** `prod` is on one image and moves to another that is there. */
async function given(ecr: ECR) {
  await ecr.createRepository({ repositoryName: NAME })
  return { old: await pushImage(ecr, NAME, 'old', 'prod'), next: await pushImage(ecr, NAME, 'next', 'v2') }
}

const start = () => race({ given, manifest: ({ next }) => imagesManifest(`prod: "${next}"`) })
const hotfix = (ecr: ECR) => pushImage(ecr, NAME, 'hotfix', 'prod')

describe('a hotfix under a tag is not rolled back', () => {
  test.each<[string, readonly Moment[]]>([
    ['after the plan', [{ before: PLANNED, act: hotfix }]],
    ['before the manifest is fetched', [{ before: 'BatchGetImage', act: hotfix }]],
    ['when the move was throttled', [{ before: 'PutImage', fate: 'throttled', act: hotfix }]],
    ['when the move failed', [{ before: 'PutImage', fate: 'failed', act: hotfix }]],
    ['when the move got no answer', [{ before: 'PutImage', fate: 'lost', act: hotfix }]],
    ['when the answer to the move was lost', [{ after: 'PutImage', fate: 'lost', act: hotfix }]],
    [
      'between two tries, after the second look',
      [
        { before: 'PutImage', fate: 'throttled' },
        { before: 'PutImage', nth: 2, fate: 'throttled', act: hotfix },
      ],
    ],
  ])('%s', async (_, moments) => {
    const { apply, ecr, given } = await start()
    const { code, stdout } = await apply(...moments)
    const { prod } = await tagsIn(ecr)
    expect([prod === given.old, prod === given.next]).toEqual([false, false])
    expect({ code, stdout }).toEqual({ code: 6, stdout: expect.stringContaining(`image["${NAME}:prod"]`) })
  })
})

describe('a move that nobody disturbs is made', () => {
  test.each<[string, Moment]>([
    ['after it was throttled', { before: 'PutImage', fate: 'throttled' }],
    ['after it failed', { before: 'PutImage', fate: 'failed' }],
    ['after its answer was lost', { after: 'PutImage', fate: 'lost' }],
  ])('%s', async (_, moment) => {
    const { apply, ecr, given } = await start()
    const { code } = await apply(moment)
    expect({ code, tags: await tagsIn(ecr) }).toEqual({ code: 0, tags: { prod: given.next, v2: given.next } })
  })
})

test('a tag that somebody removed meanwhile is not put back without a word', async () => {
  const { apply, ecr } = await start()
  const act = (ecr: ECR) => ecr.batchDeleteImage({ repositoryName: NAME, imageIds: [{ imageTag: 'prod' }] })
  const { code, stdout } = await apply({ before: PLANNED, act })
  expect((await tagsIn(ecr)).prod).toBeUndefined()
  expect({ code, stdout }).toEqual({ code: 6, stdout: expect.stringContaining(`image["${NAME}:prod"]`) })
})

test('each try of a move is one call directly after a look', async () => {
  const { apply } = await start()
  const { calls } = await apply({ before: 'PutImage', fate: 'throttled' })
  const tries = calls.flatMap(({ operation }, at) => (operation === 'PutImage' ? at : []))
  expect(tries.map(at => calls[at - 1]?.operation)).toEqual(['DescribeImages', 'DescribeImages'])
})
