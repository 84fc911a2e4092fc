import { createHash } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { ecrsync } from '../../cli.ts'
import { folderWith } from '../../folder.ts'
import { accountOf, config, emulatorsEverywhere, MANIFEST, urlOf } from './places.ts'

emulatorsEverywhere()

/** Hands out credentials as STS and as IAM Identity Center do, and remembers what it was asked for. */
async function credentialServer() {
  const asked: string[] = []
  const server: Server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += String(chunk)
    const { pathname } = new URL(request.url ?? '', 'http://here')
    const action = new URLSearchParams(body).get('Action') ?? pathname
    asked.push(action)
    const keys = { accessKeyId: accountOf('other'), secretAccessKey: 'hush', sessionToken: 'hush' }
    if (action === '/federation/credentials') {
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ roleCredentials: { ...keys, expiration: Date.UTC(2099, 0) } }))
      return
    }
    response.writeHead(200, { 'content-type': 'text/xml' })
    response.end(`<${action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${action}Result><Credentials>
<AccessKeyId>${keys.accessKeyId}</AccessKeyId><SecretAccessKey>hush</SecretAccessKey><SessionToken>hush</SessionToken>
<Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></${action}Result></${action}Response>`)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked }
}

describe('a role is assumed where STS is for the profile that asks for it', () => {
  const ROLE = 'role_arn = arn:aws:iam::777777777777:role/ecrsync\nsource_profile = url\nregion = us-east-1\n'

  test.each<[string, (url: string) => string, (url: string) => Record<string, string>]>([
    ['its section', url => `services = own\n[services own]\nsts =\n  endpoint_url = ${url}\n`, () => ({})],
    ['the variable', () => '', url => ({ AWS_ENDPOINT_URL_STS: url, AWS_USE_FIPS_ENDPOINT: 'true' })],
    ['its endpoint for all services', url => `endpoint_url = ${url}\n`, () => ({ AWS_USE_DUALSTACK_ENDPOINT: 'true' })],
  ])('as %s says', async (_name, settings, env) => {
    const { url, asked } = await credentialServer()
    const cwd = await folderWith({
      'ecrsync.yaml': MANIFEST,
      config: `${config()}[profile role]\n${ROLE}${settings(url)}`,
    })
    const flags = ['--profile', 'role', '--endpoint-url', urlOf('flag')]
    const run = await ecrsync(['plan', ...flags], { cwd, env: { AWS_CONFIG_FILE: `${cwd}/config`, ...env(url) } })
    expect([run.code, run.stderr, asked]).toEqual([0, expect.any(String), ['AssumeRole']])
    expect(run.stdout).toContain(`(${accountOf('other')}, us-east-1) at ${urlOf('flag')} `)
  })

  test('also by a token of the environment', async () => {
    const { url, asked } = await credentialServer()
    const cwd = await folderWith({
      'ecrsync.yaml': MANIFEST,
      config: config().replace(/^aws_.*\n/gm, ''),
      token: 'hush',
    })
    const env = {
      AWS_CONFIG_FILE: `${cwd}/config`,
      AWS_ENDPOINT_URL_STS: url,
      AWS_ROLE_ARN: 'arn:aws:iam::777777777777:role/ecrsync',
      AWS_WEB_IDENTITY_TOKEN_FILE: `${cwd}/token`,
      AWS_USE_FIPS_ENDPOINT: 'true',
    }
    const { stdout } = await ecrsync(['plan'], { cwd, env })
    expect(asked).toEqual(['AssumeRoleWithWebIdentity'])
    expect(stdout).toContain(`(${accountOf('other')}, us-east-1) at ${urlOf('default')} `)
  })

  test.each<[string, (url: string) => string, (url: string) => Record<string, string>]>([
    ['its section', url => `services = own\n[services own]\nsso =\n  endpoint_url = ${url}\n`, () => ({})],
    ['the variable', () => '', url => ({ AWS_ENDPOINT_URL_SSO: url, AWS_USE_FIPS_ENDPOINT: 'true' })],
  ])('and so is IAM Identity Center asked, as %s says', async (_name, settings, env) => {
    const { url, asked } = await credentialServer()
    const start = 'https://acme.awsapps.com/start'
    const sso = `sso_start_url = ${start}\nsso_region = us-east-1\nsso_account_id = 777777777777\nsso_role_name = ci\n`
    const token = JSON.stringify({ accessToken: 'hush', expiresAt: '2099-01-01T00:00:00Z' })
    const cwd = await folderWith({
      'ecrsync.yaml': MANIFEST,
      '.aws/config': `${config()}[profile sso]\nregion = us-east-1\n${sso}${settings(url)}`,
      [`.aws/sso/cache/${createHash('sha1').update(start).digest('hex')}.json`]: token,
    })
    const flags = ['--profile', 'sso', '--endpoint-url', urlOf('flag')]
    const { stdout } = await ecrsync(['plan', ...flags], { cwd, env: { HOME: cwd, ...env(url) } })
    expect(asked).toEqual(['/federation/credentials'])
    expect(stdout).toContain(`(${accountOf('other')}, us-east-1) at ${urlOf('flag')} `)
  })

  test('and a profile that leads to no credentials is named', async () => {
    const cwd = await folderWith({ 'ecrsync.yaml': MANIFEST, config: '[profile bare]\nregion = us-east-1\n' })
    const keys = { AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'hush' }
    const env = { AWS_CONFIG_FILE: `${cwd}/config`, ...keys }
    const { code, stderr } = await ecrsync(['plan', '--profile', 'bare', '--endpoint-url', urlOf('flag')], { cwd, env })
    expect([code, stderr]).toEqual([1, expect.stringContaining('error NO_CREDENTIALS: No AWS credentials found')])
    expect(stderr).toContain('The AWS profile bare leads to none (')
    expect(stderr).toContain('aws sso login --profile bare')
  })

  test('and where nobody is, that is said of it and not of ECR', async () => {
    const cwd = await folderWith({
      'ecrsync.yaml': MANIFEST,
      config: `${config()}[profile role]\n${ROLE}`,
    })
    const env = { AWS_CONFIG_FILE: `${cwd}/config`, AWS_ENDPOINT_URL_STS: 'http://127.0.0.1:9', AWS_MAX_ATTEMPTS: '1' }
    const { code, stderr } = await ecrsync(['plan', '--profile', 'role', '--endpoint-url', urlOf('flag')], { cwd, env })
    expect(code).toBe(1)
    expect(stderr).toContain('error UNREACHABLE: AWS cannot be reached for credentials')
    expect(stderr).not.toContain(urlOf('flag'))
  })
})

describe('a profile that leads nowhere says why, with no word of a bug', () => {
  test.each<[string, string, number, readonly string[]]>([
    ['a session', 'sso_session = corp\n', 3, ['INVALID_PROFILE', '[sso-session corp]']],
    ['a program', 'credential_process = false --password hush\n', 1, ['NO_CREDENTIALS', 'mend what it says: false\n']],
    ['a file', 'role_arn = a\nweb_identity_token_file = /none/token\n', 1, ['NO_CREDENTIALS', '/none/token']],
    ['a region', 'role_arn = a\nsource_profile = url\nregion = a b\n', 3, ['INVALID_REGION', 'eu-west-1']],
    ['a login', 'role_arn = a\nsource_profile = url\nendpoint_url = http://u:p@h\n', 3, ['INVALID_ENDPOINT']],
  ])('%s', async (_name, settings, expected, words) => {
    const text = `${config()}[profile own]\nregion = us-east-1\n${settings}`
    const cwd = await folderWith({ 'ecrsync.yaml': MANIFEST, config: text })
    const flags = ['--profile', 'own', '--endpoint-url', urlOf('flag')]
    const { code, stderr } = await ecrsync(['plan', ...flags], { cwd, env: { AWS_CONFIG_FILE: `${cwd}/config` } })
    expect(stderr).not.toMatch(/INTERNAL|hush/)
    for (const word of words) expect(stderr).toContain(word)
    expect(code).toBe(expected)
  })
})

describe('an endpoint with https:// where somebody speaks HTTP', () => {
  const role =
    '[profile role]\nrole_arn = arn:aws:iam::777777777777:role/ci\nsource_profile = url\nregion = us-east-1\n'

  test.each([
    ['is ECR', (url: string) => ({ flag: url, sts: 'http://127.0.0.1:9' }), 'url'],
    ['is STS', (url: string) => ({ flag: urlOf('flag'), sts: url }), 'role'],
  ])('%s', async (_name, places, profile) => {
    const { url } = await credentialServer()
    const { flag, sts } = places(url.replace('http:', 'https:'))
    const cwd = await folderWith({ 'ecrsync.yaml': MANIFEST, config: `${config()}${role}` })
    const env = { AWS_CONFIG_FILE: `${cwd}/config`, AWS_ENDPOINT_URL_STS: sts, AWS_MAX_ATTEMPTS: '1' }
    const { code, stderr } = await ecrsync(['plan', '--profile', profile, '--endpoint-url', flag], { cwd, env })
    expect([code, stderr]).toEqual([1, expect.stringContaining('error UNREACHABLE')])
    expect(stderr).toContain('It speaks HTTP, and not HTTPS')
  })

  test.each(['AWS_ENDPOINT_URL_STS', 'AWS_ENDPOINT_URL_ECR'])(
    'and one with a login in %s ends with 3',
    async variable => {
      const cwd = await folderWith({ 'ecrsync.yaml': MANIFEST, config: `${config()}${role}` })
      const places = { AWS_ENDPOINT_URL_ECR: urlOf('flag'), [variable]: 'http://me:hush@127.0.0.1:9' }
      const env = { AWS_CONFIG_FILE: `${cwd}/config`, ...places }
      const { code, stdout, stderr } = await ecrsync(['plan', '--profile', 'role'], { cwd, env })
      expect([code, stderr]).toEqual([3, expect.stringContaining(`INVALID_ENDPOINT: ${variable} holds a login`)])
      expect(stdout + stderr).not.toContain('hush')
    },
  )
})
