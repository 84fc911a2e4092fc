import { beforeEach, describe, expect, test } from 'vitest'
import { IMAGE_TYPE, INDEX_TYPE, sha256 } from '../ecr.ts'
import { docked, errorIn, indexOf, MISSING, manifestOf } from './docker.ts'

const { world, docker } = docked()
const repositoryName = 'aa'
const EMPTY = 'application/vnd.oci.empty.v1+json'
let subject: string

beforeEach(async () => {
  await world.ecr.createRepository({ repositoryName })
  subject = await docker.push('aa', 'app', 'v1')
  await docker.pushBlob('aa', 'content')
})

/** An artifact about an image, as ORAS makes one. */
const artifact = (more: object, about = subject) =>
  manifestOf('content', {
    config: { mediaType: EMPTY, size: 2, digest: sha256('{}') },
    subject: { mediaType: IMAGE_TYPE, size: 1, digest: about },
    ...more,
  })

async function push(manifest: string, type = IMAGE_TYPE): Promise<string> {
  await docker.put('aa', sha256(manifest), manifest, type)
  return sha256(manifest)
}

const referrers = async (query = '', digest = subject) => {
  const answer = await docker.ask('GET', `/v2/aa/referrers/${digest}${query}`)
  const { manifests } = JSON.parse(answer.text) as { manifests: readonly Record<string, unknown>[] }
  return { ...answer, manifests }
}

test('a push says whose an artifact is', async () => {
  const { status, headers } = await docker.put('aa', 'sbom', artifact({ artifactType: 'application/sbom' }))
  expect([status, headers['oci-subject']]).toEqual([201, subject])
  expect((await docker.put('aa', 'v2', manifestOf('app'))).headers).not.toHaveProperty('oci-subject')
})

test('a subject has its referrers listed', async () => {
  const annotations = { by: 'me' }
  const manifest = artifact({ artifactType: 'application/sbom', annotations })
  const digest = await push(manifest)
  const { status, headers, text, manifests } = await referrers()
  expect([status, headers['content-type']]).toEqual([200, INDEX_TYPE])
  expect(JSON.parse(text)).toMatchObject({ schemaVersion: 2, mediaType: INDEX_TYPE })
  expect(manifests).toEqual([
    { digest, mediaType: IMAGE_TYPE, artifactType: 'application/sbom', size: manifest.length, annotations },
  ])
})

test.each([
  ['that of the manifest', { artifactType: 'application/sbom' }, 'application/sbom'],
  [
    'that of the manifest, whatever the configuration is',
    { artifactType: 'application/sbom', config: { mediaType: 'application/x', size: 2, digest: sha256('{}') } },
    'application/sbom',
  ],
  [
    'that of the configuration otherwise',
    { config: { mediaType: 'application/signature', size: 2, digest: sha256('{}') } },
    'application/signature',
  ],
])('the type of an artifact is %s', async (_, more, artifactType) => {
  await push(artifact(more))
  expect((await referrers()).manifests).toMatchObject([{ artifactType }])
  const { referrers: listed } = await world.ecr.listImageReferrers({
    repositoryName,
    subjectId: { imageDigest: subject },
  })
  expect(listed).toMatchObject([{ artifactType }])
})

test.each([
  ['a list', '["a"]'],
  ['a number', '{"a":1}'],
  ['null', 'null'],
  ['a depth', `${'['.repeat(50_000)}${']'.repeat(50_000)}`],
])('annotations that are none are left out: %s', async (_, annotations) => {
  const digest = await push(`${artifact({ artifactType: 'a/b' }).slice(0, -1)},"annotations":${annotations}}`)
  const { manifests } = await referrers()
  expect(manifests).toMatchObject([{ digest }])
  expect(manifests[0]).not.toHaveProperty('annotations')
})

test('an index can be about an image', async () => {
  const more = { artifactType: 'application/bundle', subject: { mediaType: IMAGE_TYPE, size: 1, digest: subject } }
  const index = indexOf([subject], more)
  expect((await docker.put('aa', 'bundle', index, INDEX_TYPE)).headers['oci-subject']).toBe(subject)
  expect((await referrers()).manifests).toMatchObject([
    { digest: sha256(index), mediaType: INDEX_TYPE, artifactType: 'application/bundle' },
  ])
})

describe('a listing of referrers', () => {
  test('can be of one type', async () => {
    const sbom = await push(artifact({ artifactType: 'application/sbom' }))
    await push(artifact({ artifactType: 'application/signature' }))
    const { manifests, headers } = await referrers(`?artifactType=${encodeURIComponent('application/sbom')}`)
    expect(manifests.map(({ digest }) => digest)).toEqual([sbom])
    expect(headers['oci-filters-applied']).toBe('artifactType')
    expect((await referrers('?artifactType=x')).manifests).toEqual([])
    const all = await referrers()
    expect(all.manifests).toHaveLength(2)
    expect(all.headers).not.toHaveProperty('oci-filters-applied')
  })

  test('of a subject that nobody knows is empty, and is filled before the subject comes', async () => {
    expect(await referrers('', MISSING)).toMatchObject({ status: 200, manifests: [] })
    const later = sha256(manifestOf('later'))
    const digest = await push(artifact({ artifactType: 'application/sbom' }, later))
    expect((await referrers('', later)).manifests).toMatchObject([{ digest }])
  })

  test('has none that is deleted, or in the archive, or on its way back', async () => {
    const [one, two] = [
      await push(artifact({ artifactType: 'a/one' })),
      await push(artifact({ artifactType: 'a/two' })),
    ]
    const imageId = { imageDigest: one }
    await world.ecr.updateImageStorageClass({ repositoryName, imageId, targetStorageClass: 'ARCHIVE' })
    expect((await referrers()).manifests).toMatchObject([{ digest: two }])
    await world.ecr.updateImageStorageClass({ repositoryName, imageId, targetStorageClass: 'STANDARD' })
    expect((await referrers()).manifests).toMatchObject([{ digest: two }])
    world.emulator.clock.advance(60_000)
    expect((await referrers()).manifests).toHaveLength(2)
    await docker.ask('DELETE', `/v2/aa/manifests/${two}`)
    expect((await referrers()).manifests).toMatchObject([{ digest: one }])
  })

  test.each(['v1', 'sha256:x', 'sha512:00'])('is of a digest, not of %s', async reference => {
    const answer = await docker.ask('GET', `/v2/aa/referrers/${reference}`)
    expect(errorIn(answer).slice(0, 2)).toEqual([400, 'DIGEST_INVALID'])
  })

  test('is of a repository that is there', async () => {
    const answer = await docker.ask('GET', `/v2/bb/referrers/${subject}`)
    expect(errorIn(answer).slice(0, 2)).toEqual([404, 'NAME_UNKNOWN'])
  })
})
