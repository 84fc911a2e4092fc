// Time, calls and memory of one run over many targets: `npm run bench:fleet [TARGETS] [REPOSITORIES]`. Exits 1 where the bound is broken.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ecrsync } from './ecrsync.js'
import { startEmulatorProcess } from './emulator-process.js'

const [targets = 90, repositories = 60] = process.argv.slice(2).map(Number)
const REGIONS = ['eu-west-1', 'us-east-1', 'ap-southeast-2']
const MOST_MEGABYTES = 300

const accounts = Array.from({ length: Math.ceil(targets / REGIONS.length) }, (_, index) => String(111122220000 + index))

/** @param {number} days */
const manifest = days => `version: 1
name: bench
targets:
  fleet:
    accounts: ${JSON.stringify(accounts)}
    regions: ${JSON.stringify(REGIONS)}
    role: "arn:aws:iam::\${{ target.account }}:role/ecrsync"
defaults:
  - match: "**"
    tags: { team: bench, account: "\${{ target.account }}" }
    imageTagMutability: IMMUTABLE
    repositoryPolicy: { access: { pull: ["444455556666"] } }
    lifecyclePolicy: [{ untagged: true, expireAfter: ${days} days }]
repositories:
${Array.from({ length: repositories }, (_, index) => `  bench/app-${index}:`).join('\n')}
`

const folder = mkdtempSync(join(tmpdir(), 'ecrsync-bench-'))
const log = join(folder, 'calls')
const emulator = await startEmulatorProcess('--log', log)

/** @param {string} what @param {string[]} args @param {number} [days] */
async function measure(what, args, days = 7) {
  writeFileSync(join(folder, 'ecrsync.yaml'), manifest(days))
  writeFileSync(log, '')
  const { code, seconds, cpuSeconds, megabytes } = await ecrsync([...args, '--quiet'], {
    cwd: folder,
    url: emulator.url,
  })
  if (code !== 0) throw new Error(`ecrsync ${args.join(' ')} ended with ${code}`)
  const calls = readFileSync(log, 'utf8').split('\n').length - 1
  const isBroken = megabytes >= MOST_MEGABYTES
  if (isBroken) process.exitCode = 1
  console.log(
    `${isBroken ? 'BROKEN' : 'ok    '}  ${what.padEnd(26)} ${seconds.toFixed(1).padStart(6)} s  ${cpuSeconds.toFixed(1).padStart(6)} s of processor  ${String(calls).padStart(6)} calls  ${megabytes.toFixed(0).padStart(4)} MB, the bound is ${MOST_MEGABYTES} MB`,
  )
}

try {
  console.log(`${accounts.length * REGIONS.length} targets × ${repositories} repositories`)
  await measure('plan, all to create', ['plan'])
  await measure('apply, all to create', ['apply', '--auto-approve'])
  await measure('plan, nothing to change', ['plan', '--detailed-exitcode'])
  await measure('plan, every policy changed', ['plan'], 8)
  await measure('apply, every policy changed', ['apply', '--auto-approve'], 8)
} finally {
  emulator.child.kill()
  rmSync(folder, { recursive: true, force: true })
}
