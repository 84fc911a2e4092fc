import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const RUN = fileURLToPath(new URL('../bin/run.js', import.meta.url))

/** What a process says of itself before it ends. */
const REPORT = `process.on('exit', () => process.send?.(process.resourceUsage()))`

/**
 * @typedef {object} Ended
 * @property {number | null} code
 * @property {number} seconds
 * @property {number} cpuSeconds
 * @property {number} megabytes the most that it has had
 */

/**
 * The built command line as a process of its own, which sends its calls to an emulator.
 * @param {string[]} args @param {{ cwd: string, url: string }} place @returns {Promise<Ended>}
 */
export function ecrsync(args, { cwd, url }) {
  const env = {
    ...process.env,
    AWS_ENDPOINT_URL_ECR: url,
    AWS_ENDPOINT_URL_STS: url,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: '123456789012',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  }
  const report = `data:text/javascript,${encodeURIComponent(REPORT)}`
  const start = process.hrtime.bigint()
  const child = spawn(process.execPath, ['--import', report, RUN, ...args], {
    cwd,
    env,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const used = { cpuSeconds: 0, megabytes: 0 }
  child.on('message', (/** @type {NodeJS.ResourceUsage} */ { userCPUTime, systemCPUTime, maxRSS }) => {
    used.cpuSeconds = (userCPUTime + systemCPUTime) / 1e6
    used.megabytes = maxRSS / 1024
  })
  return new Promise(resolve => {
    child.on('close', code => resolve({ code, seconds: Number(process.hrtime.bigint() - start) / 1e9, ...used }))
  })
}
