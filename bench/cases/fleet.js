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

/** @type {import('../frame/case.js').Case} */
export const fleet = {
  name: 'fleet',
  title: 'Plan of many accounts and regions, 50 ms latency, 20 calls a second in each account and region',
  async run({ isQuick }) {
    const accounts = isQuick ? 3 : ACCOUNTS
    const { run, traffic } = await measure(accounts)
    const shares = sharesOf(traffic.lanes)
    return {
      tables: [
        {
          head: [
            `${accounts} accounts × 3 regions × ${REPOSITORIES} repositories`,
            'time',
            'processor',
            'requests',
            'throttled',
            'of the rate used, worst target',
            'median target',
            'memory',
          ],
          rows: [
            [
              'ecrsync',
              seconds(run.seconds),
              seconds(run.cpu),
              count(callsIn(traffic)),
              percent(shareThrottled(traffic.lanes, 0)),
              percent(Math.min(...shares)),
              percent(median(shares)),
              megabytes(run.megabytes),
            ],
          ],
        },
      ],
      goals: [judged(BOUNDS.fleetUsed, Math.min(...shares)), judged(BOUNDS.fleetMemory, run.megabytes)],
      notes: [
        `All operations of ECR in one account and region together are allowed ${RATE.perSecond} calls a second, and ${RATE.burst} at once; time counts from the first request to any target. All targets together are allowed ${count(accounts * 3 * RATE.perSecond)} calls a second.`,
      ],
    }
  },
}
