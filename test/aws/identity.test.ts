import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { type IdentityOptions, openIdentities, openIdentity } from '../../src/aws/identity.ts'
import { startEmulator } from '../../src/emulator/server.ts'
import { fakeProxy } from '../proxy.ts'

const UNSET = ['AWS_PROFILE', 'AWS_DEFAULT_PROFILE', 'AWS_SESSION_TOKEN', 'AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_STS']
const FIPS = ['AWS_USE_FIPS_ENDPOINT', 'AWS_USE_DUALSTACK_ENDPOINT']

beforeEach(() => {
  for (const name of [...UNSET, ...FIPS]) vi.stubEnv(name, undefined)
  vi.stubEnv('AWS_ACCESS_KEY_ID', '123456789012')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local')
  vi.stubEnv('AWS_CONFIG_FILE', '/nonexistent')
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/nonexistent')
  vi.stubEnv('AWS_MAX_ATTEMPTS', '1')
})
afterEach(() => void vi.unstubAllEnvs())

const ROLE = { arn: 'arn:aws:iam::111122223333:role/ecrsync', sessionName: 'ecrsync' }

async function identity(options: IdentityOptions = {}) {
  const opened = await openIdentity(options)
  onTestFinished(() => opened.close())
  return opened
}

/** An STS that answers everything alike. */
async function stsSaying(status: number, body: string): Promise<void> {
  const server = createServer((request, response) => {
    request.resume()
    response.writeHead(status, { 'content-type': 'text/xml' }).end(body)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  vi.stubEnv('AWS_ENDPOINT_URL_STS', `http://127.0.0.1:${(server.address() as AddressInfo).port}`)
}

describe('STS is asked in the region, through the proxy', () => {
  test.each<[string, Record<string, string>, string]>([
    ['eu-west-1', {}, 'sts.eu-west-1.amazonaws.com'],
    ['us-east-1', {}, 'sts.us-east-1.amazonaws.com'],
    ['cn-north-1', {}, 'sts.cn-north-1.amazonaws.com.cn'],
    ['us-gov-west-1', {}, 'sts.us-gov-west-1.amazonaws.com'],
    ['us-east-1', { AWS_USE_FIPS_ENDPOINT: 'true' }, 'sts-fips.us-east-1.amazonaws.com'],
    ['eu-west-1', { AWS_USE_DUALSTACK_ENDPOINT: 'true' }, 'sts.eu-west-1.api.aws'],
  ])('%s with %j: %s', async (region, env, host) => {
    const proxy = await fakeProxy({})
    for (const [name, value] of Object.entries({ HTTPS_PROXY: `http://${proxy.host}`, ...env })) vi.stubEnv(name, value)
    await expect((await identity()).caller(region)).rejects.toMatchObject({ code: 'UNREACHABLE' })
    await expect((await identity({ role: ROLE })).session?.current(region)).rejects.toMatchObject({
      code: 'UNREACHABLE',
    })
    expect(proxy.asked).toEqual([`CONNECT ${host}:443`, `CONNECT ${host}:443`])
  })
})

describe('an answer that says nothing is none', () => {
  const answer = (action: string) =>
    `<${action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${action}Result></${action}Result></${action}Response>`

  test('to who asks', async () => {
    await stsSaying(200, answer('GetCallerIdentity'))
    await expect((await identity()).caller('eu-west-1')).rejects.toMatchObject({
      code: 'NOT_ECR',
      message: 'The endpoint does not answer as STS does',
      hint: expect.stringContaining('AWS_ENDPOINT_URL_STS'),
    })
  })

  test('to a role', async () => {
    await stsSaying(200, answer('AssumeRole'))
    await expect((await identity({ role: ROLE })).session?.current('eu-west-1')).rejects.toMatchObject({
      code: 'NOT_ECR',
      detail: expect.stringContaining('holds no credentials'),
    })
  })

  test.each([
    ['a page', 200, '<html>hello'],
    ['a page of a proxy', 503, '<html>busy</html>'],
  ])('as %s is', async (_name, status, body) => {
    await stsSaying(status, body)
    const error = await (await identity()).caller('eu-west-1').catch(failure => failure)
    expect(['NOT_ECR', 'AWS_ERROR']).toContain(error.code)
    expect(`${error.message} ${error.hint}`).not.toContain('ECR ')
  })
})

describe('who asks as the same is one', () => {
  const one: IdentityOptions = { role: { ...ROLE, externalId: 'acme' } }

  test.each<[string, IdentityOptions, string, boolean]>([
    ['the same', { role: { ...ROLE, externalId: 'acme' } }, 'aws', true],
    ['no role', {}, 'aws', false],
    ['another role', { role: { ...ROLE, externalId: 'acme', arn: `${ROLE.arn}2` } }, 'aws', false],
    ['another external id', { role: ROLE }, 'aws', false],
    ['another session', { role: { ...ROLE, externalId: 'acme', sessionName: 'x' } }, 'aws', false],
    ['another partition', one, 'aws-cn', false],
  ])('%s', async (_name, other, partition, expected) => {
    const identities = openIdentities()
    onTestFinished(() => identities.close())
    const [first, second] = await Promise.all([identities.of(one, 'aws'), identities.of(other, partition)])
    expect(first === second).toBe(expected)
  })

  test('also where it fails', async () => {
    const identities = openIdentities()
    const opened = [1, 2].map(() => identities.of({ profile: 'nowhere' }, 'aws'))
    for (const ending of await Promise.allSettled(opened))
      expect(ending).toMatchObject({ status: 'rejected', reason: { code: 'INVALID_PROFILE' } })
    await identities.close()
  })
})

test.each([
  ['ThrottlingException', 1],
  ['ServiceUnavailableException', 2],
])('what fails in one region is asked in another, unless it is throttled: %s, %i', async (error, times) => {
  const sts = await startEmulator({ faults: [{ operation: 'GetCallerIdentity', error }] })
  onTestFinished(() => sts.close())
  vi.stubEnv('AWS_ENDPOINT_URL_STS', sts.url)
  const caller = await identity()
  const asked = ['eu-west-1', 'us-east-1'].map(region => caller.caller(region))
  expect((await Promise.allSettled(asked)).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  expect(sts.calls).toHaveLength(times)
})
