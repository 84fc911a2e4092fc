import { beforeEach, expect, test } from 'vitest'
import { IMAGE_TYPE, INDEX_TYPE, sha256 } from '../ecr.ts'
import { docked, errorIn, indexOf, MISSING, manifestOf } from './docker.ts'

const { world, docker } = docked()
const repositoryName = 'aa'

beforeEach(async () => {
  await world.ecr.createRepository({ repositoryName })
  await docker.push('aa', 'one', 'v1')
})

const refusedIn = async (reference: string, manifest: string, type = IMAGE_TYPE) =>
  errorIn(await docker.put('aa', reference, manifest, type))
const images = async () => (await world.ecr.listImages({ repositoryName })).imageIds

test.each([
  ['another digest', MISSING, manifestOf('one'), 400, 'DIGEST_INVALID', `'${MISSING}' does not match`],
  ['a digest of another kind', 'sha512:00', manifestOf('one'), 400, 'DIGEST_INVALID', 'does not match'],
  ['half of JSON', 'v2', '{', 400, 'MANIFEST_INVALID', 'Invalid JSON syntax'],
  ['nothing', 'v2', '', 400, 'MANIFEST_INVALID', 'imageManifest'],
  ['a list', 'v2', '[]', 400, 'MANIFEST_INVALID', 'Invalid image manifest'],
  ['null', 'v2', 'null', 400, 'MANIFEST_INVALID', 'Invalid image manifest'],
  ['no layers', 'v2', manifestOf('one', { layers: undefined }), 400, 'MANIFEST_INVALID', 'Invalid image manifest'],
  ['no configuration', 'v2', manifestOf('one', { config: null }), 400, 'MANIFEST_INVALID', 'Invalid image manifest'],
  ['a layer that is none', 'v2', manifestOf('one', { layers: [{ digest: 'x' }] }), 400, 'MANIFEST_INVALID', 'Invalid'],
  ['a type that is none', 'v2', manifestOf('one', { mediaType: 1 }), 400, 'MANIFEST_INVALID', 'Invalid'],
  ['another type', 'v2', manifestOf('one', { mediaType: 'text/html' }), 400, 'MANIFEST_INVALID', "'text/html'"],
  ['a tag that is none', '-v2', manifestOf('one'), 400, 'TAG_INVALID', 'is not a tag'],
  ['a tag that is too long', 'v'.repeat(129), manifestOf('one'), 400, 'TAG_INVALID', 'is not a tag'],
])('a manifest with %s is refused', async (_, reference, manifest, status, code, message) => {
  const before = await images()
  expect(await refusedIn(reference, manifest)).toEqual([status, code, expect.stringContaining(message)])
  expect(await images()).toEqual(before)
})

test('a layer that is missing is named', async () => {
  expect(await refusedIn('v2', manifestOf('two'))).toEqual([
    404,
    'BLOB_UNKNOWN',
    `Layers with digests '[${sha256('two')}]' required for pushing image into repository with name 'aa' in the registry with id '123456789012' do not exist`,
  ])
})

test('a configuration is needed as well', async () => {
  const manifest = manifestOf('one', { config: { mediaType: 'application/x', size: 1, digest: MISSING } })
  expect((await refusedIn('v2', manifest)).slice(0, 2)).toEqual([404, 'BLOB_UNKNOWN'])
})

test('a layer of another repository is missing, too', async () => {
  await world.ecr.createRepository({ repositoryName: 'bb' })
  await docker.pushBlob('bb', 'two')
  expect((await refusedIn('v2', manifestOf('two'))).slice(0, 2)).toEqual([404, 'BLOB_UNKNOWN'])
})

test('an image of an index that is missing is named', async () => {
  const there = sha256(manifestOf('one'))
  expect(await refusedIn('v2', indexOf([there, MISSING]), INDEX_TYPE)).toEqual([
    404,
    'MANIFEST_BLOB_UNKNOWN',
    `Images with digests '[${MISSING}]' required for pushing image into repository with name 'aa' in the registry with id '123456789012' do not exist`,
  ])
})

test('what is not UTF-8 is refused, and not repaired', async () => {
  const bytes = Buffer.concat([Buffer.from('{"mediaType":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')])
  const answer = await docker.ask('PUT', '/v2/aa/manifests/v2', { body: bytes })
  expect(errorIn(answer)).toEqual([400, 'MANIFEST_INVALID', 'The manifest is not UTF-8'])
})

const MIB = 1024 * 1024
const ofSize = (bytes: number) => {
  const manifest = manifestOf('one')
  return `${manifest}${' '.repeat(bytes - manifest.length)}`
}

test('a manifest has at most 4 MiB', async () => {
  expect((await docker.put('aa', 'v2', ofSize(4 * MIB))).status).toBe(201)
  expect((await refusedIn('v3', ofSize(4 * MIB + 1))).slice(0, 2)).toEqual([413, 'SIZE_INVALID'])
  expect((await docker.ask('GET', '/v2/')).status).toBe(200)
})
