import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

const REPORT = fileURLToPath(new URL('report.cjs', import.meta.url))

/**
 * What one run of a program took.
 * @typedef {object} Run
 * @property {number} seconds from start to end, as whoever waits for it sees it
 * @property {number} cpu seconds of processor
 * @property {number} megabytes the most that it has had
 * @property {string} output
 *
 * @typedef {object} Surroundings
 * @property {string} [cwd]
 * @property {Readonly<Record<string, string | undefined>>} [env]
 */

/** @param {import('node:stream').Readable | undefined} stream */
const textOf = stream => (stream ? text(stream) : '')

/**
 * A program of Node as a process of its own.
 * @param {readonly string[]} args @param {Surroundings} [surroundings] @returns {Promise<Run>}
 */
export async function measuredNode(args, { cwd, env } = {}) {
  const since = process.hrtime.bigint()
  const child = spawn(process.execPath, ['--require', REPORT, ...args], {
    ...(cwd !== undefined && { cwd }),
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  })
  const [, out, err, report] = /** @type {import('node:stream').Readable[]} */ (child.stdio)
  const ended = new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', code => resolve({ code, seconds: Number(process.hrtime.bigint() - since) / 1e9 }))
  })
  const [{ code, seconds }, output, errors, used] = await Promise.all([ended, textOf(out), textOf(err), textOf(report)])
  if (code !== 0) throw new Error(`node ${args.join(' ')} ended with ${code}:\n${output}${errors}`)
  return { seconds, output, ...JSON.parse(used) }
}

/** The least that Node takes. */
export const emptyNode = () => measuredNode(['-e', '0'])
