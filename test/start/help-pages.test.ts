import { describe, expect, onTestFinished, test } from 'vitest'
import { COMMANDS } from '../../src/commands/index.ts'
import { builtHelp } from '../../src/start/help-pages.ts'
import { versionLine } from '../../src/start/version.ts'
import { ecrsync, PACKAGE } from '../cli.ts'
import { folderWith } from '../folder.ts'

describe('the help that was printed when this was built', () => {
  test.each([
    [['--help']],
    [['-h']],
    [['help']],
    [[]],
    ...Object.keys(COMMANDS).flatMap(name => [[[name, '--help']], [[name, '-h']], [['help', name]]]),
  ])('%j is to the byte what oclif prints', async argv => {
    const { stdout, stderr, code } = await ecrsync(argv, { cwd: await folderWith({}) })
    expect({ stdout: builtHelp(argv, PACKAGE), stderr, code }).toEqual({ stdout, stderr: '', code: 0 })
  })

  test.each([
    [['plan', '--help', '--json']],
    [['plan', '--local', '--help']],
    [['help', 'plam']],
    [['help', '--bogus']],
    [['help', 'toString']],
    [['plan']],
    [['plan', '--', '--help']],
    [['--help', 'plan', '-h']],
  ])('%j is left to oclif', argv => {
    expect(builtHelp(argv, PACKAGE)).toBeUndefined()
  })

  test.each(['FORCE_COLOR', 'OCLIF_COLUMNS', 'DEBUG'])('with %s it would look otherwise', name => {
    const before = process.env[name]
    process.env[name] = '1'
    onTestFinished(() => {
      if (before === undefined) delete process.env[name]
      else process.env[name] = before
    })
    expect(builtHelp(['--help'], PACKAGE)).toBeUndefined()
  })

  test('on a terminal it has its width and colours', () => {
    const { isTTY } = process.stdout
    process.stdout.isTTY = true
    onTestFinished(() => {
      process.stdout.isTTY = isTTY
    })
    expect(builtHelp(['--help'], PACKAGE)).toBeUndefined()
  })
})

test('the version is said as oclif says it', async () => {
  const { stdout } = await ecrsync(['--help'], { cwd: await folderWith({}) })
  expect(stdout).toContain(`\n  ${versionLine(PACKAGE)}`)
})
