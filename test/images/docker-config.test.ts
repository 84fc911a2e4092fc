import { chmod } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { howToLogIn, loginFor, lookedThrough } from '../../src/images/docker-config.ts'
import { folderWith } from '../folder.ts'

beforeEach(() => {
  for (const name of ['REGISTRY_AUTH_FILE', 'DOCKER_CONFIG', 'XDG_RUNTIME_DIR', 'XDG_CONFIG_HOME']) vi.stubEnv(name, '')
  vi.stubEnv('HOME', '/nonexistent')
})

afterEach(() => {
  vi.unstubAllEnvs()
})

const basic = (login: string): string => Buffer.from(login).toString('base64')
const auths = (logins: Readonly<Record<string, string>>) => ({
  auths: Object.fromEntries(Object.entries(logins).map(([key, login]) => [key, { auth: basic(login) }])),
})

/** `HOST/NAME` */
function loginOf(image: string) {
  const [host = '', ...name] = image.split('/')
  return loginFor({ host, repositoryName: name.join('/'), where: `docker://${image}` })
}

async function configured(config: unknown): Promise<void> {
  const text = typeof config === 'string' ? config : JSON.stringify(config)
  vi.stubEnv('DOCKER_CONFIG', await folderWith({ 'config.json': text }))
}

describe('of several logins', () => {
  const SEVERAL = auths({
    'quay.io': 'host:1',
    'quay.io/team': 'team:1',
    'quay.io/team/api': 'api:1',
    'ghcr.io/acme': 'acme:1',
    'ghcr.io/acme-two/': 'two:1',
    'registry.test:5000': 'port:1',
    'https://plain.test': 'url:1',
    'https://scoped.test/team': 'scoped:1',
    'https://v2.test/v2/': 'v2:1',
    'gitlab.test/v1': 'folder:1',
  })

  test.each([
    ['quay.io/team/api', 'api:1'],
    ['quay.io/team/api/web', 'api:1'],
    ['quay.io/team/apis', 'team:1'],
    ['quay.io/teams/api', 'host:1'],
    ['QUAY.IO/team/x', 'team:1'],
    ['ghcr.io/acme/app', 'acme:1'],
    ['ghcr.io/acme-two/app', 'two:1'],
    ['ghcr.io/acme-three/app', undefined],
    ['ghcr.io/other', undefined],
    ['registry.test:5000/app', 'port:1'],
    ['registry.test/app', undefined],
    ['registry.test:5001/app', undefined],
    ['plain.test/any/app', 'url:1'],
    ['scoped.test/team/app', 'scoped:1'],
    ['scoped.test/other/app', undefined],
    ['v2.test/team/app', 'v2:1'],
    ['gitlab.test/v1/app', 'folder:1'],
    ['gitlab.test/v2/app', undefined],
    ['evil.quay.io/team', undefined],
  ])('%s is told %s', async (image, login) => {
    await configured(SEVERAL)
    expect((await loginOf(image))?.basic).toEqual(login && basic(login))
  })
})

describe('Docker Hub', () => {
  test.each([
    ['docker.io', 'docker.io/alpine', true],
    ['index.docker.io/v1/', 'docker.io/alpine', true],
    ['index.docker.io/v1', 'docker.io/alpine', true],
    ['https://index.docker.io/v1/', 'docker.io/acme/app', true],
    ['https://index.docker.io/v1/', 'index.docker.io/acme/app', true],
    ['registry-1.docker.io', 'docker.io/acme/app', true],
    ['docker.io/library', 'docker.io/alpine', true],
    ['docker.io/library/alpine', 'docker.io/alpine', true],
    ['docker.io/acme', 'docker.io/alpine', false],
    ['https://index.docker.io/v1/access-token', 'docker.io/alpine', false],
  ])('%s is for %s: %s', async (key, image, isFound) => {
    await configured(auths({ [key]: 'me:word' }))
    expect((await loginOf(image)) !== undefined).toBe(isFound)
  })
})

describe('an entry', () => {
  test.each<readonly [string, unknown, unknown]>([
    ['of a name and a password', { username: 'i', password: 'b' }, { basic: basic('i:b') }],
    ['that some write with zeros behind it', { auth: basic('i:b\0\0') }, { basic: basic('i:b') }],
    ['whose password has colons', { auth: basic('i:b:c') }, { basic: basic('i:b:c') }],
    ['of an identity token', { auth: basic('i:'), identitytoken: 'token' }, { identityToken: 'token' }],
    ['without a login', {}, undefined],
    ['that is none', 'nothing', undefined],
  ])('%s', async (_, entry, expected) => {
    await configured({ auths: { 'ghcr.io': entry } })
    const login = await loginOf('ghcr.io/app')
    const place = { from: expect.stringContaining('ghcr.io in /'), file: expect.stringMatching(/config\.json$/) }
    expect(login).toEqual(expected && { ...expected, ...place })
  })

  test.each(['nothing', basic('nocolon'), '%%%'])('of %s is no login, and is not repeated', async auth => {
    await configured({ auths: { 'ghcr.io': { auth } } })
    const failure = await loginOf('ghcr.io/app').catch(error => error)
    expect(failure).toMatchObject({ code: 'SOURCE_DENIED', detail: expect.stringContaining('ghcr.io in /') })
    expect(failure.detail).not.toContain('nothing')
  })
})

describe('the files', () => {
  const FILE = (login: string) => JSON.stringify(auths({ 'ghcr.io': login }))

  test('may be none', async () => {
    expect(await loginOf('ghcr.io/app')).toBeUndefined()
  })

  test.each([
    ['.docker/config.json', 'HOME', ''],
    ['.config/containers/auth.json', 'HOME', ''],
    ['containers/auth.json', 'XDG_RUNTIME_DIR', ''],
    ['containers/auth.json', 'XDG_CONFIG_HOME', ''],
    ['my.json', 'REGISTRY_AUTH_FILE', 'my.json'],
  ])('may be %s in %s', async (name, variable, suffix) => {
    vi.stubEnv(variable, join(await folderWith({ [name]: FILE('me:word') }), suffix))
    expect(await loginOf('ghcr.io/app')).toMatchObject({ basic: basic('me:word') })
  })

  test('are those of the session, or of the number of the user where there is none', () => {
    vi.stubEnv('HOME', '/home/me')
    const [first, last] = ['/home/me/.docker/config.json', '/home/me/.config/containers/auth.json']
    expect(lookedThrough()).toBe(`${first}, /run/containers/${process.getuid?.()}/auth.json, ${last}`)
    vi.stubEnv('XDG_RUNTIME_DIR', '/run/user/7')
    expect(lookedThrough()).toBe(`${first}, /run/user/7/containers/auth.json, ${last}`)
  })

  test('the first that has a login counts, and alone the one of REGISTRY_AUTH_FILE', async () => {
    const folder = await folderWith({
      'config.json': FILE('docker:1'),
      'containers/auth.json': FILE('podman:1'),
      'none.json': '{}',
    })
    vi.stubEnv('XDG_RUNTIME_DIR', folder)
    vi.stubEnv('DOCKER_CONFIG', folder)
    expect(await loginOf('ghcr.io/app')).toMatchObject({ basic: basic('docker:1') })
    vi.stubEnv('DOCKER_CONFIG', '/nonexistent')
    expect(await loginOf('ghcr.io/app')).toMatchObject({ basic: basic('podman:1') })
    vi.stubEnv('REGISTRY_AUTH_FILE', join(folder, 'none.json'))
    expect(await loginOf('ghcr.io/app')).toBeUndefined()
  })

  test.each([
    ['nonsense', /config.json is not JSON/],
    ['[]', /config.json is not JSON/],
  ])('one of %s is named', async (text, detail) => {
    await configured(text)
    await expect(loginOf('ghcr.io/app')).rejects.toMatchObject({
      code: 'SOURCE_DENIED',
      detail: expect.stringMatching(detail),
    })
  })

  test('one that cannot be read is named', async () => {
    vi.stubEnv('REGISTRY_AUTH_FILE', await folderWith({}))
    await expect(loginOf('ghcr.io/app')).rejects.toMatchObject({ detail: expect.stringContaining('EISDIR') })
  })

  test.each([
    '{"auths":[]}',
    '{"auths":{"ghcr.io":null},"credHelpers":3,"credsStore":{}}',
    '{"credHelpers":{"ghcr.io":1}}',
  ])('%s holds nothing', async text => {
    await configured(text)
    expect(await loginOf('ghcr.io/app')).toBeUndefined()
  })
})

describe('a credential helper', () => {
  /** A program on the PATH that says what it was asked. */
  async function helper(script: string, name = 'made'): Promise<string> {
    const folder = await folderWith({ [`docker-credential-${name}`]: `#!/bin/sh\n${script}\n` })
    await chmod(join(folder, `docker-credential-${name}`), 0o755)
    vi.stubEnv('PATH', `${folder}:${process.env.PATH}`)
    return folder
  }

  const ANSWER = `read -r server; printf '{"ServerURL":"%s","Username":"%s","Secret":"word"}' "$server" "$server-$1"`

  test.each([
    ['ghcr.io/app', { credHelpers: { 'ghcr.io': 'made' } }, 'ghcr.io-get:word'],
    ['ghcr.io/app', { credsStore: 'made' }, 'ghcr.io-get:word'],
    ['127.0.0.1:5000/app', { credsStore: 'made' }, '127.0.0.1:5000-get:word'],
    ['docker.io/alpine', { credsStore: 'made' }, 'https://index.docker.io/v1/-get:word'],
    [
      'docker.io/alpine',
      { credHelpers: { 'https://index.docker.io/v1/': 'made' } },
      'https://index.docker.io/v1/-get:word',
    ],
    ['ghcr.io/app', { credHelpers: { 'quay.io': 'other' }, credsStore: 'made' }, 'ghcr.io-get:word'],
    ['ghcr.io/app', { ...auths({ 'ghcr.io': 'kept:1' }), credHelpers: { 'ghcr.io': 'made' } }, 'ghcr.io-get:word'],
    ['ghcr.io/app', { ...auths({ 'ghcr.io': 'kept:1' }), credsStore: 'missing' }, 'kept:1'],
    ['ghcr.io/app', { auths: { 'ghcr.io': {} }, credsStore: 'made' }, 'ghcr.io-get:word'],
  ])('for %s by %j tells %s', async (image, config, login) => {
    await helper(ANSWER)
    await configured(config)
    expect(await loginOf(image)).toMatchObject({ basic: basic(login) })
  })

  test('may have an identity token', async () => {
    await helper(`printf '{"Username":"<token>","Secret":"refresh"}'`)
    await configured({ credsStore: 'made' })
    expect(await loginOf('ghcr.io/app')).toEqual({
      identityToken: 'refresh',
      from: 'docker-credential-made',
      helper: 'made',
    })
  })

  test('may have none, and then another place is looked at', async () => {
    await helper('echo credentials not found in native keychain; exit 1')
    await configured({ credHelpers: { 'ghcr.io': 'made' } })
    expect(await loginOf('ghcr.io/app')).toBeUndefined()
    await configured({ ...auths({ 'ghcr.io': 'kept:1' }), credHelpers: { 'ghcr.io': 'made' } })
    expect(await loginOf('ghcr.io/app')).toMatchObject({ basic: basic('kept:1') })
  })

  test.each([
    ['fails', 'echo the keyring is locked >&2; exit 3', /made fails \(the keyring is locked\)$/],
    ['fails in its own words', 'echo no session; exit 1', /made fails \(no session\)$/],
    ['fails without a word', 'exit 1', /made fails$/],
    ['fails with a secret', `echo '{"Secret":"geheim"}'; exit 1`, /made fails$/],
    ['answers nothing', 'exit 0', /does not answer as credential helpers do/],
    ['answers garbage', 'echo geheim', /does not answer as credential helpers do/],
    ['answers without a secret', `echo '{"Username":"geheim"}'`, /does not answer as credential helpers do/],
    ['answers without end', 'yes geheim', /more than a mebibyte/],
    ['kills itself', 'kill -9 $$', /made fails$/],
  ])('that %s is told', async (_, script, detail) => {
    await helper(script)
    await configured({ credsStore: 'made' })
    const failure = await loginOf('ghcr.io/app').catch(error => error)
    expect(failure).toMatchObject({ code: 'SOURCE_DENIED', detail: expect.stringMatching(detail) })
    expect(failure.detail).not.toContain('geheim')
  })

  test('that hangs is given up, with what it has started', async () => {
    await helper('sleep 60 & sleep 60')
    await configured({ credsStore: 'made' })
    const asked = { host: 'ghcr.io', repositoryName: 'app', where: 'docker://ghcr.io/app', patience: { whole: 50 } }
    await expect(loginFor(asked)).rejects.toMatchObject({
      code: 'SOURCE_DENIED',
      detail: expect.stringContaining('it does not end'),
    })
  })

  test('ends with an interruption', async () => {
    await helper('exec sleep 60')
    await configured({ credsStore: 'made' })
    const interruption = new AbortController()
    const { signal } = interruption
    const asked = loginFor({ host: 'ghcr.io', repositoryName: 'app', where: 'docker://ghcr.io/app', signal })
    setImmediate(() => interruption.abort())
    await expect(asked).rejects.toMatchObject({ code: 'INTERRUPTED' })
  })

  test('that is not there is told', async () => {
    await configured({ credHelpers: { 'ghcr.io': 'missing' } })
    await expect(loginOf('ghcr.io/app')).rejects.toMatchObject({
      detail: expect.stringContaining('the credential helper missing is not on the PATH'),
      hint: expect.stringContaining('credHelpers'),
    })
  })

  test.each(['../made', '/bin/made', 'made;id', 'made get', '', '$(id)', 'made\nid'])(
    'of the name %j is no program',
    async name => {
      await helper('exit 0')
      await configured({ credHelpers: { 'ghcr.io': `x${name}` }, credsStore: `x${name}` })
      await expect(loginOf('ghcr.io/app')).rejects.toMatchObject({ code: 'SOURCE_DENIED' })
    },
  )

  test('is looked for in no folder that depends on where one stands', async () => {
    await helper(ANSWER)
    vi.stubEnv('PATH', ['', '.', '../bin'].join(':'))
    await configured({ credsStore: 'made' })
    await expect(loginOf('ghcr.io/app')).rejects.toMatchObject({
      detail: expect.stringContaining('is not on the PATH'),
    })
  })
})

describe('a login that is lacking or not taken is to be made', () => {
  const wanted = { host: 'ghcr.io', repositoryName: 'app', where: 'docker://ghcr.io/app' }

  test('with docker, where its file counts', async () => {
    expect(await howToLogIn(wanted, undefined)).toContain('`docker login ghcr.io`')
    await configured(auths({ 'ghcr.io': 'me:word' }))
    expect(await howToLogIn(wanted, await loginFor(wanted))).toContain('`docker login ghcr.io`')
  })

  test('in the file that has it, or that alone counts', async () => {
    const file = join(await folderWith({ 'my.json': JSON.stringify(auths({ 'ghcr.io': 'me:word' })) }), 'my.json')
    const login = { from: 'x', basic: 'y', file }
    expect(await howToLogIn(wanted, login)).toContain(`\`podman login --authfile ${file} ghcr.io\`, or`)
    vi.stubEnv('REGISTRY_AUTH_FILE', file)
    for (const one of [await loginFor(wanted), undefined])
      expect(await howToLogIn(wanted, one)).toContain(`--authfile ${file} ghcr.io\` (REGISTRY_AUTH_FILE names that`)
  })

  test('with the helper of the registry, also where it has none', async () => {
    await configured({ credHelpers: { 'ghcr.io': 'mine' } })
    for (const login of [undefined, { from: 'x', basic: 'y', helper: 'mine' }])
      expect(await howToLogIn(wanted, login)).toContain('Log in to ghcr.io with what docker-credential-mine keeps')
  })
})
