// How long a plan without changes takes as a whole process, and how much memory: `npm run bench [REPOSITORIES] [RUNS]`.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmulator } from '../dist/emulator/server.js'
import { ecrsync } from './ecrsync.js'

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

/** @param {number[]} values */
const median = values => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

const folder = mkdtempSync(join(tmpdir(), 'ecrsync-bench-'))
const emulator = await startEmulator()
try {
  writeFileSync(join(folder, 'ecrsync.yaml'), manifest)
  const apply = await ecrsync(['apply', '--auto-approve', '--quiet'], { cwd: folder, url: emulator.url })
  console.log(
    `apply, ${repositories} repositories created: ${apply.seconds.toFixed(2)} s, ${apply.megabytes.toFixed(0)} MB, ${emulator.calls.length} calls`,
  )
  const plans = []
  for (let run = 0; run < runs; run += 1) {
    emulator.clearCalls()
    plans.push(await ecrsync(['plan', '--quiet'], { cwd: folder, url: emulator.url }))
  }
  const seconds = plans.map(({ seconds: time }) => time)
  console.log(
    `plan, nothing to change: median ${median(seconds).toFixed(2)} s (${Math.min(...seconds).toFixed(2)}–${Math.max(...seconds).toFixed(2)}), ${median(plans.map(({ megabytes }) => megabytes)).toFixed(0)} MB, ${emulator.calls.length} calls`,
  )
} finally {
  await emulator.close()
  rmSync(folder, { recursive: true, force: true })
}
