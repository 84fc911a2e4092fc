import { expect } from 'vitest'
import { ACCOUNT, pushImage } from '../ecr.ts'
import { DURATION, destination, finished, list, NONE, results, rules, start, started } from './backfills.ts'
import type { Conformance } from './conformance.ts'
import { DAY, image, later, many, NOW, OTHER_ACCOUNT, pages, repository, repositoryName } from './given.ts'

export const BACKFILL_RESULTS: readonly Conformance[] = [
  {
    operation: 'ListReplicationBackfills',
    works: {
      'the newest first, with progress': async world => {
        const first = await finished(world)
        const second = await start(world)
        const { registryId, backfills } = await list(world)
        expect(registryId).toBe(ACCOUNT)
        expect(backfills?.map(({ replicationBackfillId }) => replicationBackfillId)).toEqual([second, first])
        expect(backfills?.[0]).not.toHaveProperty('endedAt')
        expect(backfills?.[1]).toEqual({
          replicationBackfillId: first,
          destination,
          status: 'COMPLETE',
          startedAt: NOW,
          endedAt: later(DURATION),
          progress: {
            totalReplicationCount: 3,
            completedReplicationCount: 3,
            failedReplicationCount: 0,
            failureCodes: [],
          },
        })
      },
      'pages, of 25 unless told': async world => {
        await rules(world, destination)
        for (const id of many(26, () => start)) {
          await id(world)
          world.emulator.clock.advance(DURATION)
        }
        const sizes = async (maxResults?: number) =>
          (await pages(nextToken => list(world, { maxResults, nextToken }))).map(({ backfills }) => backfills?.length)
        expect(await sizes()).toEqual([25, 1])
        expect(await sizes(50)).toEqual([26])
        expect(await sizes(13)).toEqual([13, 13])
      },
      'for 90 days after their end': async world => {
        await started(world)
        world.emulator.clock.advance(DURATION + 90 * DAY - 1)
        expect((await list(world)).backfills).toHaveLength(1)
        world.emulator.clock.advance(1)
        expect((await list(world)).backfills).toEqual([])
      },
    },
    refuses: {
      'InvalidParameterException maxResults of 51': world => list(world, { maxResults: 51 }),
      'InvalidParameterException a token of nobody': world => list(world, { nextToken: 'x' }),
      'AccessDeniedException of another account': world => list(world, { registryId: OTHER_ACCOUNT }),
    },
  },
  {
    operation: 'DescribeReplicationBackfillResults',
    works: {
      'image by image, when it is over': async world => {
        const id = await finished(world)
        const answer = await results(world, id)
        expect(answer).toMatchObject({
          registryId: ACCOUNT,
          replicationBackfillId: id,
          destination,
          status: 'COMPLETE',
        })
        expect(answer.results).toHaveLength(3)
        expect(answer.results).toContainEqual({
          repositoryName,
          imageId: { imageDigest: expect.stringMatching(/^sha256:/), imageTag: 'v1' },
          status: 'COMPLETE',
        })
      },
      'none while it is in progress': async world => {
        await image(world)
        const answer = await results(world, await started(world))
        expect(answer).toMatchObject({ status: 'IN_PROGRESS', results: [] })
        expect(answer).not.toHaveProperty('endedAt')
      },
      'a pair for each tag': async world => {
        await repository(world)
        for (const tag of ['v1', 'v2']) await pushImage(world.ecr, repositoryName, 'one', tag)
        const id = await started(world)
        world.emulator.clock.advance(DURATION)
        const found = await results(world, id)
        expect(found.results?.map(({ imageId }) => imageId?.imageTag)).toEqual(['v1', 'v2'])
      },
      'why they failed': async world => {
        const id = await finished(world, { ...destination, registryId: OTHER_ACCOUNT })
        const answer = await results(world, id)
        expect(answer.progress).toMatchObject({ failedReplicationCount: 3, failureCodes: ['AccessDenied'] })
        expect(answer.results?.[0]).toMatchObject({ status: 'FAILED', failureCode: 'AccessDenied' })
      },
      'by status': async world => {
        const id = await finished(world)
        expect((await results(world, id, { resultStatusFilter: 'FAILED' })).results).toEqual([])
        expect((await results(world, id, { resultStatusFilter: 'COMPLETE' })).results).toHaveLength(3)
      },
      'in pages, each image once': async world => {
        const id = await finished(world)
        for (const maxResults of [1, 2]) {
          const answers = await pages(nextToken => results(world, id, { maxResults, nextToken }))
          const digests = answers.flatMap(answer => answer.results?.map(({ imageId }) => imageId?.imageDigest))
          expect(digests).toHaveLength(3)
          expect(new Set(digests).size).toBe(3)
        }
      },
    },
    refuses: {
      ReplicationBackfillNotFoundException: world => results(world, NONE),
      'ReplicationBackfillNotFoundException after 90 days': async world => {
        const id = await started(world)
        world.emulator.clock.advance(DURATION + 90 * DAY)
        return results(world, id)
      },
      'InvalidParameterException maxResults of 1001': world => results(world, NONE, { maxResults: 1001 }),
      'InvalidParameterException a status of nobody': world => results(world, NONE, { resultStatusFilter: 'STOPPED' }),
    },
  },
]
