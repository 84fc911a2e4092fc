import { describe, expect, test } from 'vitest'
import {
  DIGEST,
  hasLogin,
  hostOfRegistry,
  isEndpointOfEcr,
  mayBeRegistryHost,
  REPOSITORY_NAME,
  referenceIn,
  registryOfHost,
  registrySaidBy,
  seemsRegistryHost,
  shortDigest,
  TAG,
  withoutLogin,
  withoutLogins,
} from '../src/names.ts'

const D = `sha256:${'0123456789abcdef'.repeat(4)}`

describe('the host of a registry says its account and region', () => {
  test.each([
    ['111122223333.dkr.ecr.eu-west-1.amazonaws.com', 'eu-west-1'],
    ['111122223333.dkr.ecr-fips.us-east-2.amazonaws.com', 'us-east-2'],
    ['111122223333.dkr-ecr.ap-southeast-2.on.aws', 'ap-southeast-2'],
    ['111122223333.dkr-ecr-fips.us-west-2.on.aws', 'us-west-2'],
    ['111122223333.dkr.ecr.us-gov-west-1.amazonaws.com', 'us-gov-west-1'],
    ['111122223333.dkr.ecr.cn-north-1.amazonaws.com.cn', 'cn-north-1'],
    ['111122223333.dkr-ecr.cn-northwest-1.on.amazonwebservices.com.cn', 'cn-northwest-1'],
    ['111122223333.dkr.ecr.eusc-de-east-1.amazonaws.eu', 'eusc-de-east-1'],
    ['111122223333.dkr.ecr.us-iso-east-1.c2s.ic.gov', 'us-iso-east-1'],
    ['111122223333.dkr.ecr.us-isob-east-1.sc2s.sgov.gov', 'us-isob-east-1'],
    ['111122223333.dkr.ecr.eu-isoe-west-1.cloud.adc-e.uk', 'eu-isoe-west-1'],
    ['111122223333.dkr.ecr.us-isof-south-1.csp.hci.ic.gov', 'us-isof-south-1'],
  ])('%s', (host, region) => expect(registryOfHost(host)).toMatchObject({ account: '111122223333', region }))

  test.each([
    ['dkr.ecr.us-east-1.amazonaws.com', false, false],
    ['dkr.ecr-fips.us-east-1.amazonaws.com', true, false],
    ['dkr-ecr.us-east-1.on.aws', false, true],
    ['dkr-ecr-fips.us-east-1.on.aws', true, true],
    ['dkr-ecr-fips.us-gov-west-1.on.aws', true, true],
    ['DKR.ECR-FIPS.US-GOV-EAST-1.AMAZONAWS.COM', true, false],
    ['dkr-ecr.eusc-de-east-1.on.amazonwebservices.eu', false, true],
  ])('%s, and which of its hosts it is', (host, isFips, isDualStack) =>
    expect(registryOfHost(`111122223333.${host}`)).toMatchObject({ isFips, isDualStack }),
  )

  test.each([
    ['public.ecr.aws'],
    ['docker.io'],
    ['127.0.0.1:4510'],
    ['dkr.ecr.eu-west-1.amazonaws.com'],
    ['11112222333.dkr.ecr.eu-west-1.amazonaws.com'],
    ['111122223333.dkr.ecr.eu-west-1.amazonaws.com.example.com'],
    ['111122223333.dkr.ecr.eu-west-1.amazonaws.com:8080'],
    ['example.com.111122223333.dkr.ecr.eu-west-1.amazonaws.com'],
    ['111122223333.dkr.ecr.eu-west-1.evil.amazonaws.com'],
    ['111122223333.dkr.ecr.eu-west-1xamazonaws.com'],
    ['111122223333.dkr.ecr.eu-west-1.on.aws'],
    ['111122223333.dkr-ecr.eu-west-1.amazonaws.com'],
    ['111122223333.dkr-ecr.eu-west-1.on.aws.example.com'],
    ['111122223333.dkr-ecr.eu-west-1.on.aws:443'],
    ['111122223333.dkr.ecr.eu-west-1.amazonaws.com.'],
    ['111122223333.dkr.ecr.cn-north-1.amazonaws.com'],
    ['111122223333.dkr.ecr.us-east-1.amazonaws.com.cn'],
    ['111122223333.dkr-ecr.us-iso-east-1.on.aws'],
    ['111122223333.dkr.ecr..amazonaws.com'],
    ['111122223333.dkr.ecr.-.amazonaws.com'],
    ['111122223333.dkr.ecr-fipsx.us-east-1.amazonaws.com'],
    ['111122223333.dkr.ecr.eu-west-1.amazonaws.com\n'],
    ['user@111122223333.dkr.ecr.eu-west-1.amazonaws.com'],
    ['111122223333。dkr.ecr.eu-west-1.amazonaws.com'],
    [''],
  ])('but not %s, which is no such host', host => expect(registryOfHost(host)).toBeUndefined())
})

test.each([
  ['eu-west-1', '111122223333.dkr.ecr.eu-west-1.amazonaws.com'],
  ['us-gov-west-1', '111122223333.dkr.ecr.us-gov-west-1.amazonaws.com'],
  ['cn-north-1', '111122223333.dkr.ecr.cn-north-1.amazonaws.com.cn'],
])('a registry in %s has the host %s', (region, host) => {
  expect(hostOfRegistry({ account: '111122223333', region })).toBe(host)
  expect(registryOfHost(host)).toMatchObject({ region })
})

test('a host seems to be of ECR by how it begins', () => {
  for (const host of ['111122223333.dkr.ecr.x', '111122223333.DKR-ecr.eu-west-1.on.aws:443'])
    expect(seemsRegistryHost(host)).toBe(true)
  for (const host of ['111122223333', '11112222333.dkr.ecr.x', 'docker.io', 'x111122223333.dkr.ecr.x'])
    expect(seemsRegistryHost(host)).toBe(false)
})

test.each([
  ['me:hush@ghcr.io/app:1', '…@ghcr.io/app:1'],
  ['https://me:hu/sh@ghcr.io/app', '…@ghcr.io/app'],
  [`me:hush@ghcr.io/app@${D}`, `…@ghcr.io/app@${D}`],
  [`ghcr.io/app@${D}`, `ghcr.io/app@${D}`],
  [`ghcr.io/app@sha512:${'a'.repeat(128)}`, `ghcr.io/app@sha512:${'a'.repeat(128)}`],
  ['ghcr.io/app:1', 'ghcr.io/app:1'],
  ['me:p@ss@ghcr.io/app', '…@ghcr.io/app'],
  ['token@ghcr.io', '…@ghcr.io'],
  ['arn:aws:iam::111122223333:user/me@example.com', 'arn:aws:iam::111122223333:user/me@example.com'],
])('without what may be a password, %s is %s', (text, shown) => expect(withoutLogin(text)).toBe(shown))

test('a login stands in front of a host and a path', () => {
  for (const text of ['me:hush@h/x', 'token@h/x', 'https://me@h/x:1'])
    expect([text, hasLogin(text)]).toEqual([text, true])
  for (const text of ['app:1@v2', `team/app@${D}`, 'team/app', 'arn:aws:iam::111122223333:user/me@h/x'])
    expect([text, hasLogin(text)]).toEqual([text, false])
})

test.each([
  ['Write me:hush@ghcr.io/app:1', 'Write *******@ghcr.io/app:1'],
  ['"me:hush@ghcr.io" is none', '"*******@ghcr.io" is none'],
  ['of token@ghcr.io/app, and more', 'of *****@ghcr.io/app, and more'],
  ['http://me:p@ss@h/x', 'http://*******@h/x'],
  [`team/app:1@${D}, team/api@${D}`, `team/app:1@${D}, team/api@${D}`],
  ['[arn:aws:iam::1:root,https://me:hush@h]', '************************************@h]'],
  ['owner: me@example.com', 'owner: me@example.com'],
  ['"arn:aws-cn:iam::111122223333:user/a/me@example.com"', '"arn:aws-cn:iam::111122223333:user/a/me@example.com"'],
  [
    'arn:aws:sts::111122223333:assumed-role/x/me@example.com',
    'arn:aws:sts::111122223333:assumed-role/x/me@example.com',
  ],
])('in a text, the logins of %s are covered up', (text, shown) => expect(withoutLogins(text)).toBe(shown))

test('an emulator behind a name of its own says a registry as ECR does', () => {
  const HOST = '111122223333.dkr.ecr.us-east-1.localhost.localstack.cloud'
  expect(registrySaidBy(HOST)).toMatchObject({ account: '111122223333', region: 'us-east-1' })
  expect(registryOfHost(HOST)).toBeUndefined()
  expect(registrySaidBy('registry.test')).toBeUndefined()
})

test('a host with a part that is not known may become one of ECR', () => {
  for (const host of ['${{ env.A }}.dkr.ecr.x', '${{ env.A }}.amazonaws.com', 'x.C2S.ic.gov', 'x.on.aws'])
    expect([host, mayBeRegistryHost(host)]).toEqual([host, true])
  expect(mayBeRegistryHost('${{ env.TEAM }}')).toBe(false)
})

describe('a name of a repository', () => {
  test.each(['app', 'team/app', 'a-b_c.d/e__f--g'])('is %s', name => expect(name).toMatch(REPOSITORY_NAME))
  test.each(['', 'App', 'team//app', '/app', 'app/', 'a..b', 'a___b', '-app', 'team/app:v1'])('is not "%s"', name =>
    expect(name).not.toMatch(REPOSITORY_NAME),
  )
})

describe('a tag', () => {
  test.each(['v1', '_', '1.4.2-rc.1', 'x'.repeat(128)])('is %s', tag => expect(tag).toMatch(TAG))
  test.each(['', '-v1', '.v1', 'v1/2', 'v:1', 'x'.repeat(129)])('is not "%s"', tag => expect(tag).not.toMatch(TAG))
})

describe('a digest', () => {
  test('is sha256 and 64 digits', () => expect(D).toMatch(DIGEST))
  test.each([D.slice(0, -1), `${D}0`, D.toUpperCase(), D.replace('sha256', 'sha512'), `${D}\n`])('is not "%s"', text =>
    expect(text).not.toMatch(DIGEST),
  )
  test('is short by its beginning and its end', () => expect(shortDigest(D)).toBe('sha256:01234567…def'))
})

test.each([
  ['app', { repositoryName: 'app' }],
  ['team/app:v1', { repositoryName: 'team/app', tag: 'v1' }],
  [`team/app@${D}`, { repositoryName: 'team/app', digest: D }],
  [`team/app:v1@${D}`, { repositoryName: 'team/app', tag: 'v1', digest: D }],
  ['app:no tag@no digest', { repositoryName: 'app', tag: 'no tag', digest: 'no digest' }],
  ['App', undefined],
  ['app:', undefined],
  ['', undefined],
])('%s refers to %j', (text, reference) => expect(referenceIn(text)).toEqual(reference))

describe('an endpoint of ECR is', () => {
  test.each([
    'https://api.ecr.eu-west-1.amazonaws.com',
    'https://ecr.eu-west-1.api.aws',
    'https://api.ecr-fips.us-east-1.amazonaws.com',
    'https://ecr-fips.us-gov-west-1.api.aws',
    'https://api.ecr.cn-north-1.amazonaws.com.cn',
    'https://ecr.cn-north-1.api.amazonwebservices.com.cn',
    'https://ecr.eusc-de-east-1.api.amazonwebservices.eu/',
    'https://api.ecr.us-iso-east-1.c2s.ic.gov',
    'https://API.ECR.eu-west-1.amazonaws.com:443',
    'https://vpce-0123-abcd.api.ecr.eu-west-1.vpce.amazonaws.com',
    'https://vpce-0123-abcd-eu-west-1a.api.ecr.eu-west-1.vpce.amazonaws.com',
    'https://vpce-0123-abcd.api.ecr.cn-north-1.vpce.amazonaws.com.cn',
  ])('%s', url => expect(isEndpointOfEcr(url)).toBe(true))

  test.each([
    'http://api.ecr.eu-west-1.amazonaws.com',
    'https://api.ecr.eu-west-1.amazonaws.com:8443',
    'https://api.ecr.eu-west-1.amazonaws.com.evil.example',
    'https://evil.example/api.ecr.eu-west-1.amazonaws.com',
    'https://api.ecr.mars-north-1.amazonaws.com',
    'https://api.ecr.cn-north-1.amazonaws.com',
    'https://evil.api.ecr.eu-west-1.amazonaws.com',
    'https://ecr.execute-api.eu-west-1.amazonaws.com',
    'https://ecr.eu-west-1.elb.amazonaws.com',
    'https://ec2-203-0-113-25.eu-west-1.compute.amazonaws.com',
    'https://vpce-0123-abcd.vpce-svc-0123.eu-west-1.vpce.amazonaws.com',
    'https://vpce-0123.api.ecr.eu-west-1.amazonaws.com',
    'https://vpce-0123.ecr.eu-west-1.vpce.api.aws',
    'https://169.254.169.254',
    'https://[::1]',
  ])('not %s', url => expect(isEndpointOfEcr(url)).toBe(false))
})

test.each([
  ['sha256:0123456789abcdef', 'sha256:01234567…def'],
  ['12345678901234💾xyz', '12345678901234…xyz'],
  ['123456789012345x💾y', '123456789012345…💾y'],
  ['123456789012345xx💾', '123456789012345…x💾'],
])('what is no digest is not cut within a character: %s', (text, shown) => expect(shortDigest(text)).toBe(shown))
