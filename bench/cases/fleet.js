import { BOUNDS } from '../bounds.js'
import { ecrsync } from '../frame/ecrsync.js'
import { inFolder } from '../frame/folder.js'
import { judged } from '../frame/goals.js'
import { fleetManifest } from '../frame/manifest.js'
import { count, megabytes, percent, seconds } from '../frame/numbers.js'
import { median } from '../frame/statistics.js'
import { callsIn, withStub } from '../servers/start.js'
import { firstAt, shareThrottled, shareUsed } from '../servers/traffic.js'

const [ACCOUNTS, REPOSITORIES, LATENCY] = [30, 60, 50]
/** @type {import('../servers/traffic.js').Rate} */
const RATE = { perSecond: 20, burst: 20, per: 'target' }

/** What each target was let do, from the first request to any of them. @param {readonly import('../servers/traffic.js').Lane[]} lanes */
function sharesOf(lanes) {
  const since = firstAt(lanes)
  /** @type {Map<string, number[]>} */
  const targets = new Map()
  // The tagging API has a limit of its own.
  for (const { account, region, operation, accepted } of lanes)
    if (operation !== 'GetResources')
      targets.set(`${account}/${region}`, [...(targets.get(`${account}/${region}`) ?? []), ...accepted])
  return [...targets.values()].map(accepted =>
    shareUsed(
      accepted.sort((a, b) => a - b),
      since,
      RATE,
    ),
  )
}

/** @param {number} accounts */
const measure = accounts =>
  withStub({ repositories: REPOSITORIES, latency: LATENCY, rate: RATE }, stub =>
    inFolder({ 'ecrsync.yaml': fleetManifest(accounts, REPOSITORIES) }, async cwd => {
      const run = await ecrsync(['plan', '--quiet', '--detailed-exitcode'], { cwd, url: stub.url })
      return { run, traffic: await stub.traffic() }
    }),
  )

/** @param {number} accounts @param {Awaited<ReturnType<typeof measure>>} measured */
function row(accounts, { run, traffic }) {
  const shares = sharesOf(traffic.lanes)
  const calls = callsIn(traffic)
  return {
    cells: [
      `${accounts} × 3 × ${REPOSITORIES}`,
      `${count(accounts * 3 * RATE.perSecond)} calls/s`,
      seconds(run.seconds),
      seconds(run.cpu),
      count(calls),
      percent(shareThrottled(traffic.lanes, 0)),
      percent(Math.min(...shares)),
      percent(median(shares)),
      megabytes(run.megabytes),
    ],
    worst: Math.min(...shares),
    megabytes: run.megabytes,
    /** What one process could make with nothing to wait for. */
    most: calls / run.cpu,
  }
}

/** @type {import('../frame/case.js').Case} */
export const fleet = {
  name: 'fleet',
  title: 'Plan of many accounts and regions, 50 ms latency, 20 calls a second in each account and region',
  async run({ isQuick }) {
    const accounts = isQuick ? 3 : ACCOUNTS
    const few = Math.ceil(accounts / 5)
    const part = row(few, await measure(few))
    const whole = row(accounts, await measure(accounts))
    return {
      tables: [
        {
          head: [
            'accounts × regions × repositories',
            'allowed',
            'time',
            'processor',
            'requests',
            'throttled',
            'of the rate used, worst target',
            'median target',
            'memory',
          ],
          rows: [part.cells, whole.cells],
        },
      ],
      goals: [
        judged(BOUNDS.fleetPart, part.worst),
        judged(BOUNDS.fleetUsed, whole.worst),
        judged(BOUNDS.fleetMemory, whole.megabytes),
      ],
      notes: [
        `All operations of ECR in one account and region together are allowed ${RATE.perSecond} calls a second, and ${RATE.burst} at once; time counts from the first request to any target.`,
        `One process makes ${count(Math.round(whole.most))} requests in a second of its processor here, its start included: where all targets together are allowed more than that, the processor is the limit, and the first row shows the pacer.`,
      ],
    }
  },
}
