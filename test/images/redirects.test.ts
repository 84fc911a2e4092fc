import type { IncomingMessage, ServerResponse } from 'node:http'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type Lookup, openNetwork } from '../../src/images/network.ts'
import { registryStore } from '../../src/images/registry.ts'
import { IMAGE_TYPE, INDEX_TYPE, sha256 } from '../emulator/ecr.ts'
import { folderWith } from '../folder.ts'
import { AUTHORITY, fakeProxy, secureServer } from '../proxy.ts'
import { fakeServer } from './server.ts'

const NAME = 'team/app'
const LAYER = { digest: sha256('layer'), size: 5, mediaType: 'application/layer' }
const LOGIN = `Basic ${Buffer.from('me:word').toString('base64')}`

beforeEach(() => {
  for (const name of ['NO_PROXY', 'no_proxy', 'https_proxy', 'REGISTRY_AUTH_FILE', 'XDG_RUNTIME_DIR'])
    vi.stubEnv(name, '')
})

afterEach(() => {
  vi.unstubAllEnvs()
})

async function loggedIn(...hosts: readonly string[]): Promise<void> {
  const auths = Object.fromEntries(hosts.map(host => [host, { username: 'me', password: 'word' }]))
  vi.stubEnv('DOCKER_CONFIG', await folderWith({ 'config.json': JSON.stringify({ auths }) }))
}

/** Where names are: on the internet, unless said. */
const lookupIn =
  (addresses: Readonly<Record<string, string>>): Lookup =>
  async host => [{ address: addresses[host] ?? '93.184.215.14', family: addresses[host]?.includes(':') ? 6 : 4 }]

function storeAt(host: string, lookup: Lookup = lookupIn({})) {
  const where = `docker://${host}/${NAME}`
  return registryStore({ host, repositoryName: NAME, where, sleep: async () => {}, send: openNetwork(lookup) })
}

async function layerOf(store: ReturnType<typeof storeAt>): Promise<string> {
  const chunks: Uint8Array[] = []
  for await (const chunk of await store.blob(LAYER, 0)) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

const redirect = (response: ServerResponse, location: string, status = 307) =>
  response.writeHead(status, { location }).end()
const challenge = (response: ServerResponse, text: string) =>
  response.writeHead(401, { 'www-authenticate': text }).end()

/** A registry on the internet, as far as anybody can tell: a proxy leads to it. */
async function publicRegistry(answer: (request: IncomingMessage, response: ServerResponse) => unknown) {
  const asked: { readonly host: string; readonly path: string; readonly authorization: string | undefined }[] = []
  const port = await secureServer((request, response) => {
    const { host = '', authorization } = request.headers
    asked.push({ host, path: request.url ?? '', authorization })
    answer(request, response)
  })
  const leads = Object.fromEntries(['registry', 'storage', 'auth'].map(name => [`${name}.test:443`, { port }]))
  const proxy = await fakeProxy(leads)
  vi.stubEnv('HTTPS_PROXY', `http://${proxy.host}`)
  vi.stubEnv('HTTP_PROXY', `http://${proxy.host}`)
  vi.stubEnv('AWS_CA_BUNDLE', AUTHORITY)
  return { asked, proxy }
}

describe('the login of a registry', () => {
  test('goes to nobody that it redirects to, nor to whom these name', async () => {
    const thief = await fakeServer((_, response) => response.end('{"token":"x"}'))
    const other = await fakeServer((_, response) => challenge(response, `Bearer realm="http://${thief.host}/token"`))
    const { host } = await fakeServer((_, response) => redirect(response, `http://${other.host}/x`))
    await loggedIn(host, other.host, thief.host)
    await expect(storeAt(host).resolve({ tag: '1' })).rejects.toMatchObject({
      code: 'SOURCE_DENIED',
      detail: `docker://${host}/${NAME}: ${other.host} does not let 1 be read`,
    })
    expect(thief.asked).toEqual([])
    expect(other.asked.map(({ authorization }) => authorization)).toEqual([undefined])
  })

  test('does not come back to where a redirect leads after it has been elsewhere', async () => {
    const other = await fakeServer(({ path }, response) => redirect(response, `http://${path.slice(1)}/back`))
    const { host, asked } = await fakeServer(({ path, authorization }, response, server) => {
      if (path === '/back') return response.writeHead(404).end()
      if (authorization === undefined) return challenge(response, 'Basic realm="x"')
      return redirect(response, `http://${other.host}/${server.host}`)
    })
    await loggedIn(host)
    await expect(storeAt(host).resolve({ tag: '1' })).rejects.toMatchObject({ code: 'SOURCE_NOT_FOUND' })
    expect(asked.map(({ authorization }) => authorization)).toEqual([undefined, LOGIN, undefined])
  })

  test('stays where a redirect stays, and a challenge there is answered', async () => {
    const { host, asked } = await fakeServer(({ path, authorization }, response) => {
      if (path !== '/moved') return redirect(response, '/moved')
      if (authorization === undefined) return challenge(response, 'Basic realm="x"')
      return response.writeHead(200, { 'docker-content-digest': LAYER.digest }).end()
    })
    await loggedIn(host)
    expect(await storeAt(host).resolve({ tag: '1' })).toMatchObject({ digest: LAYER.digest })
    expect(asked.at(-1)).toMatchObject({ path: '/moved', authorization: LOGIN })
  })

  test('is not sent along a link that somebody else gives', async () => {
    const list = JSON.stringify({ schemaVersion: 2, mediaType: INDEX_TYPE, manifests: [] })
    const other = await fakeServer(({ path }, response, server) =>
      response
        .writeHead(200, { link: `<http://${path === '/own' ? server.host : 'HOST'}/next>; rel="next"` })
        .end(list),
    )
    const { host } = await fakeServer(({ authorization }, response) =>
      authorization === undefined
        ? challenge(response, 'Basic realm="x"')
        : redirect(response, `http://${other.host}/own`),
    )
    await loggedIn(host, other.host)
    await expect(storeAt(host).referrers(LAYER.digest)).rejects.toMatchObject({ code: 'SOURCE_INVALID' })
    expect(other.asked.map(({ path, authorization }) => [path, authorization])).toEqual([['/own', undefined]])
  })

  test('buys a token of the service that the registry names, on the internet', async () => {
    const manifest = { 'content-type': IMAGE_TYPE, 'docker-content-digest': LAYER.digest }
    const { asked } = await publicRegistry(({ headers, url }, response) => {
      if (url?.startsWith('/token')) return response.end('{"token":"secret"}')
      if (headers.authorization === 'Bearer secret') return response.writeHead(200, manifest).end()
      return challenge(response, 'Bearer realm="https://auth.test/token"')
    })
    await loggedIn('registry.test')
    expect(await storeAt('registry.test').resolve({ tag: '1' })).toMatchObject({ digest: LAYER.digest })
    expect(asked.map(({ host, authorization }) => [host, authorization])).toEqual([
      ['registry.test', undefined],
      ['auth.test', LOGIN],
      ['registry.test', 'Bearer secret'],
    ])
  })

  test.each(['http://127.0.0.1:PORT/token', 'https://169.254.169.254/token', 'https://intern.test/token'])(
    'is not brought to %s for a registry on the internet',
    async realm => {
      const inside = await fakeServer((_, response) => response.end('{"token":"x"}'))
      const { port } = new URL(`http://${inside.host}`)
      await publicRegistry((_, response) => challenge(response, `Bearer realm="${realm.replace('PORT', port)}"`))
      await loggedIn('registry.test')
      const store = storeAt('registry.test', lookupIn({ 'intern.test': '10.0.0.7' }))
      await expect(store.resolve({ tag: '1' })).rejects.toMatchObject({ code: 'SOURCE_DENIED' })
      expect(inside.asked).toEqual([])
    },
  )

  test('that is an identity token goes along no redirect', async () => {
    const thief = await fakeServer((_, response) => response.end('{"token":"x"}'))
    const { host } = await fakeServer(({ path }, response, server) =>
      path === '/token'
        ? redirect(response, `http://${thief.host}/token`, 308)
        : challenge(response, `Bearer realm="http://${server.host}/token"`),
    )
    const auths = { [host]: { identitytoken: 'refresh' } }
    vi.stubEnv('DOCKER_CONFIG', await folderWith({ 'config.json': JSON.stringify({ auths }) }))
    await expect(storeAt(host).resolve({ tag: '1' })).rejects.toMatchObject({ code: 'SOURCE_INVALID' })
    expect(thief.asked).toEqual([])
  })
})

describe('a redirect of a registry on the internet', () => {
  const ADDRESSES = {
    'intern.test': '10.0.0.7',
    'here.test': '127.0.0.1',
    'metadata.test': '169.254.169.254',
    'six.test': '::1',
    'mapped.test': '::ffff:127.0.0.1',
  }
  const hop = (location: string) => (request: IncomingMessage, response: ServerResponse) =>
    redirect(response, request.headers.host === 'registry.test' ? 'https://storage.test/layer' : location)

  const HIDDEN = [
    'http://127.0.0.1:PORT/x',
    'http://localhost:PORT/x',
    'http://2130706433:PORT/x',
    'http://0.0.0.0:PORT/x',
    'http://[::1]:PORT/x',
    'http://[::ffff:7f00:1]:PORT/x',
    'https://10.0.0.7/x',
    'http://169.254.169.254/latest/meta-data/',
    'https://intern.test/x',
    'https://here.test/x',
    'https://metadata.test/x',
    'https://six.test/x',
    'https://mapped.test/x',
  ]

  test.each(HIDDEN)('to %s is not followed, at once or later', async location => {
    const inside = await fakeServer((_, response) => response.end('layer'))
    const to = location.replace('PORT', new URL(`http://${inside.host}`).port)
    const { proxy } = await publicRegistry((request, response) =>
      request.url?.includes('/blobs/') ? hop(to)(request, response) : redirect(response, to),
    )
    await loggedIn()
    const store = storeAt('registry.test', lookupIn(ADDRESSES))
    await expect(store.resolve({ tag: '1' })).rejects.toMatchObject({ code: 'SOURCE_DENIED' })
    await expect(layerOf(store)).rejects.toMatchObject({
      code: 'SOURCE_DENIED',
      detail: expect.stringContaining('where the registry itself is not'),
    })
    expect(inside.asked).toEqual([])
    expect(new Set(proxy.asked.map(line => line.split(' ')[1]))).toEqual(
      new Set(['registry.test:443', 'storage.test:443']),
    )
  })

  test('to somewhere else there is followed', async () => {
    const { asked } = await publicRegistry(({ headers: { host } }, response) =>
      host === 'storage.test' ? response.end('layer') : redirect(response, 'https://me:word@storage.test/layer'),
    )
    await loggedIn()
    expect(await layerOf(storeAt('registry.test'))).toBe('layer')
    expect(asked.map(({ host, authorization }) => [host, authorization])).toEqual([
      ['registry.test', undefined],
      ['storage.test', undefined],
    ])
  })

  test('is followed in the clear through a proxy that has a name of this network', async () => {
    await publicRegistry((_, response) => redirect(response, 'http://storage.test:8080/layer?x=1'))
    const proxy = await fakeProxy({}, (_, response) => response.end('layer'))
    vi.stubEnv('HTTP_PROXY', `http://me:word@${proxy.host.replace('127.0.0.1', 'localhost')}`)
    await loggedIn()
    expect(await layerOf(storeAt('registry.test'))).toBe('layer')
    expect(proxy.asked).toEqual(['GET http://storage.test:8080/layer?x=1'])
    expect(proxy.logins).toEqual([LOGIN])
  })

  test('is followed where nobody here knows the name', async () => {
    await publicRegistry(({ headers: { host } }, response) =>
      host === 'storage.test' ? response.end('layer') : redirect(response, 'https://storage.test/layer'),
    )
    await loggedIn()
    const unknown: Lookup = () => Promise.reject(new Error('ENOTFOUND'))
    expect(await layerOf(storeAt('registry.test', unknown))).toBe('layer')
  })
})

describe('a redirect of a registry on this machine', () => {
  test.each([
    ['10.0.0.7', /leads to intern.test, which is at a private address/],
    ['169.254.169.254', /leads to intern.test, which is at a link-local address/],
    ['fe80::1', /leads to intern.test, which is at a link-local address/],
  ])('to a name of %s is not followed', async (address, detail) => {
    const { host } = await fakeServer((_, response) => redirect(response, 'http://intern.test/x'))
    await loggedIn()
    await expect(layerOf(storeAt(host, lookupIn({ 'intern.test': address })))).rejects.toMatchObject({
      code: 'SOURCE_DENIED',
      detail: expect.stringMatching(detail),
    })
  })

  test('to a name of this machine is followed', async () => {
    const other = await fakeServer((_, response) => response.end('layer'))
    const { port } = new URL(`http://${other.host}`)
    const { host } = await fakeServer((_, response) => redirect(response, `http://here.test:${port}/x`))
    await loggedIn()
    expect(await layerOf(storeAt(host, lookupIn({ 'here.test': '127.0.0.1' })))).toBe('layer')
  })

  test('to a name without an address is told', async () => {
    const { host } = await fakeServer((_, response) => redirect(response, 'http://nowhere.test/x'))
    await loggedIn()
    await expect(layerOf(storeAt(host, async () => []))).rejects.toMatchObject({
      code: 'SOURCE_UNREACHABLE',
      detail: expect.stringContaining('nowhere.test has no address'),
    })
  })

  test.each([
    ['http://[', /redirects to an address that is none/],
    ['file:///etc/passwd', /redirects to an address that is none/],
    ['data:text/plain,layer', /redirects to an address that is none/],
    ['/again', /redirects more than 10 times/],
  ])('to %s ends with what it is', async (location, detail) => {
    const { host } = await fakeServer((_, response) => redirect(response, location))
    await loggedIn()
    for (const asked of [storeAt(host).resolve({ tag: '1' }), layerOf(storeAt(host))])
      await expect(asked).rejects.toMatchObject({ code: 'SOURCE_INVALID', detail: expect.stringMatching(detail) })
  })

  test('that says not where to is one more answer', async () => {
    const { host } = await fakeServer((_, response) => response.writeHead(307).end())
    await loggedIn()
    await expect(layerOf(storeAt(host))).rejects.toMatchObject({ detail: expect.stringContaining('HTTP status 307') })
  })
})

describe('an answer that is none', () => {
  test.each([
    ['has a head without end', (response: ServerResponse) => response.writeHead(200, { x: 'y'.repeat(100_000) }).end()],
    ['is not HTTP', (response: ServerResponse) => response.socket?.end('220 smtp.test ESMTP\r\n')],
    [
      'switches to something else',
      (response: ServerResponse) => response.writeHead(101, { upgrade: 'x', connection: 'upgrade' }).end(),
    ],
  ])('because it %s is told', async (_, answer) => {
    const { host } = await fakeServer((_request, response) => answer(response))
    await loggedIn()
    await expect(storeAt(host).resolve({ tag: '1' })).rejects.toMatchObject({ code: 'SOURCE_UNREACHABLE' })
  })
})
