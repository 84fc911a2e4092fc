import { readdirSync, readFileSync, statSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { OPERATIONS } from '../../src/emulator/operations/index.ts'
import { startEmulator } from '../../src/emulator/server.ts'
import { folderWith } from '../folder.ts'
import { runs } from '../runs.ts'
import { indexOf, login, MISSING, manifestOf } from './distribution/docker.ts'
import { clientOf, pushImage, sha256, uploadLayer } from './ecr.ts'
import { type Answer, type Raw, send, signed } from './http.ts'

const IMAGE = manifestOf('one')
const DIGEST = sha256(IMAGE)

/** What a path or a member may hold that means something, or looks as if. */
const WORDS = [
  ...['aa', 'aa/bb', 'new', 'ROOT', 'v1', 'v2', DIGEST, MISSING, sha256('one'), 'sha512:00'],
  ...[
    '..',
    '.',
    '',
    '%2e%2e',
    '%2e%2e%2f',
    '..%2f..%2fetc%2fpasswd',
    '%00',
    '%',
    '%zz',
    '%c0%ae',
    '\\',
    '//',
    '~',
    '*',
  ],
  ...['__proto__', 'constructor', 'toString', '123456789012', 'us-east-1', '%c3%a9', 'a'.repeat(300), 'lock', '.json'],
]
const PARTS = ['v2', 'layers', 'blobs', 'uploads', 'manifests', 'tags', 'list', 'referrers', '_catalog', 'moto-api']

/** Whatever HTTP lets into a path. */
const ASCII = Array.from({ length: 0x7f - 0x21 }, (_, index) => String.fromCharCode(0x21 + index))
const LATIN = [...ASCII, ' ', '\t', ...'é\u0080\u00ff']

const word = fc.constantFrom(...WORDS)
const ascii = fc.string({ unit: fc.constantFrom(...ASCII) })
const latin = fc.string({ unit: fc.constantFrom(...LATIN) })
const name = fc.oneof(fc.constantFrom('aa', 'aa', 'aa/bb', 'new'), word)
const reference = fc.oneof(fc.constantFrom('v1', 'v2', DIGEST, sha256('one')), word)
/** What means something, with what may not. */
const sensible = fc.oneof(
  fc.constant(['POST', '/']),
  fc.constant(['GET', '/v2/_catalog']),
  name.map(one => ['GET', `/v2/${one}/tags/list`]),
  name.map(one => ['POST', `/v2/${one}/blobs/uploads/`]),
  fc
    .tuple(fc.constantFrom('GET', 'HEAD', 'PUT', 'DELETE'), name, reference)
    .map(([method, one, other]) => [method, `/v2/${one}/manifests/${other}`]),
  fc
    .tuple(fc.constantFrom('GET', 'HEAD', 'DELETE'), name, fc.constantFrom('blobs', 'referrers'), reference)
    .map(([method, one, what, other]) => [method, `/v2/${one}/${what}/${other}`]),
)
const method = fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND')
const path = fc.oneof(
  fc.constantFrom('/', '/v2', '/v2/', '*', '//'),
  fc.array(fc.oneof(word, fc.constantFrom(...PARTS)), { maxLength: 8 }).map(parts => `/${parts.join('/')}`),
  ascii.map(text => `/${text}`),
)
const query = fc.oneof(
  { weight: 3, arbitrary: fc.constant('') },
  fc
    .array(
      fc.tuple(fc.constantFrom('digest', 'n', 'last', 'mount', 'from', 'artifactType', 'expires', 'signature'), word),
    )
    .map(pairs => `?${pairs.map(pair => pair.join('=')).join('&')}`),
  ascii.map(text => `?${text}`),
)

/** Mostly what lets a request in, or nothing; sometimes what may not, or anything. */
const header = (usual: string | undefined, ...others: readonly string[]) =>
  fc.oneof(
    { weight: 12, arbitrary: fc.constant(usual) },
    { weight: 2, arbitrary: fc.constantFrom(...others) },
    { weight: 1, arbitrary: latin },
  )
const AWS_JSON = 'application/x-amz-json-1.1'
const target = fc.constantFrom(...[...OPERATIONS.keys()].map(name => `AmazonEC2ContainerRegistry_V20150921.${name}`))

const headers = (authorization: string, port: string) =>
  fc
    .record({
      'x-amz-target': fc.oneof({ weight: 9, arbitrary: target }, { weight: 1, arbitrary: latin }),
      'content-type': header(AWS_JSON, 'application/x-www-form-urlencoded', 'text/html', ''),
      authorization: header(
        authorization,
        signed('AKIA'),
        signed('..', '..'),
        signed('AKIA', '-'),
        'Basic !',
        'Basic ',
      ),
      host: header(
        `localhost:${port}`,
        `123456789012.dkr.ecr.eu-west-1.localhost:${port}`,
        `000000000000.dkr.ecr.-.localhost:${port}`,
        '123456789012.dkr.ecr.us-east-1.amazonaws.com',
      ),
      origin: header(undefined, 'http://localhost:3000', 'https://evil.example', 'null'),
      range: header(undefined, 'bytes=0-1', 'bytes=-1', 'bytes=5-', 'bytes=9-1', 'bytes=99999999999999999999-'),
      'content-range': header(undefined, '0-3', '4-7', 'bytes 0-0/1', '99999999999999999999-1'),
    })
    .map(all => Object.fromEntries(Object.entries(all).flatMap(([name, value]) => (value ? [[name, value]] : []))))

const members = fc.dictionary(
  fc.constantFrom(
    'repositoryName',
    'imageTag',
    'imageManifest',
    'imageIds',
    'resourceArn',
    'uploadId',
    'nextToken',
    'x',
  ),
  fc.oneof(word, fc.constant(IMAGE), fc.jsonValue()),
)
const body = fc.oneof(
  fc.constantFrom(undefined, '', '{}', IMAGE, indexOf([DIGEST]), '{'.repeat(1000), 'Action=GetCallerIdentity', 'one'),
  members.map(value => JSON.stringify(value)),
  fc.uint8Array(),
)
/** What files there are and what is in them, but for those in one folder. */
function snapshot(folder: string, except: string): readonly string[] {
  return readdirSync(folder).flatMap(name => {
    const path = join(folder, name)
    if (path === except) return []
    return statSync(path).isDirectory() ? [path, ...snapshot(path, except)] : [`${path} ${readFileSync(path, 'utf8')}`]
  })
}

const files = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).map(path => relative('', path).split(sep).join('/'))

/** An error in the shape of the API that was asked, and none that is the emulator's own fault. */
function expectShape({ status, headers, text }: Answer, method: string): void {
  expect(status).toBeLessThan(500)
  if (status < 400 || method === 'HEAD' || status === 401 || status === 416) return
  const isXml = headers['content-type'] === 'text/xml'
  const { __type, errors } = isXml ? { __type: /<Code>/.exec(text)?.[0] } : JSON.parse(text)
  expect(typeof __type === 'string' || (Array.isArray(errors) && errors.length === 1)).toBe(true)
}

test('no request makes the emulator fail, or touch anything outside of its folder', async () => {
  const parent = await folderWith({ secret: 'before', 'a/secret': 'before' })
  const dataDirectory = join(parent, 'a', 'data')
  await mkdir(join(parent, 'a', 'b'))
  await writeFile(join(parent, 'a', 'b', 'lock'), 'before')
  const before = snapshot(parent, dataDirectory)
  const emulator = await startEmulator({ dataDirectory })
  const ecr = clientOf(emulator)
  await ecr.createRepository({ repositoryName: 'aa' })
  await ecr.createRepositoryCreationTemplate({ prefix: 'ROOT', appliedFor: ['CREATE_ON_PUSH'] })
  await uploadLayer(ecr, 'aa', Buffer.from('{}'))
  await pushImage(ecr, 'aa', 'one', 'v1')
  const { uploadId = '' } = await ecr.initiateLayerUpload({ repositoryName: 'aa' })
  const authorization = await login(ecr)
  const upload = fc.constantFrom('GET', 'PATCH', 'PUT').map(one => [one, `/v2/aa/blobs/uploads/${uploadId}`])
  const call = fc.oneof({ weight: 6, arbitrary: sensible }, upload, { weight: 3, arbitrary: fc.tuple(method, path) })
  const request = fc.record({
    call,
    query,
    headers: headers(authorization, new URL(emulator.url).port),
    body,
  })
  await fc.assert(
    fc.asyncProperty(request, async ({ call: [method = '', path = ''], query, headers, body }) => {
      const raw: Raw = { method, path: `${path}${query}`, headers, ...(body !== undefined && { body }) }
      expectShape(await send(emulator.url, raw), method)
      const good = await send(emulator.url, { path: '/v2/', headers: { authorization } })
      expect(good.status).toBe(200)
    }),
    { numRuns: runs(1000) },
  )
  await ecr.describeRepositories({})
  ecr.destroy()
  await emulator.close()
  expect(snapshot(parent, dataDirectory)).toEqual(before)
  const strange = files(dataDirectory).filter(
    path => !/^(token-key|reserve|\d{12}(\/[0-9a-z-]{2,25}(\/.*)?)?)$/.test(path),
  )
  expect(strange).toEqual([])
  const again = await startEmulator({ dataDirectory })
  expect((await clientOf(again).describeRepositories({})).repositories).not.toEqual([])
  await again.close()
})
