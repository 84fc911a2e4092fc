import { beforeEach, expect, test } from 'vitest'
import { INDEX_TYPE, sha256 } from '../ecr.ts'
import { docked, errorIn, indexOf, MISSING } from './docker.ts'

const { world, docker } = docked()
const repositoryName = 'aa'

beforeEach(async () => {
  await world.ecr.createRepository({ repositoryName })
})

const remove = (reference: string) => docker.ask('DELETE', `/v2/aa/manifests/${reference}`)
const images = async () => (await world.ecr.listImages({ repositoryName })).imageIds

async function pushIndex(children: readonly string[], tag: string): Promise<string> {
  await docker.put('aa', tag, indexOf(children), INDEX_TYPE)
  return sha256(indexOf(children))
}

test('an image goes by its digest, with all its tags', async () => {
  const one = await docker.push('aa', 'one', 'v1')
  await docker.push('aa', 'one', 'latest')
  const two = await docker.push('aa', 'two', 'v2')
  const { status, text } = await remove(one)
  expect([status, text]).toEqual([202, ''])
  expect(await images()).toEqual([{ imageDigest: two, imageTag: 'v2' }])
  for (const reference of [one, 'v1', 'latest']) {
    expect((await docker.ask('GET', `/v2/aa/manifests/${reference}`)).status).toBe(404)
  }
})

test('an image does not go by a tag', async () => {
  await docker.push('aa', 'one', 'v1')
  expect(errorIn(await remove('v1')).slice(0, 2)).toEqual([405, 'UNSUPPORTED'])
  expect(await images()).toHaveLength(1)
})

test.each([MISSING, 'sha256:x', ':'])('%s is not there to go', async reference => {
  expect(errorIn(await remove(reference)).slice(0, 2)).toEqual([404, 'MANIFEST_UNKNOWN'])
})

test('what an index refers to stays until the index has gone', async () => {
  const child = await docker.push('aa', 'one')
  const index = await pushIndex([child], 'v1')
  expect(errorIn(await remove(child))).toEqual([
    405,
    'UNSUPPORTED',
    `Requested image referenced by manifest list: [${index}]`,
  ])
  expect((await remove(index)).status).toBe(202)
  expect((await remove(child)).status).toBe(202)
  expect(await images()).toEqual([])
})

test('an index of indexes goes from the outside', async () => {
  const child = await docker.push('aa', 'one')
  const inner = await pushIndex([child], 'inner')
  const outer = await pushIndex([inner], 'outer')
  expect((await remove(inner)).status).toBe(405)
  for (const digest of [outer, inner, child]) expect((await remove(digest)).status).toBe(202)
})

test('an index is had like an image, and its images by their digests', async () => {
  const children = [await docker.push('aa', 'one'), await docker.push('aa', 'two')]
  const index = await pushIndex(children, 'v1')
  const { text, headers } = await docker.ask('GET', '/v2/aa/manifests/v1')
  expect(headers).toMatchObject({ 'content-type': INDEX_TYPE, 'docker-content-digest': index })
  expect(text).toBe(indexOf(children))
  for (const digest of children) {
    expect((await docker.ask('GET', `/v2/aa/manifests/${digest}`)).headers['docker-content-digest']).toBe(digest)
  }
  const { imageDetails } = await world.ecr.describeImages({ repositoryName, imageIds: [{ imageTag: 'v1' }] })
  expect(imageDetails).toMatchObject([{ imageDigest: index, imageSizeInBytes: '{}one'.length }])
})
