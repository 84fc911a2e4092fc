import { expect } from 'vitest'
import { ACCOUNT, pushIndex } from '../ecr.ts'
import type { Conformance, World } from './conformance.ts'
import { archive, DAY, image, imageId, later, NOW, pushArtifact, repository, repositoryName } from './given.ts'

const start = ({ ecr }: World, more = {}) => ecr.startImageScan({ repositoryName, imageId, ...more })
const describe = ({ ecr }: World, more = {}) => ecr.describeImageScanFindings({ repositoryName, imageId, ...more })
const scanOnPush = { imageScanningConfiguration: { scanOnPush: true } }

const chart = (world: World) => pushArtifact(world, 'application/vnd.cncf.helm.config.v1+json')

export const SCANS: readonly Conformance[] = [
  {
    operation: 'StartImageScan',
    works: {
      'is done when it is asked for': async world => {
        const imageDigest = await image(world)
        expect(await start(world)).toMatchObject({
          registryId: ACCOUNT,
          repositoryName,
          imageId: { imageDigest, imageTag: 'v1' },
          imageScanStatus: { status: 'IN_PROGRESS' },
        })
        expect((await describe(world)).imageScanStatus?.status).toBe('COMPLETE')
      },
      'again after a day': async world => {
        await image(world)
        await start(world)
        world.emulator.clock.advance(DAY)
        await start(world)
        expect((await describe(world)).imageScanFindings?.imageScanCompletedAt).toEqual(later(DAY))
      },
    },
    refuses: {
      'LimitExceededException twice a day': async world => {
        await image(world)
        await start(world)
        world.emulator.clock.advance(DAY - 1)
        return start(world)
      },
      'LimitExceededException scanned when it was pushed': async world => {
        await image(world, scanOnPush)
        return start(world)
      },
      'UnsupportedImageTypeException a list': async world => {
        const imageDigest = await pushIndex(world.ecr, repositoryName, [await image(world)])
        return start(world, { imageId: { imageDigest } })
      },
      'UnsupportedImageTypeException an artifact': async world => {
        await repository(world)
        return start(world, { imageId: { imageDigest: await chart(world) } })
      },
      ImageArchivedException: async world => {
        await image(world)
        await archive(world)
        return start(world)
      },
      ImageNotFoundException: async world => {
        await repository(world)
        return start(world)
      },
      RepositoryNotFoundException: world => start(world),
      'ValidationException under ENHANCED': async world => {
        await image(world)
        await world.ecr.putRegistryScanningConfiguration({ scanType: 'ENHANCED' })
        return start(world)
      },
      'InvalidParameterException neither tag nor digest': async world => {
        await repository(world)
        return start(world, { imageId: {} })
      },
    },
  },
  {
    operation: 'DescribeImageScanFindings',
    works: {
      'finds nothing, and says that it did not look': async world => {
        const imageDigest = await image(world)
        await start(world)
        expect(await describe(world)).toMatchObject({
          registryId: ACCOUNT,
          repositoryName,
          imageId: { imageDigest, imageTag: 'v1' },
          imageScanStatus: { status: 'COMPLETE', description: expect.stringContaining('says nothing of the image') },
          imageScanFindings: { imageScanCompletedAt: NOW, findingSeverityCounts: {}, findings: [] },
        })
      },
      'of a scan on push': async world => {
        await image(world, scanOnPush)
        expect((await describe(world)).imageScanStatus?.status).toBe('COMPLETE')
      },
    },
    refuses: {
      'ScanNotFoundException never scanned': async world => {
        await image(world)
        return describe(world)
      },
      'ScanNotFoundException an artifact, scan on push or not': async world => {
        await repository(world, scanOnPush)
        return describe(world, { imageId: { imageDigest: await chart(world) } })
      },
      ImageNotFoundException: async world => {
        await repository(world)
        return describe(world)
      },
      RepositoryNotFoundException: world => describe(world),
      'InvalidParameterException maxResults of 1001': world => describe(world, { maxResults: 1001 }),
      'InvalidParameterException a token of nobody': async world => {
        await image(world, scanOnPush)
        return describe(world, { nextToken: 'x' })
      },
    },
  },
]
