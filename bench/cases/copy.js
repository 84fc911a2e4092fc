import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { BOUNDS } from '../bounds.js'
import { memoryOf, secondsIn, timeOf } from '../frame/columns.js'
import { awsAt, ecrsync } from '../frame/ecrsync.js'
import { inFolder } from '../frame/folder.js'
import { judged } from '../frame/goals.js'
import { blobPath, makeLayout } from '../frame/layout.js'
import { measuredNode } from '../frame/measured.js'
import { median, medianRatio } from '../frame/statistics.js'
import { inTurn } from '../frame/turns.js'
import { withEmulator } from '../servers/emulator.js'

const BARE = fileURLToPath(new URL('../programs/bare-upload.js', import.meta.url))
const MANIFEST = `version: 1
name: bench
ownership: none
repositories:
  bench/copied:
    images: { v1: "oci:./layout" }
`

/** @typedef {import('../frame/measured.js').Run} Run */

/**
 * An image in a layout, brought by `ecrsync apply`, in turn with a loop that sends its layers; each to an emulator that has none.
 * @param {readonly number[]} mebibytes of its layers @param {number} rounds
 */
const measure = (mebibytes, rounds) =>
  inFolder({ 'ecrsync.yaml': MANIFEST }, async folder => {
    const layout = join(folder, 'layout')
    const files = (await makeLayout(layout, mebibytes)).map(digest => blobPath(layout, digest))
    const fresh = async (/** @type {(url: string) => Promise<Run>} */ work) => {
      const held = join(folder, 'held')
      const run = await withEmulator(['--data', held], ({ url }) => work(url))
      rmSync(held, { recursive: true })
      return run
    }
    const runs = await inTurn(rounds, {
      bare: () => fresh(url => measuredNode([BARE, 'bench/copied', ...files], { env: awsAt(url) })),
      ecrsync: () => fresh(url => ecrsync(['apply', '--auto-approve', '--quiet'], { cwd: folder, url })),
    })
    return { bare: runs.bare ?? [], ecrsync: runs.ecrsync ?? [] }
  })

/** @param {string} who @param {readonly Run[]} runs @param {number} total */
const row = (who, runs, total) => [
  who,
  timeOf(runs),
  `${(total / median(secondsIn(runs))).toFixed(0)} MiB/s`,
  memoryOf(runs),
]

/** @param {string} what @param {readonly number[]} mebibytes @param {number} rounds */
async function part(what, mebibytes, rounds) {
  const total = mebibytes.reduce((sum, size) => sum + size, 0)
  const { bare, ecrsync: ours } = await measure(mebibytes, rounds)
  return {
    table: {
      head: [what, 'time', 'rate', 'memory'],
      rows: [row('ecrsync apply', ours, total), row('bare loop', bare, total)],
    },
    goals: [
      judged(
        { ...BOUNDS.copyRate, what: `${BOUNDS.copyRate.what}, ${what}` },
        medianRatio(secondsIn(bare), secondsIn(ours)),
      ),
      judged(
        { ...BOUNDS.copyMemory, what: `${BOUNDS.copyMemory.what}, ${what}` },
        Math.max(...ours.map(run => run.megabytes)),
      ),
    ],
  }
}

/** @type {import('../frame/case.js').Case} */
export const copy = {
  name: 'copy',
  title: 'Copy an image from an OCI layout',
  async run({ isQuick }) {
    const [whole, rounds] = isQuick ? [128, 1] : [1024, 2]
    const parts = [
      await part(`one layer of ${whole} MiB`, [whole], rounds),
      await part(
        `eight layers of ${whole / 8} MiB`,
        Array.from({ length: 8 }, () => whole / 8),
        rounds,
      ),
    ]
    return {
      tables: parts.map(({ table }) => table),
      goals: parts.flatMap(({ goals }) => goals),
      notes: [`The bare loop sends one part after the other by \`UploadLayerPart\`, and checks nothing.`],
    }
  },
}
