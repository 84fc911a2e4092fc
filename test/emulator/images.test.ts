import { beforeEach, describe, expect, test } from 'vitest'
import { ACCOUNT, emulated, IMAGE_TYPE, INDEX_TYPE, preparedManifest, pushImage, pushIndex, sha256 } from './ecr.ts'

const clock = { now: new Date('2026-01-01T00:00:00Z') }
const world = emulated({ now: () => clock.now })
const repositoryName = 'aa'
const MISSING = `sha256:${'0'.repeat(64)}`

beforeEach(async () => {
  clock.now = new Date('2026-01-01T00:00:00Z')
  await world.ecr.createRepository({ repositoryName })
})

describe('DescribeImages', () => {
  test('answers what ECR knows of an image', async () => {
    const digest = await pushImage(world.ecr, repositoryName, 'one', 'v1')
    const { imageDetails } = await world.ecr.describeImages({ repositoryName })
    expect(imageDetails).toEqual([
      {
        registryId: ACCOUNT,
        repositoryName,
        imageDigest: digest,
        imageTags: ['v1'],
        imageSizeInBytes: '{"of":"one"}one'.length,
        imagePushedAt: clock.now,
        imageManifestMediaType: IMAGE_TYPE,
        artifactMediaType: 'application/vnd.oci.image.config.v1+json',
        imageStatus: 'ACTIVE',
      },
    ])
  })

  test('says of an index how large its largest image is', async () => {
    const children = [
      await pushImage(world.ecr, repositoryName, 'one'),
      await pushImage(world.ecr, repositoryName, 'three'),
    ]
    const digest = await pushIndex(world.ecr, repositoryName, children, 'v1')
    const { imageDetails } = await world.ecr.describeImages({ repositoryName, imageIds: [{ imageTag: 'v1' }] })
    expect(imageDetails).toHaveLength(1)
    expect(imageDetails?.[0]).toMatchObject({
      imageDigest: digest,
      imageManifestMediaType: INDEX_TYPE,
      imageSizeInBytes: '{"of":"three"}three'.length,
    })
  })

  test('says what an artifact is, and whose', async () => {
    const subject = await pushImage(world.ecr, repositoryName, 'one')
    const members = { artifactType: 'application/sbom', subject: { mediaType: IMAGE_TYPE, size: 1, digest: subject } }
    const imageManifest = await preparedManifest(world.ecr, repositoryName, 'sbom', members)
    await world.ecr.putImage({ repositoryName, imageManifest })
    const imageIds = [{ imageDigest: sha256(imageManifest) }]
    const { imageDetails } = await world.ecr.describeImages({ repositoryName, imageIds })
    expect(imageDetails?.[0]).toMatchObject({ subjectManifestDigest: subject })
    expect(imageDetails?.[0]).not.toHaveProperty('imageTags')
  })

  test('filters by tags and by status', async () => {
    const tagged = await pushImage(world.ecr, repositoryName, 'one', 'v1')
    const untagged = await pushImage(world.ecr, repositoryName, 'two')
    const digests = async (filter: object) => {
      const { imageDetails } = await world.ecr.describeImages({ repositoryName, filter })
      return imageDetails?.map(({ imageDigest }) => imageDigest)
    }
    expect(await digests({ tagStatus: 'TAGGED' })).toEqual([tagged])
    expect(await digests({ tagStatus: 'UNTAGGED' })).toEqual([untagged])
    expect(await digests({ tagStatus: 'ANY', imageStatus: 'ANY' })).toEqual([tagged, untagged].sort())
    expect(await digests({ imageStatus: 'ARCHIVED' })).toEqual([])
  })

  test('pages', async () => {
    for (const content of ['one', 'two', 'three']) await pushImage(world.ecr, repositoryName, content)
    const first = await world.ecr.describeImages({ repositoryName, maxResults: 2 })
    const second = await world.ecr.describeImages({ repositoryName, maxResults: 2, nextToken: first.nextToken })
    const digests = [first, second].flatMap(({ imageDetails = [] }) =>
      imageDetails.map(({ imageDigest }) => imageDigest),
    )
    expect(new Set(digests).size).toBe(3)
    expect(second.nextToken).toBeUndefined()
  })

  test('answers an image once that is asked for twice', async () => {
    const imageDigest = await pushImage(world.ecr, repositoryName, 'one', 'v1')
    const imageIds = [{ imageDigest }, { imageTag: 'v1' }, { imageDigest, imageTag: 'v1' }]
    expect((await world.ecr.describeImages({ repositoryName, imageIds })).imageDetails).toHaveLength(1)
  })

  test.each([
    [{ imageDigest: MISSING }, `{imageDigest:'${MISSING}', imageTag:'null'}`],
    [{ imageTag: 'v2' }, "{imageDigest:'null', imageTag:'v2'}"],
    [{ imageDigest: MISSING, imageTag: 'v1' }, `{imageDigest:'${MISSING}', imageTag:'v1'}`],
  ])('fails as a whole for %j', async (imageId, told) => {
    await pushImage(world.ecr, repositoryName, 'one', 'v1')
    const imageIds = [{ imageTag: 'v1' }, imageId]
    await expect(world.ecr.describeImages({ repositoryName, imageIds })).rejects.toMatchObject({
      name: 'ImageNotFoundException',
      message: `The image with imageId ${told} does not exist within the repository with name 'aa' in the registry with id '${ACCOUNT}'`,
    })
  })

  test.each([
    { imageIds: [{}] },
    { imageIds: [{ imageDigest: 'latest' }] },
    { imageIds: [{ imageTag: 'a b' }] },
    { imageIds: [] },
    { imageIds: Array.from({ length: 101 }, () => ({ imageTag: 'v1' })) },
    { imageIds: [{ imageTag: 'v1' }], maxResults: 1 },
    { maxResults: 1001 },
    { filter: { tagStatus: 'MAYBE' } },
    { filter: { imageStatus: 'MAYBE' } },
    { nextToken: 'x' },
  ])('refuses %j', async input => {
    await pushImage(world.ecr, repositoryName, 'one', 'v1')
    expect((await world.post('DescribeImages', { repositoryName, ...input })).body.__type).toBe(
      'InvalidParameterException',
    )
  })
})

describe('ListImages', () => {
  test('has an entry for each tag, and one for an image without', async () => {
    const tagged = await pushImage(world.ecr, repositoryName, 'one', 'v1')
    await pushImage(world.ecr, repositoryName, 'one', 'v2')
    const untagged = await pushImage(world.ecr, repositoryName, 'two')
    const { imageIds = [] } = await world.ecr.listImages({ repositoryName })
    expect(imageIds).toHaveLength(3)
    expect(imageIds).toEqual(
      expect.arrayContaining([
        { imageDigest: tagged, imageTag: 'v1' },
        { imageDigest: tagged, imageTag: 'v2' },
        { imageDigest: untagged },
      ]),
    )
  })

  test('pages through the tags of one image', async () => {
    for (const tag of ['b', 'a', 'c']) await pushImage(world.ecr, repositoryName, 'one', tag)
    const first = await world.ecr.listImages({ repositoryName, maxResults: 2 })
    const second = await world.ecr.listImages({ repositoryName, maxResults: 2, nextToken: first.nextToken })
    const tags = [first, second].map(({ imageIds = [] }) => imageIds.map(({ imageTag }) => imageTag))
    expect(tags).toEqual([['a', 'b'], ['c']])
  })
})

describe('BatchGetImage', () => {
  test('answers manifests byte by byte, and failures', async () => {
    const imageManifest = `${await preparedManifest(world.ecr, repositoryName, 'one')} \n`
    await world.ecr.putImage({ repositoryName, imageManifest, imageTag: 'v1' })
    const imageDigest = sha256(imageManifest)
    const imageIds = [{ imageTag: 'v1' }, { imageDigest }, { imageTag: 'v2' }, {}, { imageDigest: 'x' }]
    const { images, failures } = await world.ecr.batchGetImage({
      repositoryName,
      imageIds,
      acceptedMediaTypes: [IMAGE_TYPE],
    })
    const image = { registryId: ACCOUNT, repositoryName, imageManifest, imageManifestMediaType: IMAGE_TYPE }
    expect(images).toEqual([
      { ...image, imageId: { imageDigest, imageTag: 'v1' } },
      { ...image, imageId: { imageDigest } },
    ])
    expect(failures?.map(({ imageId, failureCode, failureReason }) => [imageId, failureCode, failureReason])).toEqual([
      [{ imageTag: 'v2' }, 'ImageNotFound', 'Requested image not found'],
      [{}, 'MissingDigestAndTag', 'Invalid request parameters: both tag and digest cannot be null'],
      [{ imageDigest: 'x' }, 'InvalidImageDigest', expect.stringContaining('[a-zA-Z0-9-_+.]+:[a-fA-F0-9]+')],
    ])
  })

  test('counts as a pull, noted once a day', async () => {
    const imageDigest = await pushImage(world.ecr, repositoryName, 'one')
    const pulledAt = async (time: string) => {
      clock.now = new Date(time)
      await world.ecr.batchGetImage({ repositoryName, imageIds: [{ imageDigest }] })
      const { imageDetails } = await world.ecr.describeImages({ repositoryName })
      return imageDetails?.[0]?.lastRecordedPullTime
    }
    expect(await pulledAt('2026-01-02T00:00:00Z')).toEqual(new Date('2026-01-02T00:00:00Z'))
    expect(await pulledAt('2026-01-02T23:00:00Z')).toEqual(new Date('2026-01-02T00:00:00Z'))
    expect(await pulledAt('2026-01-03T00:00:00Z')).toEqual(new Date('2026-01-03T00:00:00Z'))
  })
})

test.each(['describeImages', 'listImages'] as const)('%s refuses an unknown repository', async operation => {
  await expect(world.ecr[operation]({ repositoryName: 'bb' })).rejects.toMatchObject({
    name: 'RepositoryNotFoundException',
  })
})

test('BatchGetImage refuses an unknown repository', async () => {
  await expect(world.ecr.batchGetImage({ repositoryName: 'bb', imageIds: [{}] })).rejects.toMatchObject({
    name: 'RepositoryNotFoundException',
  })
})
