import { expect, test } from 'vitest'
import type { Listed } from '../../../src/aws/api.ts'
import { readImages } from '../../../src/kinds/image/read.ts'
import { daysAgo, digestOf, holding, imageOf, scripted } from '../../scripted.ts'

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
