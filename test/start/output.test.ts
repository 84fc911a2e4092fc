import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, existsSync, openSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { describe, expect, test } from 'vitest'
import { bareEnvironment, RUN_JS } from '../cli.ts'
import { folderWith } from '../folder.ts'

const COMMANDS: readonly (readonly string[])[] = [
  ['--help'],
  ['plan', '--local', '--help'],
  ['plan', '--local', '--json'],
  ['apply', '--local', '--auto-approve'],
]

const MANIFEST = 'version: 1\nname: acme\nrepositories:\n  team/app:\n'

/** Runs it as it is installed. `output`: where it prints to; `pipe`: to a reader that has gone away. */
async function printed(args: readonly string[], output: number | 'pipe') {
  const cwd = await folderWith({ 'ecrsync.yaml': MANIFEST })
  const child = spawn(process.execPath, [RUN_JS, ...args], {
    cwd,
    env: bareEnvironment(),
    stdio: ['ignore', output, 'pipe'],
  })
  child.stdout?.destroy()
  const [stderr, [code]] = await Promise.all([text(child.stderr as NodeJS.ReadableStream), once(child, 'exit')])
  return { code, stderr }
}

describe('what is printed', () => {
  test.each(COMMANDS.map(args => [args.join(' '), args] as const))(
    'is not missed where its reader has gone away: %s',
    async (_, args) => {
      const { code, stderr } = await printed(args, 'pipe')
      expect([code, stderr]).toEqual([0, expect.not.stringMatching(/EPIPE|node:/)])
    },
  )

  test.runIf(existsSync('/dev/full')).each(COMMANDS.map(args => [args.join(' '), args] as const))(
    'is said to be lost where there is no room for it: %s',
    async (_, args) => {
      const full = openSync('/dev/full', 'w')
      const { code, stderr } = await printed(args, full)
      closeSync(full)
      expect([code, stderr.match(/^What was printed is not whole: ENOSPC.*$/gm)?.length]).toEqual([1, 1])
      expect(stderr).not.toContain('node:')
    },
  )
})
