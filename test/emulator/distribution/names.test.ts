import { beforeEach, describe, expect, test } from 'vitest'
import { IMAGE_TYPE, sha256 } from '../ecr.ts'
import { docked, errorIn, MISSING, manifestOf } from './docker.ts'

const { world, docker } = docked()

const ODD = [
  'v2',
  'v2/blobs/manifests',
  'blobs/uploads',
  'manifests',
  'tags/list',
  'referrers/x',
  'aa/blobs/uploads/tags',
  'a-b__c.d/e--f',
  `${'aa/'.repeat(84)}aaaa`,
]

describe.each(ODD)('a repository named %s', name => {
  test('is a repository like any other', async () => {
    await world.ecr.createRepository({ repositoryName: name })
    const digest = await docker.push(name, 'one', 'v1')
    const manifests = `/v2/${name}/manifests`
    expect((await docker.ask('GET', `${manifests}/v1`)).headers['docker-content-digest']).toBe(digest)
    const { headers } = await docker.ask('POST', `/v2/${name}/blobs/uploads/`)
    expect((await docker.ask('PATCH', String(headers.location), { body: 'two' })).status).toBe(201)
    expect((await docker.ask('PUT', `${headers.location}?digest=${sha256('two')}`)).status).toBe(201)
    expect((await docker.ask('HEAD', `/v2/${name}/blobs/${sha256('two')}`)).status).toBe(200)
    expect(JSON.parse((await docker.ask('GET', `/v2/${name}/tags/list`)).text)).toEqual({ name, tags: ['v1'] })
    expect((await docker.ask('GET', `/v2/${name}/referrers/${digest}`)).status).toBe(200)
    expect((await docker.ask('DELETE', `${manifests}/${digest}`)).status).toBe(202)
    const { imageIds } = await world.ecr.listImages({ repositoryName: name })
    expect(imageIds).toEqual([])
  })
})

test.each([
  ['upper case', 'AA'],
  ['one letter', 'a'],
  ['a slash at its end', 'aa/'],
  ['two slashes', 'aa//bb'],
  ['a dot at its beginning', '.aa'],
  ['two dots', 'aa..bb'],
  ['an escaped way out', '%2e%2e%2f%2e%2e%2fetc'],
  ['an escape that is none', 'aa%zz'],
  ['a zero byte', 'aa%00'],
  ['257 letters', 'a'.repeat(257)],
])('a name with %s is none', async (_, name) => {
  for (const [method, path] of [
    ['GET', `/v2/${name}/tags/list`],
    ['PUT', `/v2/${name}/manifests/v1`],
    ['POST', `/v2/${name}/blobs/uploads/`],
  ] as const) {
    expect(errorIn(await docker.ask(method, path)).slice(0, 2)).toEqual([400, 'NAME_INVALID'])
  }
})

test('a slash in a name may be escaped', async () => {
  await world.ecr.createRepository({ repositoryName: 'aa/bb' })
  expect((await docker.ask('GET', '/v2/aa%2Fbb/tags/list')).status).toBe(200)
})

test.each([
  ['GET', 'manifests/v1'],
  ['HEAD', 'manifests/v1'],
  ['PUT', 'manifests/v1'],
  ['DELETE', `manifests/${MISSING}`],
  ['GET', `blobs/${MISSING}`],
  ['HEAD', `blobs/${MISSING}`],
  ['POST', 'blobs/uploads/'],
  ['POST', `blobs/uploads/?digest=${MISSING}`],
  ['POST', `blobs/uploads/?mount=${MISSING}&from=bb`],
  ['PATCH', 'blobs/uploads/00000000-0000-4000-8000-000000000000'],
  ['GET', 'tags/list'],
  ['GET', `referrers/${MISSING}`],
])('in a repository that is not there %s %s says so', async (method, path) => {
  const body = method === 'PUT' ? { body: manifestOf('one') } : {}
  const answer = await docker.ask(method, `/v2/not/there/${path}`, { ...body, headers: { 'content-type': IMAGE_TYPE } })
  expect(answer.status).toBe(404)
  if (method === 'HEAD') return
  const message = "The repository with name 'not/there' does not exist in the registry with id '123456789012'"
  expect(errorIn(answer)).toEqual([404, 'NAME_UNKNOWN', message])
})

describe('a push to a repository that is not there', () => {
  const template = {
    prefix: 'team',
    appliedFor: ['CREATE_ON_PUSH' as const],
    imageTagMutability: 'IMMUTABLE' as const,
    resourceTags: [{ Key: 'made', Value: 'by push' }],
    customRoleArn: 'arn:aws:iam::123456789012:role/ecr',
  }
  const begin = (name: string) => docker.ask('POST', `/v2/${name}/blobs/uploads/`)

  beforeEach(() => world.ecr.createRepositoryCreationTemplate(template))

  test('creates it where a template says so, as it says', async () => {
    await docker.push('team/app', 'one', 'v1')
    const { repositories } = await world.ecr.describeRepositories({})
    expect(repositories).toMatchObject([{ repositoryName: 'team/app', imageTagMutability: 'IMMUTABLE' }])
    const { tags } = await world.ecr.listTagsForResource({ resourceArn: repositories?.[0]?.repositoryArn })
    expect(tags).toEqual(template.resourceTags)
    expect((await docker.ask('GET', '/v2/team/app/manifests/v1')).status).toBe(200)
  })

  test('fails where the template is about other names, or for another occasion', async () => {
    for (const name of ['team', 'teams/app', 'other']) {
      expect(errorIn(await begin(name)).slice(0, 2)).toEqual([404, 'NAME_UNKNOWN'])
    }
    await world.ecr.createRepositoryCreationTemplate({ prefix: 'team/cache', appliedFor: ['PULL_THROUGH_CACHE'] })
    expect((await begin('team/cache/app')).status).toBe(404)
    expect((await begin('team/other')).status).toBe(202)
  })

  test('creates none for a pull', async () => {
    expect((await docker.ask('GET', '/v2/team/app/manifests/v1')).status).toBe(404)
    expect((await docker.ask('HEAD', `/v2/team/app/blobs/${MISSING}`)).status).toBe(404)
    expect((await world.ecr.describeRepositories({})).repositories).toEqual([])
  })

  test('creates any with a template for all', async () => {
    await world.ecr.createRepositoryCreationTemplate({ prefix: 'ROOT', appliedFor: ['CREATE_ON_PUSH'] })
    expect((await begin('any')).status).toBe(202)
    expect((await begin('a')).status).toBe(400)
    expect((await begin('a'.repeat(257))).status).toBe(400)
  })
})

test('there is nothing else', async () => {
  for (const path of ['/v2/aa', '/v2/aa/nothing', '/v2/_nothing', '/v2//']) {
    expect((await docker.ask('GET', path)).status).toBe(404)
  }
})
