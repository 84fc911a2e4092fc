import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const RUN = fileURLToPath(new URL('../bin/run.js', import.meta.url))

/** The emulator as a process of its own, so that its memory and time are not those of who asks it. @param {string[]} args */
export async function startEmulatorProcess(...args) {
  const child = spawn(process.execPath, [RUN, 'emulator', '--port', '0', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const url = await new Promise(resolve => {
    child.stdout.on('data', chunk => {
      const [, found] = /listening on (\S+)/.exec(String(chunk)) ?? []
      if (found !== undefined) resolve(found)
    })
  })
  return { url: String(url), child }
}
