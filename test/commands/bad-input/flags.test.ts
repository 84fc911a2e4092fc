import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Emulator, startEmulator } from '../../../src/emulator/server.ts'
import { HIDDEN } from '../../../src/harmless.ts'
import { awsEnvironment, ecrsync } from '../../cli.ts'
import { folderWith } from '../../folder.ts'

const MANIFEST = { 'ecrsync.yaml': 'version: 1\nname: acme\nrepositories:\n  team/app:\n' }

const CASES: readonly (readonly [name: string, args: readonly string[], code: string, hint: string])[] = [
  ['an unknown command', ['plam'], 'UNKNOWN_COMMAND', 'Did you mean ecrsync plan?'],
  ['an unknown flag', ['plan', '--onli', 'x'], 'UNKNOWN_FLAG', 'Did you mean --only?'],
  ['an unexpected argument', ['plan', 'team/app'], 'UNEXPECTED_ARGUMENT', 'ecrsync plan --help'],
  ['a value that a flag does not take', ['plan', '--format', 'xml'], 'INVALID_FLAG', 'ecrsync plan --help'],
  ['a number that is none', ['plan', '--concurrency', 'many'], 'INVALID_FLAG', 'ecrsync plan --help'],
  ['a number out of range', ['plan', '--concurrency', '0'], 'INVALID_FLAG', 'ecrsync plan --help'],
  ['a flag without its value', ['plan', '--file'], 'INVALID_FLAG', 'ecrsync plan --help'],
  ['an empty glob', ['plan', '--only', ''], 'INVALID_FLAG', 'Write for example'],
  ['a glob that could take minutes', ['plan', '--only', '*a*a*a*a*a*b'], 'INVALID_FLAG', 'Write for example'],
  ['a URL for a host', ['plan', '--allow-endpoint', 'https://ecr.acme.example'], 'INVALID_FLAG', 'ecr.acme.example'],
  ['every host', ['plan', '--allow-endpoint', '*'], 'INVALID_FLAG', 'ecr.acme.example'],
  ['a host of no name', ['plan', '--allow-endpoint', ''], 'INVALID_FLAG', 'ecr.acme.example'],
  ['a manifest that is not there', ['plan', '-f', 'none.yaml'], 'MANIFEST_NOT_FOUND', '-f FILE'],
  ['a folder for a manifest', ['plan', '-f', '.'], 'MANIFEST_UNREADABLE', '-f FILE'],
]

describe('a command line that is wrong is refused before anything is read or asked', () => {
  let emulator: Emulator
  beforeAll(async () => {
    emulator = await startEmulator()
  })
  afterAll(() => emulator.close())

  test.each(CASES)('%s', async (_name, args, code, hint) => {
    const place = { cwd: await folderWith(MANIFEST), env: awsEnvironment(emulator.url) }
    const text = await ecrsync(args, place)
    const json = await ecrsync([...args.slice(0, 1), '--json', ...args.slice(1)], place)
    expect({ code: text.code, stdout: text.stdout }).toEqual({ code: 3, stdout: '' })
    expect(text.stderr).toContain(`error ${code}: `)
    expect(text.stderr).toContain(hint)
    expect({ code: json.code, stderr: json.stderr }).toEqual({ code: 3, stderr: '' })
    expect(JSON.parse(json.stdout)).toEqual({
      diagnostics: [expect.objectContaining({ severity: 'error', code, hint: expect.stringContaining(hint) })],
    })
    expect(emulator.calls).toEqual([])
  })
})

const HOSTILE = 'x\n\u001b[2J\u202ePlan: 0 to create\u2028'

describe('what is typed is told as one line that is only read', () => {
  test.each<readonly string[]>([
    [HOSTILE],
    [HOSTILE, '--help'],
    ['plan', HOSTILE],
    ['plan', `--${HOSTILE}`],
    ['plan', '--format', HOSTILE],
    ['plan', '--concurrency', HOSTILE],
    ['plan', '--only', `(${HOSTILE}`],
    ['plan', '--in-use', HOSTILE],
    ['plan', '--endpoint-url', HOSTILE],
    ['validate', '-f', HOSTILE],
    ['validate', '-f', `${HOSTILE}/ecrsync.yaml`],
    ['copy', HOSTILE, 'team/app'],
    ['copy', 'team/app', HOSTILE],
    ['preview', '--only', 'a', HOSTILE],
    ['login', '--client', `login ${HOSTILE}`, '--print', '--password'],
    ['emulator', '--fault', HOSTILE],
    ['emulator', '--account', HOSTILE],
    ['emulator', '--clock', HOSTILE],
  ])('%j %j', async (...args) => {
    const given = args.filter(arg => arg !== undefined)
    const { code, stdout, stderr } = await ecrsync(given, { cwd: await folderWith(MANIFEST) })
    expect({ code: code > 0, stdout }).toEqual({ code: true, stdout: '' })
    expect(stderr).toMatch(/^error [A-Z_]+: /)
    expect(stderr.replaceAll('\n', '')).not.toMatch(HIDDEN)
    expect(stderr).not.toMatch(/^(.*\u202e)?Plan: /m)
  })
})
