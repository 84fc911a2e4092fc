import { BOUNDS } from '../bounds.js'
import { NO_TERRAFORM } from '../frame/case.js'
import { memoryOf, secondsIn, timeOf } from '../frame/columns.js'
import { judged } from '../frame/goals.js'
import { emptyNode } from '../frame/measured.js'
import { megabytes } from '../frame/numbers.js'
import { withPlans } from '../frame/planning.js'
import { median, medianRatio } from '../frame/statistics.js'
import { inTurn } from '../frame/turns.js'

/** @typedef {{ seconds: number, megabytes: number }} Run */

/** @param {string} who @param {readonly Run[]} runs */
const row = (who, runs) => [who, timeOf(runs), memoryOf(runs)]

/** @param {import('../frame/case.js').Context} context */
const measure = ({ rounds, terraform }) =>
  withPlans({ repositories: 1 }, async plan => {
    const theirs = await terraform?.made(1)
    return {
      beside: theirs && (await inTurn(rounds, { terraform: theirs.plan, ecrsync: () => plan() })),
      started: await inTurn(5 * rounds, { node: emptyNode, ecrsync: () => plan() }),
    }
  })

/** @type {import('../frame/case.js').Case} */
export const planOne = {
  name: 'plan-one',
  title: 'Plan of one repository, nothing to change',
  async run(context) {
    const {
      beside: { terraform = [], ecrsync: paired = [] } = {},
      started: { node = [], ecrsync: ours = [] },
    } = await measure(context)
    const isBeside = terraform.length > 0
    const faster = medianRatio(secondsIn(terraform), secondsIn(paired))
    return {
      tables: [
        {
          head: ['1 repository', 'time', 'memory'],
          rows: [...(isBeside ? [row('Terraform', terraform)] : []), row('ecrsync', ours), row('`node -e 0`', node)],
        },
      ],
      goals: [
        judged(BOUNDS.planOneStart, medianRatio(secondsIn(ours), secondsIn(node))),
        ...(isBeside ? [judged(BOUNDS.planOneFaster, faster)] : []),
        judged(BOUNDS.planOneMemory, median(ours.map(run => run.megabytes))),
      ],
      notes: isBeside ? [] : [NO_TERRAFORM],
      bars: isBeside
        ? [
            {
              what: 'Plan 1 repository, nothing to change',
              terraform: median(secondsIn(terraform)),
              ecrsync: median(secondsIn(paired)),
              faster,
            },
          ]
        : [],
    }
  },
}
