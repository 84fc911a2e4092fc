import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { BOUNDS } from '../bounds.js'
import { memoryOf, secondsIn, timeOf } from '../frame/columns.js'
import { ecrsync } from '../frame/ecrsync.js'
import { inFolder } from '../frame/folder.js'
import { judged } from '../frame/goals.js'
import { largeManifest } from '../frame/manifest.js'
import { count } from '../frame/numbers.js'
import { median } from '../frame/statistics.js'

/** @typedef {import('../frame/measured.js').Run} Run */

/** @param {number} files @param {number} each @param {number} rounds */
const measure = (files, each, rounds) =>
  inFolder(largeManifest(files, each), async cwd => {
    /** @type {{ first: Run[], again: Run[] }} */
    const runs = { first: [], again: [] }
    for (let round = 0; round < rounds; round += 1) {
      rmSync(join(cwd, '.ecrsync'), { recursive: true, force: true })
      runs.first.push(await ecrsync(['validate'], { cwd }))
      runs.again.push(await ecrsync(['validate'], { cwd }))
    }
    return runs
  })

/** @param {string} what @param {readonly Run[]} runs */
const row = (what, runs) => [what, timeOf(runs), memoryOf(runs)]

/** @type {import('../frame/case.js').Case} */
export const large = {
  name: 'large',
  title: 'Validate a large manifest',
  async run({ isQuick, rounds }) {
    const files = isQuick ? 20 : 200
    const { first, again } = await measure(files, 50, rounds)
    return {
      tables: [
        {
          head: [`${count(files * 50)} repositories in ${files} files`, 'time', 'memory'],
          rows: [row('first time', first), row('again, nothing changed', again)],
        },
      ],
      goals: [
        judged(BOUNDS.largeFirst, median(secondsIn(first))),
        judged(BOUNDS.largeMemory, Math.max(...first.map(run => run.megabytes))),
        judged(BOUNDS.largeAgain, median(secondsIn(again))),
      ],
    }
  },
}
