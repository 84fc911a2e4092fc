import { fileURLToPath } from 'node:url'
import { BOUNDS } from '../bounds.js'
import { judged } from '../frame/goals.js'
import { measuredNode } from '../frame/measured.js'
import { seconds, secondsOf } from '../frame/numbers.js'
import { median, summary } from '../frame/statistics.js'

const PROGRAM = fileURLToPath(new URL('../programs/lifecycle.js', import.meta.url))

/** @type {import('../frame/case.js').Case} */
export const lifecycle = {
  name: 'lifecycle',
  title: 'Evaluate lifecycle rules',
  async run({ rounds }) {
    /** @type {number[][]} */
    const processes = []
    for (let round = 0; round < rounds; round += 1) processes.push(JSON.parse((await measuredNode([PROGRAM])).output))
    const all = processes.flat()
    const first = processes.map(([took = 0]) => took)
    return {
      tables: [
        {
          head: ['10,000 images × 50 rules', 'time'],
          rows: [
            ['first in a process', seconds(median(first))],
            ['all', secondsOf(summary(all))],
          ],
        },
      ],
      goals: [judged(BOUNDS.lifecycle, median(all))],
    }
  },
}
