import { beforeEach, describe, expect, test } from 'vitest'
import { startEmulator } from '../../src/emulator/server.ts'
import { folderWith } from '../folder.ts'
import { clientOf, emulated, IMAGE_TYPE, preparedManifest, pushImage, pushIndex, sha256 } from './ecr.ts'
import { DAY } from './relive.ts'

const NEW_YEAR = new Date('2026-01-01T00:00:00Z')
const world = emulated({ now: () => NEW_YEAR })
const repositoryName = 'aa'

const EXPIRE = { type: 'expire' }
const ARCHIVE = { type: 'transition', targetStorageClass: 'archive' }
const ANY = { tagStatus: 'any' }
const UNTAGGED = { tagStatus: 'untagged' }
const tagged = (...tagPatternList: readonly string[]) => ({ tagStatus: 'tagged', tagPatternList })
const keep = (countNumber: number) => ({ countType: 'imageCountMoreThan', countNumber })
const pushed = (countNumber: number) => ({ countType: 'sinceImagePushed', countUnit: 'days', countNumber })
const pulled = (countNumber: number) => ({ countType: 'sinceImagePulled', countUnit: 'days', countNumber })
const archived = (countNumber: number) => ({
  storageClass: 'archive',
  countType: 'sinceImageTransitioned',
  countUnit: 'days',
  countNumber,
})

type Rule = readonly [tags: object, count: object, action: object]

const textOf = (rules: readonly Rule[]) =>
  JSON.stringify({
    rules: rules.map(([tags, count, action], index) => ({
      rulePriority: index + 1,
      selection: { ...tags, ...count },
      action,
    })),
  })

const put = (...rules: readonly Rule[]) =>
  world.ecr.putLifecyclePolicy({ repositoryName, lifecyclePolicyText: textOf(rules) })

const run = () => world.emulator.runLifecycle()
const wait = (days: number) => world.emulator.clock.advance(days * DAY)
const push = (content: string, tag?: string) => pushImage(world.ecr, repositoryName, content, tag)

async function statuses() {
  const { imageDetails = [] } = await world.ecr.describeImages({ repositoryName, filter: { imageStatus: 'ANY' } })
  return Object.fromEntries(imageDetails.map(({ imageDigest, imageStatus }) => [imageDigest, imageStatus]))
}

beforeEach(async () => {
  await world.ecr.createRepository({ repositoryName })
})

test('images that expire are gone, with their tags', async () => {
  const one = await push('one', 'v1')
  await push('one', 'first')
  wait(1)
  const two = await push('two', 'v2')
  await put([ANY, keep(1), EXPIRE])
  expect(run()).toEqual({ expired: 1, archived: 0 })
  expect(await statuses()).toEqual({ [two]: 'ACTIVE' })
  const { failures } = await world.ecr.batchGetImage({ repositoryName, imageIds: [{ imageDigest: one }] })
  expect(failures).toMatchObject([{ failureCode: 'ImageNotFound' }])
  expect((await world.ecr.listImages({ repositoryName })).imageIds).toEqual([{ imageDigest: two, imageTag: 'v2' }])
  expect(run()).toEqual({ expired: 0, archived: 0 })
})

test('images that are archived stay, and cannot be pulled', async () => {
  const one = await push('one', 'v1')
  wait(1)
  await push('two', 'v2')
  await put([ANY, keep(1), ARCHIVE])
  expect(run()).toEqual({ expired: 0, archived: 1 })
  const { failures } = await world.ecr.batchGetImage({ repositoryName, imageIds: [{ imageTag: 'v1' }] })
  expect(failures).toMatchObject([{ failureCode: 'ImageInaccessible' }])
  const filter = { imageStatus: 'ARCHIVED' } as const
  const { imageDetails } = await world.ecr.describeImages({ repositoryName, filter })
  expect(imageDetails).toMatchObject([
    { imageDigest: one, imageTags: ['v1'], lastArchivedAt: world.emulator.clock.now() },
  ])
})

test('images age by the clock', async () => {
  await push('one', 'v1')
  await put([ANY, pushed(7), EXPIRE])
  wait(7)
  expect(run().expired).toBe(0)
  world.emulator.clock.advance(1000)
  expect(run().expired).toBe(1)
})

test('the clock can be set back', async () => {
  await push('one', 'v1')
  await put([ANY, pushed(7), EXPIRE])
  wait(30)
  world.emulator.clock.set(NEW_YEAR)
  expect(run().expired).toBe(0)
})

test('what is pulled is not archived for want of pulls, what is restored counts from then', async () => {
  const one = await push('one', 'v1')
  await push('two', 'v2')
  await put([ANY, pulled(30), ARCHIVE])
  wait(20)
  await world.ecr.batchGetImage({ repositoryName, imageIds: [{ imageTag: 'v2' }] })
  wait(11)
  expect(run().archived).toBe(1)
  expect((await statuses())[one]).toBe('ARCHIVED')
  const imageId = { imageDigest: one }
  await world.ecr.updateImageStorageClass({ repositoryName, imageId, targetStorageClass: 'STANDARD' })
  expect(run().archived).toBe(0)
  expect((await statuses())[one]).toBe('ACTIVATING')
  wait(31)
  expect(run().archived).toBe(2)
})

test('the archive expires, too', async () => {
  await push('one', 'v1')
  await put([ANY, pushed(30), ARCHIVE], [ANY, archived(90), EXPIRE])
  wait(31)
  expect(run()).toEqual({ expired: 0, archived: 1 })
  wait(90)
  expect(run()).toEqual({ expired: 0, archived: 0 })
  wait(1)
  expect(run()).toEqual({ expired: 1, archived: 0 })
  expect(await statuses()).toEqual({})
})

test('the images of a list go one run later than the list', async () => {
  const children = [await push('one'), await push('two')]
  const list = await pushIndex(world.ecr, repositoryName, children, 'v1')
  await put([tagged('v*'), pushed(7), EXPIRE], [UNTAGGED, pushed(7), EXPIRE])
  wait(8)
  expect(run()).toEqual({ expired: 1, archived: 0 })
  expect(Object.keys(await statuses())).toEqual(children.toSorted())
  expect(await statuses()).not.toHaveProperty(list)
  expect(run()).toEqual({ expired: 2, archived: 0 })
  expect(await statuses()).toEqual({})
})

test('the images of a list that stays stay', async () => {
  const child = await push('one')
  await pushIndex(world.ecr, repositoryName, [child], 'keep')
  await put([tagged('v*'), pushed(7), EXPIRE], [UNTAGGED, pushed(7), EXPIRE])
  wait(8)
  expect([run(), run()]).toEqual([
    { expired: 0, archived: 0 },
    { expired: 0, archived: 0 },
  ])
})

describe('what is about an image', () => {
  const about = async (digest: string, content: string) => {
    const subject = { mediaType: IMAGE_TYPE, size: 1, digest }
    const imageManifest = await preparedManifest(world.ecr, repositoryName, content, { subject })
    await world.ecr.putImage({ repositoryName, imageManifest })
    return sha256(imageManifest)
  }

  test('follows it', async () => {
    const [one, two] = [await push('one', 'v1'), await push('two', 'keep')]
    const sbom = await about(one, 'sbom')
    await about(sbom, 'signature')
    const other = await about(two, 'other')
    await put([tagged('v*'), pushed(7), EXPIRE])
    wait(8)
    expect(run()).toEqual({ expired: 3, archived: 0 })
    expect(Object.keys(await statuses())).toEqual([two, other].toSorted())
  })

  test('follows it to the archive', async () => {
    const one = await push('one', 'v1')
    const sbom = await about(one, 'sbom')
    await put([tagged('v*'), pushed(7), ARCHIVE])
    wait(8)
    expect(run()).toEqual({ expired: 0, archived: 2 })
    expect(await statuses()).toEqual({ [one]: 'ARCHIVED', [sbom]: 'ARCHIVED' })
  })
})

test('a policy says when it was last looked at', async () => {
  const at = async () => (await world.ecr.getLifecyclePolicy({ repositoryName })).lastEvaluatedAt
  await put([ANY, pushed(7), EXPIRE])
  expect(await at()).toEqual(new Date(0))
  wait(1)
  run()
  expect(await at()).toEqual(new Date('2026-01-02T00:00:00Z'))
  await put([ANY, pushed(8), EXPIRE])
  expect(await at()).toEqual(new Date(0))
  wait(1)
  run()
  expect((await world.ecr.deleteLifecyclePolicy({ repositoryName })).lastEvaluatedAt).toEqual(
    new Date('2026-01-03T00:00:00Z'),
  )
})

test('without a policy, or with one that is only previewed, nothing happens', async () => {
  await push('one', 'v1')
  wait(100)
  expect(run()).toEqual({ expired: 0, archived: 0 })
  const lifecyclePolicyText = textOf([[ANY, pushed(7), EXPIRE]])
  await world.ecr.startLifecyclePolicyPreview({ repositoryName, lifecyclePolicyText })
  expect(run()).toEqual({ expired: 0, archived: 0 })
  await put([ANY, pushed(7), EXPIRE])
  await world.ecr.deleteLifecyclePolicy({ repositoryName })
  expect(run()).toEqual({ expired: 0, archived: 0 })
  expect(Object.keys(await statuses())).toHaveLength(1)
})

test('every repository of every account and region is looked at', async () => {
  const others = [{ region: 'eu-west-1' }, { accessKey: '444455556666' }]
  for (const caller of [{}, ...others]) {
    const ecr = clientOf(world.emulator, caller)
    for (const name of ['bb', 'cc']) {
      await ecr.createRepository({ repositoryName: name })
      await pushImage(ecr, name, 'one', 'v1')
      const policy = { repositoryName: name, lifecyclePolicyText: textOf([[ANY, pushed(7), EXPIRE]]) }
      await ecr.putLifecyclePolicy(policy)
    }
  }
  wait(8)
  expect(run()).toEqual({ expired: 6, archived: 0 })
})

test('what a run did is there after a restart', async () => {
  const dataDirectory = await folderWith({})
  const first = await startEmulator({ dataDirectory, now: () => NEW_YEAR })
  const ecr = clientOf(first)
  await ecr.createRepository({ repositoryName })
  for (const name of ['one', 'two', 'three']) {
    await pushImage(ecr, repositoryName, name, name)
    first.clock.advance(DAY)
  }
  const lifecyclePolicyText = textOf([
    [tagged('one'), pushed(1), EXPIRE],
    [ANY, keep(1), ARCHIVE],
  ])
  await ecr.putLifecyclePolicy({ repositoryName, lifecyclePolicyText })
  expect(first.runLifecycle()).toEqual({ expired: 1, archived: 1 })
  await first.close()
  const second = await startEmulator({ dataDirectory })
  const filter = { imageStatus: 'ANY' } as const
  const { imageDetails = [] } = await clientOf(second).describeImages({ repositoryName, filter })
  const after = imageDetails.map(({ imageTags, imageStatus }) => `${imageTags} ${imageStatus}`)
  expect(after.toSorted()).toEqual(['three ACTIVE', 'two ARCHIVED'])
  await second.close()
})
