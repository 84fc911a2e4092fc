import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ECR } from '@aws-sdk/client-ecr'
import { describe, expect, test } from 'vitest'
import { startEmulator } from '../../src/emulator/server.ts'
import { docked, errorIn, indexOf, MISSING, manifestOf } from './distribution/docker.ts'
import { ACCOUNT, clientOf, emulated, sha256, uploadLayer } from './ecr.ts'

const { world, docker } = docked({ lenient: ['layers'] })
const strict = emulated()
const repositoryName = 'aa'
const MANIFEST = manifestOf('never uploaded')
const LAYER = sha256('never uploaded')
const DIGEST = sha256(MANIFEST)
/** Of the configuration, `{}`, and of the layer. */
const SIZE = 2 + 'never uploaded'.length

const push = async (imageManifest = MANIFEST, more: object = {}, ecr = world.ecr) => {
  if (!(await exists(ecr))) await ecr.createRepository({ repositoryName })
  return (await ecr.putImage({ repositoryName, imageManifest, imageTag: 'v1', ...more })).image?.imageId
}
const exists = (ecr: ECR) =>
  ecr.describeRepositories({ repositoryNames: [repositoryName] }).then(
    () => true,
    () => false,
  )
const images = async (ecr = world.ecr) => (await ecr.describeImages({ repositoryName })).imageDetails

describe('an image whose layers were never uploaded', () => {
  test('is refused unless that is asked for', async () => {
    await expect(push(MANIFEST, {}, strict.ecr)).rejects.toMatchObject({ name: 'LayersNotFoundException' })
    expect(await images(strict.ecr)).toEqual([])
  })

  test('is accepted, and as large as it says', async () => {
    expect(await push()).toEqual({ imageDigest: DIGEST, imageTag: 'v1' })
    expect(await images()).toMatchObject([{ imageDigest: DIGEST, imageTags: ['v1'], imageSizeInBytes: SIZE }])
    await expect(push()).rejects.toMatchObject({ name: 'ImageAlreadyExistsException' })
  })

  test.each([
    ['no size', undefined],
    ['a size that is none', -1],
    ['a size that is text', '7'],
  ])('is of its other parts where a layer says %s', async (_, size) => {
    const parsed = JSON.parse(MANIFEST)
    parsed.layers[0].size = size
    await push(JSON.stringify(parsed))
    expect(await images()).toMatchObject([{ imageSizeInBytes: 2 }])
  })

  test('has layers that are not there', async () => {
    await push()
    const { layers } = await world.ecr.batchCheckLayerAvailability({ repositoryName, layerDigests: [LAYER] })
    expect(layers).toEqual([{ layerDigest: LAYER, layerAvailability: 'UNAVAILABLE' }])
    const download = world.ecr.getDownloadUrlForLayer({ repositoryName, layerDigest: LAYER })
    await expect(download).rejects.toMatchObject({ name: 'LayersNotFoundException' })
    for (const method of ['HEAD', 'GET']) expect((await docker.ask(method, `/v2/aa/blobs/${LAYER}`)).status).toBe(404)
    expect((await docker.ask('GET', '/v2/aa/manifests/v1')).text).toBe(MANIFEST)
    const { images } = await world.ecr.batchGetImage({ repositoryName, imageIds: [{ imageTag: 'v1' }] })
    expect(images?.[0]?.imageManifest).toBe(MANIFEST)
  })

  test('is whole once they are uploaded', async () => {
    await push()
    await docker.push('aa', 'never uploaded', 'v1')
    const { downloadUrl = '' } = await world.ecr.getDownloadUrlForLayer({ repositoryName, layerDigest: LAYER })
    expect(await (await fetch(downloadUrl)).text()).toBe('never uploaded')
    expect(await images()).toMatchObject([{ imageDigest: DIGEST, imageSizeInBytes: SIZE }])
  })

  test('can be pushed by docker as well', async () => {
    await world.ecr.createRepository({ repositoryName })
    expect((await docker.put('aa', 'v1', MANIFEST)).status).toBe(201)
    expect(await images()).toMatchObject([{ imageDigest: DIGEST }])
  })

  test('is replicated with what is there of it', async () => {
    const destinations = [{ region: 'eu-west-1', registryId: ACCOUNT }]
    await world.ecr.putReplicationConfiguration({ replicationConfiguration: { rules: [{ destinations }] } })
    await world.ecr.createRepository({ repositoryName })
    await uploadLayer(world.ecr, repositoryName, Buffer.from('{}'))
    await push()
    const there = clientOf(world.emulator, { region: 'eu-west-1' })
    expect(await images(there)).toMatchObject([{ imageDigest: DIGEST, imageTags: ['v1'], imageSizeInBytes: SIZE }])
    const layerDigests = [sha256('{}'), LAYER]
    const { layers } = await there.batchCheckLayerAvailability({ repositoryName, layerDigests })
    expect(layers?.map(layer => layer.layerAvailability)).toEqual(['AVAILABLE', 'UNAVAILABLE'])
  })

  test('is archived, scanned, expired and deleted like any other', async () => {
    await push()
    const image = { repositoryName, imageId: { imageTag: 'v1' } }
    await world.ecr.startImageScan(image)
    await world.ecr.updateImageStorageClass({ ...image, targetStorageClass: 'ARCHIVE' })
    await world.ecr.updateImageStorageClass({ ...image, targetStorageClass: 'STANDARD' })
    const { imageIds, failures } = await world.ecr.batchDeleteImage({ repositoryName, imageIds: [image.imageId] })
    expect([imageIds, failures]).toEqual([[{ imageDigest: DIGEST, imageTag: 'v1' }], []])
    await world.ecr.deleteRepository({ repositoryName })
  })

  test('lends no layer to another repository', async () => {
    await push()
    await world.ecr.putAccountSetting({ name: 'BLOB_MOUNTING', value: 'ENABLED' })
    await world.ecr.createRepository({ repositoryName: 'bb' })
    expect((await docker.ask('POST', `/v2/bb/blobs/uploads/?mount=${LAYER}&from=aa`)).status).toBe(202)
  })
})

test('a layer that is there is lent, though no image needs it and mounting is off', async () => {
  for (const name of ['aa', 'bb']) await world.ecr.createRepository({ repositoryName: name })
  const digest = await docker.pushBlob('aa', 'loose')
  expect((await docker.ask('POST', `/v2/bb/blobs/uploads/?mount=${digest}&from=aa`)).status).toBe(201)
  expect((await docker.ask('HEAD', `/v2/bb/blobs/${digest}`)).status).toBe(200)
})

describe('what else need not be right', () => {
  test('an index of images that are not there', async () => {
    const index = indexOf([MISSING])
    await push(index)
    expect(await images()).toMatchObject([{ imageDigest: sha256(index), imageSizeInBytes: 0 }])
    await push(MANIFEST, { imageTag: 'v2' })
    expect(await images()).toHaveLength(2)
  })

  test('a digest that is not the manifest’s', async () => {
    expect(await push(MANIFEST, { imageDigest: MISSING })).toEqual({ imageDigest: MISSING, imageTag: 'v1' })
    expect(await images()).toMatchObject([{ imageDigest: MISSING }])
    await expect(push(MANIFEST, { imageDigest: MISSING })).rejects.toMatchObject({
      name: 'ImageAlreadyExistsException',
    })
  })

  test.each([
    ['a configuration alone', { schemaVersion: 2, config: { digest: LAYER } }, 0],
    ['a configuration with its size', { config: { digest: LAYER, size: 7 } }, 7],
    ['a digest that is none', { schemaVersion: 2, config: { digest: 'sha256:abc123' } }, 0],
    ['a configuration that is none', { config: 'x' }, 0],
    ['nothing at all', {}, 0],
  ])('a manifest of %s', async (_, manifest, size) => {
    await push(JSON.stringify(manifest))
    const imageManifestMediaType = 'application/vnd.docker.distribution.manifest.v2+json'
    expect(await images()).toMatchObject([{ imageManifestMediaType, imageSizeInBytes: size }])
    const type = 'application/vnd.oci.image.manifest.v1+json'
    await push(`${JSON.stringify(manifest)} `, { imageTag: 'v2', imageManifestMediaType: type })
    expect((await images())?.map(image => image.imageManifestMediaType)).toContain(type)
  })
})

test.each([
  ['what is no JSON', '{', {}, 'InvalidParameterException'],
  ['what is no object', '[]', {}, 'InvalidParameterException'],
  ['layers that are no list', JSON.stringify({ layers: {}, config: {} }), {}, 'InvalidParameterException'],
  ['layers without a media type', JSON.stringify({ config: {}, layers: [] }), {}, 'InvalidParameterException'],
  ['a media type that is none', JSON.stringify({ mediaType: 1 }), {}, 'InvalidParameterException'],
  ['a digest that is none', MANIFEST, { imageDigest: 'sha256:abc' }, 'ImageDigestDoesNotMatchException'],
  ['a tag that is none', MANIFEST, { imageTag: '-' }, 'InvalidParameterException'],
])('%s is refused all the same', async (_, manifest, more, name) => {
  await expect(push(manifest, more)).rejects.toMatchObject({ name })
})

test('docker’s own digest is held to the manifest', async () => {
  await world.ecr.createRepository({ repositoryName })
  expect(errorIn(await docker.put('aa', MISSING, MANIFEST))).toMatchObject([400, 'DIGEST_INVALID', expect.anything()])
  expect(await images()).toEqual([])
})

test('all of it is there after a restart that is strict', async () => {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'ecrsync-lenient-'))
  try {
    const lenient = await startEmulator({ dataDirectory, lenient: ['layers'] })
    await push(MANIFEST, {}, clientOf(lenient))
    await push(indexOf([MISSING]), { imageTag: 'v2' }, clientOf(lenient))
    const before = await images(clientOf(lenient))
    await lenient.close()
    const emulator = await startEmulator({ dataDirectory })
    const ecr = clientOf(emulator)
    expect(await images(ecr)).toEqual(before)
    await expect(push(manifestOf('another'), {}, ecr)).rejects.toMatchObject({ name: 'LayersNotFoundException' })
    await ecr.batchDeleteImage({ repositoryName, imageIds: [{ imageTag: 'v1' }, { imageTag: 'v2' }] })
    expect(await images(ecr)).toEqual([])
    await emulator.close()
  } finally {
    rmSync(dataDirectory, { recursive: true })
  }
})
