import { expect } from 'vitest'
import { ACCOUNT, pushImage } from '../ecr.ts'
import type { Conformance, World } from './conformance.ts'
import {
  archive,
  DAY,
  image,
  keep,
  lifecycle,
  many,
  NO_DIGEST,
  NOW,
  pages,
  repository,
  repositoryName,
} from './given.ts'

const lifecyclePolicyText = lifecycle(keep(1))
const since = (countType: string, countNumber: number, more = {}) => ({
  selection: { tagStatus: 'any', countType, countUnit: 'days', countNumber, ...more },
})
const start = ({ ecr }: World, text: string | undefined = lifecyclePolicyText) =>
  ecr.startLifecyclePolicyPreview({ repositoryName, lifecyclePolicyText: text })
const preview = ({ ecr }: World, more = {}) => ecr.getLifecyclePolicyPreview({ repositoryName, ...more })

/** Three images, a minute apart, the oldest tagged `v1`, the youngest untagged; answers their digests. */
async function three(world: World): Promise<readonly [string, string, string]> {
  const one = await image(world)
  world.emulator.clock.advance(60_000)
  const two = await pushImage(world.ecr, repositoryName, 'two')
  world.emulator.clock.advance(60_000)
  return [one, two, await pushImage(world.ecr, repositoryName, 'three')]
}

async function finished(world: World, text = lifecyclePolicyText) {
  await start(world, text)
  world.emulator.clock.advance(1000)
}

export const LIFECYCLE_PREVIEW: readonly Conformance[] = [
  {
    operation: 'StartLifecyclePolicyPreview',
    works: {
      'of a text, repeated as it was given': async world => {
        await repository(world)
        const answer = { registryId: ACCOUNT, repositoryName, lifecyclePolicyText, status: 'IN_PROGRESS' }
        expect(await start(world)).toMatchObject(answer)
        await expect(world.ecr.getLifecyclePolicy({ repositoryName })).rejects.toMatchObject({
          name: 'LifecyclePolicyNotFoundException',
        })
      },
      'of the stored policy': async world => {
        await repository(world)
        const stored = await world.ecr.putLifecyclePolicy({ repositoryName, lifecyclePolicyText })
        expect((await world.ecr.startLifecyclePolicyPreview({ repositoryName })).lifecyclePolicyText).toBe(
          stored.lifecyclePolicyText,
        )
      },
      'again when the last is over': async world => {
        await image(world)
        await finished(world)
        expect((await start(world, lifecycle(keep(3)))).status).toBe('IN_PROGRESS')
        world.emulator.clock.advance(1000)
        expect((await preview(world)).lifecyclePolicyText).toBe(lifecycle(keep(3)))
      },
    },
    refuses: {
      'LifecyclePolicyNotFoundException neither given nor stored': async world => {
        await repository(world)
        return world.ecr.startLifecyclePolicyPreview({ repositoryName })
      },
      LifecyclePolicyPreviewInProgressException: async world => {
        await repository(world)
        await start(world)
        world.emulator.clock.advance(999)
        return start(world)
      },
      RepositoryNotFoundException: world => start(world),
      'InvalidParameterException fewer than 100 characters': async world => {
        await repository(world)
        return start(world, '{"rules":[]}')
      },
      'InvalidParameterException a wrong policy': async world => {
        await repository(world)
        return start(world, lifecycle(keep(0)))
      },
    },
  },
  {
    operation: 'GetLifecyclePolicyPreview',
    works: {
      'in progress for a second': async world => {
        await image(world)
        await start(world, lifecycle(keep(1)))
        world.emulator.clock.advance(999)
        const running = await preview(world)
        expect(running).toMatchObject({ registryId: ACCOUNT, repositoryName, status: 'IN_PROGRESS' })
        expect(running).not.toHaveProperty('previewResults')
        world.emulator.clock.advance(1)
        expect((await preview(world)).status).toBe('COMPLETE')
      },
      'what would expire, by which rule': async world => {
        const [one, two, three_] = await three(world)
        await finished(world)
        const { previewResults, summary } = await preview(world)
        expect(summary).toEqual({ expiringImageTotalCount: 2 })
        expect(previewResults).toHaveLength(2)
        expect(previewResults).toContainEqual({
          imageDigest: one,
          imageTags: ['v1'],
          imagePushedAt: NOW,
          action: { type: 'EXPIRE' },
          appliedRulePriority: 1,
          storageClass: 'STANDARD',
        })
        expect(previewResults?.map(({ imageDigest }) => imageDigest)).toEqual([one, two].toSorted())
        expect(three_).not.toBe(two)
      },
      'what would be archived': async world => {
        await image(world)
        world.emulator.clock.advance(2 * DAY)
        const action = { type: 'transition', targetStorageClass: 'archive' }
        await finished(world, lifecycle({ rulePriority: 1, ...since('sinceImagePulled', 1), action }))
        const { previewResults, summary } = await preview(world)
        expect(previewResults).toMatchObject([{ action: { type: 'TRANSITION', targetStorageClass: 'ARCHIVE' } }])
        expect(summary).toEqual({
          expiringImageTotalCount: 0,
          transitioningImageTotalCounts: [{ targetStorageClass: 'ARCHIVE', imageTotalCount: 1 }],
        })
      },
      'archived images': async world => {
        await image(world)
        await archive(world)
        world.emulator.clock.advance(91 * DAY)
        const rule = since('sinceImageTransitioned', 90, { storageClass: 'archive' })
        await finished(world, lifecycle({ rulePriority: 1, ...rule, action: { type: 'expire' } }))
        expect((await preview(world)).previewResults).toMatchObject([{ storageClass: 'ARCHIVE' }])
      },
      'nothing that is untouched': async world => {
        await image(world)
        await finished(world)
        expect(await preview(world)).toMatchObject({ previewResults: [], summary: { expiringImageTotalCount: 0 } })
      },
      'by tag status': async world => {
        const [one, two] = await three(world)
        await finished(world)
        const digests = async (tagStatus: string) =>
          (await preview(world, { filter: { tagStatus } })).previewResults?.map(({ imageDigest }) => imageDigest)
        expect(await digests('TAGGED')).toEqual([one])
        expect(await digests('UNTAGGED')).toEqual([two])
        expect(await digests('ANY')).toEqual([one, two].toSorted())
      },
      'by image id': async world => {
        const [, two, youngest] = await three(world)
        await finished(world)
        const imageIds = [{ imageDigest: two }, { imageDigest: youngest }, { imageDigest: NO_DIGEST }]
        expect((await preview(world, { imageIds })).previewResults).toMatchObject([{ imageDigest: two }])
      },
      'in pages, with the whole summary': async world => {
        await three(world)
        await finished(world)
        const answers = await pages(nextToken => preview(world, { maxResults: 1, nextToken }))
        expect(answers.map(({ previewResults }) => previewResults?.length)).toEqual([1, 1])
        expect(answers.map(({ summary }) => summary?.expiringImageTotalCount)).toEqual([2, 2])
      },
      'as things were when it was started': async world => {
        await image(world)
        await finished(world)
        await pushImage(world.ecr, repositoryName, 'two')
        expect((await preview(world)).previewResults).toEqual([])
      },
    },
    refuses: {
      LifecyclePolicyPreviewNotFoundException: async world => {
        await repository(world)
        return preview(world)
      },
      RepositoryNotFoundException: world => preview(world),
      'InvalidParameterException maxResults of 101': world => preview(world, { maxResults: 101 }),
      'InvalidParameterException image ids and maxResults': async world => {
        await repository(world)
        await start(world)
        return preview(world, { imageIds: [{ imageTag: 'v1' }], maxResults: 1 })
      },
      'InvalidParameterException 101 image ids': world =>
        preview(world, { imageIds: many(101, index => ({ imageTag: `v${index}` })) }),
      'InvalidParameterException a token of nobody': async world => {
        await repository(world)
        await finished(world)
        return preview(world, { nextToken: 'x' })
      },
    },
  },
]
