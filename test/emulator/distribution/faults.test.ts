import { beforeEach, expect, test } from 'vitest'
import { ACCOUNT, arnOf, sha256 } from '../ecr.ts'
import { docked, errorIn, manifestOf } from './docker.ts'

const { world, docker } = docked()
const put = () => docker.put('aa', 'v1', manifestOf('one'))
const tags = async () => JSON.parse((await docker.ask('GET', '/v2/aa/tags/list')).text).tags

beforeEach(async () => {
  await world.ecr.createRepository({ repositoryName: 'aa' })
  for (const blob of ['{}', 'one']) await docker.pushBlob('aa', blob)
})

test.each([
  ['ThrottlingException', 429, 'TOOMANYREQUESTS', 'Rate exceeded'],
  [
    'AccessDeniedException',
    403,
    'DENIED',
    `User: arn:aws:iam::${ACCOUNT}:user/ecrsync is not authorized to perform: ecr:PutImage on resource: ${arnOf('aa')}`,
  ],
  ['LimitExceededException', 400, 'DENIED', 'LimitExceededException was asked of the ecrsync emulator'],
  ['ServerException', 500, 'UNKNOWN', 'ServerException was asked of the ecrsync emulator'],
  ['ServiceUnavailable', 503, 'UNKNOWN', 'ServiceUnavailable was asked of the ecrsync emulator'],
  ['KmsException', 400, 'UNKNOWN', 'KmsException was asked of the ecrsync emulator'],
  ['constructor', 400, 'UNKNOWN', 'constructor was asked of the ecrsync emulator'],
])('a fault of PutImage hits a manifest: %s is %i %s', async (error, status, code, message) => {
  world.emulator.inject({ operation: 'PutImage', error, when: { first: 1 } })
  expect(errorIn(await put())).toEqual([status, code, message])
  expect(await tags()).toEqual([])
  expect((await put()).status).toBe(201)
})

test.each([
  ['BatchGetImage', 'GET', '/v2/aa/manifests/v1'],
  ['BatchGetImage', 'HEAD', '/v2/aa/manifests/v1'],
  ['PutImage', 'PUT', '/v2/aa/manifests/v1'],
  ['BatchDeleteImage', 'DELETE', `/v2/aa/manifests/${sha256(manifestOf('one'))}`],
  ['InitiateLayerUpload', 'POST', '/v2/aa/blobs/uploads/'],
  ['UploadLayerPart', 'PATCH', '/v2/aa/blobs/uploads/x'],
  ['CompleteLayerUpload', 'PUT', '/v2/aa/blobs/uploads/x'],
  ['BatchCheckLayerAvailability', 'HEAD', `/v2/aa/blobs/${sha256('one')}`],
  ['GetDownloadUrlForLayer', 'GET', `/v2/aa/blobs/${sha256('one')}`],
  ['ListImages', 'GET', '/v2/aa/tags/list'],
  ['ListImageReferrers', 'GET', `/v2/aa/referrers/${sha256('one')}`],
  ['DescribeRepositories', 'GET', '/v2/_catalog'],
])('a fault of %s hits %s %s', async (operation, method, path) => {
  world.emulator.inject({ operation, error: 'ThrottlingException' })
  expect((await docker.ask(method, path)).status).toBe(429)
  expect(world.emulator.calls.at(-1)).toMatchObject({ api: 'docker', operation, error: 'ThrottlingException' })
})

test('a fault drops the connection before anything happens', async () => {
  world.emulator.inject({ operation: 'PutImage', error: 'DropBefore', when: { first: 1 } })
  await expect(put()).rejects.toThrow()
  expect(await tags()).toEqual([])
  expect((await put()).status).toBe(201)
})

test('a fault drops the connection after everything happened', async () => {
  world.emulator.inject({ operation: 'PutImage', error: 'DropAfter', when: { first: 1 } })
  await expect(put()).rejects.toThrow()
  expect(await tags()).toEqual(['v1'])
  expect((await put()).status).toBe(201)
})

test('a fault that drops the answer drops a refusal too', async () => {
  world.emulator.inject({ operation: 'PutImage', error: 'DropAfter' })
  await expect(docker.put('aa', 'v1', '{')).rejects.toThrow()
  world.emulator.inject({ operation: 'ListImages', error: 'DropAfter' })
  await expect(docker.ask('GET', '/v2/not/there/tags/list')).rejects.toThrow()
})

test('a fault leaves an upload as far as it was', async () => {
  const location = String((await docker.ask('POST', '/v2/aa/blobs/uploads/')).headers.location)
  world.emulator.inject({ operation: 'UploadLayerPart', error: 'DropAfter', when: { at: 1 } })
  world.emulator.inject({ operation: 'UploadLayerPart', error: 'DropBefore', when: { at: 2 } })
  await expect(docker.ask('PATCH', location, { body: 'one ' })).rejects.toThrow()
  await expect(docker.ask('PATCH', location, { body: 'lost' })).rejects.toThrow()
  expect((await docker.ask('GET', location)).headers.range).toBe('0-3')
})

test('a fault is none of a login', async () => {
  world.emulator.inject({ operation: 'PutImage', error: 'ServerException' })
  const answer = await docker.ask('PUT', '/v2/aa/manifests/v1', { headers: { authorization: '' } })
  expect(answer.status).toBe(401)
})
