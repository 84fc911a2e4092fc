import { beforeEach, expect, test } from 'vitest'
import { emulated, pushImage, pushIndex } from './ecr.ts'

const world = emulated()
const repositoryName = 'aa'
const MISSING = `sha256:${'0'.repeat(64)}`

type Ids = { imageDigest?: string; imageTag?: string }[]

const remove = (...imageIds: Ids) => world.ecr.batchDeleteImage({ repositoryName, imageIds })

async function left() {
  const { imageIds = [] } = await world.ecr.listImages({ repositoryName })
  return imageIds
}

beforeEach(async () => {
  await world.ecr.createRepository({ repositoryName })
})

test('a tag goes, the image and its other tags stay', async () => {
  const imageDigest = await pushImage(world.ecr, repositoryName, 'one', 'v1')
  await pushImage(world.ecr, repositoryName, 'one', 'v2')
  expect(await remove({ imageTag: 'v1' })).toMatchObject({ imageIds: [{ imageDigest, imageTag: 'v1' }], failures: [] })
  expect(await left()).toEqual([{ imageDigest, imageTag: 'v2' }])
})

test('the last tag takes the image with it', async () => {
  const imageDigest = await pushImage(world.ecr, repositoryName, 'one', 'v1')
  expect((await remove({ imageTag: 'v1' })).imageIds).toEqual([{ imageDigest, imageTag: 'v1' }])
  expect(await left()).toEqual([])
})

test('two tags in one call are one after the other', async () => {
  await pushImage(world.ecr, repositoryName, 'one', 'v1')
  await pushImage(world.ecr, repositoryName, 'one', 'v2')
  expect((await remove({ imageTag: 'v1' }, { imageTag: 'v2' })).imageIds).toHaveLength(2)
  expect(await left()).toEqual([])
})

test('by digest the image goes with all its tags, each of them answered', async () => {
  const imageDigest = await pushImage(world.ecr, repositoryName, 'one', 'v2')
  await pushImage(world.ecr, repositoryName, 'one', 'v1')
  const { imageIds } = await remove({ imageDigest })
  expect(imageIds).toEqual([
    { imageDigest, imageTag: 'v1' },
    { imageDigest, imageTag: 'v2' },
  ])
  expect(await left()).toEqual([])
})

test('an image without tags is answered by its digest', async () => {
  const imageDigest = await pushImage(world.ecr, repositoryName, 'one')
  expect((await remove({ imageDigest })).imageIds).toEqual([{ imageDigest }])
})

test('all tags of an image, each with its digest, are the image, and then not there', async () => {
  const imageDigest = await pushImage(world.ecr, repositoryName, 'one', 'v1')
  await pushImage(world.ecr, repositoryName, 'one', 'v2')
  const ids = [
    { imageDigest, imageTag: 'v1' },
    { imageDigest, imageTag: 'v2' },
  ]
  const { imageIds, failures } = await remove(...ids)
  expect(imageIds).toEqual(ids)
  expect(failures).toMatchObject([{ imageId: ids[1], failureCode: 'ImageNotFound' }])
  expect(await left()).toEqual([])
})

test('what cannot be deleted is a failure beside what can', async () => {
  const imageDigest = await pushImage(world.ecr, repositoryName, 'one', 'v1')
  await pushImage(world.ecr, repositoryName, 'two', 'v2')
  const { imageIds, failures } = await remove(
    { imageTag: 'v1' },
    {},
    { imageDigest: 'sha256' },
    { imageTag: 'a b' },
    { imageDigest: MISSING },
    { imageDigest: MISSING, imageTag: 'v2' },
  )
  expect(imageIds).toEqual([{ imageDigest, imageTag: 'v1' }])
  expect(failures?.map(({ imageId, failureCode }) => [imageId, failureCode])).toEqual([
    [{}, 'MissingDigestAndTag'],
    [{ imageDigest: 'sha256' }, 'InvalidImageDigest'],
    [{ imageTag: 'a b' }, 'InvalidImageTag'],
    [{ imageDigest: MISSING }, 'ImageNotFound'],
    [{ imageDigest: MISSING, imageTag: 'v2' }, 'ImageNotFound'],
  ])
})

test('a tag of another image does not match the digest, and neither goes', async () => {
  const imageDigest = await pushImage(world.ecr, repositoryName, 'one', 'v1')
  await pushImage(world.ecr, repositoryName, 'two', 'v2')
  const { imageIds, failures } = await remove({ imageDigest, imageTag: 'v2' })
  expect(imageIds).toEqual([])
  expect(failures).toMatchObject([
    { imageId: { imageDigest, imageTag: 'v2' }, failureCode: 'ImageTagDoesNotMatchDigest' },
  ])
  expect(await left()).toHaveLength(2)
})

test('a tag that is gone does not match the digest that had it', async () => {
  const imageDigest = await pushImage(world.ecr, repositoryName, 'one', 'v1')
  await pushImage(world.ecr, repositoryName, 'one', 'v2')
  await remove({ imageTag: 'v1' })
  const { failures } = await remove({ imageDigest, imageTag: 'v1' })
  expect(failures?.map(({ failureCode }) => failureCode)).toEqual(['ImageTagDoesNotMatchDigest'])
  expect(await left()).toEqual([{ imageDigest, imageTag: 'v2' }])
})

test('an image of an index stays as long as the index', async () => {
  const child = await pushImage(world.ecr, repositoryName, 'one', 'v1')
  const index = await pushIndex(world.ecr, repositoryName, [child], 'all')
  const refusal = {
    failureCode: 'ImageReferencedByManifestList',
    failureReason: `Requested image referenced by manifest list: [${index}]`,
  }
  for (const imageId of [{ imageDigest: child }, { imageTag: 'v1' }]) {
    expect((await remove(imageId)).failures).toEqual([{ imageId, ...refusal }])
  }
  const together = await remove({ imageDigest: index }, { imageDigest: child })
  expect(together.failures).toEqual([{ imageId: { imageDigest: child }, ...refusal }])
  expect((await remove({ imageDigest: child })).failures).toEqual([])
  expect(await left()).toEqual([])
})

test('an index of an index goes before what it holds, and that before its images', async () => {
  const child = await pushImage(world.ecr, repositoryName, 'one')
  const inner = await pushIndex(world.ecr, repositoryName, [child])
  const outer = await pushIndex(world.ecr, repositoryName, [inner])
  const all = [child, inner, outer].map(imageDigest => ({ imageDigest }))
  const heldIn = async () =>
    (await remove(...all)).failures
      ?.filter(({ failureCode }) => failureCode === 'ImageReferencedByManifestList')
      .map(({ failureReason }) => failureReason?.slice(-72, -1))
  expect(await heldIn()).toEqual([inner, outer])
  expect(await heldIn()).toEqual([inner])
  expect(await heldIn()).toEqual([])
  expect(await left()).toEqual([])
})

test('an image of two indexes is held by both', async () => {
  const child = await pushImage(world.ecr, repositoryName, 'one')
  const other = await pushImage(world.ecr, repositoryName, 'two')
  const indexes = [
    await pushIndex(world.ecr, repositoryName, [child]),
    await pushIndex(world.ecr, repositoryName, [child, other]),
  ].sort()
  const failureReason = `Requested image referenced by manifest list: [${indexes.join(', ')}]`
  expect((await remove({ imageDigest: child })).failures).toMatchObject([{ failureReason }])
})

test.each(['by tag', 'by tag and digest'])('an image of an index may not lose its last tag, %s', async how => {
  const imageDigest = await pushImage(world.ecr, repositoryName, 'one', 'v1')
  await pushIndex(world.ecr, repositoryName, [imageDigest])
  const id = how === 'by tag' ? { imageTag: 'v1' } : { imageDigest, imageTag: 'v1' }
  expect((await remove(id)).failures).toMatchObject([{ failureCode: 'ImageReferencedByManifestList' }])
  expect(await left()).toHaveLength(2)
})

test('an image of an index may lose a tag that is not its last', async () => {
  const child = await pushImage(world.ecr, repositoryName, 'one', 'v1')
  await pushImage(world.ecr, repositoryName, 'one', 'v2')
  await pushIndex(world.ecr, repositoryName, [child])
  expect((await remove({ imageTag: 'v1' })).failures).toEqual([])
})

test.each([0, 101])('%i ids are refused', async count => {
  const ids = Array.from({ length: count }, () => ({ imageTag: 'v1' }))
  await expect(remove(...ids)).rejects.toMatchObject({ name: 'InvalidParameterException' })
})

test('an unknown repository is refused', async () => {
  await expect(world.ecr.batchDeleteImage({ repositoryName: 'bb', imageIds: [{}] })).rejects.toMatchObject({
    name: 'RepositoryNotFoundException',
  })
})
