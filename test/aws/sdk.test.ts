import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import type { Connection } from '../../src/aws/client.ts'
import { accessOf, clientOf } from '../../src/aws/sdk.ts'
import { openWays } from '../../src/aws/ways.ts'
import { registryOfHost } from '../../src/names.ts'
import { folderWith } from '../folder.ts'

const UNSET = ['AWS_REGION', 'AWS_PROFILE', 'AWS_DEFAULT_PROFILE', 'AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_ECR']

beforeEach(() => {
  for (const name of [...UNSET, 'AWS_USE_FIPS_ENDPOINT', 'AWS_USE_DUALSTACK_ENDPOINT']) vi.stubEnv(name, undefined)
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'key')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'hush')
  vi.stubEnv('AWS_CONFIG_FILE', '/nonexistent')
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/nonexistent')
})
afterEach(() => void vi.unstubAllEnvs())

/** Where a call would be sent, by the rules of the SDK. */
async function addressOf(connection: Omit<Connection, 'concurrency'>): Promise<string> {
  const whole = { ...connection, concurrency: 1 }
  const client = clientOf(whole, await accessOf(whole), openWays())
  onTestFinished(() => client.destroy())
  const { endpointProvider, endpoint, region, useFipsEndpoint, useDualstackEndpoint } = client.config
  const custom = await endpoint?.()
  const { url } = endpointProvider({
    Region: await region(),
    UseFIPS: await useFipsEndpoint(),
    UseDualStack: await useDualstackEndpoint(),
    ...(custom && { Endpoint: `${custom.protocol}//${custom.hostname}:${custom.port ?? ''}${custom.path}` }),
  })
  return url.href
}

const registry = (host: string) => {
  const found = registryOfHost(`111122223333.${host}`)
  if (found === undefined) throw new Error(host)
  return { region: found.region, host: found }
}

describe('each host of a registry is asked at its own API host', () => {
  test.each([
    ['dkr.ecr.us-east-1.amazonaws.com', 'api.ecr.us-east-1.amazonaws.com'],
    ['dkr.ecr-fips.us-east-1.amazonaws.com', 'api.ecr-fips.us-east-1.amazonaws.com'],
    ['dkr-ecr.us-east-1.on.aws', 'ecr.us-east-1.api.aws'],
    ['dkr-ecr-fips.us-east-1.on.aws', 'ecr-fips.us-east-1.api.aws'],
    ['dkr.ecr.us-gov-west-1.amazonaws.com', 'api.ecr.us-gov-west-1.amazonaws.com'],
    ['dkr-ecr-fips.us-gov-west-1.on.aws', 'ecr-fips.us-gov-west-1.api.aws'],
    ['dkr.ecr.cn-north-1.amazonaws.com.cn', 'api.ecr.cn-north-1.amazonaws.com.cn'],
    ['dkr-ecr.cn-north-1.on.amazonwebservices.com.cn', 'ecr.cn-north-1.api.amazonwebservices.com.cn'],
    ['dkr.ecr.eusc-de-east-1.amazonaws.eu', 'api.ecr.eusc-de-east-1.amazonaws.eu'],
    ['dkr.ecr.us-iso-east-1.c2s.ic.gov', 'api.ecr.us-iso-east-1.c2s.ic.gov'],
  ])('%s at %s', async (host, api) => expect(await addressOf(registry(host))).toBe(`https://${api}/`))

  test('with FIPS where the environment asks for it, too', async () => {
    vi.stubEnv('AWS_USE_FIPS_ENDPOINT', 'true')
    expect(await addressOf(registry('dkr-ecr.us-east-1.on.aws'))).toBe('https://ecr-fips.us-east-1.api.aws/')
  })

  test('but at an endpoint, where one is said', async () => {
    const endpoint = 'http://127.0.0.1:9'
    const hosts = ['dkr.ecr-fips.us-east-1.amazonaws.com', 'dkr-ecr-fips.us-east-1.on.aws']
    for (const host of hosts) expect(await addressOf({ ...registry(host), endpoint })).toBe('http://127.0.0.1:9/')
    vi.stubEnv('AWS_ENDPOINT_URL', endpoint)
    for (const host of hosts) expect(await addressOf(registry(host))).toBe('http://127.0.0.1:9/')
  })
})

describe('the region', () => {
  const regionOf = async (connection: Omit<Connection, 'concurrency'>) =>
    (await accessOf({ ...connection, concurrency: 1 })).region

  test('is the one that is given, of the environment, of the profile', async () => {
    const config = '[profile team]\nregion = eu-west-1\n[default]\nregion = eu-west-2\n'
    vi.stubEnv('AWS_CONFIG_FILE', `${await folderWith({ config })}/config`)
    expect(await regionOf({})).toBe('eu-west-2')
    expect(await regionOf({ profile: 'team' })).toBe('eu-west-1')
    vi.stubEnv('AWS_REGION', 'eu-west-3')
    expect(await regionOf({ profile: 'team' })).toBe('eu-west-3')
    expect(await regionOf({ profile: 'team', region: 'us-east-1' })).toBe('us-east-1')
    vi.stubEnv('AWS_REGION', '')
    expect(await regionOf({ profile: 'team' })).toBe('eu-west-1')
  })

  test.each(['fips-us-east-1', 'us-east-1-fips'])('%s asks for FIPS, but not at an endpoint', async region => {
    expect(await addressOf({ region })).toBe('https://api.ecr-fips.us-east-1.amazonaws.com/')
    expect(await addressOf({ region, endpoint: 'http://127.0.0.1:9' })).toBe('http://127.0.0.1:9/')
  })
})
