import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { inFolder } from './folder.js'

/** @typedef {{ count: number, by: string }} Opened */

const LOADED = fileURLToPath(new URL('loaded.mjs', import.meta.url))
const run = promisify(execFile)

/** @param {string} path */
const linesOf = path => readFileSync(path, 'utf8').split('\n').filter(Boolean)

/** By the calls of the kernel; undefined where strace is not there, or may not look. @param {readonly string[]} args */
const traced = args =>
  inFolder({}, async folder => {
    const log = join(folder, 'log')
    try {
      await run('strace', ['-f', '-qq', '-e', 'trace=open,openat', '-o', log, process.execPath, ...args])
    } catch {
      return undefined
    }
    return linesOf(log).filter(line => /\bopen(at)?\(.*= \d+$/.test(line)).length
  })

/** By what Node's loaders are asked for: without files that are only read. @param {readonly string[]} args */
export const loaded = args =>
  inFolder({}, async folder => {
    const log = join(folder, 'log')
    await run(process.execPath, ['--import', LOADED, ...args], { env: { ...process.env, LOADED_LOG: log } })
    return new Set(linesOf(log)).size
  })

/** How many files a program of Node opens more than `node -e 0`. @param {readonly string[]} args @returns {Promise<Opened>} */
export async function opened(args) {
  const [mine, least] = [await traced(args), await traced(['-e', '0'])]
  if (mine !== undefined && least !== undefined) return { count: mine - least, by: 'files opened, as strace sees it' }
  return { count: await loaded(args), by: 'modules loaded, because there is no strace that may look' }
}
