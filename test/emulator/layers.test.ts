import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import { ACCOUNT, emulated, pushImage, sha256, uploadLayer } from './ecr.ts'

const MIB = 1024 * 1024
const world = emulated()
const repositoryName = 'aa'
const MISSING = `sha256:${'0'.repeat(64)}`

beforeEach(async () => {
  await world.ecr.createRepository({ repositoryName })
})

async function begin(): Promise<string> {
  const { uploadId = '' } = await world.ecr.initiateLayerUpload({ repositoryName })
  return uploadId
}

const part = (
  uploadId: string,
  partFirstByte: number,
  bytes: Uint8Array,
  partLastByte = partFirstByte + bytes.length - 1,
) => world.ecr.uploadLayerPart({ repositoryName, uploadId, partFirstByte, partLastByte, layerPartBlob: bytes })

const complete = (uploadId: string, ...layerDigests: string[]) =>
  world.ecr.completeLayerUpload({ repositoryName, uploadId, layerDigests })

describe('a layer upload', () => {
  test('goes part by part', async () => {
    const layer = Buffer.concat([Buffer.alloc(5 * MIB, 'a'), Buffer.from('end')])
    const { uploadId = '', partSize } = await world.ecr.initiateLayerUpload({ repositoryName })
    expect(partSize).toBe(10 * MIB)
    expect(await part(uploadId, 0, layer.subarray(0, 5 * MIB))).toMatchObject({
      registryId: ACCOUNT,
      repositoryName,
      uploadId,
      lastByteReceived: 5 * MIB - 1,
    })
    await part(uploadId, 5 * MIB, layer.subarray(5 * MIB))
    const layerDigest = sha256(layer)
    expect(await complete(uploadId, layerDigest)).toMatchObject({
      registryId: ACCOUNT,
      repositoryName,
      uploadId,
      layerDigest,
    })
    const { layers } = await world.ecr.batchCheckLayerAvailability({ repositoryName, layerDigests: [layerDigest] })
    expect(layers?.[0]).toMatchObject({ layerAvailability: 'AVAILABLE', layerSize: layer.length })
  })

  test.each([
    ['begins too late', 5, 9],
    ['begins too early', 3, 7],
    ['is shorter than it says', 4, 9],
    ['is longer than it says', 4, 7],
  ])('refuses a part that %s, and says where to go on', async (_, first, last) => {
    const uploadId = await begin()
    await part(uploadId, 0, Buffer.from('four'))
    await expect(part(uploadId, first, Buffer.from('fives'), last)).rejects.toMatchObject({
      name: 'InvalidLayerPartException',
      registryId: ACCOUNT,
      repositoryName,
      uploadId,
      lastValidByteReceived: 3,
    })
    expect((await part(uploadId, 4, Buffer.from('fives'))).lastByteReceived).toBe(8)
  })

  test('refuses a first part that does not begin at the beginning', async () => {
    await expect(part(await begin(), 1, Buffer.from('x'))).rejects.toMatchObject({ name: 'InvalidLayerPartException' })
  })

  test('takes no part of more than 20 MiB', async () => {
    const uploadId = await begin()
    await expect(part(uploadId, 0, Buffer.alloc(20 * MIB + 1))).rejects.toMatchObject({
      name: 'InvalidParameterException',
    })
    expect((await part(uploadId, 0, Buffer.alloc(20 * MIB))).lastByteReceived).toBe(20 * MIB - 1)
  })

  test('refuses a digest that is not that of the layer, and can still be completed', async () => {
    const uploadId = await begin()
    await part(uploadId, 0, Buffer.from('x'))
    await expect(complete(uploadId, MISSING)).rejects.toMatchObject({ name: 'InvalidLayerException' })
    expect((await complete(uploadId, MISSING, sha256('x'))).layerDigest).toBe(sha256('x'))
  })

  test('refuses to be completed while it is empty', async () => {
    await expect(complete(await begin(), MISSING)).rejects.toMatchObject({ name: 'EmptyUploadException' })
  })

  test('refuses a small part that is not the last', async () => {
    const uploadId = await begin()
    await part(uploadId, 0, Buffer.from('x'))
    await part(uploadId, 1, Buffer.from('y'))
    await expect(complete(uploadId, sha256('xy'))).rejects.toMatchObject({ name: 'LayerPartTooSmallException' })
  })

  test('has at most 4,200 parts', async () => {
    const uploadId = await begin()
    const next = (partFirstByte: number) =>
      world.post('UploadLayerPart', {
        ...{ repositoryName, uploadId, layerPartBlob: 'eA==' },
        ...{ partFirstByte, partLastByte: partFirstByte },
      })
    for (let byte = 0; byte < 4200; byte += 1) expect((await next(byte)).status).toBe(200)
    expect((await next(4200)).body.__type).toBe('LimitExceededException')
  })

  test('says when the layer is there already, and is over then', async () => {
    await uploadLayer(world.ecr, repositoryName, Buffer.from('x'))
    const uploadId = await begin()
    await part(uploadId, 0, Buffer.from('x'))
    await expect(complete(uploadId, sha256('x'))).rejects.toMatchObject({ name: 'LayerAlreadyExistsException' })
    await expect(complete(uploadId, sha256('x'))).rejects.toMatchObject({ name: 'UploadNotFoundException' })
  })

  test('that is not there is refused', async () => {
    await expect(part(randomUUID(), 0, Buffer.from('x'))).rejects.toMatchObject({ name: 'UploadNotFoundException' })
    await expect(complete(randomUUID(), MISSING)).rejects.toMatchObject({ name: 'UploadNotFoundException' })
  })

  test('belongs to one repository', async () => {
    await world.ecr.createRepository({ repositoryName: 'bb' })
    const input = { uploadId: await begin(), layerDigests: [MISSING], repositoryName: 'bb' }
    await expect(world.ecr.completeLayerUpload(input)).rejects.toMatchObject({ name: 'UploadNotFoundException' })
  })

  test.each([
    ['UploadLayerPart', { uploadId: '../../etc', partFirstByte: 0, partLastByte: 0, layerPartBlob: '' }],
    ['UploadLayerPart', { uploadId: randomUUID(), partFirstByte: -1, partLastByte: 0, layerPartBlob: '' }],
    ['CompleteLayerUpload', { uploadId: randomUUID(), layerDigests: [] }],
    ['CompleteLayerUpload', { uploadId: randomUUID(), layerDigests: ['sha256:../x'] }],
  ])('%s refuses %j', async (operation, input) => {
    const { body } = await world.post(operation, { repositoryName, ...input })
    expect(body.__type).toBe('InvalidParameterException')
  })

  test('refuses what is not base64', async () => {
    const input = { repositoryName, uploadId: await begin(), partFirstByte: 0, partLastByte: 0, layerPartBlob: '*' }
    expect((await world.post('UploadLayerPart', input)).body.__type).toBe('SerializationException')
  })
})

describe('BatchCheckLayerAvailability', () => {
  test('tells what is there, what is not and what cannot be', async () => {
    const there = await uploadLayer(world.ecr, repositoryName, Buffer.from('x'))
    const layerDigests = [there, MISSING, 'sha256', '']
    const { layers, failures } = await world.ecr.batchCheckLayerAvailability({ repositoryName, layerDigests })
    expect(layers?.map(({ layerDigest, layerAvailability }) => [layerDigest, layerAvailability])).toEqual([
      [there, 'AVAILABLE'],
      [MISSING, 'UNAVAILABLE'],
    ])
    expect(failures?.map(({ failureCode }) => failureCode)).toEqual(['InvalidLayerDigest', 'MissingLayerDigest'])
  })

  test('knows nothing of the layers of other repositories', async () => {
    await world.ecr.createRepository({ repositoryName: 'bb' })
    const layerDigests = [await uploadLayer(world.ecr, 'bb', Buffer.from('x'))]
    const { layers } = await world.ecr.batchCheckLayerAvailability({ repositoryName, layerDigests })
    expect(layers?.[0]?.layerAvailability).toBe('UNAVAILABLE')
  })
})

describe('GetDownloadUrlForLayer', () => {
  test('answers an address that has the bytes', async () => {
    await pushImage(world.ecr, repositoryName, 'one')
    const { downloadUrl = '', layerDigest } = await world.ecr.getDownloadUrlForLayer({
      repositoryName,
      layerDigest: sha256('one'),
    })
    expect(layerDigest).toBe(sha256('one'))
    const response = await fetch(downloadUrl)
    expect(response.headers.get('content-length')).toBe('3')
    expect(await response.text()).toBe('one')
  })

  test('refuses a layer that is not there', async () => {
    await expect(world.ecr.getDownloadUrlForLayer({ repositoryName, layerDigest: MISSING })).rejects.toMatchObject({
      name: 'LayersNotFoundException',
    })
  })

  test('refuses a layer that no image refers to', async () => {
    const layerDigest = await uploadLayer(world.ecr, repositoryName, Buffer.from('x'))
    await expect(world.ecr.getDownloadUrlForLayer({ repositoryName, layerDigest })).rejects.toMatchObject({
      name: 'LayerInaccessibleException',
    })
  })

  const addressOf = async (content: string) => {
    await pushImage(world.ecr, repositoryName, content)
    const layerDigest = sha256(content)
    return (await world.ecr.getDownloadUrlForLayer({ repositoryName, layerDigest })).downloadUrl ?? ''
  }

  test.each([
    ['bytes=0-1', 206, 'on', 'bytes 0-1/3'],
    ['bytes=1-', 206, 'ne', 'bytes 1-2/3'],
    ['bytes=-1', 206, 'e', 'bytes 2-2/3'],
    ['bytes=1-99', 206, 'ne', 'bytes 1-2/3'],
    ['bytes=3-', 416, '', 'bytes */3'],
    ['bytes=0-0,2-2', 200, 'one', null],
    ['lines=1-2', 200, 'one', null],
  ])('the range %s of an address answers %i', async (range, status, text, contentRange) => {
    const response = await fetch(await addressOf('one'), { headers: { range } })
    expect([response.status, await response.text(), response.headers.get('content-range')]).toEqual([
      status,
      text,
      contentRange,
    ])
  })

  test('an address that was not signed, or not so, has nothing', async () => {
    const { url } = world.emulator
    const signed = new URL(await addressOf('one'))
    const there = `layers/${ACCOUNT}/us-east-1/${sha256('one')}?repository=${repositoryName}`
    const changed = `${signed.pathname}${signed.search}`.slice(1).replace('us-east-1', 'us-east-2')
    for (const path of [there, changed, 'layers/1/us-east-1/x', `layers/${ACCOUNT}/../../etc/passwd`]) {
      expect([403, 404]).toContain((await fetch(`${url}/${path}`)).status)
    }
  })

  test('an address is good for an hour, and only as long as the layer is there', async () => {
    const address = await addressOf('one')
    world.emulator.clock.advance(59 * 60_000)
    expect((await fetch(address)).status).toBe(200)
    world.emulator.clock.advance(2 * 60_000)
    expect((await fetch(address)).status).toBe(403)
    const another = await addressOf('two')
    await world.ecr.deleteRepository({ repositoryName, force: true })
    expect((await fetch(another)).status).toBe(400)
  })
})

const unknown = { repositoryName: 'bb', uploadId: randomUUID(), layerDigest: MISSING, layerDigests: [MISSING] }

test.each([
  'BatchCheckLayerAvailability',
  'InitiateLayerUpload',
  'UploadLayerPart',
  'CompleteLayerUpload',
  'GetDownloadUrlForLayer',
])('%s refuses an unknown repository', async operation => {
  const input = { ...unknown, partFirstByte: 0, partLastByte: 0, layerPartBlob: 'eA==' }
  expect((await world.post(operation, input)).body.__type).toBe('RepositoryNotFoundException')
})
