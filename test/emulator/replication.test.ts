import type { ECR } from '@aws-sdk/client-ecr'
import { beforeEach, describe, expect, test } from 'vitest'
import { startEmulator } from '../../src/emulator/server.ts'
import { folderWith } from '../folder.ts'
import { ACCOUNT, clientOf, emulated, pushImage, pushIndex, sha256 } from './ecr.ts'

const OTHER = '444455556666'
const world = emulated({ now: () => new Date('2026-01-01T00:00:00Z') })
const EUROPE = { region: 'eu-west-1', registryId: ACCOUNT }
const ASIA = { region: 'ap-south-1', registryId: ACCOUNT }
const STRANGER = { region: 'us-east-1', registryId: OTHER }

type Destination = typeof EUROPE

const replicateTo = (destinations: Destination[], ...filters: string[]) =>
  world.ecr.putReplicationConfiguration({
    replicationConfiguration: { rules: [ruleTo(destinations, ...filters)] },
  })
const ruleTo = (destinations: Destination[], ...filters: string[]) => ({
  destinations,
  ...(filters.length > 0 && {
    repositoryFilters: filters.map(filter => ({ filter, filterType: 'PREFIX_MATCH' as const })),
  }),
})

const at = ({ region, registryId }: Destination) => clientOf(world.emulator, { accessKey: registryId, region })
const push = (content: string, tag?: string, repositoryName = 'aa') =>
  pushImage(world.ecr, repositoryName, content, tag)

/** `digest tag` of each image, sorted. */
async function imagesOf(ecr: ECR, repositoryName = 'aa') {
  const { imageIds = [] } = await ecr.listImages({ repositoryName })
  return imageIds.map(({ imageDigest, imageTag }) => `${imageDigest} ${imageTag}`).toSorted()
}
const namesAt = async (destination: Destination) =>
  (await at(destination).describeRepositories({})).repositories?.map(({ repositoryName }) => repositoryName)
const statusesOf = async (imageDigest: string) => {
  const { replicationStatuses } = await world.ecr.describeImageReplicationStatus({
    repositoryName: 'aa',
    imageId: { imageDigest },
  })
  return replicationStatuses
}

beforeEach(async () => {
  await world.ecr.createRepository({ repositoryName: 'aa' })
})

describe('a push', () => {
  test('is copied to every region of the rules, with its layers', async () => {
    await replicateTo([EUROPE, ASIA])
    const digest = await push('one', 'v1')
    for (const destination of [EUROPE, ASIA]) {
      const there = at(destination)
      expect(await imagesOf(there)).toEqual([`${digest} v1`])
      const { layers } = await there.batchCheckLayerAvailability({
        repositoryName: 'aa',
        layerDigests: [sha256('one')],
      })
      expect(layers).toMatchObject([{ layerAvailability: 'AVAILABLE', layerSize: 3 }])
      const { downloadUrl = '' } = await there.getDownloadUrlForLayer({
        repositoryName: 'aa',
        layerDigest: sha256('one'),
      })
      expect(await (await fetch(downloadUrl)).text()).toBe('one')
    }
    expect(await statusesOf(digest)).toEqual([
      { ...EUROPE, status: 'COMPLETE' },
      { ...ASIA, status: 'COMPLETE' },
    ])
  })

  test('before the rules is not', async () => {
    const digest = await push('one', 'v1')
    await replicateTo([EUROPE])
    expect(await namesAt(EUROPE)).toEqual([])
    expect(await statusesOf(digest)).toEqual([])
  })

  test('goes where several rules say so once', async () => {
    const rules = [ruleTo([EUROPE]), ruleTo([EUROPE, ASIA], 'aa')]
    await world.ecr.putReplicationConfiguration({ replicationConfiguration: { rules } })
    const digest = await push('one', 'v1')
    expect(await statusesOf(digest)).toHaveLength(2)
  })

  test('goes by the beginning of the name', async () => {
    await replicateTo([EUROPE], 'team/', 'aa')
    for (const name of ['aab', 'team/app', 'teams', 'x/team/app']) {
      await world.ecr.createRepository({ repositoryName: name })
      await push('one', 'v1', name)
    }
    await push('one', 'v1')
    expect(await namesAt(EUROPE)).toEqual(['aa', 'aab', 'team/app'])
  })

  test('goes no further than one step', async () => {
    await replicateTo([EUROPE])
    const rules = [ruleTo([ASIA])]
    await at(EUROPE).putReplicationConfiguration({ replicationConfiguration: { rules } })
    await push('one', 'v1')
    expect(await namesAt(EUROPE)).toEqual(['aa'])
    expect(await namesAt(ASIA)).toEqual([])
  })

  test('of a tag only is copied, and moves the tag there', async () => {
    await replicateTo([EUROPE])
    const one = await push('one', 'latest')
    await push('one', 'v1')
    const two = await push('two', 'latest')
    expect(await imagesOf(at(EUROPE))).toEqual([`${one} v1`, `${two} latest`].toSorted())
  })

  test('of an index takes its images with it', async () => {
    const children = [await push('one'), await push('two')]
    await replicateTo([EUROPE])
    const index = await pushIndex(world.ecr, 'aa', children, 'v1')
    const expected = [...children.map(digest => `${digest} undefined`), `${index} v1`]
    expect(await imagesOf(at(EUROPE))).toEqual(expected.toSorted())
  })
})

describe('a repository there', () => {
  test('is created with defaults', async () => {
    await world.ecr.putImageTagMutability({ repositoryName: 'aa', imageTagMutability: 'IMMUTABLE' })
    await replicateTo([EUROPE])
    await push('one', 'v1')
    const { repositories } = await at(EUROPE).describeRepositories({})
    expect(repositories).toMatchObject([
      {
        repositoryArn: `arn:aws:ecr:eu-west-1:${ACCOUNT}:repository/aa`,
        imageTagMutability: 'MUTABLE',
        encryptionConfiguration: { encryptionType: 'AES256' },
      },
    ])
  })

  test('is created by a template for replication', async () => {
    await replicateTo([EUROPE])
    const template = { prefix: 'ROOT', imageTagMutability: 'IMMUTABLE' as const }
    await at(EUROPE).createRepositoryCreationTemplate({ ...template, appliedFor: ['REPLICATION'] })
    await push('one', 'v1')
    const { repositories } = await at(EUROPE).describeRepositories({})
    expect(repositories).toMatchObject([{ imageTagMutability: 'IMMUTABLE' }])
  })

  test('keeps a tag that is immutable, and has the image without it', async () => {
    await at(EUROPE).createRepository({ repositoryName: 'aa', imageTagMutability: 'IMMUTABLE' })
    const theirs = await pushImage(at(EUROPE), 'aa', 'theirs', 'v1')
    await replicateTo([EUROPE])
    const ours = await push('ours', 'v1')
    await push('ours', 'v2')
    expect(await imagesOf(at(EUROPE))).toEqual([`${theirs} v1`, `${ours} v2`].toSorted())
    expect((await statusesOf(ours))?.[0]?.status).toBe('COMPLETE')
  })

  test('keeps what is deleted or archived here', async () => {
    await replicateTo([EUROPE])
    const [one, two] = [await push('one', 'v1'), await push('two', 'v2')]
    await world.ecr.batchDeleteImage({ repositoryName: 'aa', imageIds: [{ imageDigest: one }] })
    const imageId = { imageDigest: two }
    await world.ecr.updateImageStorageClass({ repositoryName: 'aa', imageId, targetStorageClass: 'ARCHIVE' })
    expect(await imagesOf(at(EUROPE))).toEqual([`${one} v1`, `${two} v2`].toSorted())
  })

  test('gets what is restored here', async () => {
    const digest = await push('one', 'v1')
    await push('one', 'v2')
    const archived = { repositoryName: 'aa', imageId: { imageDigest: digest } }
    await world.ecr.updateImageStorageClass({ ...archived, targetStorageClass: 'ARCHIVE' })
    await replicateTo([EUROPE])
    await world.ecr.updateImageStorageClass({ ...archived, targetStorageClass: 'STANDARD' })
    expect(await imagesOf(at(EUROPE))).toEqual([`${digest} v1`, `${digest} v2`])
  })
})

describe('another account', () => {
  const allow = (Action: readonly string[], Principal = `arn:aws:iam::${ACCOUNT}:root`) => {
    const Resource = `arn:aws:ecr:us-east-1:${OTHER}:repository/*`
    const Statement = { Effect: 'Allow', Principal: { AWS: Principal }, Action, Resource }
    return at(STRANGER).putRegistryPolicy({ policyText: JSON.stringify({ Statement }) })
  }

  test('gets nothing that its policy does not allow', async () => {
    await replicateTo([STRANGER, EUROPE])
    const digest = await push('one', 'v1')
    expect(await namesAt(STRANGER)).toEqual([])
    expect(await statusesOf(digest)).toEqual([
      { ...STRANGER, status: 'FAILED', failureCode: 'AccessDenied' },
      { ...EUROPE, status: 'COMPLETE' },
    ])
  })

  test('gets what its policy allows', async () => {
    await allow(['ecr:ReplicateImage', 'ecr:CreateRepository'])
    await replicateTo([STRANGER])
    const digest = await push('one', 'v1')
    expect(await imagesOf(at(STRANGER))).toEqual([`${digest} v1`])
  })

  test('has to allow the repository as well, unless it is there', async () => {
    await allow(['ecr:ReplicateImage'])
    await replicateTo([STRANGER])
    await push('one', 'v1')
    expect(await namesAt(STRANGER)).toEqual([])
    await at(STRANGER).createRepository({ repositoryName: 'aa' })
    const digest = await push('two', 'v2')
    expect(await imagesOf(at(STRANGER))).toEqual([`${digest} v2`])
  })

  test('may allow somebody else', async () => {
    await allow(['ecr:*'], '777788889999')
    await replicateTo([STRANGER])
    await push('one', 'v1')
    expect(await namesAt(STRANGER)).toEqual([])
  })

  test('may allow it in the first scope of its policy, too', async () => {
    await at(STRANGER).putAccountSetting({ name: 'REGISTRY_POLICY_SCOPE', value: 'V1' })
    await allow(['ecr:ReplicateImage', 'ecr:CreateRepository'])
    await replicateTo([STRANGER])
    await push('one', 'v1')
    expect(await namesAt(STRANGER)).toEqual(['aa'])
  })
})

describe('a backfill', () => {
  /** What became of it, when it is over. */
  async function backfilled(destination: Destination) {
    const { replicationBackfillId } = await world.ecr.startReplicationBackfill({ destination })
    world.emulator.clock.advance(5000)
    return world.ecr.describeReplicationBackfillResults({ replicationBackfillId })
  }

  test('copies what was there before', async () => {
    const one = await push('one', 'v1')
    await push('one', 'latest')
    const two = await push('two')
    const index = await pushIndex(world.ecr, 'aa', [two], 'list')
    await world.ecr.createRepository({ repositoryName: 'other' })
    await push('one', 'v1', 'other')
    await replicateTo([EUROPE], 'aa')
    const { status, progress, results = [] } = await backfilled(EUROPE)
    expect(status).toBe('COMPLETE')
    expect(progress).toMatchObject({
      totalReplicationCount: 4,
      completedReplicationCount: 4,
      failedReplicationCount: 0,
    })
    const copied = [`${one} latest`, `${one} v1`, `${two} undefined`, `${index} list`].toSorted()
    expect(results.map(({ imageId }) => `${imageId?.imageDigest} ${imageId?.imageTag}`).toSorted()).toEqual(copied)
    expect(await namesAt(EUROPE)).toEqual(['aa'])
    expect(await imagesOf(at(EUROPE))).toEqual(copied)
  })

  test('says what failed', async () => {
    await push('one', 'v1')
    await replicateTo([STRANGER])
    const { progress, results } = await backfilled(STRANGER)
    expect(progress).toMatchObject({ completedReplicationCount: 0, failedReplicationCount: 1 })
    expect(results).toMatchObject([{ repositoryName: 'aa', status: 'FAILED', failureCode: 'AccessDenied' }])
    expect(await namesAt(STRANGER)).toEqual([])
  })

  test('goes only where the rules go', async () => {
    await replicateTo([EUROPE])
    await expect(world.ecr.startReplicationBackfill({ destination: ASIA })).rejects.toMatchObject({
      name: 'ValidationException',
    })
  })
})

test('copies are there after a restart', async () => {
  const dataDirectory = await folderWith({})
  const first = await startEmulator({ dataDirectory })
  const ecr = clientOf(first)
  await ecr.createRepository({ repositoryName: 'aa' })
  await ecr.putReplicationConfiguration({ replicationConfiguration: { rules: [ruleTo([EUROPE])] } })
  const digest = await pushImage(ecr, 'aa', 'one', 'v1')
  await first.close()
  const second = await startEmulator({ dataDirectory })
  expect(await imagesOf(clientOf(second, { region: 'eu-west-1' }))).toEqual([`${digest} v1`])
  await second.close()
})
