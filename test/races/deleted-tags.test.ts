import type { ECR } from '@aws-sdk/client-ecr'
import { describe, expect, test } from 'vitest'
import { pushImage } from '../emulator/ecr.ts'
import { digestsIn, imagesManifest, NAME, PLANNED, race, retag, tagsIn } from './race.ts'
import type { Moment } from './second-client.ts'

/** `old` is the only tag of one image; `v1` and `also` are both on another. */
async function given(ecr: ECR) {
  await ecr.createRepository({ repositoryName: NAME })
  const old = await pushImage(ecr, NAME, 'old', 'old')
  const kept = await pushImage(ecr, NAME, 'kept', 'v1')
  await retag(ecr, kept, 'also')
  return { old, kept }
}

const OLD = 'old: { absent: true, deleteImage: true }'
const start = (images: string) => race({ given, manifest: () => imagesManifest(images) })

/** Somebody deploys another image under a tag that is condemned. */
const pushes = (tag: string) => (ecr: ECR) => pushImage(ecr, NAME, 'new', tag)

describe('a tag that moved onto a new image is not deleted there', () => {
  test.each<[string, Omit<Moment, 'act'>]>([
    ['after the plan', { before: PLANNED }],
    ['after the look', { before: 'BatchDeleteImage' }],
    ['when the delete was throttled', { before: 'BatchDeleteImage', fate: 'throttled' }],
    ['when the delete failed', { before: 'BatchDeleteImage', fate: 'failed' }],
    ['when the delete got no answer', { before: 'BatchDeleteImage', fate: 'lost' }],
  ])('%s', async (_, moment) => {
    const { apply, ecr, given } = await start(OLD)
    const { code, stdout } = await apply({ ...moment, act: pushes('old') })
    const tags = await tagsIn(ecr)
    expect(tags.old).toBeDefined()
    expect(tags.old).not.toBe(given.old)
    expect(await digestsIn(ecr)).toContain(given.old)
    expect({ code, stdout }).toEqual({ code: 6, stdout: expect.stringContaining(`image["${NAME}:old"]`) })
  })

  test('after it was deleted, and the answer was lost', async () => {
    const { apply, ecr, given } = await start(OLD)
    await apply({ after: 'BatchDeleteImage', fate: 'lost', act: pushes('old') })
    expect((await tagsIn(ecr)).old).toBeDefined()
    expect(await digestsIn(ecr)).not.toContain(given.old)
  })

  test('though its image has other tags', async () => {
    const { apply, ecr, given } = await start('also: null')
    const { code, stdout } = await apply({ before: PLANNED, act: pushes('also') })
    const tags = await tagsIn(ecr)
    expect([tags.also === undefined, tags.also === given.kept, tags.v1]).toEqual([false, false, given.kept])
    expect({ code, stdout }).toEqual({ code: 6, stdout: expect.stringContaining(`image["${NAME}:also"]`) })
  })
})

describe('in the one gap that ECR leaves, what went is named', () => {
  test('a tag that moved off an image that stays', async () => {
    const { apply, ecr, given } = await start('also: null')
    const { code, stdout } = await apply({ before: 'BatchDeleteImage', act: pushes('also') })
    expect(await tagsIn(ecr)).toEqual({ old: given.old, v1: given.kept })
    expect({ code, stdout }).toEqual({ code: 6, stdout: expect.stringMatching(/:also was on sha256:\w+, and is gone/) })
  })

  test('a tag that came onto an image that goes', async () => {
    const { apply, ecr, given } = await start(OLD)
    const act = (ecr: ECR) => retag(ecr, given.old, 'prod')
    const { code, stdout } = await apply({ before: 'BatchDeleteImage', act })
    expect(await tagsIn(ecr)).toEqual({ also: given.kept, v1: given.kept })
    const lost = `${NAME}:prod was on ${given.old}, and is gone`
    expect({ code, stdout }).toEqual({ code: 6, stdout: expect.stringContaining(lost) })
  })
})

test('of several in one call the others go', async () => {
  const { apply, ecr, given } = await start(`${OLD}\nalso: null`)
  const { code, stdout } = await apply({ before: 'BatchDeleteImage', act: pushes('old') })
  const tags = await tagsIn(ecr)
  expect(tags.old).not.toBe(given.old)
  expect(Object.keys(tags)).toEqual(expect.arrayContaining(['old', 'v1']))
  expect(tags.also).toBeUndefined()
  expect({ code, stdout }).toEqual({ code: 6, stdout: expect.stringContaining(`image["${NAME}:old"]`) })
})

test('an image that got another tag meanwhile stays with it', async () => {
  const { apply, ecr, given } = await start(OLD)
  await apply({ before: PLANNED, act: ecr => retag(ecr, given.old, 'prod') })
  expect((await tagsIn(ecr)).prod).toBe(given.old)
})

test('what loses its other tags meanwhile is not deleted with the one that is left', async () => {
  const { apply, ecr, given } = await start('also: null')
  const { code, stdout } = await apply({
    before: PLANNED,
    act: ecr => ecr.batchDeleteImage({ repositoryName: NAME, imageIds: [{ imageTag: 'v1' }] }),
  })
  expect((await tagsIn(ecr)).also).toBe(given.kept)
  expect({ code, stdout }).toEqual({ code: 6, stdout: expect.stringContaining(`image["${NAME}:also"]`) })
})

test.each([
  ['also', 'also: null'],
  ['old', OLD],
])('that %s is gone already is no failure', async (imageTag, wish) => {
  const { apply, ecr, given } = await start(wish)
  const act = (ecr: ECR) => ecr.batchDeleteImage({ repositoryName: NAME, imageIds: [{ imageTag }] })
  expect((await apply({ before: PLANNED, act })).code).toBe(0)
  expect((await tagsIn(ecr)).v1).toBe(given.kept)
})

test('an image that goes is named by its digest, and a tag of one that stays alone', async () => {
  const { apply, given } = await start(`${OLD}\nalso: null`)
  const { calls } = await apply()
  const ids = calls.flatMap(({ operation, input }) => (operation === 'BatchDeleteImage' ? input.imageIds : []))
  expect(ids).toEqual(expect.arrayContaining([{ imageTag: 'old', imageDigest: given.old }, { imageTag: 'also' }]))
  expect(ids).toHaveLength(2)
})
