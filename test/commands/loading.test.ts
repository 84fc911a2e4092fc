import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { basename, join, relative, resolve } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { bareEnvironment, PACKAGE, RUN_JS } from '../cli.ts'
import { folderWith } from '../folder.ts'

const MANIFEST = 'version: 1\nname: acme\nrepositories:\n  team/app:\n'

const KEYS = { AWS_ACCESS_KEY_ID: '123456789012', AWS_SECRET_ACCESS_KEY: 'local' }

/** Writes down which files were loaded, and which packages of others were looked for, when the process ends. */
const PRELOAD = `const Module = require('node:module')
const { _resolveFilename: resolve } = Module
const packages = []
Module._resolveFilename = function (name, ...others) {
  if (!/^[./]/.test(name) && !Module.isBuiltin(name)) packages.push(name)
  return resolve.call(this, name, ...others)
}
process.once('exit', () => {
  require('node:fs').writeFileSync('loaded', Object.keys(Module._cache).join('\\n'))
  require('node:fs').writeFileSync('packages', packages.join('\\n'))
})`

interface Loaded {
  /** Files of the bundle, by their names. */
  readonly chunks: readonly string[]
  /** What stands in them: of ours by its place in src, of others by that of the package. */
  readonly sources: readonly string[]
  /** What was looked for in the folders above it. */
  readonly packages: readonly string[]
}

/** Runs the command line as it is installed, whatever comes of it, and says what it has loaded. Without a code cache Node loads all of it. */
async function loaded(...args: readonly string[]): Promise<Loaded> {
  const cwd = await folderWith({ 'ecrsync.yaml': MANIFEST, 'preload.cjs': PRELOAD })
  const env = bareEnvironment({ ...KEYS, NODE_DISABLE_COMPILE_CACHE: '1' })
  const command = ['--require', join(cwd, 'preload.cjs'), RUN_JS, ...args]
  await promisify(execFile)(process.execPath, command, { cwd, env }).catch(() => undefined)
  const files = (await readFile(join(cwd, 'loaded'), 'utf8')).split('\n').filter(file => file.startsWith(PACKAGE))
  const ofBundle = files.filter(file => file.includes('/bundle/'))
  expect(files.filter(file => !ofBundle.includes(file) && file !== RUN_JS)).toEqual([])
  return {
    chunks: ofBundle.map(file => basename(file)),
    sources: (await Promise.all(ofBundle.map(sourcesOf))).flat(),
    packages: (await readFile(join(cwd, 'packages'), 'utf8')).split('\n').filter(Boolean),
  }
}

/** What the bundler itself brings has no map. */
async function sourcesOf(chunk: string): Promise<readonly string[]> {
  if (basename(chunk) === 'rolldown-runtime.cjs') return []
  const { sources } = JSON.parse(await readFile(`${chunk}.map`, 'utf8')) as { readonly sources: readonly string[] }
  return sources.map(source => relative(PACKAGE, resolve(chunk, '..', source)).replace(/^.*node_modules\//, ''))
}

const matching = ({ sources }: Loaded, pattern: RegExp) => sources.filter(source => pattern.test(source))

const HEAVY = /^(@aws-sdk|@smithy|log-update|tar-stream)\/|^ajv\/dist\/(?!runtime\/)|^src\/(emulator|images|apply)\//

describe('what a command loads', () => {
  test.each([['--version'], ['-v'], ['version'], ['--help'], ['help'], ['help', 'plan'], ['plan', '--help'], []])(
    '%j: nothing but what prints it',
    async (...args) => expect((await loaded(...args.filter(arg => arg !== undefined))).chunks).toEqual(['start.cjs']),
  )

  test.each(['validate', 'schema'])('%s: neither the SDK nor the emulator', async command => {
    const all = await loaded(command)
    expect(all.sources).toContain(`src/commands/${command}.ts`)
    expect(matching(all, HEAVY)).toEqual([])
  })

  test('a command that there is not: no other one', async () => {
    expect(matching(await loaded('plam'), /^src\/(commands\/(plan|apply)|manifest|kinds)|^@aws-sdk/)).toEqual([])
  })

  test('apply: the emulator where it is asked for, and the prompt where somebody is asked', async () => {
    const all = await loaded('apply', '--local', '--auto-approve')
    expect(all.sources).toEqual(
      expect.arrayContaining(['src/emulator/server.ts', expect.stringMatching(/^@aws-sdk\/client-ecr\//)]),
    )
    expect(matching(all, /^src\/commands\/asking\.ts$/)).toEqual([])
  })

  test.each<[string, RegExp]>([
    ['no emulator for a registry of AWS', /^src\/emulator\//],
    ['no pictures', /^src\/render\/pictures\//],
    ['nothing that writes', /^src\/apply\/(execute|perform)/],
    [
      'no STS and nothing that signs in where keys are in the environment',
      /^@aws-sdk\/(client-sts|nested-clients|token-providers|credential-provider-(ini|sso|process|web-identity|http))\//,
    ],
    ['no other command', /^src\/commands\/(apply|copy|emulator|login|preview|schema|validate)\.ts$/],
  ])('plan: %s', async (_, pattern) => {
    const all = await loaded('plan', '--endpoint-url', 'http://127.0.0.1:9', '--region', 'eu-west-1')
    expect(matching(all, pattern)).toEqual([])
  })

  test.each([['validate'], ['plan', '--local'], ['apply', '--local', '--auto-approve'], ['copy', 'a', 'b'], ['plam']])(
    '%j: nothing that somebody else has installed beside it',
    async (...args) => expect((await loaded(...args.filter(arg => arg !== undefined))).packages).toEqual([]),
  )

  test('preview: its pictures', async () => {
    expect(matching(await loaded('preview', '--local'), /^src\/render\/pictures\//)).not.toEqual([])
  })
})
