import { beforeEach, describe, expect, test } from 'vitest'
import { IMAGE_TYPE, sha256 } from '../ecr.ts'
import { docked, errorIn, MISSING, manifestOf } from './docker.ts'

const NOW = new Date('2026-01-01T00:00:00Z')
const { world, docker } = docked({ now: () => NOW })
const repositoryName = 'aa'
const DOCKER_TYPE = 'application/vnd.docker.distribution.manifest.v2+json'
const SCHEMA_1 = 'application/vnd.docker.distribution.manifest.v1+json'
const get = (reference: string, method = 'GET') => docker.ask(method, `/v2/aa/manifests/${reference}`)

beforeEach(async () => {
  await world.ecr.createRepository({ repositoryName })
})

test('a manifest is pushed by tag', async () => {
  for (const blob of ['{}', 'one']) await docker.pushBlob('aa', blob)
  const { status, headers, text } = await docker.put('aa', 'v1', manifestOf('one'))
  expect([status, text]).toEqual([201, ''])
  expect(headers).toMatchObject({
    location: '/v2/aa/manifests/v1',
    'docker-content-digest': sha256(manifestOf('one')),
  })
  const { imageDetails } = await world.ecr.describeImages({ repositoryName })
  expect(imageDetails).toMatchObject([
    {
      imageDigest: sha256(manifestOf('one')),
      imageTags: ['v1'],
      imageManifestMediaType: IMAGE_TYPE,
      imagePushedAt: NOW,
    },
  ])
})

test('a manifest is pushed by digest, without a tag', async () => {
  const digest = await docker.push('aa', 'one')
  expect((await get(digest)).status).toBe(200)
  const { imageIds } = await world.ecr.listImages({ repositoryName })
  expect(imageIds).toEqual([{ imageDigest: digest }])
})

test('a manifest is had byte by byte, by tag and by digest', async () => {
  for (const blob of ['{}', 'ö']) await docker.pushBlob('aa', blob)
  const manifest = `\n{ "annotations": {"ü": "\\u00fc"},\r\n\t${manifestOf('ö').slice(1)} \n\n`
  await docker.put('aa', 'v1', manifest)
  for (const reference of ['v1', sha256(manifest), encodeURIComponent(sha256(manifest))]) {
    const { status, headers, text } = await get(reference)
    expect([status, text]).toEqual([200, manifest])
    expect(headers).toMatchObject({
      'content-type': IMAGE_TYPE,
      'content-length': String(Buffer.byteLength(manifest)),
      'docker-content-digest': sha256(manifest),
    })
    const head = await get(reference, 'HEAD')
    expect([head.status, head.text, head.headers['content-length']]).toEqual([
      200,
      '',
      String(Buffer.byteLength(manifest)),
    ])
  }
})

test('to ask for the head is no pull, to get it is one', async () => {
  const digest = await docker.push('aa', 'one', 'v1')
  const pulledAt = async () =>
    (await world.ecr.describeImages({ repositoryName })).imageDetails?.[0]?.lastRecordedPullTime
  await get('v1', 'HEAD')
  await get(digest, 'HEAD')
  expect(await pulledAt()).toBeUndefined()
  await get('v1')
  expect(await pulledAt()).toEqual(NOW)
})

describe('the type', () => {
  const typeless = (type: string) =>
    manifestOf('one', { mediaType: undefined, config: { mediaType: type, size: 2, digest: sha256('{}') } })
  beforeEach(async () => {
    for (const blob of ['{}', 'one']) await docker.pushBlob('aa', blob)
  })

  test.each([DOCKER_TYPE, IMAGE_TYPE, `${DOCKER_TYPE}; charset=utf-8`])('is the one that was sent: %s', async type => {
    await docker.put('aa', 'v1', typeless('application/x'), type)
    expect((await get('v1')).headers['content-type']).toBe(type.split(';')[0])
  })

  test('in the manifest counts for more', async () => {
    await docker.put('aa', 'v1', manifestOf('one'), 'application/octet-stream')
    expect((await get('v1')).headers['content-type']).toBe(IMAGE_TYPE)
  })

  test('may be the first one of Docker', async () => {
    const manifest = JSON.stringify({ schemaVersion: 1, fsLayers: [{ blobSum: sha256('one') }] })
    expect((await docker.put('aa', 'v1', manifest, SCHEMA_1)).status).toBe(201)
    expect((await get('v1')).headers['content-type']).toBe(SCHEMA_1)
  })

  test('is asked for', async () => {
    const manifest = typeless('application/x')
    const [status, code, message] = errorIn(await docker.ask('PUT', '/v2/aa/manifests/v1', { body: manifest }))
    expect([status, code]).toEqual([400, 'MANIFEST_INVALID'])
    expect(message).toBe('image manifest mediatype not provided in manifest or parameter')
  })
})

test('a tag moves, and the image that it was on stays', async () => {
  const one = await docker.push('aa', 'one', 'latest')
  const two = await docker.push('aa', 'two', 'latest')
  expect((await get('latest')).headers['docker-content-digest']).toBe(two)
  expect((await get(one)).status).toBe(200)
})

test('the same push again changes nothing', async () => {
  await docker.push('aa', 'one', 'v1')
  world.emulator.clock.advance(1000)
  expect((await docker.put('aa', 'v1', manifestOf('one'))).status).toBe(201)
  expect((await docker.put('aa', sha256(manifestOf('one')), manifestOf('one'))).status).toBe(201)
  const { imageDetails } = await world.ecr.describeImages({ repositoryName })
  expect(imageDetails).toMatchObject([{ imageTags: ['v1'], imagePushedAt: NOW }])
})

describe('an immutable tag', () => {
  beforeEach(async () => {
    await docker.push('aa', 'one', 'v1')
    await docker.push('aa', 'one', 'latest')
    const filter = { filterType: 'WILDCARD', filter: 'latest*' } as const
    await world.ecr.putImageTagMutability({
      repositoryName,
      imageTagMutability: 'IMMUTABLE_WITH_EXCLUSION',
      imageTagMutabilityExclusionFilters: [filter],
    })
    for (const blob of ['{}', 'two']) await docker.pushBlob('aa', blob)
  })

  test('stays where it is', async () => {
    expect(errorIn(await docker.put('aa', 'v1', manifestOf('two')))).toEqual([
      400,
      'TAG_INVALID',
      "The image tag 'v1' already exists in the 'aa' repository and cannot be overwritten because the tag is immutable.",
    ])
    expect((await get('v1')).headers['docker-content-digest']).toBe(sha256(manifestOf('one')))
    expect((await get(sha256(manifestOf('two')))).status).toBe(404)
  })

  test('can be pushed again as it is', async () => {
    expect((await docker.put('aa', 'v1', manifestOf('one'))).status).toBe(201)
  })

  test('may be excepted', async () => {
    expect((await docker.put('aa', 'latest', manifestOf('two'))).status).toBe(201)
  })
})

test.each([
  ['by tag', 'v1'],
  ['by digest', MISSING],
  ['by a digest of another kind', 'sha512:00'],
  ['by a tag that is none', '-v1'],
  ['by a word of JavaScript', '__proto__'],
])('a manifest that is missing is unknown %s', async (_, reference) => {
  expect(errorIn(await get(reference)).slice(0, 2)).toEqual([404, 'MANIFEST_UNKNOWN'])
  const { status, text } = await get(reference, 'HEAD')
  expect([status, text]).toEqual([404, ''])
})

test('an archived image cannot be pulled, and comes back by a push', async () => {
  const digest = await docker.push('aa', 'one', 'v1')
  await world.ecr.updateImageStorageClass({
    repositoryName,
    imageId: { imageDigest: digest },
    targetStorageClass: 'ARCHIVE',
  })
  for (const reference of ['v1', digest]) expect((await get(reference)).status).toBe(404)
  expect((await docker.put('aa', 'v1', manifestOf('one'))).status).toBe(201)
  expect((await get('v1')).status).toBe(200)
})
