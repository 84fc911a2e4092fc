import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { bareEnvironment, ecrsync, RUN_JS } from '../cli.ts'
import { folderWith } from '../folder.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const MANIFEST = 'version: 1\nname: acme\nrepositories:\n  team/app:\n'

const dataUrl = (script: string): string => `data:text/javascript,${encodeURIComponent(script)}`

/** Writes down each module as it is loaded; what a module of CommonJS requires in turn is not seen. */
const HOOKS = `import { appendFileSync } from 'node:fs'
export async function load(url, context, next) {
  appendFileSync('loaded', url + '\\n')
  return next(url, context)
}`
const REGISTER = `import { register } from 'node:module'; register(${JSON.stringify(dataUrl(HOOKS))})`

/** Runs the built command line, whatever comes of it, and says which modules it has loaded. */
async function loaded(...args: readonly string[]): Promise<readonly string[]> {
  const cwd = await folderWith({ 'ecrsync.yaml': MANIFEST })
  const command = [`--import=${dataUrl(REGISTER)}`, RUN_JS, ...args]
  await promisify(execFile)(process.execPath, command, { cwd, env: bareEnvironment() }).catch(() => undefined)
  const urls = (await readFile(join(cwd, 'loaded'), 'utf8')).split('\n').filter(url => url.startsWith('file:'))
  return urls.map(url => relative(ROOT, fileURLToPath(url)))
}

const HEAVY =
  /node_modules\/(@aws-sdk|@smithy|log-update|tar-stream)\/|node_modules\/ajv\/dist\/(?!runtime\/)|dist\/(emulator|images|apply)\//

describe('what a command loads', () => {
  test('--version: nothing but its own entry', async () => expect(await loaded('--version')).toEqual(['bin/run.js']))

  test('--help: oclif, and no command', async () => {
    expect((await loaded('--help')).filter(file => file.startsWith('dist/'))).toEqual(['dist/commands/help.js'])
    expect((await loaded('plan', '--help')).filter(file => file.startsWith('dist/'))).toEqual(['dist/commands/help.js'])
  })

  test.each(['validate', 'schema'])(
    '%s: neither the SDK, nor the emulator, nor what compiles validators',
    async command => {
      const files = await loaded(command)
      expect(files).toContain(`dist/commands/${command}.js`)
      expect(files.filter(file => HEAVY.test(file))).toEqual([])
    },
  )

  test('apply: the emulator where it is asked for, and the prompt where somebody is asked', async () => {
    const files = await loaded('apply', '--local', '--auto-approve')
    expect(
      files.filter(file => /^dist\/emulator\/server|node_modules\/@aws-sdk\/client-ecr\//.test(file)),
    ).toHaveLength(2)
    expect(files.filter(file => file === 'dist/commands/asking.js')).toEqual([])
  })

  test('plan: no emulator for a registry of AWS', async () => {
    const files = await loaded('plan', '--endpoint-url', 'http://127.0.0.1:9', '--region', 'eu-west-1')
    expect(files.filter(file => file.startsWith('dist/emulator/'))).toEqual([])
  })
})

test('--version says what oclif would say', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [RUN_JS, '--version'])
  expect(stdout).toBe((await ecrsync(['--version'], { cwd: await folderWith({}) })).stdout)
})
