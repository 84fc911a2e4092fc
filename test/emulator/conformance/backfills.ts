import { expect } from 'vitest'
import { ACCOUNT, clientOf, pushImage } from '../ecr.ts'
import type { Conformance, World } from './conformance.ts'
import { image, later, many, NOW, OTHER_ACCOUNT, OTHER_REGION, repositoryName } from './given.ts'

export const DURATION = 1000
export const NONE = '00000000-0000-4000-8000-000000000000'
export const destination = { region: OTHER_REGION, registryId: ACCOUNT }

export const rules = ({ ecr }: World, ...destinations: object[]) =>
  ecr.putReplicationConfiguration({
    replicationConfiguration: { rules: [{ destinations: destinations as (typeof destination)[] }] },
  })

/** Starts one to a destination of the rules; answers its id. */
export async function start({ ecr }: World, to = destination): Promise<string> {
  return (await ecr.startReplicationBackfill({ destination: to })).replicationBackfillId ?? ''
}

export async function started(world: World): Promise<string> {
  await rules(world, destination)
  return start(world)
}

/** Three images and what a backfill made of them. */
export async function finished(world: World, to = destination): Promise<string> {
  await image(world)
  for (const content of ['two', 'three']) await pushImage(world.ecr, repositoryName, content)
  await rules(world, to)
  const replicationBackfillId = await start(world, to)
  world.emulator.clock.advance(DURATION)
  return replicationBackfillId
}

const stop = ({ ecr }: World, replicationBackfillId: string) => ecr.stopReplicationBackfill({ replicationBackfillId })
export const list = ({ ecr }: World, more = {}) => ecr.listReplicationBackfills(more)
export const results = ({ ecr }: World, replicationBackfillId: string, more = {}) =>
  ecr.describeReplicationBackfillResults({ replicationBackfillId, ...more })

export const BACKFILLS: readonly Conformance[] = [
  {
    operation: 'StartReplicationBackfill',
    works: {
      'copies what was there before the rules': async world => {
        const imageDigest = await image(world)
        await rules(world, destination)
        const answer = { registryId: ACCOUNT, destination, status: 'PREPARING', startedAt: NOW }
        expect(await world.ecr.startReplicationBackfill({ destination })).toMatchObject(answer)
        const there = clientOf(world.emulator, { region: OTHER_REGION })
        expect((await there.listImages({ repositoryName })).imageIds).toEqual([{ imageDigest, imageTag: 'v1' }])
      },
      'only of repositories that the rules are about': async world => {
        await image(world)
        const rule = {
          destinations: [destination],
          repositoryFilters: [{ filter: 'other', filterType: 'PREFIX_MATCH' }],
        }
        await world.post('PutReplicationConfiguration', { replicationConfiguration: { rules: [rule] } })
        const id = await start(world)
        expect((await results(world, id)).progress?.totalReplicationCount).toBe(0)
      },
      'again when the last is over': async world => {
        await finished(world)
        await start(world)
        expect((await list(world)).backfills?.map(({ status }) => status)).toEqual(['IN_PROGRESS', 'COMPLETE'])
      },
      'to ten Regions at once': async world => {
        const destinations = many(10, index => ({ ...destination, region: `eu-${index}` }))
        await rules(world, ...destinations)
        for (const to of destinations) await start(world, to)
        expect((await list(world)).backfills).toHaveLength(10)
      },
    },
    refuses: {
      ReplicationBackfillInProgressException: async world => {
        await started(world)
        world.emulator.clock.advance(DURATION - 1)
        return start(world)
      },
      'ReplicationBackfillInProgressException to another account there': async world => {
        const other = { ...destination, registryId: OTHER_ACCOUNT }
        await rules(world, destination, other)
        await start(world)
        return start(world, other)
      },
      'LimitExceededException to eleven Regions': async world => {
        const destinations = many(11, index => ({ ...destination, region: `eu-${index}` }))
        await rules(world, ...destinations)
        for (const to of destinations.slice(1)) await start(world, to)
        return start(world, destinations[0])
      },
      'ValidationException no destination of the rules': world => start(world),
      'InvalidParameterException no destination': ({ post }) => post('StartReplicationBackfill', {}),
      'InvalidParameterException not an account': world => start(world, { ...destination, registryId: '1' }),
      'AccessDeniedException of another account': ({ ecr }) =>
        ecr.startReplicationBackfill({ registryId: OTHER_ACCOUNT, destination }),
    },
  },
  {
    operation: 'StopReplicationBackfill',
    works: {
      'at once, and what was copied stays': async world => {
        await image(world)
        const replicationBackfillId = await started(world)
        world.emulator.clock.advance(DURATION - 1)
        const stopped = { registryId: ACCOUNT, replicationBackfillId, destination, status: 'STOPPED', startedAt: NOW }
        expect(await stop(world, replicationBackfillId)).toMatchObject(stopped)
        expect((await list(world)).backfills).toMatchObject([{ status: 'STOPPED', endedAt: later(DURATION - 1) }])
        const there = clientOf(world.emulator, { region: OTHER_REGION })
        expect((await there.listImages({ repositoryName })).imageIds).toHaveLength(1)
      },
      'makes room for another': async world => {
        await stop(world, await started(world))
        await start(world)
        expect((await list(world)).backfills).toHaveLength(2)
      },
    },
    refuses: {
      'ReplicationBackfillInvalidStatusException complete': async world => stop(world, await finished(world)),
      'ReplicationBackfillInvalidStatusException stopped': async world => {
        const id = await started(world)
        await stop(world, id)
        return stop(world, id)
      },
      ReplicationBackfillNotFoundException: world => stop(world, NONE),
      'InvalidParameterException no id': ({ post }) => post('StopReplicationBackfill', {}),
    },
  },
]
