import { describe, expect, test } from 'vitest'
import type { Listed } from '../../../src/aws/api.ts'
import { readImages } from '../../../src/kinds/image/read.ts'
import type { ImageWant } from '../../../src/kinds/image/spec.ts'
import { type Answers, daysAgo, digestOf, holding, imageOf, scripted } from '../../scripted.ts'

const [A, B, C] = [digestOf('a'), digestOf('b'), digestOf('c')]
const HELD = holding({ app: { images: [imageOf(A, ['v2', 'v1']), imageOf(B, ['v3']), imageOf(C)] } })

const readOf = async (...keys: readonly string[]) => {
  const { reader, calls } = scripted(HELD)
  const asked = new Map(keys.map(key => [`app${key.startsWith('sha256:') ? '@' : ':'}${key}`, null]))
  const found = await readImages(reader, { repositoryName: 'app' } as Listed, asked)
  return { found: Object.fromEntries(found), calls: calls.map(({ input }) => Object.keys(input)) }
}

const OF_A = { imageDigest: A, imagePushedAt: daysAgo(1).toISOString(), imageTags: ['v1', 'v2'], imageStatus: 'ACTIVE' }
const OF_C = { imageDigest: C, imagePushedAt: daysAgo(1).toISOString(), imageStatus: 'ACTIVE' }

test('a few images are asked for one by one, and what is not there is left out', async () => {
  const { found, calls } = await readOf('v1', C, 'nothing')
  expect(found).toEqual({ 'app:v1': OF_A, [`app@${C}`]: OF_C })
  expect(calls).toEqual(Array.from({ length: 3 }, () => ['repositoryName', 'imageIds', 'filter']))
})

test('many are one listing, which answers the same', async () => {
  const { found, calls } = await readOf('v1', C, 'nothing', 'x', 'y', 'z')
  expect(found).toEqual({ 'app:v1': OF_A, [`app@${C}`]: OF_C })
  expect(calls).toEqual([['repositoryName', 'filter', 'maxResults', 'nextToken']])
})

describe('a promotion that has been planned', () => {
  const promoting = (digest: string, pinned: object = { digest }) =>
    new Map<string, ImageWant>([
      ['app:v1', { source: { from: 'repository', digest }, referrers: false, restore: false, pinned } as ImageWant],
    ])
  const read = async (asked: ReadonlyMap<string, ImageWant>, answers: Answers = HELD) => {
    const { reader, calls } = scripted(answers)
    const found = await readImages(reader, { repositoryName: 'app' } as Listed, asked)
    return { found: Object.fromEntries(found), calls: calls.length }
  }

  test('is looked at together with its image, in one call', async () =>
    expect(await read(promoting(C))).toEqual({ found: { 'app:v1': OF_A }, calls: 1 }))

  test('whose image is gone is not read', async () =>
    await expect(read(promoting(digestOf('d')))).rejects.toMatchObject({ code: 'SOURCE_NOT_FOUND' }))

  test('whose image the same plan brings is read like any other', async () =>
    expect(
      (await read(promoting(digestOf('d'), { digest: digestOf('d'), requires: ['image["app:x"]'] }))).found,
    ).toEqual({
      'app:v1': OF_A,
    }))

  test('in a repository of more than one page is looked at by itself', async () => {
    const whole = HELD.DescribeImages as (input: { imageIds?: unknown }) => object
    const DescribeImages = (input: { imageIds?: unknown }) =>
      input.imageIds ? whole(input) : { imageDetails: [], nextToken: '1' }
    expect(await read(promoting(C), { ...HELD, DescribeImages })).toEqual({ found: { 'app:v1': OF_A }, calls: 3 })
  })
})
