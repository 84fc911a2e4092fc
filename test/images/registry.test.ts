import { randomBytes } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { ImageSource } from '../../src/aws/api.ts'
import type { Patience } from '../../src/aws/within.ts'
import { steadily } from '../../src/images/patience.ts'
import { registryStore } from '../../src/images/registry.ts'
import { passwordOf } from '../clients/clients.ts'
import { clientOf, IMAGE_TYPE, INDEX_TYPE, preparedManifest, pushImage, pushIndex, sha256 } from '../emulator/ecr.ts'
import { folderWith } from '../folder.ts'
import { seeded } from '../seed.ts'
import { type Asked, fakeServer, NOBODY } from './server.ts'
import { imagesIn, REPOSITORY, world } from './world.ts'

const MIB = 1024 * 1024
const NAME = 'library/app'
const MANIFEST = JSON.stringify({
  schemaVersion: 2,
  mediaType: IMAGE_TYPE,
  config: { mediaType: 'application/config', size: 2, digest: sha256('{}') },
  layers: [],
})
const DIGEST = sha256(MANIFEST)
const SCHEMA_1 = 'application/vnd.docker.distribution.manifest.v1+prettyjws'

afterEach(() => {
  vi.unstubAllEnvs()
})

/** What docker login would have written. */
async function loggedIn(config: object): Promise<void> {
  vi.stubEnv('DOCKER_CONFIG', await folderWith({ 'config.json': JSON.stringify(config) }))
}

const basic = (user: string, password: string) => Buffer.from(`${user}:${password}`).toString('base64')

function storeAt(host: string, patience?: Pick<Patience, 'silent' | 'whole'>) {
  const slept: number[] = []
  const sleep = async (milliseconds: number) => slept.push(milliseconds)
  const where = `docker://${host}/${NAME}`
  return { slept, sleep, store: registryStore({ host, repositoryName: NAME, where, sleep, patience }) }
}

const answered = (response: ServerResponse, status: number, headers = {}, body = '') =>
  response.writeHead(status, headers).end(body)

const answerManifest = (response: ServerResponse) =>
  answered(response, 200, { 'content-type': IMAGE_TYPE, 'docker-content-digest': DIGEST }, MANIFEST)

describe('an image of another registry', () => {
  /** Another emulator, as a registry that asks for a login. */
  async function upstream() {
    const emulator = await seeded({ calls: [{ action: 'CreateRepository', input: { repositoryName: NAME } }] })
    const ecr = clientOf(emulator)
    const { host } = new URL(emulator.url)
    await loggedIn({ auths: { [host]: { auth: basic('AWS', await passwordOf(ecr)) } } })
    const source = (more: object = {}): ImageSource => ({ from: 'docker', host, repositoryName: NAME, ...more })
    return { emulator, ecr, source }
  }

  test('is resolved by a look at its head, which is no pull', async () => {
    const { emulator, ecr, source } = await upstream()
    const digest = await pushImage(ecr, NAME, 'one', 'latest')
    const { sources } = await world()
    emulator.clearCalls()
    expect(await sources.resolve(source(), REPOSITORY)).toEqual({ digest, mediaType: IMAGE_TYPE })
    expect(await sources.resolve(source({ tag: 'latest' }), REPOSITORY)).toMatchObject({ digest })
    expect(await sources.resolve(source({ digest }), REPOSITORY)).toMatchObject({ digest })
    const { imageDetails } = await ecr.describeImages({ repositoryName: NAME })
    expect(imageDetails?.[0]?.lastRecordedPullTime).toBeUndefined()
  })

  test('is copied with its images, layers and what is about it', async () => {
    const { ecr, source } = await upstream()
    const child = await pushImage(ecr, NAME, 'x'.repeat(11 * MIB))
    const digest = await pushIndex(ecr, NAME, [child], 'latest')
    const subject = { mediaType: INDEX_TYPE, size: 1, digest }
    const imageManifest = await preparedManifest(ecr, NAME, 'signature', { subject })
    await ecr.putImage({ repositoryName: NAME, imageManifest })
    const { ecr: target, bring } = await world()
    await bring(source(), digest, { referrers: true })
    expect(await imagesIn(target)).toEqual({ [digest]: ['v1'], [child]: [], [sha256(imageManifest)]: [] })
  })

  test('that is not there is said to be', async () => {
    const { source } = await upstream()
    const { sources } = await world()
    await expect(sources.resolve(source({ tag: 'gone' }), REPOSITORY)).rejects.toMatchObject({
      code: 'SOURCE_NOT_FOUND',
      detail: expect.stringMatching(/^docker:\/\/127.0.0.1:\d+\/library\/app: gone is not there$/),
    })
  })

  test.each([
    { what: 'without a login', config: {}, said: 'asks for a login' },
    {
      what: 'with a wrong one',
      config: { auths: { HOST: { auth: basic('AWS', 'wrong') } } },
      said: 'does not accept the login',
    },
  ])('is refused $what', async ({ config, said }) => {
    const { emulator, source } = await upstream()
    await loggedIn(JSON.parse(JSON.stringify(config).replace('HOST', new URL(emulator.url).host)))
    const { sources } = await world()
    await expect(sources.resolve(source(), REPOSITORY)).rejects.toMatchObject({
      code: 'SOURCE_DENIED',
      detail: expect.stringContaining(said),
      hint: expect.stringContaining('docker login'),
    })
  })
})

describe('a registry with tokens', () => {
  /** Asks for tokens of its own token service; with a login where one is needed. */
  const tokenRegistry = (needed?: string) =>
    fakeServer(({ path, authorization }, response, { host }) => {
      if (path.startsWith('/token')) {
        const isKnown = needed === undefined || authorization === `Basic ${needed}`
        return isKnown ? answered(response, 200, {}, '{"token":"secret"}') : answered(response, 401)
      }
      if (authorization === 'Bearer secret') return answerManifest(response)
      const challenge = `Bearer realm="http://${host}/token",service="registry.test",scope="repository:${NAME}:pull"`
      return answered(response, 401, { 'www-authenticate': challenge })
    })

  test('gives one to everybody, which is asked for once', async () => {
    await loggedIn({})
    const { host, asked } = await tokenRegistry()
    const { store } = storeAt(host)
    expect(await store.resolve({ tag: '1.0' })).toEqual({ digest: DIGEST, mediaType: IMAGE_TYPE })
    expect((await store.manifest({ digest: DIGEST })).text).toBe(MANIFEST)
    expect(asked.map(({ method, path }) => `${method} ${path}`)).toEqual([
      `HEAD /v2/${NAME}/manifests/1.0`,
      `GET /token?service=registry.test&scope=repository%3Alibrary%2Fapp%3Apull`,
      `HEAD /v2/${NAME}/manifests/1.0`,
      `GET /v2/${NAME}/manifests/${DIGEST}`,
    ])
    expect(asked[1]?.authorization).toBeUndefined()
  })

  test('gives one for a login', async () => {
    const { host, asked } = await tokenRegistry(basic('me', 'word'))
    await loggedIn({ auths: { [`https://${host}/v2/`]: { username: 'me', password: 'word' } } })
    expect(await storeAt(host).store.resolve({ tag: '1.0' })).toMatchObject({ digest: DIGEST })
    expect(asked[1]?.authorization).toBe(`Basic ${basic('me', 'word')}`)
  })

  test('gives none for no login', async () => {
    await loggedIn({})
    const { host } = await tokenRegistry(basic('me', 'word'))
    await expect(storeAt(host).store.resolve({ tag: '1.0' })).rejects.toMatchObject({ code: 'SOURCE_DENIED' })
  })

  test('gives one for an identity token, which goes in a form', async () => {
    const { host, asked } = await fakeServer(({ path, body }, response, server) => {
      const form = new URLSearchParams(body)
      const isKnown = form.get('grant_type') === 'refresh_token' && form.get('refresh_token') === 'refresh'
      if (path === '/token') return answered(response, isKnown ? 200 : 401, {}, '{"access_token":"secret"}')
      if (server.asked.at(-1)?.authorization === 'Bearer secret') return answerManifest(response)
      return answered(response, 401, { 'www-authenticate': `Bearer realm=http://${server.host}/token,service=x` })
    })
    await loggedIn({ auths: { [host]: { identitytoken: 'refresh' } } })
    expect(await storeAt(host).store.resolve({ tag: '1.0' })).toMatchObject({ digest: DIGEST })
    expect(asked[1]).toMatchObject({ method: 'POST', path: '/token', authorization: undefined })
    const form = { grant_type: 'refresh_token', client_id: 'ecrsync', refresh_token: 'refresh', service: 'x' }
    expect(Object.fromEntries(new URLSearchParams(asked[1]?.body))).toEqual({
      ...form,
      scope: `repository:${NAME}:pull`,
    })
  })

  test('takes its realm from its own challenge where there are several', async () => {
    await loggedIn({})
    const { host } = await fakeServer(({ path, authorization }, response, server) => {
      if (path.startsWith('/token')) return answered(response, 200, {}, '{"token":"secret"}')
      if (authorization === 'Bearer secret') return answerManifest(response)
      const challenge = `Bearer realm="http://${server.host}/token", Basic realm="registry"`
      return answered(response, 401, { 'www-authenticate': challenge })
    })
    expect(await storeAt(host).store.resolve({ tag: '1.0' })).toMatchObject({ digest: DIGEST })
  })

  test.each(['{"token":3}', '{"token":"a b"}', 'nothing', '[]', '{}'])('that answers %s gives none', async body => {
    await loggedIn({})
    const { host } = await fakeServer(({ path }, response, server) =>
      path.startsWith('/token')
        ? answered(response, 200, {}, body)
        : answered(response, 401, { 'www-authenticate': `Bearer realm="http://${server.host}/token"` }),
    )
    await expect(storeAt(host).store.resolve({ tag: '1.0' })).rejects.toMatchObject({ code: 'SOURCE_DENIED' })
  })

  test.each(['http://example.com/token', 'nowhere', 'file:///etc/passwd', 'http://[', ''])(
    'is not asked for one at %s',
    async realm => {
      const { host } = await fakeServer((_, response) =>
        answered(response, 401, { 'www-authenticate': `Bearer realm="${realm}"` }),
      )
      await loggedIn({ auths: { [host]: { auth: basic('me', 'word') } } })
      await expect(storeAt(host).store.resolve({ tag: '1.0' })).rejects.toMatchObject({ code: 'SOURCE_DENIED' })
    },
  )
})

describe('a registry', () => {
  test('that redirects to another host does not send the login along', async () => {
    const elsewhere = await fakeServer((_, response) => answered(response, 200, {}, 'layer'))
    const { host, asked } = await fakeServer(({ authorization }, response) =>
      authorization === undefined
        ? answered(response, 401, { 'www-authenticate': 'Basic realm="test"' })
        : answered(response, 307, { location: `http://${elsewhere.host}/layer` }),
    )
    await loggedIn({ auths: { [host]: { auth: basic('me', 'word') } } })
    const { store } = storeAt(host)
    const layer = { digest: sha256('layer'), size: 5, mediaType: 'application/layer' }
    const chunks: Uint8Array[] = []
    for await (const chunk of await store.blob(layer, 0)) chunks.push(chunk)
    expect(Buffer.concat(chunks).toString()).toBe('layer')
    expect(asked.at(-1)?.authorization).toBe(`Basic ${basic('me', 'word')}`)
    expect(elsewhere.asked.map(({ authorization }) => authorization)).toEqual([undefined])
  })

  test.each([
    { what: 'with ranges', status: 206 },
    { what: 'without ranges', status: 200 },
  ])('$what is read on where it broke off', async ({ status }) => {
    const bytes = randomBytes(300_000)
    const { host, asked } = await fakeServer(({ range }, response) => {
      const from = status === 206 ? Number(/\d+/.exec(range ?? '0')?.[0]) : 0
      response.writeHead(range === undefined ? 200 : status, { 'content-length': bytes.length - from })
      if (range !== undefined) return response.end(bytes.subarray(from))
      return response.write(bytes.subarray(0, 100_000), () => setImmediate(() => response.destroy()))
    })
    const { store, sleep, slept } = storeAt(host)
    const layer = { digest: sha256(bytes), size: bytes.length, mediaType: 'application/layer' }
    const chunks: Uint8Array[] = []
    for await (const chunk of steadily(from => store.blob(layer, from), { sleep })) chunks.push(chunk)
    expect(Buffer.concat(chunks).equals(bytes)).toBe(true)
    expect(slept).toEqual([250])
    expect(asked).toHaveLength(2)
  })

  const begin = (response: ServerResponse) => {
    response.writeHead(200, { 'content-type': IMAGE_TYPE, 'content-length': 1000 })
    response.write('{')
  }
  const trickle = (response: ServerResponse) => {
    begin(response)
    const timer = setInterval(() => response.write(' '), 2)
    response.on('close', () => clearInterval(timer))
  }
  const LONG = 20_000

  test.each([
    ['never answers', () => {}, { silent: 30, whole: LONG }],
    ['answers with headers and nothing else', begin, { silent: 30, whole: LONG }],
    ['answers a small question a byte at a time', trickle, { silent: LONG, whole: 60 }],
  ])('that %s is given up after three tries', async (_, answer, patience) => {
    const { host } = await fakeServer((_request, response) => answer(response))
    const { store, slept } = storeAt(host, patience)
    await expect(store.manifest({ digest: DIGEST })).rejects.toMatchObject({ code: 'SOURCE_UNREACHABLE' })
    expect(slept).toEqual([250, 500])
  })

  test('whose layer stops is asked for the rest, and given up after three tries', async () => {
    const { host, asked } = await fakeServer((_, response) => begin(response))
    const { store, sleep } = storeAt(host, { silent: 300, whole: LONG })
    const layer = { digest: DIGEST, size: 1000, mediaType: 'application/layer' }
    const drained = async () => {
      for await (const _ of steadily(from => store.blob(layer, from), { sleep }));
    }
    await expect(drained()).rejects.toMatchObject({ code: 'SOURCE_UNREACHABLE' })
    // On a machine with much else to do, the first byte itself may come too late.
    const [first, ...others] = asked
      .map(({ range }) => range)
      .filter((range, index) => index === 0 || range !== undefined)
    expect([first, others]).toEqual([undefined, ['bytes=1-', 'bytes=1-']])
  })

  test('whose layer takes longer than a small answer may is read to its end', async () => {
    const bytes = Buffer.from('layer')
    let count = 0
    const { host } = await fakeServer((_, response) => {
      response.writeHead(200, { 'content-length': bytes.length })
      const timer = setInterval(() => {
        response.write(bytes.subarray(count, count + 1))
        count += 1
        if (count === bytes.length) clearInterval(timer)
      }, 20)
    })
    const { store } = storeAt(host, { silent: LONG, whole: 30 })
    const layer = { digest: DIGEST, size: bytes.length, mediaType: 'application/layer' }
    const chunks: Uint8Array[] = []
    for await (const chunk of await store.blob(layer, 0)) chunks.push(chunk)
    expect(Buffer.concat(chunks).toString()).toBe('layer')
  })

  test.each([429, 500, 503])('that answers with %d is asked again', async status => {
    const { host } = await fakeServer((_, response, { asked }) =>
      asked.length < 3 ? answered(response, status) : answerManifest(response),
    )
    const { store, slept } = storeAt(host)
    expect(await store.resolve({ tag: '1.0' })).toMatchObject({ digest: DIGEST })
    expect(slept).toEqual([250, 500])
  })

  test('that goes on to fail is said not to be reached', async () => {
    const { host } = await fakeServer((_, response) => answered(response, 503))
    const { store, slept } = storeAt(host)
    await expect(store.resolve({ tag: '1.0' })).rejects.toMatchObject({
      code: 'SOURCE_UNREACHABLE',
      detail: `docker://${host}/${NAME}: ${host} answers with HTTP status 503`,
    })
    expect(slept).toEqual([250, 500, 1000, 2000])
  })

  test('where nobody listens is not asked again', async () => {
    const { store, slept } = storeAt(NOBODY)
    await expect(store.resolve({ tag: '1.0' })).rejects.toMatchObject({
      code: 'SOURCE_UNREACHABLE',
      detail: expect.stringContaining('ECONNREFUSED'),
    })
    expect(slept).toEqual([])
  })

  test('that does not tell a digest is asked for the manifest', async () => {
    const { host } = await fakeServer((_, response) =>
      answered(response, 200, { 'content-type': `${IMAGE_TYPE}; charset=utf-8` }, MANIFEST),
    )
    expect(await storeAt(host).store.resolve({ tag: '1.0' })).toEqual({ digest: DIGEST, mediaType: IMAGE_TYPE })
  })

  test.each([
    ['a manifest over 4 MiB', { 'content-length': 5 * MIB }, 'IMAGE_TOO_LARGE'],
    ["a manifest of Docker's first schema", { 'content-type': SCHEMA_1 }, 'SOURCE_INVALID'],
  ])('that tells of %s by its head is told from in the plan', async (_, headers, code) => {
    const { host } = await fakeServer((_request, response) =>
      answered(response, 200, { 'content-type': IMAGE_TYPE, 'docker-content-digest': DIGEST, ...headers }),
    )
    const { sources } = await world()
    const source: ImageSource = { from: 'docker', host, repositoryName: 'app', tag: '1.0' }
    await expect(sources.resolve(source, REPOSITORY)).rejects.toMatchObject({ code })
  })

  test('of which the manifest has to be read says what ECR does not take of it', async () => {
    const manifest = JSON.parse(MANIFEST)
    const text = JSON.stringify({ ...manifest, config: { ...manifest.config, size: 0 } })
    const { host } = await fakeServer((_, response) => answered(response, 200, { 'content-type': IMAGE_TYPE }, text))
    await expect(storeAt(host).store.resolve({ tag: '1.0' })).rejects.toMatchObject({ code: 'EMPTY_LAYER' })
  })

  test.each(['<html>', '{}', '', 'x'.repeat(5 * MIB)])(
    'that answers with what is no manifest holds no image',
    async body => {
      const { host } = await fakeServer((_, response) => answered(response, 200, { 'content-type': 'text/html' }, body))
      await expect(storeAt(host).store.resolve({ tag: '1.0' })).rejects.toMatchObject({
        code: expect.stringMatching('SOURCE_INVALID|IMAGE_TOO_LARGE'),
      })
    },
  )

  test('that answers with another manifest than the one of the digest is not believed', async () => {
    const { host } = await fakeServer((_, response) => answered(response, 200, {}, `${MANIFEST} `))
    await expect(storeAt(host).store.manifest({ digest: DIGEST })).rejects.toMatchObject({ code: 'SOURCE_INVALID' })
  })

  test('that sends without end is not listened to', async () => {
    const { host } = await fakeServer((_, response) => answered(response, 200, {}, 'x'.repeat(8 * MIB)))
    await expect(storeAt(host).store.manifest({ digest: DIGEST })).rejects.toMatchObject({ code: 'IMAGE_TOO_LARGE' })
  })

  test('that lacks a layer says so', async () => {
    const { host } = await fakeServer((_, response) => answered(response, 404))
    const layer = { digest: DIGEST, size: 5, mediaType: 'application/layer' }
    await expect(storeAt(host).store.blob(layer, 0)).rejects.toMatchObject({ code: 'SOURCE_NOT_FOUND' })
  })
})

describe('what is about an image', () => {
  const referrers = (...names: readonly string[]) =>
    JSON.stringify({
      schemaVersion: 2,
      mediaType: INDEX_TYPE,
      manifests: names.map(name => ({ mediaType: IMAGE_TYPE, size: 1, digest: sha256(name) })),
    })
  const found = (...names: readonly string[]) => names.map(name => ({ mediaType: IMAGE_TYPE, digest: sha256(name) }))

  async function listed(pages: (request: Asked) => readonly [status: number, body: string, headers?: object]) {
    const { host, asked } = await fakeServer((request, response) => {
      const [status, body, headers = {}] = pages(request)
      answered(response, status, headers, body)
    })
    return { references: await storeAt(host).store.referrers(DIGEST), asked }
  }

  test('comes in pages', async () => {
    const { references } = await listed(({ path }) =>
      path.includes('next')
        ? [200, referrers('three')]
        : [200, referrers('one', 'two'), { link: `</v2/${NAME}/referrers/${DIGEST}?next=2>; rel="next"` }],
    )
    expect(references).toEqual(found('one', 'two', 'three'))
  })

  test.each([
    [
      'another registry',
      '<http://127.0.0.1:9/elsewhere>; rel="next"',
      /goes on at 127.0.0.1:9, which is not this registry/,
    ],
    ['nowhere', '<http://[>; rel="next"', /goes on at an address that is none/],
    ['no address of a registry', '<file:///etc/passwd>; rel="next"', /which is not this registry/],
  ])('is not looked for at %s, nor taken for all', async (_, link, detail) => {
    let asked = 0
    const listing = listed(() => {
      asked += 1
      return [200, referrers('one'), { link }]
    })
    await expect(listing).rejects.toMatchObject({ code: 'SOURCE_INVALID', detail: expect.stringMatching(detail) })
    expect(asked).toBe(1)
  })

  test('is no list whose every page names another', async () => {
    let asked = 0
    const listing = listed(() => {
      asked += 1
      return [200, referrers('one'), { link: `<?page=${asked}>; rel="next"` }]
    })
    await expect(listing).rejects.toMatchObject({
      code: 'SOURCE_INVALID',
      detail: expect.stringContaining('its list of referrers never ends'),
    })
    expect(asked).toBe(1000)
  })

  test('is no list of more than can be held', async () => {
    let asked = 0
    const page = JSON.stringify({ manifests: [], annotations: { padding: 'x'.repeat(4_000_000) } })
    const listing = listed(() => {
      asked += 1
      return [200, page, { link: `<?page=${asked}>; rel="next"` }]
    })
    await expect(listing).rejects.toMatchObject({ code: 'SOURCE_INVALID' })
    expect(asked).toBe(17)
  })

  test('is no list that leads back to itself', async () => {
    let asked = 0
    const link = { link: `</v2/${NAME}/referrers/${DIGEST}?next=2>; rel="next"` }
    const listing = listed(() => {
      asked += 1
      return asked < 10 ? [200, referrers('one'), link] : [200, referrers('one')]
    })
    await expect(listing).rejects.toMatchObject({
      code: 'SOURCE_INVALID',
      detail: expect.stringContaining('its list of referrers never ends'),
    })
  })

  test('is found under a tag where the registry has no list of it', async () => {
    const { references } = await listed(({ path }) =>
      path.endsWith(`/manifests/${DIGEST.replace(':', '-')}`) ? [200, referrers('one')] : [404, ''],
    )
    expect(references).toEqual(found('one'))
  })

  test('is nothing where there is neither', async () => {
    const { references } = await listed(() => [404, ''])
    expect(references).toEqual([])
  })

  test('is not guessed from an answer that is no list', async () => {
    await expect(listed(() => [200, '{}'])).rejects.toMatchObject({ code: 'SOURCE_INVALID' })
    await expect(listed(() => [403, ''])).rejects.toMatchObject({ code: 'SOURCE_DENIED' })
  })
})
