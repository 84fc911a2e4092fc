import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { RUN } from '../frame/ecrsync.js'

/**
 * The emulator as a process of its own, so that its memory and time are not those of who asks it.
 * @template T @param {readonly string[]} args @param {(emulator: { url: string, pid: number }) => Promise<T>} work
 */
export async function withEmulator(args, work) {
  const child = spawn(process.execPath, [RUN, 'emulator', '--port', '0', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  try {
    const url = await new Promise((resolve, reject) => {
      child.stdout.on('data', chunk => {
        const [, found] = /listening on (\S+)/.exec(String(chunk)) ?? []
        if (found !== undefined) resolve(found)
      })
      child.on('error', reject)
    })
    return await work({ url: String(url), pid: child.pid ?? 0 })
  } finally {
    child.kill()
    await ended
  }
}
