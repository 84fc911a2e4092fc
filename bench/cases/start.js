import { BOUNDS } from '../bounds.js'
import { memoryOf, timeOf } from '../frame/columns.js'
import { judged } from '../frame/goals.js'
import { emptyNode, measuredNode } from '../frame/measured.js'
import { count, times } from '../frame/numbers.js'
import { opened } from '../frame/opened.js'
import { OFFLINE } from '../frame/programs.js'
import { medianRatio } from '../frame/statistics.js'
import { inTurn } from '../frame/turns.js'

/** @typedef {import('../frame/measured.js').Run} Run */

const NAMES = {
  node: '`node -e 0`',
  version: '`ecrsync --version`',
  help: '`ecrsync --help`',
  validate: '`ecrsync validate`, examples/team',
}

/** @param {readonly Run[]} runs @param {readonly Run[]} least @param {'seconds' | 'cpu'} field */
const ratio = (runs, least, field) =>
  medianRatio(
    runs.map(run => run[field]),
    least.map(run => run[field]),
  )

/** Each in turn with `node -e 0`. @param {number} rounds */
export const startRuns = rounds =>
  inTurn(rounds, {
    node: emptyNode,
    version: () => measuredNode(OFFLINE.version.args),
    help: () => measuredNode(OFFLINE.help.args),
    validate: () => measuredNode(OFFLINE.validate.args, OFFLINE.validate),
  })

/** @type {import('../frame/case.js').Case} */
export const start = {
  name: 'start',
  title: 'Start, where nothing is asked of AWS',
  async run({ rounds }) {
    const runs = await startRuns(5 * rounds)
    const least = runs.node ?? []
    const files = { version: await opened(OFFLINE.version.args), help: await opened(OFFLINE.help.args) }
    return {
      tables: [
        {
          head: ['', 'time', '÷ `node -e 0`', 'processor ÷ its', 'memory'],
          rows: Object.entries(NAMES).map(([name, what]) => {
            const mine = runs[name] ?? []
            return [
              what,
              timeOf(mine),
              times(ratio(mine, least, 'seconds')),
              times(ratio(mine, least, 'cpu')),
              memoryOf(mine),
            ]
          }),
        },
      ],
      goals: [
        judged(BOUNDS.version, ratio(runs.version ?? [], least, 'seconds')),
        judged(BOUNDS.help, ratio(runs.help ?? [], least, 'seconds')),
        judged(BOUNDS.validate, ratio(runs.validate ?? [], least, 'seconds')),
        judged(BOUNDS.opened, files.version.count),
      ],
      notes: [
        `More than \`node -e 0\` (${files.version.by}): \`--version\` ${count(files.version.count)}, \`--help\` ${count(files.help.count)}.`,
      ],
    }
  },
}
