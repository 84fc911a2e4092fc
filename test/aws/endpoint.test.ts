import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { checkEndpoint, placeOf } from '../../src/aws/endpoint.ts'
import { NO_PROFILE, type Profile } from '../../src/aws/profile.ts'

const AWS = { isFips: false, isDualStack: false }

const VARIABLES = [
  'AWS_ENDPOINT_URL_ECR',
  'AWS_ENDPOINT_URL_STS',
  'AWS_ENDPOINT_URL',
  'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS',
  'AWS_USE_FIPS_ENDPOINT',
  'AWS_USE_DUALSTACK_ENDPOINT',
]

beforeEach(() => {
  for (const name of VARIABLES) vi.stubEnv(name, undefined)
})
afterEach(() => void vi.unstubAllEnvs())

const profile = (settings: Profile['settings'], services: Record<string, string> = {}): Profile => ({
  name: 'team',
  settings,
  services: () => services,
  check: async () => {},
})
const at = (name: string) => ({ ...AWS, endpoint: `http://${name}.test` })

/** From the last that counts to the first; each case takes all up to its own. */
const SAID = { AWS_ENDPOINT_URL: 'http://all.test', AWS_ENDPOINT_URL_ECR: 'http://service.test' }
const WHOLE = profile(
  { services: 'mine', endpoint_url: 'http://profile.test' },
  { 'ecr.endpoint_url': 'http://section.test', 's3.endpoint_url': 'http://other.test' },
)

describe('where ECR is asked', () => {
  test.each<[string, Record<string, string>, Profile, string | undefined, object]>([
    ['at AWS, where nothing is said', {}, NO_PROFILE, undefined, AWS],
    ['where the profile says', {}, profile({ endpoint_url: 'http://profile.test' }), undefined, at('profile')],
    ['where its section says', {}, WHOLE, undefined, at('section')],
    ['where all services are', { AWS_ENDPOINT_URL: 'http://all.test' }, WHOLE, undefined, at('all')],
    ['where the variable of ECR says', SAID, WHOLE, undefined, at('service')],
    ['where it is given', SAID, WHOLE, 'http://flag.test', at('flag')],
    ['not where another service is', { AWS_ENDPOINT_URL_STS: 'http://sts.test' }, NO_PROFILE, undefined, AWS],
    [
      'past variables that are empty',
      { AWS_ENDPOINT_URL_ECR: '', AWS_ENDPOINT_URL: '' },
      WHOLE,
      undefined,
      at('section'),
    ],
    ['at AWS, if that is ignored', { ...SAID, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' }, WHOLE, undefined, AWS],
    [
      'where it is given all the same',
      { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'TRUE' },
      WHOLE,
      'http://flag.test',
      at('flag'),
    ],
    ['at AWS, if the profile ignores it', SAID, profile({ ignore_configured_endpoint_urls: 'true' }), undefined, AWS],
    [
      'where the variable says, which ignores nothing',
      { ...SAID, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'false' },
      profile({ ignore_configured_endpoint_urls: 'true' }),
      undefined,
      at('service'),
    ],
    [
      'where it says, if the switch is no word',
      { ...SAID, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: '1' },
      WHOLE,
      undefined,
      at('service'),
    ],
    ['at FIPS', { AWS_USE_FIPS_ENDPOINT: 'True' }, NO_PROFILE, undefined, { ...AWS, isFips: true }],
    ['at dual-stack', {}, profile({ use_dualstack_endpoint: 'true' }), undefined, { ...AWS, isDualStack: true }],
    [
      'not at FIPS, if the variable says so',
      { AWS_USE_FIPS_ENDPOINT: 'false' },
      profile({ use_fips_endpoint: 'true' }),
      undefined,
      AWS,
    ],
    [
      'at its endpoint, before FIPS and dual-stack',
      { ...SAID, AWS_USE_FIPS_ENDPOINT: 'true', AWS_USE_DUALSTACK_ENDPOINT: 'true' },
      WHOLE,
      undefined,
      at('service'),
    ],
  ])('%s', (_name, env, active, given, place) => {
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value)
    expect(placeOf('ECR', active, given)).toEqual(place)
  })

  test('is another place than where STS is', () => {
    vi.stubEnv('AWS_ENDPOINT_URL_STS', 'http://sts.test')
    expect(placeOf('STS', WHOLE)).toEqual(at('sts'))
    vi.stubEnv('AWS_ENDPOINT_URL_STS', undefined)
    expect(placeOf('STS', WHOLE)).toEqual(at('profile'))
  })

  test('is not looked for in a section where the environment says it', () => {
    const broken: Profile = {
      ...WHOLE,
      services: () => {
        throw new Error('no such section')
      },
    }
    expect(() => placeOf('ECR', broken)).toThrow('no such section')
    vi.stubEnv('AWS_ENDPOINT_URL', 'http://all.test')
    expect(placeOf('ECR', broken)).toEqual(at('all'))
  })
})

test.each([
  ['http://127.0.0.1:4510', 'http://127.0.0.1:4510'],
  ['http://127.0.0.1:4510/', 'http://127.0.0.1:4510'],
  ['HTTPS://Ecr.Example.com:443/ecr/', 'https://ecr.example.com/ecr'],
  [' http://127.0.0.1:4510\n', 'http://127.0.0.1:4510'],
  ['http://[::1]:4510', 'http://[::1]:4510'],
  ['http://a.test/\u001b[2J\nx', 'http://a.test/%1B[2Jx'],
])('%j is an endpoint, in its usual form %s', (text, url) =>
  expect(checkEndpoint(text, { name: '--endpoint-url', code: 'INVALID_FLAG' })).toBe(url),
)

test.each([
  ['', 'is no URL'],
  ['hush', 'is no URL'],
  ['localhost:4510/hush', 'is no URL'],
  ['ftp://hush.test', 'is no URL'],
  ['http:hush.test', 'is no URL'],
  ['http:///hush', 'is no URL'],
  ['http://hush test', 'is no URL'],
  ['http://hush:99999', 'is no URL'],
  ['user:hush@127.0.0.1:4510', 'is no URL'],
  ['http://user:hu/sh@127.0.0.1', 'is no URL'],
  ['http://user:hush@127.0.0.1:4510', 'holds a login'],
  ['http://hush@127.0.0.1:4510', 'holds a login'],
  ['https://:hush@127.0.0.1', 'holds a login'],
  ['http://127.0.0.1/hush@127.0.0.1', 'holds a login'],
  ['http://127.0.0.1:4510/?token=hush', 'has more than a path'],
  ['http://127.0.0.1:4510#hush', 'has more than a path'],
])('%j is none, and is not said again', (text, summary) => {
  const thrown = (() => {
    try {
      checkEndpoint(text, { name: 'AWS_ENDPOINT_URL', code: 'INVALID_ENDPOINT' })
    } catch (error) {
      return error as { message: string; exitCode: number; diagnostics: unknown }
    }
    return undefined
  })()
  expect(thrown).toMatchObject({ message: `AWS_ENDPOINT_URL ${summary}`, exitCode: 3 })
  expect(JSON.stringify(thrown?.diagnostics)).not.toMatch(/hu\/?sh/)
})
