import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import { startEmulator } from '../../../src/emulator/server.ts'
import { EXIT } from '../../../src/errors.ts'
import { IMAGE_TYPE, sha256 } from '../../emulator/ecr.ts'
import { canary } from '../../secrets.ts'
import { sweep } from '../sweep.ts'
import { type Answering, FAILURES, server } from './echo.ts'
import { openScan } from './scan.ts'
import { credentials, environment, KEYS, PROFILES, SOURCE_LOGIN, sourceRegistry, through, world } from './world.ts'

const LAYER = Buffer.from('a layer')
const CONFIG = Buffer.from('{}')
const describedAs = (bytes: Buffer, mediaType: string) => ({ mediaType, digest: sha256(bytes), size: bytes.length })
const IMAGE = JSON.stringify({
  schemaVersion: 2,
  mediaType: IMAGE_TYPE,
  config: describedAs(CONFIG, 'application/vnd.oci.image.config.v1+json'),
  layers: [describedAs(LAYER, 'application/vnd.oci.image.layer.v1.tar+gzip')],
})
const BLOBS = new Map([LAYER, CONFIG].map(bytes => [sha256(bytes), bytes]))

const manifest = (source: string) => `version: 1
name: acme
guards: { delete: { max: 10, percent: 100 } }
repositories:
  team/app:
    tags: { team: a }
    images: { v1: "docker://${source}/app:1" }
    lifecyclePolicy: [{ any: true, keepNewest: 5 }]
  team/copied: {}
`
const PLAN = 'saved.json'

/** Every command, as it talks the most. */
const COMMANDS: readonly (readonly string[])[] = [
  ['validate', '--format', 'json'],
  ['plan', '--verbose', '--stats'],
  ['plan', '--json'],
  ['plan', '--out', PLAN],
  ['show', PLAN],
  ['show', PLAN, '--json'],
  ['apply', '--auto-approve', '--verbose', '--stats', '--receipt', 'receipt.json'],
  ['apply', PLAN, '--auto-approve', '--json'],
  ['revert', 'receipt.json'],
  ['copy', 'team/app', 'team/copied', '--auto-approve', '--verbose'],
  ['preview', 'team/app', '--verbose'],
  ['login', '--print', '--verbose'],
  ['login', '--client', 'false', '--verbose'],
  ['login', '--password', '--verbose'],
]

async function emulator() {
  const opened = await startEmulator()
  onTestFinished(() => opened.close())
  return opened
}

/** Who is asked, as the cell has it answer. */
interface Ends {
  readonly ecr?: Answering
  readonly source?: Answering
  /** Of the source, its layers alone. */
  readonly layers?: Answering
  readonly sts?: Answering
  readonly proxy?: Answering
}

async function placed(ends: Ends) {
  const reached = new Set<string>()
  const heard = (who: keyof Ends, answer: Answering): Answering => {
    return (response, request) => {
      reached.add(who)
      return answer(response, request)
    }
  }
  const answering = (who: keyof Ends) => ends[who] && heard(who, ends[who])
  const source = (
    await sourceRegistry(IMAGE, BLOBS, { all: answering('source'), layers: answering('layers') })
  ).replace('http://', '')
  const auth = Buffer.from(SOURCE_LOGIN).toString('base64')
  const folder = await world(heard('sts', ends.sts ?? credentials), {
    'docker/config.json': JSON.stringify({ auths: { [source]: { auth } } }),
    'work/ecrsync.yaml': manifest(source),
  })
  const ecr = await server(heard('ecr', ends.ecr ?? through((await emulator()).url)))
  const proxy = ends.proxy && (await server(heard('proxy', ends.proxy))).replace('http://', `http://${PROXY_LOGIN}@`)
  const env = {
    ...environment(folder),
    AWS_ENDPOINT_URL_ECR: ecr,
    ...(proxy && { HTTP_PROXY: proxy, HTTPS_PROXY: proxy }),
  }
  return { folder, cwd: join(folder, 'work'), env, reached }
}

const PROXY_LOGIN = `me:${canary('ProxyPassword')}`

/** What passes is tried again, which takes its time. */
const isPassing = (name: string): boolean => /^(throttled|an error of its own|a lost connection)$/.test(name)

const SESSION = { ...KEYS, AWS_SESSION_TOKEN: canary('SessionToken') }

/** A failure is told by these: of the run, of the manifest's sources, of a part, of what could not be looked at. */
const FAILED: readonly number[] = [EXIT.failure, EXIT.partial, EXIT.incomplete]

interface Cell {
  readonly ends: Ends
  readonly commands?: readonly (readonly string[])[]
  readonly env?: Readonly<Record<string, string>>
  /** Who must have been asked. */
  readonly asks: keyof Ends | undefined
  /** How its first command ends, which shows that it came as far as it was to come. */
  readonly first: readonly number[]
}

const ONE_PLAN = [['plan', '--verbose']]
const APPLY = [['apply', '--auto-approve', '--verbose', '--stats', '--receipt', 'receipt.json']]
const LOCAL = [['plan', '--local', '--verbose'], ...APPLY.map(args => [...args, '--local'])]
/** Others are tried again, which takes its time. */
const OF_SOURCES: ReadonlySet<string> = new Set(['denied', 'a page', 'a redirect'])
const REFUSED: Answering = (response, { text }) => response.writeHead(403).end(text)
/** Where everything fails. */
const FAILING = [
  ...ONE_PLAN,
  ['plan', '--json'],
  ['plan', '--out', PLAN],
  ...APPLY,
  ['copy', 'team/app', 'team/copied', '--auto-approve', '--verbose'],
  ['preview', 'team/app', '--verbose'],
  ['login', '--print', '--verbose'],
]

const atWrites =
  (to: string, fails: Answering): Answering =>
  (response, heard) =>
    /\.(Describe|List|Get|BatchGet)/.test(String(heard.request.headers['x-amz-target']))
      ? through(to)(response, heard)
      : fails(response, heard)

async function* cells(): AsyncGenerator<readonly [name: string, cell: Cell]> {
  yield ['nothing fails', { ends: {}, asks: 'ecr', first: [EXIT.done] }]
  yield ['local', { ends: {}, commands: LOCAL, asks: undefined, first: [EXIT.done] }]
  for (const [name, fails] of Object.entries(FAILURES)) {
    const failing = isPassing(name) ? ONE_PLAN : FAILING
    yield [`ECR: ${name}`, { ends: { ecr: fails }, commands: failing, asks: 'ecr', first: FAILED }]
    yield [`proxy: ${name}`, throughProxy('http', fails)]
    yield [`proxy over TLS: ${name}`, throughProxy('https', fails)]
    if (isPassing(name)) continue
    const half = await emulator()
    yield [
      `ECR at writes: ${name}`,
      { ends: { ecr: atWrites(half.url, fails) }, commands: APPLY, asks: 'ecr', first: FAILED },
    ]
    if (OF_SOURCES.has(name))
      yield [`source: ${name}`, { ends: { source: fails }, commands: ONE_PLAN, asks: 'source', first: [EXIT.refused] }]
    for (const profile of ['role', 'web', 'sso'])
      yield [
        `${profile}: ${name}`,
        {
          ends: { sts: fails },
          commands: [...ONE_PLAN, ['login', '--print']],
          env: { AWS_PROFILE: profile },
          asks: 'sts',
          first: FAILED,
        },
      ]
  }
  yield ['layers: refused', { ends: { layers: REFUSED }, commands: APPLY, asks: 'layers', first: FAILED }]
  for (const profile of PROFILES) {
    const isGood = !['broken-program', 'no-json'].includes(profile)
    const asks = ['role', 'web', 'sso'].includes(profile) ? 'sts' : isGood ? 'ecr' : undefined
    const first = isGood ? [EXIT.done] : FAILED
    yield [`profile ${profile}`, { ends: {}, commands: COMMANDS.slice(1), env: { AWS_PROFILE: profile }, asks, first }]
  }
}

const throughProxy = (scheme: string, proxy: Answering): Cell => ({
  ends: { proxy },
  commands: ONE_PLAN,
  env: { ...SESSION, AWS_ENDPOINT_URL_ECR: `${scheme}://ecr.test` },
  asks: 'proxy',
  first: FAILED,
})

sweep('Secrets', 'no command says or writes one, whatever comes', async () => {
  const scan = openScan()
  const rows: (readonly string[])[] = []
  let runs = 0
  for await (const [name, { ends, commands = COMMANDS, env: more = SESSION, asks, first }] of cells()) {
    const { cwd, env, reached } = await placed(ends)
    const codes: number[] = []
    for (const args of commands) codes.push((await scan.run(name, args, { cwd, env: { ...env, ...more } })).code)
    await scan.written(name, cwd)
    runs += codes.length
    rows.push([name, codes.join(' '), [...reached].toSorted().join(' ')])
    expect(first, `${name}: ${codes}`).toContain(codes[0])
    if (asks !== undefined) expect([...reached], name).toContain(asks)
  }
  expect(scan.leaks()).toEqual([])
  return {
    counts: { 'command lines': runs, 'outputs scanned': scan.counts(), leaks: 0 },
    tables: [{ title: 'Secrets', head: ['what fails', 'exit codes', 'who was asked'], rows }],
  }
})
