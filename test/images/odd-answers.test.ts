import fc from 'fast-check'
import { afterEach, expect, test, vi } from 'vitest'
import { EcrsyncError } from '../../src/errors.ts'
import { registryStore } from '../../src/images/registry.ts'
import { IMAGE_TYPE, INDEX_TYPE, sha256 } from '../emulator/ecr.ts'
import { folderWith } from '../folder.ts'
import { runs } from '../runs.ts'
import { fakeServer } from './server.ts'

afterEach(() => {
  vi.unstubAllEnvs()
})

const DIGEST = sha256('app')

/** What stands in heads: as it should be, nearly so, and anything. */
const header = (...usual: readonly string[]) =>
  fc.oneof(fc.constantFrom(...usual, ''), fc.string({ unit: 'grapheme-ascii', maxLength: 40 }))

const ANSWER = fc.record(
  {
    location: header(
      'http://[',
      '//',
      '?',
      '/v2/',
      'http://127.0.0.1:1/',
      'file:///',
      'http://user:word@127.0.0.1:1/',
      'http:',
      '#',
    ),
    link: header(
      '<http://[>; rel="next"',
      '<>; rel=next',
      '<?page=2>; rel="next"',
      '<//x>;rel=next',
      '<',
      'rel="next"',
    ),
    'www-authenticate': header(
      'Bearer',
      'Bearer realm="http://["',
      'Bearer realm="http://127.0.0.1:1/"',
      'Basic',
      'Digest x',
      ',',
    ),
    'docker-content-digest': header(DIGEST, 'sha256:', 'sha512:x'),
    'content-type': header(IMAGE_TYPE, INDEX_TYPE, 'text/html', ';'),
    'content-range': header('bytes 5-9/10', 'bytes x'),
    'content-encoding': header('gzip', 'br'),
  },
  { requiredKeys: [] },
)
const BODY = fc.oneof(
  fc.json(),
  fc.string(),
  fc.constantFrom(
    '{"manifests":[]}',
    '{"manifests":[null]}',
    '{"manifests":[{"digest":3}]}',
    '{"token":"x"}',
    '['.repeat(100_000),
  ),
)
const STATUS = fc.constantFrom(200, 204, 206, 300, 301, 302, 304, 307, 308, 400, 401, 403, 404, 416, 418, 429, 500, 599)

test('whatever a registry answers ends as an image, or as a finding about it', async () => {
  vi.stubEnv('DOCKER_CONFIG', await folderWith({ 'config.json': '{}' }))
  let answers: readonly { readonly status: number; readonly headers: object; readonly body: string }[] = []
  let asked = 0
  const { host } = await fakeServer(({ method }, response) => {
    const { status, headers, body } = answers[asked++ % answers.length] ?? { status: 500, headers: {}, body: '' }
    response
      .writeHead(status, headers as Record<string, string>)
      .end(method === 'HEAD' || status === 204 || status === 304 ? undefined : body)
  })
  const store = () => registryStore({ host, repositoryName: 'app', where: 'docker://x/app', sleep: async () => {} })
  const layer = { digest: DIGEST, size: 1, mediaType: 'application/layer' }
  const looks = [
    () => store().resolve({ tag: '1' }),
    () => store().manifest({ digest: DIGEST }),
    () => store().referrers(DIGEST),
    async () => {
      for await (const _ of await store().blob(layer, 1));
    },
  ]
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ status: STATUS, headers: ANSWER, body: BODY }), { minLength: 1, maxLength: 4 }),
      async given => {
        answers = given
        for (const look of looks) {
          const failure = await look().then(
            () => undefined,
            (error: unknown) => error,
          )
          if (failure !== undefined) expect(failure).toBeInstanceOf(EcrsyncError)
        }
      },
    ),
    { numRuns: runs(60) },
  )
})
