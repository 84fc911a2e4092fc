import type { ECR } from '@aws-sdk/client-ecr'
import { describe, expect, test } from 'vitest'
import { pushImage, pushIndex } from '../emulator/ecr.ts'
import { digestsIn, imagesManifest, NAME, PLANNED, race, retag, tagsIn } from './race.ts'
import type { Moment } from './second-client.ts'

/** A condemned image without a tag, one with a tag, and one that `stable` is on. */
async function given(ecr: ECR) {
  await ecr.createRepository({ repositoryName: NAME })
  return {
    untagged: await pushImage(ecr, NAME, 'untagged'),
    tagged: await pushImage(ecr, NAME, 'tagged', 'v0'),
    stable: await pushImage(ecr, NAME, 'stable', 'stable'),
  }
}

type Given = Awaited<ReturnType<typeof given>>
/** As much of a digest as is printed anywhere. */
const short = (digest: string) => digest.slice(0, 'sha256:'.length + 12)
const gone = (digest: string) => `"${digest}": { absent: true, deleteImage: true }`
const start = (images: (given: Given) => string) => race({ given, manifest: known => imagesManifest(images(known)) })

describe('an image that got a tag after the plan stays', () => {
  const MOMENTS: readonly [string, Omit<Moment, 'act'>][] = [
    ['right after it', { before: PLANNED }],
    ['when the delete was throttled', { before: 'BatchDeleteImage', fate: 'throttled' }],
    ['when the delete got no answer', { before: 'BatchDeleteImage', fate: 'lost' }],
  ]
  const IMAGES = ['untagged', 'tagged'] as const

  test.each(IMAGES.flatMap(image => MOMENTS.map(([when, moment]) => ({ image, when, moment }))))(
    'one that was $image, $when',
    async ({ image, moment }) => {
      const { apply, ecr, given } = await start(known => gone(known[image]))
      const { code, stdout } = await apply({ ...moment, act: ecr => retag(ecr, given[image], 'prod') })
      expect((await tagsIn(ecr)).prod).toBe(given[image])
      expect({ code, stdout }).toEqual({ code: 6, stdout: expect.stringContaining(short(given[image])) })
    },
  )

  test('though another one that is condemned beside it goes', async () => {
    const { apply, ecr, given } = await start(known => `${gone(known.untagged)}\n${gone(known.tagged)}`)
    const { code } = await apply({ before: PLANNED, act: ecr => retag(ecr, given.untagged, 'prod') })
    expect(code).toBe(6)
    const digests = await digestsIn(ecr)
    expect(digests).toContain(given.untagged)
    expect(digests).not.toContain(given.tagged)
  })
})

test('an image that a declared tag moved onto stays', async () => {
  const { apply, ecr, given } = await start(known => `stable: "${known.stable}"\n${gone(known.untagged)}`)
  const { code, stdout } = await apply({ before: PLANNED, act: ecr => retag(ecr, given.untagged, 'stable') })
  expect((await tagsIn(ecr)).stable).toBe(given.untagged)
  expect({ code, stdout }).toEqual({ code: 6, stdout: expect.stringContaining(short(given.untagged)) })
})

test('an image that lost a tag meanwhile may go', async () => {
  const { apply, ecr, given } = await start(known => gone(known.tagged))
  const act = (ecr: ECR) => ecr.batchDeleteImage({ repositoryName: NAME, imageIds: [{ imageTag: 'v0' }] })
  const { code } = await apply({ before: PLANNED, act })
  expect([code, await digestsIn(ecr)]).toEqual([0, expect.not.arrayContaining([given.tagged])])
})

test('an image that an index holds meanwhile is left, and said', async () => {
  const { apply, ecr, given } = await start(known => gone(known.untagged))
  const act = (ecr: ECR) => pushIndex(ecr, NAME, [given.untagged], 'multi')
  const { code, stdout } = await apply({ before: 'BatchDeleteImage', act })
  expect(await digestsIn(ecr)).toContain(given.untagged)
  expect({ code, stdout }).toEqual({ code: 6, stdout: expect.stringContaining(short(given.untagged)) })
})

test('a delete by digest comes directly after its look', async () => {
  const { apply } = await start(known => gone(known.untagged))
  const { calls } = await apply()
  const at = calls.findIndex(({ operation }) => operation === 'BatchDeleteImage')
  expect(calls[at - 1]?.operation).toMatch(/^(DescribeImages|ListImages)$/)
})
