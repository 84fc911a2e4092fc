import { spawn } from '@lydell/node-pty'
import { describe, expect, test } from 'vitest'
import { awsEnvironment, bareEnvironment, ecrsync, RUN_JS } from '../cli.ts'
import { clientOf, pushImage } from '../emulator/ecr.ts'
import { folderWith } from '../folder.ts'
import { seeded } from '../seed.ts'
import type { Typed } from '../typing.ts'

const WRITES = /^(Create|Delete|Put|Set|Tag|Untag|Initiate|Upload|Complete|Batch(Delete))/
const MANIFEST = 'version: 1\nname: acme\nownership: none\nrepositories:\n  new/app:\n'
const REMOVING = `${MANIFEST}removed:\n  - { name: old/app, maxImages: 1 }\n`
const TARGETS = MANIFEST.replace('repositories', 'targets: { prod-eu: { region: us-east-1 } }\nrepositories')

const CREATE = 'Plan: 1 to create, 0 to update, 0 to delete, 0 blocked.'

async function world(manifest = MANIFEST, repositories: readonly string[] = []) {
  const emulator = await seeded({
    calls: repositories.map(repositoryName => ({ action: 'CreateRepository', input: { repositoryName } })),
  })
  const place = { cwd: await folderWith({ 'ecrsync.yaml': manifest }), env: awsEnvironment(emulator.url) }
  const writes = () =>
    emulator.calls.filter(({ operation }) => WRITES.test(operation)).map(({ operation }) => operation)
  emulator.clearCalls()
  return {
    emulator,
    place,
    writes,
    at: (typed: Typed | undefined, ...args: readonly string[]) => ecrsync(args, { ...place, ...(typed && { typed }) }),
  }
}

describe('apply', () => {
  test('names account, region, endpoint and the last line, and does what y says', async () => {
    const { at, emulator, writes } = await world(TARGETS)
    const { code, stderr } = await at({ answer: 'y\r' }, 'apply')
    expect(code).toBe(0)
    expect(stderr).toContain(`In prod-eu: account 123456789012, us-east-1 at ${emulator.url}\n${CREATE}\n`)
    expect(writes()).toEqual(['CreateRepository'])
  })

  test.each<[string, Typed, number, string]>([
    ['no', { answer: 'n\r' }, 8, '\nDeclined: nothing was written.\n'],
    ['a y that was typed too early', { before: 'y\n', answer: '\r' }, 8, '\nDeclined: nothing was written.\n'],
    ['Ctrl-C', { answer: '\u0003' }, 130, '\nInterrupted: nothing was written.\n'],
  ])('%s is no error, and writes nothing', async (_name, typed, exit, said) => {
    const { at, writes } = await world()
    const { code, stderr } = await at(typed, 'apply')
    expect([code, stderr]).toEqual([exit, expect.stringContaining(said)])
    expect(stderr).not.toMatch(/error|DECLINED|INTERRUPTED/)
    expect(writes()).toEqual([])
  })

  test('asks for the name of the target where something is deleted', async () => {
    const { at, writes } = await world(REMOVING, ['old/app', 'new/app'])
    const refused = await at({ answer: 'y\r' }, 'apply')
    expect([refused.code, writes()]).toEqual([8, []])
    expect(refused.stderr).toContain('What goes cannot be brought back. To make these changes, type default:')
    expect(refused.stderr).toContain('\nDeclined, because "y" is not default: nothing was written.\n')
    expect((await at({ answer: 'default\r' }, 'apply')).code).toBe(0)
    expect(writes()).toContain('DeleteRepository')
  })

  test('asks nothing where there is nothing to do, nor with --auto-approve', async () => {
    const { at } = await world()
    expect((await at({}, 'apply', '--auto-approve')).stderr).not.toContain('(y/N)')
    expect((await at({}, 'apply')).stderr).not.toContain('(y/N)')
  })
})

describe('copy', () => {
  async function copying() {
    const there = await world(MANIFEST, ['old/app', 'new/app'])
    await pushImage(clientOf(there.emulator), 'old/app', 'one', 'v1')
    there.emulator.clearCalls()
    return there
  }

  test('names where it writes and how much, and copies on y', async () => {
    const { at, emulator } = await copying()
    const { code, stdout, stderr } = await at({ answer: 'y\r' }, 'copy', 'old/app', 'new/app')
    const where = `old/app → new/app in account 123456789012, us-east-1 at ${emulator.url}`
    expect(stderr).toContain(`${where}\n1 image to copy, at most `)
    expect(stderr).toContain(', 1 tag to put.\n')
    expect([code, stdout]).toEqual([0, expect.stringContaining(where)])
  })

  test.each<[string, Typed | undefined, readonly string[], number, string]>([
    ['no', { answer: '\r' }, [], 8, 'Declined: nothing was written.\n'],
    ['Ctrl-C', { answer: '\u0003' }, [], 130, 'Interrupted: nothing was written.\n'],
    ['no terminal', undefined, [], 8, 'error NO_TERMINAL: Nobody can be asked'],
    ['--dry-run', undefined, ['--dry-run'], 6, ''],
  ])('%s writes nothing', async (_name, typed, flags, exit, said) => {
    const { at, writes } = await copying()
    const { code, stderr } = await at(typed, 'copy', 'old/app', 'new/app', ...flags)
    expect([code, stderr]).toEqual([exit, expect.stringContaining(said)])
    expect(writes()).toEqual([])
  })

  test('with --json it is a document that says what lacks', async () => {
    const { at, writes } = await copying()
    const { code, stdout, stderr } = await at({ answer: 'y\r' }, 'copy', 'old/app', 'new/app', '--json')
    expect([code, stderr, writes()]).toEqual([8, '', []])
    expect(JSON.parse(stdout)).toEqual({ diagnostics: [expect.objectContaining({ code: 'NO_TERMINAL' })] })
  })

  test('asks nothing where all is there already', async () => {
    const { at } = await copying()
    await at(undefined, 'copy', 'old/app', 'new/app', '--auto-approve')
    expect(await at(undefined, 'copy', 'old/app', 'new/app')).toMatchObject({ code: 0, stderr: '' })
  })
})

/** At a terminal of the system: what it shows, and how the run ended. */
async function atTerminalOfSystem(typed: Typed) {
  const { place, writes } = await world()
  const env = bareEnvironment({ ...place.env, TERM: 'xterm' })
  const terminal = spawn(process.execPath, [RUN_JS, 'apply'], { cwd: place.cwd, env, cols: 100, rows: 30 })
  let [shown, isAnswered] = ['', false]
  if (typed.before !== undefined) terminal.write(typed.before)
  terminal.onData(text => {
    shown += text
    if (isAnswered || !shown.includes('(y/N)')) return
    isAnswered = true
    terminal.write(typed.answer ?? '')
  })
  const code = await new Promise<number>(resolve => terminal.onExit(({ exitCode }) => resolve(exitCode)))
  return { code, shown, writes: writes() }
}

describe('at a terminal of the system', () => {
  test.each<[string, Typed, number, readonly string[], string]>([
    ['y is yes', { answer: 'y\r' }, 0, ['CreateRepository'], 'Applied to 123456789012, us-east-1'],
    [
      'a y that the terminal held is no answer',
      { before: 'y\ny\n', answer: '\r' },
      8,
      [],
      'Declined: nothing was written.',
    ],
    ['Ctrl-C ends it cleanly', { answer: '\u0003' }, 130, [], 'Interrupted: nothing was written.'],
    ['so does Ctrl-D', { answer: '\u0004' }, 8, [], 'Declined: nothing was written.'],
  ])('%s', async (_name, typed, code, writes, said) => {
    expect(await atTerminalOfSystem(typed)).toEqual({ code, writes, shown: expect.stringContaining(said) })
  })
})
