import { beforeEach, describe, expect, test } from 'vitest'
import { sha256 } from '../ecr.ts'
import { send } from '../http.ts'
import { docked, errorIn, MISSING } from './docker.ts'

const { world, docker } = docked()
const DIGEST = sha256('0123456789')
const PATH = `/v2/aa/blobs/${DIGEST}`

beforeEach(async () => {
  await world.ecr.createRepository({ repositoryName: 'aa' })
  await docker.pushBlob('aa', '0123456789')
})

const located = async () => String((await docker.ask('GET', PATH)).headers.location)
const download = async (range?: string) =>
  send(world.emulator.url, { path: await located(), headers: range === undefined ? {} : { range } })

test('HEAD says how large a blob is', async () => {
  const { status, headers, text } = await docker.ask('HEAD', PATH)
  expect([status, text]).toEqual([200, ''])
  expect(headers).toMatchObject({
    'content-length': '10',
    'docker-content-digest': DIGEST,
    'content-type': 'application/octet-stream',
    'accept-ranges': 'bytes',
  })
})

test('GET says where a blob is', async () => {
  const { status, headers, text } = await docker.ask('GET', PATH)
  expect([status, text]).toEqual([307, ''])
  expect(headers).toMatchObject({ 'docker-content-digest': DIGEST, location: expect.stringMatching('^/layers/') })
})

test('whoever follows gets it, without a login', async () => {
  const { status, headers, text } = await download()
  expect([status, headers['content-length'], text]).toEqual([200, '10', '0123456789'])
})

test('clients that follow by themselves get it', async () => {
  const { authorizationData } = await world.ecr.getAuthorizationToken({})
  const headers = { authorization: `Basic ${authorizationData?.[0]?.authorizationToken}` }
  expect(await (await fetch(`${world.emulator.url}${PATH}`, { headers })).text()).toBe('0123456789')
})

test.each([
  ['bytes=0-3', 206, '0123', 'bytes 0-3/10'],
  ['bytes=4-', 206, '456789', 'bytes 4-9/10'],
  ['bytes=-3', 206, '789', 'bytes 7-9/10'],
  ['bytes=-30', 206, '0123456789', 'bytes 0-9/10'],
  ['bytes=9-9', 206, '9', 'bytes 9-9/10'],
  ['bytes=8-99', 206, '89', 'bytes 8-9/10'],
  ['bytes=10-', 416, '', 'bytes */10'],
  ['bytes=-0', 416, '', 'bytes */10'],
  ['bytes=5-4', 200, '0123456789', undefined],
  ['bytes=0-1,4-5', 200, '0123456789', undefined],
  ['bytes=-', 200, '0123456789', undefined],
  ['bytes=a-b', 200, '0123456789', undefined],
  ['items=0-1', 200, '0123456789', undefined],
])('the range %s is answered %i with %j', async (range, status, text, contentRange) => {
  const answer = await download(range)
  expect([answer.status, answer.text, answer.headers['content-range']]).toEqual([status, text, contentRange])
})

const MINUTE = 60_000

describe('an address of a download', () => {
  const denied = (message: string) => ({ status: 403, text: expect.stringContaining(message) })

  test('is good for an hour', async () => {
    const path = await located()
    world.emulator.clock.advance(59 * MINUTE)
    expect((await send(world.emulator.url, { path })).status).toBe(200)
    world.emulator.clock.advance(2 * MINUTE)
    expect(await send(world.emulator.url, { path })).toMatchObject(denied('Request has expired'))
  })

  test.each([
    ['another digest', (path: string) => path.replace(/sha256:[0-9a-f]{64}/, MISSING)],
    ['another repository', (path: string) => path.replace('repository=aa', 'repository=bb')],
    ['more time', (path: string) => path.replace('expires=', 'expires=9')],
    ['no signature', (path: string) => path.replace(/&signature=.*/, '')],
    ['another signature', (path: string) => `${path}x`],
    ['a way out', () => '/layers/../../etc/passwd'],
  ])('cannot be changed: %s', async (_, change) => {
    expect(await send(world.emulator.url, { path: change(await located()) })).toMatchObject(denied('not signed'))
  })

  test('is good for nothing when the blob is gone', async () => {
    const path = await located()
    await world.ecr.deleteRepository({ repositoryName: 'aa' })
    const { status, text } = await send(world.emulator.url, { path })
    expect([status, JSON.parse(text).__type]).toEqual([400, 'LayersNotFoundException'])
  })
})

test.each([
  ['that is not there', MISSING],
  ['of another kind', 'sha512:00'],
  ['that is none', 'x'],
  ['that is a path', '..%2f..%2frepository.json'],
])('there is no blob %s', async (_, reference) => {
  expect((await docker.ask('HEAD', `/v2/aa/blobs/${reference}`)).status).toBeGreaterThanOrEqual(400)
  expect((await docker.ask('GET', `/v2/aa/blobs/${reference}`)).status).toBeGreaterThanOrEqual(400)
})

test('a blob that is missing is unknown', async () => {
  const { status, text } = await docker.ask('HEAD', `/v2/aa/blobs/${MISSING}`)
  expect([status, text]).toEqual([404, ''])
  expect(errorIn(await docker.ask('GET', `/v2/aa/blobs/${MISSING}`)).slice(0, 2)).toEqual([404, 'BLOB_UNKNOWN'])
})

test('a blob is not deleted by itself', async () => {
  expect(errorIn(await docker.ask('DELETE', PATH)).slice(0, 2)).toEqual([405, 'UNSUPPORTED'])
  expect((await docker.ask('HEAD', PATH)).status).toBe(200)
})

test('what is pushed by one API can be had by the other', async () => {
  const { layers } = await world.ecr.batchCheckLayerAvailability({ repositoryName: 'aa', layerDigests: [DIGEST] })
  expect(layers).toMatchObject([{ layerDigest: DIGEST, layerAvailability: 'AVAILABLE', layerSize: 10 }])
  const digest = await docker.push('aa', 'layer')
  const { downloadUrl = '' } = await world.ecr.getDownloadUrlForLayer({
    repositoryName: 'aa',
    layerDigest: sha256('layer'),
  })
  expect(digest).toMatch(/^sha256:/)
  expect(await (await fetch(downloadUrl)).text()).toBe('layer')
})
