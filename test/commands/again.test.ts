import { describe, expect, test } from 'vitest'
import { asTypedHere, saidHere } from '../../src/commands/again.ts'
import { COMMANDS } from '../../src/commands/index.ts'
import { COMMAND } from '../../src/commands/shell-words.ts'
import { startEmulator } from '../../src/emulator/server.ts'
import { awsEnvironment, ecrsync } from '../cli.ts'
import { folderWith } from '../folder.ts'
import { seeded } from '../seed.ts'

const commands = new Map(Object.entries(COMMANDS).map(([name, { flags }]) => [name, new Set(Object.keys(flags))]))

describe('a command that a hint names is about the manifest and the registry of this run', () => {
  const LOCAL = { file: 'x.yaml', local: true, quiet: true, target: ['a', 'b c'], region: undefined }

  test.each<[string, object, string, string]>([
    ['without flags it stays', {}, 'run ecrsync apply, then copy again.', 'run ecrsync apply, then copy again.'],
    ['the usual manifest is not said', { file: 'ecrsync.yaml' }, 'ecrsync plan', 'ecrsync plan'],
    [
      'what says where is carried',
      LOCAL,
      'Run ecrsync apply --only a/b',
      "Run ecrsync apply --file x.yaml --local --target a --target 'b c' --only a/b",
    ],
    [
      'what the command lacks is not',
      LOCAL,
      'ecrsync validate --print',
      "ecrsync validate --file x.yaml --target a --target 'b c' --print",
    ],
    ['what is said already is not', { target: ['a'] }, 'ecrsync apply --target b', 'ecrsync apply --target b'],
    ['help is help', LOCAL, 'See ecrsync plan --help', 'See ecrsync plan --help'],
    ['a sentence about ecrsync is none', LOCAL, 'run ecrsync without --profile', 'run ecrsync without --profile'],
    ['a folder is none', LOCAL, 'x/ecrsync plan', 'x/ecrsync plan'],
  ])('%s', (_name, given, text, expected) => {
    expect(asTypedHere({ ...given }, commands, ['ecrsync'])(text)).toBe(expected)
  })

  test('and so is what stands below a hint; a hint of which nothing is left is none', () => {
    const here = asTypedHere({ target: ['a'] }, commands, ['ecrsync'])
    const said = { message: 'x', hint: 'Copy again:', example: ['ecrsync apply'] }
    expect(saidHere(said, here)).toEqual({ ...said, example: ['ecrsync apply --target a'] })
    expect(saidHere({ message: 'x', hint: 'Add --y.' }, () => '')).toEqual({ message: 'x' })
  })

  test('in the summary of an apply, too', async () => {
    const ecr = await seeded({
      calls: [],
      faults: [{ operation: 'CreateRepository', error: 'LimitExceededException' }],
    })
    const cwd = await folderWith({ 'x.yaml': 'version: 1\nname: acme\nrepositories:\n  team/app:\n' })
    const args = ['apply', '-f', 'x.yaml', '--auto-approve']
    const { code, stdout } = await ecrsync(args, { cwd, env: awsEnvironment(ecr.url) })
    expect([code, stdout.replaceAll(/\s+/g, ' ')]).toEqual([
      6,
      expect.stringContaining('raise it in Service Quotas, then run ecrsync apply --file x.yaml again.'),
    ])
  })

  test('in a run that npx has started it begins with npx', async () => {
    const place = { cwd: await folderWith({}), env: { npm_command: 'exec' } }
    expect((await ecrsync(['plan', '--bogus'], place)).stderr).toContain('hint: See npx ecrsync plan --help')
  })
})

test('what else keeps the local ECR open is named, and what to do', async () => {
  const cwd = await folderWith({ 'ecrsync.yaml': 'version: 1\nname: acme\nrepositories:\n  team/app:\n' })
  const other = await startEmulator({ dataDirectory: `${cwd}/.ecrsync/local` })
  try {
    const { code, stderr } = await ecrsync(['plan', '--local'], { cwd })
    expect([code, stderr]).toEqual([1, expect.stringContaining('error EMULATOR: Another ecrsync uses the local ECR\n')])
    expect(stderr).toContain(
      `hint: Run it again when that one has ended, or end it: kill ${process.pid}; if it is gone,`,
    )
    const served = await ecrsync(['emulator', '--port', '0', '--data', '.ecrsync/local'], { cwd })
    expect(served.stderr).toContain(`End that process (kill ${process.pid}), or name another folder with --data;`)
  } finally {
    await other.close()
  }
})

test('a pattern for any command has each of them', () => {
  expect(COMMAND.split('|')).toEqual(Object.keys(COMMANDS).toSorted())
})
