import { beforeEach, describe, expect, test } from 'vitest'
import { docked, errorIn } from './docker.ts'

const { world, docker } = docked()
const repositoryName = 'aa'

interface Listing {
  readonly name?: string
  readonly tags?: readonly string[]
  readonly repositories?: readonly string[]
}

async function list(path: string) {
  const answer = await docker.ask('GET', path)
  const [, next] = /^<([^>]+)>; rel="next"$/.exec(String(answer.headers.link ?? '')) ?? []
  return { ...answer, next, body: JSON.parse(answer.text) as Listing }
}

/** Every page, as long as there is a next one. */
async function pages(path: string): Promise<readonly Listing[]> {
  const { body, next } = await list(path)
  return next === undefined ? [body] : [body, ...(await pages(next))]
}

async function pushTags(count: number): Promise<readonly string[]> {
  const tags = Array.from({ length: count }, (_, index) => `v${index}`)
  for (const tag of tags) await docker.push('aa', 'one', tag)
  return tags.toSorted()
}

beforeEach(async () => {
  await world.ecr.createRepository({ repositoryName })
})

describe('a listing of tags', () => {
  test('is JSON that calls itself text', async () => {
    const tags = await pushTags(3)
    const { status, headers, body } = await list('/v2/aa/tags/list')
    expect([status, headers['content-type']]).toEqual([200, 'text/plain; charset=utf-8'])
    expect(headers).not.toHaveProperty('link')
    expect(body).toEqual({ name: 'aa', tags })
  })

  test('is of what can be pulled', async () => {
    await docker.push('aa', 'two')
    const imageDigest = await docker.push('aa', 'three', 'old')
    await world.ecr.updateImageStorageClass({ repositoryName, imageId: { imageDigest }, targetStorageClass: 'ARCHIVE' })
    expect((await list('/v2/aa/tags/list')).body).toEqual({ name: 'aa', tags: [] })
  })

  test('comes in pages of n, each of which leads to the next by what is no tag', async () => {
    const tags = await pushTags(5)
    const all = await pages('/v2/aa/tags/list?n=2')
    expect(all.map(page => page.tags)).toEqual([tags.slice(0, 2), tags.slice(2, 4), tags.slice(4)])
    const { next = '' } = await list('/v2/aa/tags/list?n=2')
    const { pathname, searchParams } = new URL(next, world.emulator.url)
    expect([pathname, searchParams.get('n')]).toEqual(['/v2/aa/tags/list', '2'])
    expect(tags).not.toContain(searchParams.get('last'))
  })

  test('comes in pages of 100 unless asked otherwise', async () => {
    const tags = await pushTags(101)
    expect((await pages('/v2/aa/tags/list')).map(page => page.tags?.length)).toEqual([100, 1])
    expect((await list('/v2/aa/tags/list?n=1000')).body.tags).toEqual(tags)
  })

  test('goes on where it was, whatever comes and goes', async () => {
    await pushTags(4)
    const { next = '' } = await list('/v2/aa/tags/list?n=2')
    await world.ecr.batchDeleteImage({ repositoryName, imageIds: [{ imageTag: 'v1' }] })
    await docker.push('aa', 'one', 'a')
    expect((await list(next)).body.tags).toEqual(['v2', 'v3'])
  })

  test.each([
    ['1001', 'less than or equal to 1000'],
    ['0', 'greater than or equal to 1'],
    ['-1', 'greater than or equal to 1'],
    ['x', 'greater than or equal to 1'],
    ['1.5', 'greater than or equal to 1'],
  ])('has no pages of %s', async (n, bound) => {
    expect(errorIn(await docker.ask('GET', `/v2/aa/tags/list?n=${n}`))).toEqual([
      405,
      'UNSUPPORTED',
      `Invalid parameter at 'maxResults' failed to satisfy constraint: 'Member must have value ${bound}'`,
    ])
  })

  test.each(['v1', 'x'])('does not begin after %j', async last => {
    await pushTags(2)
    expect(errorIn(await docker.ask('GET', `/v2/aa/tags/list?last=${last}`))).toEqual([
      405,
      'UNSUPPORTED',
      "Invalid parameter at 'nextToken' failed to satisfy constraint: 'Invalid token'",
    ])
  })

  test('is of a repository that is there', async () => {
    expect(errorIn(await docker.ask('GET', '/v2/bb/tags/list'))).toEqual([
      404,
      'NAME_UNKNOWN',
      "The repository with name 'bb' does not exist in the registry with id '123456789012'",
    ])
  })
})

describe('a catalog', () => {
  test('is of the repositories of a registry, in pages', async () => {
    for (const name of ['aa/b', 'bb', 'cc']) await world.ecr.createRepository({ repositoryName: name })
    expect((await list('/v2/_catalog')).body).toEqual({ repositories: ['aa', 'aa/b', 'bb', 'cc'] })
    const all = await pages('/v2/_catalog?n=3')
    expect(all).toEqual([{ repositories: ['aa', 'aa/b', 'bb'] }, { repositories: ['cc'] }])
  })

  test('has no larger pages either', async () => {
    expect(errorIn(await docker.ask('GET', '/v2/_catalog?n=1001')).slice(0, 2)).toEqual([405, 'UNSUPPORTED'])
  })

  test('may be empty', async () => {
    await world.ecr.deleteRepository({ repositoryName })
    expect((await list('/v2/_catalog')).body).toEqual({ repositories: [] })
  })
})

test.each([
  ['POST', '/v2/aa/tags/list'],
  ['PUT', '/v2/_catalog'],
  ['POST', '/v2/aa/manifests/v1'],
  ['PATCH', '/v2/aa/manifests/v1'],
  ['GET', '/v2/aa/blobs/uploads/'],
  ['PUT', '/v2/aa/blobs/sha256:00'],
  ['DELETE', '/v2/aa/referrers/sha256:00'],
  ['POST', '/v2/'],
])('%s is not supported at %s', async (method, path) => {
  expect(errorIn(await docker.ask(method, path)).slice(0, 2)).toEqual([405, 'UNSUPPORTED'])
})
