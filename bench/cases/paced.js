import { BOUNDS } from '../bounds.js'
import { NO_TERRAFORM } from '../frame/case.js'
import { ecrsync } from '../frame/ecrsync.js'
import { inFolder } from '../frame/folder.js'
import { judged } from '../frame/goals.js'
import { manifestOf } from '../frame/manifest.js'
import { count, percent, seconds } from '../frame/numbers.js'
import { callsIn, withStub } from '../servers/start.js'
import { firstAt, shareThrottled, shareUsed } from '../servers/traffic.js'

/** @type {import('../servers/traffic.js').Rate} */
const RATE = { perSecond: 10, burst: 20, per: 'operation' }
/** Until a client can have found the rate. */
const SETTLED = 5

/** @typedef {{ seconds: number, requests: number, used: number, throttled: number, later: number }} Paced */

/**
 * What the server saw of one run. The rate is that of the operation of which least was used, among those that every repository needs.
 * @param {import('../servers/start.js').Stub} stub @param {number} repositories @param {() => Promise<{ seconds: number }>} work
 * @returns {Promise<Paced>}
 */
async function paced(stub, repositories, work) {
  await stub.set({ rate: RATE })
  const run = await work()
  const traffic = await stub.traffic()
  const since = firstAt(traffic.lanes)
  const busy = traffic.lanes.filter(({ accepted }) => accepted.length >= repositories)
  return {
    seconds: run.seconds,
    requests: callsIn(traffic),
    used: Math.min(...busy.map(({ accepted }) => shareUsed(accepted, since, RATE))),
    throttled: shareThrottled(traffic.lanes, since),
    later: shareThrottled(traffic.lanes, since + SETTLED),
  }
}

/** @param {string} who @param {Paced} run */
const row = (who, { seconds: took, requests, used, throttled, later }) => [
  who,
  seconds(took),
  count(requests),
  percent(used),
  percent(throttled),
  percent(later),
]

/** @param {import('../frame/case.js').Context} context */
async function measure({ repositories, terraform }) {
  const ours = await withStub({ repositories }, stub =>
    inFolder({ 'ecrsync.yaml': manifestOf(repositories) }, cwd =>
      paced(stub, repositories, () => ecrsync(['plan', '--quiet', '--detailed-exitcode'], { cwd, url: stub.url })),
    ),
  )
  const made = await terraform?.made(repositories)
  if (made === undefined) return { ours }
  await made.stub.set({ latency: 0 })
  const theirs = await paced(made.stub, repositories, made.plan)
  await made.stub.set({ rate: null })
  return { ours, theirs }
}

/** @type {import('../frame/case.js').Case} */
export const limited = {
  name: 'paced',
  title: 'Plan where ECR allows 10 calls a second for each operation, and 20 at once',
  async run(context) {
    const { ours, theirs } = await measure(context)
    const what = `Plan ${context.repositories} at ${RATE.perSecond} calls a second`
    return {
      tables: [
        {
          head: [
            `${context.repositories} repositories`,
            'time',
            'requests',
            'of the rate used',
            'throttled',
            `after ${SETTLED} s`,
          ],
          rows: [...(theirs ? [row('Terraform', theirs)] : []), row('ecrsync', ours)],
        },
      ],
      goals: [judged(BOUNDS.rateUsed, ours.used), judged(BOUNDS.rateThrottled, ours.later)],
      notes: theirs ? [] : [NO_TERRAFORM],
      bars: theirs
        ? [{ what, terraform: theirs.seconds, ecrsync: ours.seconds, faster: theirs.seconds / ours.seconds }]
        : [],
    }
  },
}
