import { describe, expect, test } from 'vitest'
import { authorizationFor, proxyOf } from '../../src/aws/proxies.ts'

const ECR = 'https://api.ecr.us-east-1.amazonaws.com'
const PROXY = 'http://proxy.test:3128'

test.each<readonly [string, Readonly<Record<string, string>>, string | undefined]>([
  [ECR, {}, undefined],
  [ECR, { HTTPS_PROXY: '' }, undefined],
  [ECR, { HTTPS_PROXY: PROXY }, `${PROXY}/`],
  [ECR, { https_proxy: PROXY, HTTPS_PROXY: 'http://other.test' }, `${PROXY}/`],
  [ECR, { HTTP_PROXY: PROXY }, undefined],
  [ECR, { ALL_PROXY: PROXY }, `${PROXY}/`],
  [ECR, { HTTPS_PROXY: 'proxy.test:3128' }, `${PROXY}/`],
  [ECR, { HTTPS_PROXY: 'https://proxy.test' }, 'https://proxy.test/'],
  ['http://ecr.test:4510', { HTTP_PROXY: PROXY }, `${PROXY}/`],
  ['http://ecr.test:4510', { HTTPS_PROXY: PROXY }, undefined],
  ['http://127.0.0.1:4510', { HTTP_PROXY: PROXY, ALL_PROXY: PROXY }, undefined],
  ['https://localhost:4510', { HTTPS_PROXY: PROXY }, undefined],
  ['http://[::1]:4510', { HTTP_PROXY: PROXY }, undefined],
])('%s with %j goes through %s', (url, environment, expected) =>
  expect(proxyOf(new URL(url), environment)?.href).toBe(expected),
)

describe('NO_PROXY', () => {
  test.each([
    ['https://a.test', '*', true],
    ['https://a.test', 'a.test', true],
    ['https://A.TEST', 'a.Test', true],
    ['https://b.a.test', 'a.test', true],
    ['https://b.a.test', '.a.test', true],
    ['https://b.a.test', '*.a.test', true],
    ['https://ba.test', 'a.test', false],
    ['https://a.test', 'b.a.test', false],
    ['https://a.test', 'x, a.test', true],
    ['https://a.test', 'x a.test', true],
    ['https://a.test', 'a.test:443', true],
    ['https://a.test', 'a.test:8443', false],
    ['https://a.test:8443', 'a.test:8443', true],
    ['https://10.1.2.3', '10.0.0.0/8', true],
    ['https://11.1.2.3', '10.0.0.0/8', false],
    ['https://10.1.2.3', '10.1.2.3', true],
    ['https://10.1.2.3', '10.0.0.0/99', false],
    ['https://10.1.2.3', '2.3', false],
    ['https://[2001:db8::1]', '[2001:db8::1]:443', true],
    ['https://[2001:db8::1]', '2001:db8::/32', true],
    ['https://a.test', '', false],
  ])('%s with %s goes directly: %s', (url, list, isDirect) => {
    const found = proxyOf(new URL(url), { HTTPS_PROXY: PROXY, no_proxy: list })
    expect(found === undefined).toBe(isDirect)
  })
})

test.each(['socks5://me:geheim@proxy.test', 'http://:geheim@', 'http://me:geheim%zz@proxy.test', 'ftp://geheim'])(
  '%s is no proxy, and is not repeated',
  value => {
    const find = () => proxyOf(new URL(ECR), { HTTPS_PROXY: value })
    expect(find).toThrow(expect.objectContaining({ code: 'INVALID_ENVIRONMENT' }))
    try {
      find()
    } catch (error) {
      expect(JSON.stringify([error, (error as Error).message])).not.toContain('geheim')
    }
  },
)

test('a login is sent as it was before it was written into a URL', () => {
  const login = Buffer.from('me:p@ss word').toString('base64')
  expect(authorizationFor(new URL('http://me:p%40ss%20word@proxy.test'))).toEqual({
    'proxy-authorization': `Basic ${login}`,
  })
  expect(authorizationFor(new URL(PROXY))).toEqual({})
})
