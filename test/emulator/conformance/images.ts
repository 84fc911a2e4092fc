import { expect } from 'vitest'
import { ACCOUNT, IMAGE_TYPE, preparedManifest, pushImage, pushIndex, sha256 } from '../ecr.ts'
import type { Conformance } from './conformance.ts'
import {
  archive,
  DAY,
  image,
  imageId,
  later,
  many,
  NO_DIGEST,
  NOW,
  pages,
  pushManifest,
  repository,
  repositoryName,
  restore,
} from './given.ts'

export const IMAGES: readonly Conformance[] = [
  {
    operation: 'PutImage',
    works: {
      'pushes an image': async world => {
        await repository(world)
        const imageManifest = await preparedManifest(world.ecr, repositoryName, 'one')
        const answer = await world.ecr.putImage({ repositoryName, imageManifest, imageTag: 'v1' })
        expect(answer.image).toEqual({
          registryId: ACCOUNT,
          repositoryName,
          imageId: { imageDigest: sha256(imageManifest), imageTag: 'v1' },
          imageManifest,
          imageManifestMediaType: IMAGE_TYPE,
        })
      },
      'adds a tag': async world => {
        const imageDigest = await image(world)
        await pushImage(world.ecr, repositoryName, 'one', 'v2')
        const { imageDetails } = await world.ecr.describeImages({ repositoryName })
        expect(imageDetails).toMatchObject([{ imageDigest, imageTags: ['v1', 'v2'] }])
      },
      'moves a tag': async world => {
        await image(world)
        const imageDigest = await pushImage(world.ecr, repositoryName, 'two', 'v1')
        const { imageDetails } = await world.ecr.describeImages({ repositoryName, imageIds: [imageId] })
        expect(imageDetails).toMatchObject([{ imageDigest }])
        const { imageIds } = await world.ecr.listImages({ repositoryName, filter: { tagStatus: 'UNTAGGED' } })
        expect(imageIds).toHaveLength(1)
      },
      'pushes a list of images that are there': async world => {
        const child = await image(world)
        await pushIndex(world.ecr, repositoryName, [child], 'list')
        expect((await world.ecr.listImages({ repositoryName })).imageIds).toHaveLength(2)
      },
      'restores from the archive at once': async world => {
        await repository(world)
        const imageManifest = await preparedManifest(world.ecr, repositoryName, 'one')
        await world.ecr.putImage({ repositoryName, imageManifest, imageTag: 'v1' })
        await archive(world)
        world.emulator.clock.advance(DAY)
        await world.ecr.putImage({ repositoryName, imageManifest, imageTag: 'v1' })
        const { imageDetails } = await world.ecr.describeImages({ repositoryName })
        expect(imageDetails).toMatchObject([{ imageStatus: 'ACTIVE', lastActivatedAt: later(DAY) }])
      },
    },
    refuses: {
      'ImageAlreadyExistsException nothing new': async world => {
        await image(world)
        return pushImage(world.ecr, repositoryName, 'one', 'v1')
      },
      'ImageTagAlreadyExistsException immutable': async world => {
        await image(world, { imageTagMutability: 'IMMUTABLE' })
        return pushImage(world.ecr, repositoryName, 'two', 'v1')
      },
      ImageDigestDoesNotMatchException: async world => {
        await repository(world)
        const imageManifest = await preparedManifest(world.ecr, repositoryName, 'one')
        return world.ecr.putImage({ repositoryName, imageManifest, imageDigest: NO_DIGEST })
      },
      LayersNotFoundException: async world => {
        await repository(world)
        const layers = [{ mediaType: 'application/vnd.oci.image.layer.v1.tar', size: 1, digest: NO_DIGEST }]
        return pushManifest(world, 'one', { layers })
      },
      ReferencedImagesNotFoundException: async world => {
        await repository(world)
        return pushIndex(world.ecr, repositoryName, [NO_DIGEST])
      },
      'LimitExceededException 1,001 tags': async world => {
        await repository(world)
        const imageManifest = await preparedManifest(world.ecr, repositoryName, 'one')
        const push = (index: number) => world.post('PutImage', { repositoryName, imageManifest, imageTag: `v${index}` })
        await Promise.all(many(1000, push))
        return push(1000)
      },
      RepositoryNotFoundException: ({ ecr }) => ecr.putImage({ repositoryName, imageManifest: '{}' }),
      'InvalidParameterException no media type': async world => {
        await repository(world)
        return world.ecr.putImage({ repositoryName, imageManifest: '{}' })
      },
      'InvalidParameterException not JSON': async world => {
        await repository(world)
        return world.ecr.putImage({ repositoryName, imageManifest: '{' })
      },
    },
  },
  {
    operation: 'DescribeImages',
    works: {
      'all details': async world => {
        const imageDigest = await image(world)
        const { imageDetails } = await world.ecr.describeImages({ repositoryName })
        expect(imageDetails).toEqual([
          {
            registryId: ACCOUNT,
            repositoryName,
            imageDigest,
            imageTags: ['v1'],
            imageSizeInBytes: Buffer.byteLength('{"of":"one"}one'),
            imagePushedAt: NOW,
            imageManifestMediaType: IMAGE_TYPE,
            artifactMediaType: 'application/vnd.oci.image.config.v1+json',
            imageStatus: 'ACTIVE',
          },
        ])
      },
      'leaves out tags where there are none': async world => {
        await repository(world)
        await pushImage(world.ecr, repositoryName, 'one')
        const { imageDetails } = await world.ecr.describeImages({ repositoryName })
        expect(imageDetails?.[0]).not.toHaveProperty('imageTags')
      },
      'by tag status': async world => {
        const imageDigest = await image(world)
        await pushImage(world.ecr, repositoryName, 'two')
        const { imageDetails } = await world.ecr.describeImages({ repositoryName, filter: { tagStatus: 'TAGGED' } })
        expect(imageDetails).toMatchObject([{ imageDigest }])
      },
      'by image status, ACTIVE unless told': async world => {
        await image(world)
        await archive(world)
        const statuses = async (imageStatus?: 'ACTIVE' | 'ARCHIVED' | 'ACTIVATING' | 'ANY') =>
          (await world.ecr.describeImages({ repositoryName, filter: { imageStatus } })).imageDetails?.map(
            detail => detail.imageStatus,
          )
        expect(await statuses()).toEqual([])
        expect(await statuses('ARCHIVED')).toEqual(['ARCHIVED'])
        expect(await statuses('ANY')).toEqual(['ARCHIVED'])
        await restore(world)
        expect(await statuses()).toEqual([])
        expect(await statuses('ACTIVATING')).toEqual(['ACTIVATING'])
      },
      'in pages': async world => {
        await repository(world)
        for (const index of many(3, one => one)) await pushImage(world.ecr, repositoryName, `image ${index}`)
        const answers = await pages(nextToken => world.ecr.describeImages({ repositoryName, maxResults: 2, nextToken }))
        expect(answers.map(({ imageDetails }) => imageDetails?.length)).toEqual([2, 1])
      },
    },
    refuses: {
      'ImageNotFoundException one of two': async world => {
        await image(world)
        return world.ecr.describeImages({ repositoryName, imageIds: [imageId, { imageTag: 'v2' }] })
      },
      RepositoryNotFoundException: ({ ecr }) => ecr.describeImages({ repositoryName }),
      'InvalidParameterException image ids and maxResults': async world => {
        await image(world)
        return world.ecr.describeImages({ repositoryName, imageIds: [imageId], maxResults: 1 })
      },
      'InvalidParameterException maxResults of 1001': ({ ecr }) =>
        ecr.describeImages({ repositoryName, maxResults: 1001 }),
    },
  },
  {
    operation: 'ListImages',
    works: {
      'a pair for each tag, or the digest alone': async world => {
        const one = await image(world)
        await pushImage(world.ecr, repositoryName, 'one', 'v2')
        const two = await pushImage(world.ecr, repositoryName, 'two')
        const { imageIds } = await world.ecr.listImages({ repositoryName })
        expect(imageIds).toHaveLength(3)
        expect(imageIds).toEqual(
          expect.arrayContaining([
            { imageDigest: one, imageTag: 'v1' },
            { imageDigest: one, imageTag: 'v2' },
            { imageDigest: two },
          ]),
        )
      },
      'archived images where asked for': async world => {
        await image(world)
        await archive(world)
        expect((await world.ecr.listImages({ repositoryName })).imageIds).toEqual([])
        const filter = { imageStatus: 'ANY' } as const
        expect((await world.ecr.listImages({ repositoryName, filter })).imageIds).toMatchObject([imageId])
      },
      'in pages, which may part the tags of an image': async world => {
        await repository(world)
        for (const imageTag of ['a', 'b', 'c']) await pushImage(world.ecr, repositoryName, 'one', imageTag)
        const answers = await pages(nextToken => world.ecr.listImages({ repositoryName, maxResults: 2, nextToken }))
        const tags = answers.map(({ imageIds }) => imageIds?.map(({ imageTag }) => imageTag))
        expect(tags).toEqual([['a', 'b'], ['c']])
      },
    },
    refuses: {
      RepositoryNotFoundException: ({ ecr }) => ecr.listImages({ repositoryName }),
      'InvalidParameterException maxResults of 1001': ({ ecr }) => ecr.listImages({ repositoryName, maxResults: 1001 }),
      'InvalidParameterException a status of nobody': ({ post }) =>
        post('ListImages', { repositoryName, filter: { tagStatus: 'SOME' } }),
    },
  },
]
