// How long a plan without changes takes as a whole process, and how much memory: `npm run bench [REPOSITORIES] [RUNS]`.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startEmulator } from '../dist/emulator/server.js'

const RUN = fileURLToPath(new URL('../bin/run.js', import.meta.url))
const [repositories = 300, runs = 5] = process.argv.slice(2).map(Number)

const manifest = `version: 1
name: bench
defaults:
  - match: "**"
    tags: { team: bench }
    repositoryPolicy: { access: { pull: ["444455556666"] } }
    lifecyclePolicy: [{ untagged: true, expireAfter: 7 days }]
repositories:
${Array.from({ length: repositories }, (_, index) => `  bench/app-${index}:`).join('\n')}
`

/** @param {string[]} args @param {string} cwd @param {string} url */
function ecrsync(args, cwd, url) {
  const env = {
    ...process.env,
    AWS_ENDPOINT_URL_ECR: url,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: '123456789012',
    AWS_SECRET_ACCESS_KEY: 'local',
  }
  const report = `process.on('exit', () => process.send?.(process.resourceUsage().maxRSS))`
  const start = process.hrtime.bigint()
  const child = spawn(
    process.execPath,
    ['--import', `data:text/javascript,${encodeURIComponent(report)}`, RUN, ...args],
    {
      cwd,
      env,
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    },
  )
  let rss = 0
  child.on('message', kilobytes => {
    rss = Number(kilobytes)
  })
  return new Promise(resolve => {
    child.on('close', code =>
      resolve({ code, seconds: Number(process.hrtime.bigint() - start) / 1e9, megabytes: rss / 1024 }),
    )
  })
}

/** @param {number[]} values */
const median = values => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

const folder = mkdtempSync(join(tmpdir(), 'ecrsync-bench-'))
const emulator = await startEmulator()
try {
  writeFileSync(join(folder, 'ecrsync.yaml'), manifest)
  const apply = await ecrsync(['apply', '--auto-approve', '--quiet'], folder, emulator.url)
  console.log(
    `apply, ${repositories} repositories created: ${apply.seconds.toFixed(2)} s, ${apply.megabytes.toFixed(0)} MB, ${emulator.calls.length} calls`,
  )
  const plans = []
  for (let run = 0; run < runs; run += 1) {
    emulator.clearCalls()
    plans.push(await ecrsync(['plan', '--quiet'], folder, emulator.url))
  }
  const seconds = plans.map(({ seconds: time }) => time)
  console.log(
    `plan, nothing to change: median ${median(seconds).toFixed(2)} s (${Math.min(...seconds).toFixed(2)}–${Math.max(...seconds).toFixed(2)}), ${median(plans.map(({ megabytes }) => megabytes)).toFixed(0)} MB, ${emulator.calls.length} calls`,
  )
} finally {
  await emulator.close()
  rmSync(folder, { recursive: true, force: true })
}
