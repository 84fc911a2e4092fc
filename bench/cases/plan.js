import { BOUNDS, planCalls } from '../bounds.js'
import { NO_TERRAFORM } from '../frame/case.js'
import { callsOf, memoryOf, secondsIn, timeOf } from '../frame/columns.js'
import { judged } from '../frame/goals.js'
import { withPlans } from '../frame/planning.js'
import { median, medianRatio } from '../frame/statistics.js'
import { inTurn } from '../frame/turns.js'
import { callsIn } from '../servers/start.js'

const LATENCY = 50

/** @typedef {{ seconds: number, megabytes: number, calls: number }} Planned */

/** A plan of Terraform, and what it has asked. @param {import('../servers/start.js').Stub} stub @param {() => Promise<{ seconds: number, megabytes: number }>} plan @returns {Promise<Planned>} */
async function counted(stub, plan) {
  await stub.set({ latency: LATENCY })
  return { ...(await plan()), calls: callsIn(await stub.traffic()) }
}

/** @param {string} who @param {readonly Planned[]} runs */
const row = (who, runs) => [who, timeOf(runs), callsOf(runs), memoryOf(runs)]

/** @param {import('../frame/case.js').Context} context */
async function measure({ repositories, rounds, terraform }) {
  const theirs = await terraform?.made(repositories)
  return withPlans({ repositories, latency: LATENCY }, plan =>
    inTurn(rounds, {
      ...(theirs && { terraform: () => counted(theirs.stub, theirs.plan) }),
      ecrsync: () => plan(),
    }),
  )
}

/** @type {import('../frame/case.js').Case} */
export const plan = {
  name: 'plan',
  title: 'Plan of a registry, nothing to change, 50 ms latency',
  async run(context) {
    const { terraform = [], ecrsync: ours = [] } = await measure(context)
    const seconds = { terraform: secondsIn(terraform), ecrsync: secondsIn(ours) }
    const isBeside = terraform.length > 0
    const faster = medianRatio(seconds.terraform, seconds.ecrsync)
    return {
      tables: [
        {
          head: [`${context.repositories} repositories with policy, lifecycle policy, tags`, 'time', 'calls', 'memory'],
          rows: [...(isBeside ? [row('Terraform', terraform)] : []), row('ecrsync', ours)],
        },
      ],
      goals: [
        ...(isBeside ? [judged(BOUNDS.planFaster, faster)] : []),
        judged(planCalls(context.repositories), median(ours.map(run => run.calls))),
        judged(BOUNDS.planMemory, median(ours.map(run => run.megabytes))),
      ],
      notes: isBeside ? [] : [NO_TERRAFORM],
      bars: isBeside
        ? [
            {
              what: `Plan ${context.repositories} repositories, nothing to change`,
              terraform: median(seconds.terraform),
              ecrsync: median(seconds.ecrsync),
              faster,
            },
          ]
        : [],
    }
  },
}
