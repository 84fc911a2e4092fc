import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { bareEnvironment, RUN_JS } from './cli.ts'

/** What `ecrsync emulator` says before it waits, and how it ends when it is interrupted. */
export async function startedAndEnded(flags: readonly string[], cwd?: string) {
  const args = [RUN_JS, 'emulator', ...flags]
  const child = spawn(process.execPath, args, { cwd, env: bareEnvironment(), stdio: ['ignore', 'pipe', 'inherit'] })
  const exit = once(child, 'exit')
  const lines: string[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line)
    if (line.startsWith('export AWS_ACCESS_KEY_ID')) child.kill('SIGINT')
  }
  return { lines, code: (await exit)[0] as unknown }
}
