import { expect } from 'vitest'
import { ACCOUNT, pushImage, sha256 } from '../ecr.ts'
import type { Conformance } from './conformance.ts'
import {
  archive,
  DAY,
  image,
  imageId,
  later,
  NO_DIGEST,
  NOW,
  OTHER_REGION,
  repository,
  repositoryName,
  restore,
} from './given.ts'

const RESTORING = 10_000

export const STORAGE_CLASS: readonly Conformance[] = [
  {
    operation: 'UpdateImageStorageClass',
    works: {
      'archives at once': async world => {
        await image(world)
        const answer = { registryId: ACCOUNT, repositoryName, imageId, imageStatus: 'ARCHIVED' }
        expect(await archive(world)).toMatchObject(answer)
        const { imageDetails } = await world.ecr.describeImages({ repositoryName, imageIds: [imageId] })
        expect(imageDetails).toMatchObject([{ imageStatus: 'ARCHIVED', lastArchivedAt: NOW }])
      },
      'restores in ten seconds': async world => {
        await image(world)
        await archive(world)
        world.emulator.clock.advance(DAY)
        expect(await restore(world)).toMatchObject({ imageStatus: 'ACTIVATING' })
        const detail = async () =>
          (await world.ecr.describeImages({ repositoryName, imageIds: [imageId] })).imageDetails?.[0]
        world.emulator.clock.advance(RESTORING - 1)
        expect(await detail()).toMatchObject({ imageStatus: 'ACTIVATING' })
        expect(await detail()).not.toHaveProperty('lastActivatedAt')
        world.emulator.clock.advance(1)
        expect(await detail()).toMatchObject({
          imageStatus: 'ACTIVE',
          lastArchivedAt: NOW,
          lastActivatedAt: later(DAY + RESTORING),
        })
      },
      'no pulls meanwhile': async world => {
        await image(world)
        const pulled = async () =>
          (await world.ecr.batchGetImage({ repositoryName, imageIds: [imageId] })).images?.length
        await archive(world)
        expect(await pulled()).toBe(0)
        await restore(world)
        expect(await pulled()).toBe(0)
        world.emulator.clock.advance(RESTORING)
        expect(await pulled()).toBe(1)
      },
      'layers go along, but those that others need': async world => {
        await image(world)
        await archive(world)
        const availability = async () => {
          const layerDigests = [sha256('one')]
          const { layers } = await world.ecr.batchCheckLayerAvailability({ repositoryName, layerDigests })
          return layers?.[0]?.layerAvailability
        }
        expect(await availability()).toBe('ARCHIVED')
        await restore(world)
        expect(await availability()).toBe('AVAILABLE')
      },
      'a restored image is scanned and replicated again': async world => {
        const imageDigest = await image(world, { imageScanningConfiguration: { scanOnPush: true } })
        await archive(world)
        const destinations = [{ region: OTHER_REGION, registryId: ACCOUNT }]
        await world.ecr.putReplicationConfiguration({ replicationConfiguration: { rules: [{ destinations }] } })
        world.emulator.clock.advance(DAY)
        await restore(world)
        const asked = { repositoryName, imageId: { imageDigest } }
        const { replicationStatuses } = await world.ecr.describeImageReplicationStatus(asked)
        expect(replicationStatuses).toMatchObject([{ region: OTHER_REGION, status: 'COMPLETE' }])
        const { imageScanFindings } = await world.ecr.describeImageScanFindings(asked)
        expect(imageScanFindings?.imageScanCompletedAt).toEqual(later(DAY))
      },
    },
    refuses: {
      'ImageStorageClassUpdateNotSupportedException archived already': async world => {
        await image(world)
        await archive(world)
        return archive(world)
      },
      'ImageStorageClassUpdateNotSupportedException never archived': async world => {
        await image(world)
        return restore(world)
      },
      'ImageStorageClassUpdateNotSupportedException on its way back': async world => {
        await image(world)
        await archive(world)
        await restore(world)
        return archive(world)
      },
      'ImageNotFoundException unknown tag': async world => {
        await repository(world)
        return archive(world)
      },
      'ImageNotFoundException tag of another digest': async world => {
        await image(world)
        await pushImage(world.ecr, repositoryName, 'two')
        const other = { imageTag: 'v1', imageDigest: NO_DIGEST }
        return world.ecr.updateImageStorageClass({ repositoryName, imageId: other, targetStorageClass: 'ARCHIVE' })
      },
      RepositoryNotFoundException: world => archive(world),
      'InvalidParameterException neither tag nor digest': async world => {
        await repository(world)
        return world.ecr.updateImageStorageClass({ repositoryName, imageId: {}, targetStorageClass: 'ARCHIVE' })
      },
      'InvalidParameterException a class of nobody': ({ post }) =>
        post('UpdateImageStorageClass', { repositoryName, imageId, targetStorageClass: 'GLACIER' }),
    },
  },
]
