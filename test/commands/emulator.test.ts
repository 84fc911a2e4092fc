import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'
import { bareEnvironment, RUN_JS } from '../cli.ts'

/** What the emulator says before it waits, and how it ends when it is interrupted. */
async function started(...flags: readonly string[]) {
  const args = [RUN_JS, 'emulator', '--port', '0', ...flags]
  const child = spawn(process.execPath, args, { env: bareEnvironment(), stdio: ['ignore', 'pipe', 'inherit'] })
  const exit = once(child, 'exit')
  const lines: string[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line)
    if (line.startsWith('export AWS_ACCESS_KEY_ID')) child.kill('SIGINT')
  }
  return { lines, code: (await exit)[0] as unknown }
}

test.each([
  [[], []],
  [['--lenient', 'login'], ['lenient: login']],
  [['--lenient', 'login,layers'], ['lenient: layers, login']],
  [['--lenient', 'layers', '--lenient', 'login'], ['lenient: layers, login']],
])('%j is told at the start: %j', async (flags, told) => {
  const { lines, code } = await started(...flags)
  expect(lines[0]).toMatch(/^ECR emulator listening on http:\/\/127\.0\.0\.1:\d+$/)
  expect(lines.filter(line => line.includes('lenient'))).toEqual(told)
  expect(code).toBe(0)
})
