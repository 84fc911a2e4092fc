import { fileURLToPath } from 'node:url'
import { callsOf, memoryOf, secondsIn, timeOf } from '../frame/columns.js'
import { seconds, times } from '../frame/numbers.js'
import { withPlans } from '../frame/planning.js'
import { median, medianRatio } from '../frame/statistics.js'
import { inTurn } from '../frame/turns.js'

const UNBUNDLED = fileURLToPath(new URL('../unbundled.js', import.meta.url))
const LATENCY = 50

/** @typedef {import('../frame/planning.js').Way} Way */

/** The whole, and it without each of its parts. @type {Readonly<Record<string, Way>>} */
const WAYS = {
  'all of it': {},
  'tags one by one (`--tag-reader ecr`)': { flags: ['--tag-reader', 'ecr'] },
  'never more than ten calls at once (`--concurrency 10`)': { flags: ['--concurrency', '10'] },
  'no code cache': { env: { NODE_DISABLE_COMPILE_CACHE: '1' } },
  'no bundle, and no code cache': { program: [UNBUNDLED] },
}

/** @param {Way} way */
const isOfStart = ({ flags }) => flags === undefined

/** @param {number} rounds @param {{ repositories: number, latency?: number }} settings @param {Readonly<Record<string, Way>>} ways */
const measure = (rounds, settings, ways) =>
  withPlans(settings, plan =>
    inTurn(rounds, Object.fromEntries(Object.entries(ways).map(([name, way]) => [name, () => plan(way)]))),
  )

/** @param {string} what @param {Awaited<ReturnType<typeof measure>>} runs */
function tableOf(what, runs) {
  const whole = (runs['all of it'] ?? []).map(run => run.seconds)
  return {
    head: [what, 'time', '÷ all of it', 'processor', 'calls', 'memory'],
    rows: Object.entries(runs).map(([name, mine]) => [
      name,
      timeOf(mine),
      times(medianRatio(secondsIn(mine), whole)),
      seconds(median(mine.map(run => run.cpu))),
      callsOf(mine),
      memoryOf(mine),
    ]),
  }
}

/** @type {import('../frame/case.js').Case} */
export const contributions = {
  name: 'contributions',
  title: 'What each part contributes: a plan without it',
  async run({ rounds, repositories }) {
    const ofStart = Object.fromEntries(Object.entries(WAYS).filter(([, way]) => isOfStart(way)))
    return {
      tables: [
        tableOf(
          `plan of ${repositories}, nothing to change, ${LATENCY} ms latency`,
          await measure(rounds, { repositories, latency: LATENCY }, WAYS),
        ),
        tableOf('plan of 1, nothing to change', await measure(3 * rounds, { repositories: 1 }, ofStart)),
      ],
      goals: [],
    }
  },
}
