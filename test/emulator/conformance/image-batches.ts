import type { ImageFailure } from '@aws-sdk/client-ecr'
import { expect } from 'vitest'
import { ACCOUNT, IMAGE_TYPE, preparedManifest, pushImage, pushIndex, sha256 } from '../ecr.ts'
import type { Conformance, World } from './conformance.ts'
import { archive, DAY, image, imageId, later, many, NO_DIGEST, NOW, repository, repositoryName } from './given.ts'

const get = ({ ecr }: World, ...imageIds: object[]) => ecr.batchGetImage({ repositoryName, imageIds })
const drop = ({ ecr }: World, ...imageIds: object[]) => ecr.batchDeleteImage({ repositoryName, imageIds })

type Batch = (world: World, ...imageIds: object[]) => Promise<{ readonly failures?: ImageFailure[] | undefined }>

/** Failures that stand in an answer, of whichever operation. */
const failures = (batch: Batch): Conformance['works'] => ({
  'failures: ImageNotFound': async world => {
    await image(world)
    const answer = await batch(world, { imageTag: 'v2' }, { imageDigest: NO_DIGEST })
    expect(answer.failures).toMatchObject([
      { imageId: { imageTag: 'v2' }, failureCode: 'ImageNotFound', failureReason: 'Requested image not found' },
      { imageId: { imageDigest: NO_DIGEST }, failureCode: 'ImageNotFound' },
    ])
  },
  'failures: ImageTagDoesNotMatchDigest': async world => {
    await image(world)
    const imageDigest = await pushImage(world.ecr, repositoryName, 'two')
    const answer = await batch(world, { imageDigest, imageTag: 'v1' })
    expect(answer.failures).toMatchObject([{ failureCode: 'ImageTagDoesNotMatchDigest' }])
  },
  'failures: InvalidImageDigest, InvalidImageTag, MissingDigestAndTag': async world => {
    await repository(world)
    const answer = await batch(world, { imageDigest: 'x' }, { imageTag: '.x' }, {})
    const codes = ['InvalidImageDigest', 'InvalidImageTag', 'MissingDigestAndTag']
    expect(answer.failures?.map(({ failureCode }) => failureCode)).toEqual(codes)
  },
})

export const IMAGE_BATCHES: readonly Conformance[] = [
  {
    operation: 'BatchGetImage',
    works: {
      'manifests byte by byte, by tag and digest': async world => {
        await repository(world)
        const imageManifest = await preparedManifest(world.ecr, repositoryName, 'one', { annotations: { a: ' é ' } })
        await world.ecr.putImage({ repositoryName, imageManifest, imageTag: 'v1' })
        const imageDigest = sha256(imageManifest)
        const found = { registryId: ACCOUNT, repositoryName, imageManifest, imageManifestMediaType: IMAGE_TYPE }
        expect((await get(world, imageId, { imageDigest })).images).toEqual([
          { ...found, imageId: { imageDigest, imageTag: 'v1' } },
          { ...found, imageId: { imageDigest } },
        ])
      },
      'a pull, noted once a day': async world => {
        await image(world)
        const pulledAt = async () => {
          await get(world, imageId)
          const { imageDetails } = await world.ecr.describeImages({ repositoryName })
          return imageDetails?.[0]?.lastRecordedPullTime
        }
        expect(await pulledAt()).toEqual(NOW)
        world.emulator.clock.advance(DAY - 1000)
        expect(await pulledAt()).toEqual(NOW)
        world.emulator.clock.advance(1000)
        expect(await pulledAt()).toEqual(later(DAY))
      },
      ...failures(get),
      'failures: ImageInaccessible in the archive': async world => {
        await image(world)
        await archive(world)
        expect(await get(world, imageId)).toMatchObject({
          images: [],
          failures: [{ failureCode: 'ImageInaccessible' }],
        })
      },
    },
    refuses: {
      RepositoryNotFoundException: world => get(world, imageId),
      'UnableToGetUpstreamImageException a pull-through cache rule': async world => {
        const upstreamRegistryUrl = 'public.ecr.aws'
        await world.ecr.createPullThroughCacheRule({ ecrRepositoryPrefix: 'team', upstreamRegistryUrl })
        return get(world, imageId)
      },
      'InvalidParameterException no ids': world => get(world),
      'InvalidParameterException 101 ids': world => get(world, ...many(101, () => imageId)),
      'InvalidParameterException 101 media types': ({ ecr }) =>
        ecr.batchGetImage({ repositoryName, imageIds: [imageId], acceptedMediaTypes: many(101, () => IMAGE_TYPE) }),
    },
  },
  {
    operation: 'BatchDeleteImage',
    works: {
      'a digest with all its tags': async world => {
        const imageDigest = await image(world)
        await pushImage(world.ecr, repositoryName, 'one', 'v2')
        expect((await drop(world, { imageDigest })).imageIds).toEqual([
          { imageDigest, imageTag: 'v1' },
          { imageDigest, imageTag: 'v2' },
        ])
        expect((await world.ecr.listImages({ repositoryName })).imageIds).toEqual([])
      },
      'a tag, and with the last one the image': async world => {
        const imageDigest = await image(world)
        await pushImage(world.ecr, repositoryName, 'one', 'v2')
        expect((await drop(world, imageId)).imageIds).toEqual([{ imageDigest, imageTag: 'v1' }])
        expect((await world.ecr.listImages({ repositoryName })).imageIds).toHaveLength(1)
        await drop(world, { imageTag: 'v2' })
        expect((await world.ecr.listImages({ repositoryName })).imageIds).toEqual([])
      },
      'a tag and its digest: the image with all its tags': async world => {
        const imageDigest = await image(world)
        await pushImage(world.ecr, repositoryName, 'one', 'v2')
        const id = { imageDigest, imageTag: 'v1' }
        expect(await drop(world, id)).toMatchObject({ imageIds: [id, { imageDigest, imageTag: 'v2' }], failures: [] })
        expect((await world.ecr.listImages({ repositoryName })).imageIds).toEqual([])
      },
      'from the archive': async world => {
        const imageDigest = await image(world)
        await archive(world)
        expect((await drop(world, { imageDigest })).imageIds).toHaveLength(1)
      },
      ...failures(drop),
      'failures: ImageReferencedByManifestList, also by last tag': async world => {
        const imageDigest = await image(world)
        const list = await pushIndex(world.ecr, repositoryName, [imageDigest])
        const failure = {
          failureCode: 'ImageReferencedByManifestList',
          failureReason: `Requested image referenced by manifest list: [${list}]`,
        }
        expect((await drop(world, { imageDigest }, imageId)).failures).toMatchObject([failure, failure])
        await drop(world, { imageDigest: list })
        expect((await drop(world, { imageDigest })).failures).toEqual([])
      },
    },
    refuses: {
      RepositoryNotFoundException: world => drop(world, imageId),
      'InvalidParameterException no ids': world => drop(world),
      'InvalidParameterException 101 ids': world => drop(world, ...many(101, () => imageId)),
    },
  },
]
