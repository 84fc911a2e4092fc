import { describe, expect, test } from 'vitest'
import { startEmulator } from '../../../src/emulator/server.ts'
import { folderWith } from '../../folder.ts'
import { clientOf } from '../ecr.ts'
import { send } from '../http.ts'
import { docked, dockerAs, errorIn, login } from './docker.ts'

const { world, docker } = docked({ now: () => new Date('2026-01-01T00:00:00Z') })
const TWELVE_HOURS = 12 * 60 * 60 * 1000
const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`

const as = (authorization: string | undefined, method = 'GET', path = '/v2/') =>
  send(world.emulator.url, { method, path, headers: authorization === undefined ? {} : { authorization } })

test('who has logged in is let in', async () => {
  const { status, headers, text } = await docker.ask('GET', '/v2/')
  expect([status, text]).toEqual([200, '{}'])
  expect(headers['docker-distribution-api-version']).toBe('registry/2.0')
  expect((await docker.ask('HEAD', '/v2')).status).toBe(200)
})

test.each([
  ['nobody', undefined],
  ['another scheme', 'Bearer abc'],
  ['no credentials', 'Basic '],
  ['what is not base64', 'Basic !!!'],
  ['another user', basic('root:secret')],
  ['a password that is none', basic('AWS:secret')],
  ['a password of JSON', basic(`AWS:${Buffer.from('{"payload":{},"datakey":1}').toString('base64')}`)],
  ['a password of null', basic(`AWS:${Buffer.from('null').toString('base64')}`)],
  ['a signature of AWS', 'AWS4-HMAC-SHA256 Credential=AKIA/20260101/us-east-1/ecr/aws4_request'],
])('%s is asked for credentials', async (_, authorization) => {
  const { status, headers, text } = await as(authorization)
  expect([status, text.trim()]).toEqual([401, 'Not Authorized'])
  expect(headers).toMatchObject({
    'www-authenticate': `Basic realm="http://${new URL(world.emulator.url).host}/",service="ecr.amazonaws.com"`,
    'docker-distribution-api-version': 'registry/2.0',
    'content-type': 'text/plain; charset=utf-8',
  })
})

test.each([
  ['GET', '/v2'],
  ['GET', '/v2/_catalog'],
  ['GET', '/v2/aa/tags/list'],
  ['PUT', '/v2/aa/manifests/v1'],
  ['POST', '/v2/aa/blobs/uploads/'],
  ['DELETE', '/v2/aa/tags/list'],
  ['GET', '/v2/NOT-A-NAME/tags/list'],
  ['GET', '/v2/%/tags/list'],
  ['GET', '/v2/nothing'],
])('without credentials nothing else is said: %s %s', async (method, path) => {
  expect((await as(undefined, method, path)).status).toBe(401)
})

test('a token that was changed is none', async () => {
  const [, password = ''] = /^AWS:(.*)$/.exec(atob((await login(world.ecr)).slice('Basic '.length))) ?? []
  const token = JSON.parse(atob(password)) as Record<string, unknown>
  const forged = { ...token, expiration: Number(token.expiration) + 1 }
  expect((await as(basic(`AWS:${btoa(JSON.stringify(token))}`))).status).toBe(200)
  expect((await as(basic(`AWS:${btoa(JSON.stringify(forged))}`))).status).toBe(401)
})

describe('a token', () => {
  test('is good for twelve hours', async () => {
    world.emulator.clock.advance(TWELVE_HOURS - 1000)
    expect((await docker.ask('GET', '/v2/')).status).toBe(200)
    world.emulator.clock.advance(1000)
    expect(errorIn(await docker.ask('GET', '/v2/'))).toEqual([
      403,
      'DENIED',
      'Your authorization token has expired. Reauthenticate and try again.',
    ])
    const { ask } = await dockerAs(world.emulator, {})
    expect((await ask('GET', '/v2/')).status).toBe(200)
  })

  test('is for the account and region that asked for it', async () => {
    const other = { accessKey: '444455556666', region: 'eu-west-1' }
    await world.ecr.createRepository({ repositoryName: 'mine' })
    await clientOf(world.emulator, other).createRepository({ repositoryName: 'theirs' })
    const { ask } = await dockerAs(world.emulator, other)
    expect(JSON.parse((await ask('GET', '/v2/_catalog')).text)).toEqual({ repositories: ['theirs'] })
    expect(JSON.parse((await docker.ask('GET', '/v2/_catalog')).text)).toEqual({ repositories: ['mine'] })
  })

  test('is nothing to another emulator', async () => {
    const other = await startEmulator()
    const authorization = await login(clientOf(other))
    expect((await as(authorization)).status).toBe(401)
    await other.close()
  })

  test('outlives a restart where there is a data folder', async () => {
    const dataDirectory = await folderWith({})
    const first = await startEmulator({ dataDirectory })
    const authorization = await login(clientOf(first))
    await first.close()
    const second = await startEmulator({ dataDirectory })
    expect((await send(second.url, { path: '/v2/', headers: { authorization } })).status).toBe(200)
    await second.close()
  })
})

test('calls are in the log, under what they amount to', async () => {
  world.emulator.clearCalls()
  await as(undefined)
  await docker.ask('GET', '/v2/')
  await docker.ask('GET', '/v2/aa/tags/list')
  await docker.ask('PUT', '/v2/aa/tags/list')
  expect(world.emulator.calls).toMatchObject([
    { api: 'docker', operation: 'Ping', error: 'Unauthorized' },
    { api: 'docker', operation: 'Ping' },
    { api: 'docker', operation: 'ListImages', name: 'aa', error: 'RepositoryNotFoundException' },
    { api: 'docker', error: 'UNSUPPORTED' },
  ])
})
