import { execFile } from 'node:child_process'
import { chmod, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { COMMANDS } from '../../src/commands/index.ts'
import { bareEnvironment, ecrsync, RUN_JS } from '../cli.ts'
import { folderWith } from '../folder.ts'

const MANIFEST = `version: 1
name: acme
accounts: { ci: "444455556666" }
targets:
  prod-eu: { account: "111122223333", region: eu-west-1, labels: { env: prod, odd: "$(rm x)" } }
  prod-us: { account: "111122223333", region: us-east-1, labels: { env: prod } }
  dev: { account: ci, region: eu-west-1, labels: { env: dev } }
repositories:
  team/api:
  team/worker:
removed: [{ name: team/old }]
`

const offered = async (...words: readonly string[]) => {
  const cwd = await folderWith({
    'ecrsync.yaml': MANIFEST,
    'other.yaml': 'version: 1\nname: b\nrepositories: { other/app: }\n',
  })
  const { code, stdout, stderr } = await ecrsync(['autocomplete', 'bash', '--', ...words], { cwd })
  expect([code, stderr]).toEqual([0, ''])
  return stdout.split('\n').filter(Boolean)
}

describe('what may stand there', () => {
  test.each<[string, readonly string[], readonly string[]]>([
    ['a command', ['va'], ['validate']],
    ['a command after help', ['help', 'pl'], ['plan']],
    ['flags of the command', ['plan', '--ta'], ['--tag-reader', '--target']],
    ['no flag twice, unless it may be', ['plan', '--quiet', '--target', 'dev', '--qu'], []],
    ['a flag and its opposite', ['init', '--no-i'], ['--no-import']],
    ['a value of a fixed set', ['plan', '--format', ''], ['json', 'text']],
    ['the same behind an equals sign', ['plan', '--format=j'], ['--format=json']],
    ['targets', ['plan', '--target', 'prod'], ['prod-eu', 'prod-us']],
    [
      'labels of targets, without what a shell would run',
      ['plan', '--target', ''],
      ['dev', 'env=dev', 'env=prod', 'prod-eu', 'prod-us'],
    ],
    ['repositories, those of tombstones, too', ['plan', '--only', 'team/'], ['team/api', 'team/old', 'team/worker']],
    ['repositories as arguments', ['preview', '--expand', 'team/w'], ['team/worker']],
    ['the one repository of a command', ['explain', '--live', '--target', 'dev', 'team/w'], ['team/worker']],
    ['no repository where a setting is meant', ['explain', 'team/api', ''], []],
    ['one repository after another, where there may be several', ['preview', 'team/api', 'team/w'], ['team/worker']],
    ['names of the manifest that is meant', ['preview', '-f', 'other.yaml', ''], ['other/app']],
    ['nothing where a file is meant', ['plan', '--out', ''], []],
    ['nothing of a manifest that is not there', ['preview', '--file=none.yaml', ''], []],
    ['nothing of an unknown command', ['plam', ''], []],
    ['nothing behind --', ['preview', '--', 'team'], []],
  ])('%s', async (_, words, expected) => {
    expect(await offered(...words)).toEqual(expected)
  })

  test('every command', async () => {
    expect(await offered('')).toEqual([...Object.keys(COMMANDS), 'help'].sort())
  })
})

test('bash takes what is offered, also behind an equals sign', async () => {
  const cwd = await folderWith({ 'ecrsync.yaml': MANIFEST })
  await writeFile(join(cwd, 'ecrsync'), `#!/bin/sh\nexec "${process.execPath}" "${RUN_JS}" "$@"\n`)
  await chmod(join(cwd, 'ecrsync'), 0o755)
  const script = `eval "$(ecrsync autocomplete bash)"
for line in "ecrsync pl" "ecrsync plan --target env=p" "ecrsync plan --target=prod-" "ecrsync preview team/w"; do
  COMP_LINE=$line COMP_POINT=\${#line}; _ecrsync; echo "\${COMPREPLY[*]}"
done`
  const env = { ...bareEnvironment(), PATH: `${cwd}:${process.env.PATH}` }
  const { stdout } = await promisify(execFile)('bash', ['-c', script], { cwd, env })
  expect(stdout.split('\n')).toEqual(['plan', 'prod', 'prod-eu prod-us', 'team/worker', ''])
})

test('a shell that is not known is told which are', async () => {
  const { code, stderr } = await ecrsync(['autocomplete', 'tcsh'], { cwd: await folderWith({}) })
  expect([code, stderr]).toEqual([3, expect.stringContaining('bash, zsh, fish')])
})
