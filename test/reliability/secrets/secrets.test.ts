import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import { startEmulator } from '../../../src/emulator/server.ts'
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
repositories:
  team/app:
    tags: { team: a }
    images: { v1: "docker://${source}/app:1" }
    lifecyclePolicy: [{ any: true, keepNewest: 5 }]
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

interface Ends {
  readonly ecr?: Answering
  readonly source?: Answering
  readonly sts?: Answering
}

async function placed(ends: Ends) {
  const source = (await sourceRegistry(IMAGE, BLOBS, ends.source)).replace('http://', '')
  const auth = Buffer.from(SOURCE_LOGIN).toString('base64')
  const folder = await world(ends.sts ?? credentials, {
    'docker/config.json': JSON.stringify({ auths: { [source]: { auth } } }),
    'work/ecrsync.yaml': manifest(source),
  })
  const ecr = ends.ecr ? await server(ends.ecr) : (await emulator()).url
  const env = { ...environment(folder), AWS_ENDPOINT_URL_ECR: ecr, AWS_ENDPOINT_URL_STS: ecr }
  return { folder, cwd: join(folder, 'work'), env }
}

/** What passes is tried again, which takes its time. */
const isPassing = (name: string): boolean => /^(throttled|an error of its own|a lost connection)$/.test(name)
const BRIEF = [['plan', '--verbose']]

const SESSION = { ...KEYS, AWS_SESSION_TOKEN: canary('SessionToken') }

sweep('Secrets', 'no command says or writes one, whatever comes', async () => {
  const scan = openScan()
  let runs = 0
  const all = async (
    name: string,
    made: Ends,
    commands = COMMANDS,
    more: Readonly<Record<string, string>> = SESSION,
  ) => {
    const { cwd, env } = await placed(made)
    for (const args of commands) {
      await scan.run(name, args, { cwd, env: { ...env, ...more } })
      runs += 1
    }
    await scan.written(name, cwd)
  }
  await all('nothing fails', {})
  for (const [name, fails] of Object.entries(FAILURES)) {
    await all(`ECR: ${name}`, { ecr: fails }, isPassing(name) ? BRIEF : COMMANDS)
    if (isPassing(name)) continue
    const half = (await emulator()).url
    await all(`ECR at writes: ${name}`, {
      ecr: (response, heard) =>
        /\.(Describe|List|Get|BatchGet)/.test(String(heard.request.headers['x-amz-target']))
          ? through(half)(response, heard)
          : fails(response, heard),
    })
    await all(`source: ${name}`, { source: fails }, [['plan', '--verbose']])
    for (const profile of ['role', 'web', 'sso'])
      await all(
        `${profile}: ${name}`,
        { sts: fails },
        [
          ['plan', '--verbose'],
          ['login', '--print'],
        ],
        { AWS_PROFILE: profile },
      )
  }
  for (const profile of PROFILES) await all(`profile ${profile}`, {}, COMMANDS, { AWS_PROFILE: profile })
  const login = `me:${canary('ProxyPassword')}`
  for (const [name, fails] of Object.entries(FAILURES)) {
    const proxy = (await server(fails)).replace('http://', `http://${login}@`)
    await all(`proxy: ${name}`, {}, [['plan', '--verbose']], {
      ...SESSION,
      AWS_ENDPOINT_URL_ECR: 'http://ecr.test',
      HTTP_PROXY: proxy,
      HTTPS_PROXY: proxy,
    })
    await all(`proxy over TLS: ${name}`, {}, [['plan', '--verbose']], {
      ...SESSION,
      AWS_ENDPOINT_URL_ECR: 'https://ecr.test',
      HTTP_PROXY: proxy,
      HTTPS_PROXY: proxy,
    })
  }
  expect(scan.leaks()).toEqual([])
  return { counts: { 'command lines': runs, 'outputs scanned': scan.counts(), leaks: 0 } }
})
