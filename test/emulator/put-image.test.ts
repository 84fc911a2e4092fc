import { beforeEach, describe, expect, test } from 'vitest'
import {
  ACCOUNT,
  emulated,
  IMAGE_TYPE,
  INDEX_TYPE,
  preparedManifest,
  pushImage,
  pushIndex,
  sha256,
  uploadLayer,
} from './ecr.ts'

const world = emulated()
const repositoryName = 'aa'
const MISSING = `sha256:${'0'.repeat(64)}`

const put = (imageManifest: string, more = {}) => world.ecr.putImage({ repositoryName, imageManifest, ...more })

async function digestAt(imageTag: string) {
  const { images } = await world.ecr.batchGetImage({ repositoryName, imageIds: [{ imageTag }] })
  return images?.[0]?.imageId?.imageDigest
}

beforeEach(async () => {
  await world.ecr.createRepository({ repositoryName })
})

describe('PutImage', () => {
  test('answers the image by the digest of its exact bytes', async () => {
    const imageManifest = `${await preparedManifest(world.ecr, repositoryName, 'one')}\n  `
    const { image } = await put(imageManifest, { imageTag: 'v1', imageDigest: sha256(imageManifest) })
    expect(image).toEqual({
      registryId: ACCOUNT,
      repositoryName,
      imageId: { imageDigest: sha256(imageManifest), imageTag: 'v1' },
      imageManifest,
      imageManifestMediaType: IMAGE_TYPE,
    })
  })

  test('takes an image without a tag', async () => {
    const digest = await pushImage(world.ecr, repositoryName, 'one')
    const { imageIds } = await world.ecr.listImages({ repositoryName })
    expect(imageIds).toEqual([{ imageDigest: digest }])
  })

  test('adds a tag to an image that is there', async () => {
    const digest = await pushImage(world.ecr, repositoryName, 'one', 'v1')
    expect(await pushImage(world.ecr, repositoryName, 'one', 'v2')).toBe(digest)
    const { imageDetails } = await world.ecr.describeImages({ repositoryName })
    expect(imageDetails?.map(({ imageTags }) => imageTags)).toEqual([['v1', 'v2']])
  })

  test('moves a tag, and the image that loses its last one stays untagged', async () => {
    const one = await pushImage(world.ecr, repositoryName, 'one', 'v1')
    const two = await pushImage(world.ecr, repositoryName, 'two', 'v1')
    expect(await digestAt('v1')).toBe(two)
    const untagged = await world.ecr.listImages({ repositoryName, filter: { tagStatus: 'UNTAGGED' } })
    expect(untagged.imageIds).toEqual([{ imageDigest: one }])
  })

  test.each(['v1', undefined])('refuses the same push again, tag %s', async imageTag => {
    const digest = await pushImage(world.ecr, repositoryName, 'one', 'v1')
    await expect(pushImage(world.ecr, repositoryName, 'one', imageTag)).rejects.toMatchObject({
      name: 'ImageAlreadyExistsException',
      message: `Image with digest '${digest}' and tag '${imageTag ?? 'null'}' already exists in the repository with name 'aa' in registry with id '${ACCOUNT}'`,
    })
  })

  test.each([
    ['IMMUTABLE', [], ['v1', 'dev-1'], []],
    ['MUTABLE', [], [], ['v1', 'dev-1']],
    ['IMMUTABLE_WITH_EXCLUSION', ['dev-*'], ['v1', 'a-dev-1'], ['dev-1', 'dev-']],
    ['MUTABLE_WITH_EXCLUSION', ['v*', 'x.y'], ['v1', 'x.y'], ['dev-1', 'xay']],
    ['IMMUTABLE_WITH_EXCLUSION', ['*a*'], ['b'], ['a', 'bab']],
  ] as const)('under %s but %j, keeps %j and moves %j', async (imageTagMutability, patterns, kept, moved) => {
    const exclusion = patterns.map(filter => ({ filterType: 'WILDCARD' as const, filter }))
    await world.ecr.putImageTagMutability({
      repositoryName,
      imageTagMutability,
      ...(exclusion.length > 0 ? { imageTagMutabilityExclusionFilters: exclusion } : {}),
    })
    for (const tag of [...kept, ...moved]) await pushImage(world.ecr, repositoryName, 'one', tag)
    for (const tag of kept) {
      await expect(pushImage(world.ecr, repositoryName, 'two', tag)).rejects.toMatchObject({
        name: 'ImageTagAlreadyExistsException',
        message: `The image tag '${tag}' already exists in the 'aa' repository and cannot be overwritten because the tag is immutable.`,
      })
    }
    for (const tag of moved) expect(await pushImage(world.ecr, repositoryName, 'two', tag)).toBe(await digestAt(tag))
  })

  test('refuses the same push again under immutability, too', async () => {
    await world.ecr.putImageTagMutability({ repositoryName, imageTagMutability: 'IMMUTABLE' })
    await pushImage(world.ecr, repositoryName, 'one', 'v1')
    await expect(pushImage(world.ecr, repositoryName, 'one', 'v1')).rejects.toMatchObject({
      name: 'ImageAlreadyExistsException',
    })
  })

  test('refuses a digest that is not that of the manifest', async () => {
    const imageManifest = await preparedManifest(world.ecr, repositoryName, 'one')
    await expect(put(imageManifest, { imageDigest: MISSING })).rejects.toMatchObject({
      name: 'ImageDigestDoesNotMatchException',
    })
  })

  test('refuses an image whose layers are not in the repository', async () => {
    await world.ecr.createRepository({ repositoryName: 'bb' })
    const elsewhere = await preparedManifest(world.ecr, 'bb', 'one')
    await expect(put(elsewhere)).rejects.toMatchObject({
      name: 'LayersNotFoundException',
      message: expect.stringMatching(/^Layers with digests '\[sha256:.*, sha256:.*\]' required for pushing image/),
    })
    expect((await world.ecr.listImages({ repositoryName })).imageIds).toEqual([])
  })

  test('does not ask for layers that are fetched from elsewhere', async () => {
    const layers = [{ digest: MISSING, size: 1, urls: ['https://example.com/layer'] }]
    await put(await preparedManifest(world.ecr, repositoryName, 'one', { layers }))
    expect((await world.ecr.listImages({ repositoryName })).imageIds).toHaveLength(1)
  })

  test('refuses an index whose images are not in the repository', async () => {
    await expect(pushIndex(world.ecr, repositoryName, [MISSING])).rejects.toMatchObject({
      name: 'ReferencedImagesNotFoundException',
      message: `Images with digests '[${MISSING}]' required for pushing image into repository with name 'aa' in the registry with id '${ACCOUNT}' do not exist`,
    })
  })

  test('takes the media type from the parameter when the manifest has none', async () => {
    const imageManifest = await preparedManifest(world.ecr, repositoryName, 'one', { mediaType: undefined })
    await expect(put(imageManifest)).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: expect.stringContaining('image manifest mediatype not provided in manifest or parameter'),
    })
    const { image } = await put(imageManifest, { imageManifestMediaType: IMAGE_TYPE })
    expect(image?.imageManifestMediaType).toBe(IMAGE_TYPE)
  })

  test('takes a manifest of Docker schema 1', async () => {
    const blobSum = await uploadLayer(world.ecr, repositoryName, Buffer.from('one'))
    const imageManifestMediaType = 'application/vnd.docker.distribution.manifest.v1+prettyjws'
    await put(JSON.stringify({ schemaVersion: 1, fsLayers: [{ blobSum }] }), { imageManifestMediaType })
    const { imageDetails } = await world.ecr.describeImages({ repositoryName })
    expect(imageDetails?.[0]).toMatchObject({ imageManifestMediaType, imageSizeInBytes: 3 })
  })

  test.each([
    ['no JSON', '{', 'Invalid JSON syntax'],
    ['no object', '[]', 'Invalid image manifest'],
    ['a media type that is no text', '{"mediaType":1}', 'Invalid image manifest'],
    ['an unknown media type', '{"mediaType":"text/plain"}', "Unsupported image manifest media type 'text/plain'"],
    ['no configuration', JSON.stringify({ mediaType: IMAGE_TYPE, layers: [] }), 'Invalid image manifest'],
    ['no list of layers', JSON.stringify({ mediaType: IMAGE_TYPE, config: {}, layers: {} }), 'Invalid image manifest'],
    [
      'a digest that is a path',
      JSON.stringify({ mediaType: INDEX_TYPE, manifests: [{ digest: '../x' }] }),
      'Invalid image manifest',
    ],
  ])('refuses %s', async (_, imageManifest, constraint) => {
    await expect(put(imageManifest)).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: `Invalid parameter at 'ImageManifest' failed to satisfy constraint: '${constraint}'`,
    })
  })

  test.each(['', '.hidden', 'a/b', 'a b', 'a'.repeat(129), 'a'.repeat(301)])('refuses the tag %j', async imageTag => {
    await expect(pushImage(world.ecr, repositoryName, 'one', imageTag)).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: expect.stringContaining("Invalid parameter at 'imageTag'"),
    })
  })

  test('gives an image at most 1,000 tags', async () => {
    const imageManifest = await preparedManifest(world.ecr, repositoryName, 'one')
    const push = (index: number) => world.post('PutImage', { repositoryName, imageManifest, imageTag: `v${index}` })
    const answers = await Promise.all(Array.from({ length: 1000 }, (_, index) => push(index)))
    expect(answers.every(({ status }) => status === 200)).toBe(true)
    expect((await push(1000)).body.__type).toBe('LimitExceededException')
    await world.ecr.batchDeleteImage({ repositoryName, imageIds: [{ imageTag: 'v0' }] })
    expect((await push(1000)).status).toBe(200)
  })

  test('refuses an unknown repository', async () => {
    await expect(world.ecr.putImage({ repositoryName: 'bb', imageManifest: '{}' })).rejects.toMatchObject({
      name: 'RepositoryNotFoundException',
    })
  })
})
