// How time and memory grow with the registry: `npm run bench:growth`. Exits 1 where a bound is broken.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { Agent } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pLimit from 'p-limit'
import { startEmulator } from '../dist/emulator/server.js'
import { ecrsync } from './ecrsync.js'
import { digestOf, nameOf, startInstantRegistry } from './instant-registry.js'
import { post } from './post.js'

const SIZES = [1000, 2000, 4000, 8000]
/** The bounds: a repository among 8,000 against one among 1,000, megabytes, seconds. */
const MOST_GROWTH = 1.3
const MOST_MEGABYTES = 350
const MOST_SECONDS = 1.5
const LISTED = 100_000

const AS_IS = '[{ untagged: true, expireAfter: 7 days }]'
const CHANGED = '[{ tagPattern: "v*", keepNewest: 10 }, { untagged: true, expireAfter: 7 days }]'

const folder = mkdtempSync(join(tmpdir(), 'ecrsync-bench-'))

/** @param {number} count @param {string} lifecyclePolicy */
const manifest = (count, lifecyclePolicy) => `version: 1
name: bench
ownership: none
defaults:
  - { match: "**", lifecyclePolicy: ${lifecyclePolicy} }
repositories:
${Array.from({ length: count }, (_, index) => `  ${nameOf(index)}:`).join('\n')}
`

/** @param {number} count @param {(index: number) => string} image */
const imagesManifest = (count, image) => `version: 1
name: bench
ownership: none
repositories:
  ${nameOf(0)}:
    images:
${Array.from({ length: count }, (_, index) => `      ${image(index)}`).join('\n')}
`

/** @param {string} text @param {string} url @param {string[]} args */
async function run(text, url, args = ['plan']) {
  writeFileSync(join(folder, 'ecrsync.yaml'), text)
  const ended = await ecrsync([...args, '--quiet'], { cwd: folder, url })
  if (ended.code !== 0) throw new Error(`ecrsync ${args.join(' ')} ended with ${ended.code}`)
  return ended
}

/** @template T @param {{ repositories: number, images: number }} held @param {(url: string) => Promise<T>} work */
async function against(held, work) {
  const registry = await startInstantRegistry(held)
  try {
    return await work(registry.url)
  } finally {
    registry.close()
  }
}

/** Each as a whole process. */
const GROWTHS = {
  'nothing changed': (/** @type {number} */ count) =>
    against({ repositories: count, images: 20 }, url => run(manifest(count, AS_IS), url)),
  'all changed': (/** @type {number} */ count) =>
    against({ repositories: count, images: 20 }, url => run(manifest(count, CHANGED), url)),
  'all created': (/** @type {number} */ count) =>
    against({ repositories: 0, images: 0 }, url => run(manifest(count, AS_IS), url)),
  'all created, applied': async (/** @type {number} */ count) => {
    const emulator = await startEmulator({ keptCalls: 0 })
    try {
      return await run(manifest(count, AS_IS), emulator.url, ['apply', '--auto-approve'])
    } finally {
      await emulator.close()
    }
  },
}

/** @type {string[]} */
const broken = []

/** @param {string} what @param {number} measured @param {number} most @param {string} unit */
function judge(what, measured, most, unit) {
  const isBroken = measured >= most
  if (isBroken) broken.push(what)
  console.log(`${isBroken ? 'BROKEN' : 'ok    '}  ${what}: ${measured.toFixed(2)}${unit}, the bound is ${most}${unit}`)
}

const HEAD = ['repositories', 'seconds', 'processor', 'ms for each', 'to the first', 'each added', 'memory']
const columns = (/** @type {(string | number)[]} */ cells) => cells.map(cell => String(cell).padStart(14)).join('')

/** @param {string} name @param {(count: number) => Promise<import('./ecrsync.js').Ended>} measure @param {number} alone */
async function growth(name, measure, alone) {
  let [first, each, added] = [0, 0, 0]
  let before = { count: 0, cpu: 0 }
  console.log(`\n${name.padEnd(21)}${columns(HEAD)}`)
  for (const count of SIZES) {
    const { seconds, cpuSeconds, megabytes } = await measure(count)
    const cpu = cpuSeconds - alone
    each = (cpu / count) * 1000
    added = ((cpu - before.cpu) / (count - before.count)) * 1000
    first ||= each
    before = { count, cpu }
    const cells = [count, seconds.toFixed(2), cpu.toFixed(2), each.toFixed(2), `${(each / first).toFixed(2)}×`]
    console.log(' '.repeat(21) + columns([...cells, added.toFixed(2), `${megabytes.toFixed(0)} MB`]))
  }
  judge(`${name}, a repository among ${before.count}`, each / first, MOST_GROWTH, '×')
  judge(`${name}, one of those added last`, added / first, MOST_GROWTH, '×')
}

/** @param {number} alone */
async function images(alone) {
  const many = { repositories: 300, images: 5000 }
  const { megabytes, seconds } = await against(many, url => run(manifest(300, CHANGED), url))
  judge(`300 repositories × 5,000 images, in ${seconds.toFixed(1)} s`, megabytes, MOST_MEGABYTES, ' MB')
  const one = { repositories: 1, images: 4000 }
  const declared = { 'as they are': digestOf, absent: () => 'null' }
  for (const [how, source] of Object.entries(declared)) {
    const text = imagesManifest(4000, index => `v${index}: ${source(index)}`)
    const { cpuSeconds } = await against(one, url => run(text, url))
    judge(`4,000 images declared in one repository, ${how}`, cpuSeconds - alone, MOST_SECONDS, ' s')
  }
}

async function listing() {
  const emulator = await startEmulator({ keptCalls: 0 })
  const agent = new Agent({ keepAlive: true, maxSockets: 32 })
  const names = Array.from({ length: LISTED }, (_, index) => nameOf(index))
  await pLimit(32).map(names, repositoryName => post(emulator.url, agent, 'CreateRepository', { repositoryName }))
  const start = process.hrtime.bigint()
  let nextToken
  do {
    nextToken = JSON.parse(
      await post(emulator.url, agent, 'DescribeRepositories', { maxResults: 1000, nextToken }),
    ).nextToken
  } while (nextToken !== undefined)
  const seconds = Number(process.hrtime.bigint() - start) / 1e9
  agent.destroy()
  await emulator.close()
  judge(`the emulator lists ${LISTED} repositories`, seconds, MOST_SECONDS, ' s')
}

try {
  await listing()
  const { cpuSeconds: alone } = await against({ repositories: 1, images: 20 }, url => run(manifest(1, AS_IS), url))
  console.log(`Processor time, less the ${alone.toFixed(2)} s that a plan of one repository takes.\n`)
  await images(alone)
  for (const [name, measure] of Object.entries(GROWTHS)) await growth(name, measure, alone)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
if (broken.length > 0) {
  console.log(`\n${broken.length} bounds are broken:\n  ${broken.join('\n  ')}`)
  process.exitCode = 1
}
