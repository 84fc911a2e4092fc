import { beforeEach, expect, test } from 'vitest'
import { IMAGE_TYPE, pushImage, pushIndex, sha256 } from '../ecr.ts'
import { docked, dockerAs, indexOf, manifestOf } from './docker.ts'

const { world, docker } = docked({ now: () => new Date('2026-01-01T00:00:00Z') })
const repositoryName = 'aa'

beforeEach(async () => {
  await world.ecr.createRepository({ repositoryName })
})

test('what is pushed to the registry is seen by the ECR API', async () => {
  const digest = await docker.push('aa', 'one', 'v1')
  const imageIds = [{ imageTag: 'v1' }]
  const { images } = await world.ecr.batchGetImage({ repositoryName, imageIds })
  expect(images).toMatchObject([
    {
      imageId: { imageDigest: digest, imageTag: 'v1' },
      imageManifest: manifestOf('one'),
      imageManifestMediaType: IMAGE_TYPE,
    },
  ])
  const { imageDetails } = await world.ecr.describeImages({ repositoryName, imageIds })
  expect(imageDetails).toMatchObject([{ imageDigest: digest, imageTags: ['v1'], imageSizeInBytes: '{}one'.length }])
  const { layers } = await world.ecr.batchCheckLayerAvailability({ repositoryName, layerDigests: [sha256('one')] })
  expect(layers).toMatchObject([{ layerAvailability: 'AVAILABLE', layerSize: 3 }])
  await expect(
    world.ecr.putImage({ repositoryName, imageManifest: manifestOf('one'), imageTag: 'v1' }),
  ).rejects.toThrow('already exists')
})

test('what is pushed by the ECR API is pulled from the registry', async () => {
  const child = await pushImage(world.ecr, repositoryName, 'one')
  const index = await pushIndex(world.ecr, repositoryName, [child], 'v1')
  const { text, headers } = await docker.ask('GET', '/v2/aa/manifests/v1')
  expect(headers['docker-content-digest']).toBe(index)
  expect(text).toBe(indexOf([child]))
  const { layers } = JSON.parse((await docker.ask('GET', `/v2/aa/manifests/${child}`)).text)
  const { headers: found } = await docker.ask('GET', `/v2/aa/blobs/${layers[0].digest}`)
  expect((await docker.ask('GET', String(found.location))).text).toBe('one')
  expect(JSON.parse((await docker.ask('GET', '/v2/aa/tags/list')).text).tags).toEqual(['v1'])
})

test('what one API deletes is gone from the other', async () => {
  const one = await docker.push('aa', 'one', 'v1')
  const two = await docker.push('aa', 'two', 'v2')
  await world.ecr.batchDeleteImage({ repositoryName, imageIds: [{ imageTag: 'v1' }] })
  expect((await docker.ask('GET', `/v2/aa/manifests/${one}`)).status).toBe(404)
  await docker.ask('DELETE', `/v2/aa/manifests/${two}`)
  expect((await world.ecr.describeImages({ repositoryName })).imageDetails).toEqual([])
})

test('a pull is seen by the ECR API, once a day, but not of who is excluded', async () => {
  await docker.push('aa', 'one', 'v1')
  const pulledAt = async () => {
    const { ask } = await dockerAs(world.emulator, {})
    await ask('GET', '/v2/aa/manifests/v1')
    return (await world.ecr.describeImages({ repositoryName })).imageDetails?.[0]?.lastRecordedPullTime?.toISOString()
  }
  expect(await pulledAt()).toBe('2026-01-01T00:00:00.000Z')
  world.emulator.clock.advance(60 * 60 * 1000)
  expect(await pulledAt()).toBe('2026-01-01T00:00:00.000Z')
  world.emulator.clock.set(new Date('2026-01-02T00:00:00Z'))
  const principalArn = 'arn:aws:iam::123456789012:user/ecrsync'
  await world.ecr.registerPullTimeUpdateExclusion({ principalArn })
  expect(await pulledAt()).toBe('2026-01-01T00:00:00.000Z')
  await world.ecr.deregisterPullTimeUpdateExclusion({ principalArn })
  expect(await pulledAt()).toBe('2026-01-02T00:00:00.000Z')
})

test('a pull of what a rule would fetch says that there is no upstream here', async () => {
  await world.ecr.createPullThroughCacheRule({ ecrRepositoryPrefix: 'quay', upstreamRegistryUrl: 'quay.io' })
  const { status, text } = await docker.ask('GET', '/v2/quay/some/image/manifests/latest')
  expect(status).toBe(404)
  expect(JSON.parse(text).errors).toMatchObject([
    { code: 'MANIFEST_UNKNOWN', message: expect.stringContaining("The rule 'quay' would fetch it from quay.io.") },
  ])
})
