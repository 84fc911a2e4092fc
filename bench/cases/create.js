import { BOUNDS, createCalls } from '../bounds.js'
import { NO_TERRAFORM } from '../frame/case.js'
import { callsOf, memoryOf, secondsIn, timeOf } from '../frame/columns.js'
import { ecrsync } from '../frame/ecrsync.js'
import { inFolder } from '../frame/folder.js'
import { judged } from '../frame/goals.js'
import { manifestOf } from '../frame/manifest.js'
import { megabytes } from '../frame/numbers.js'
import { median } from '../frame/statistics.js'
import { inTurn } from '../frame/turns.js'
import { callsIn, withStub } from '../servers/start.js'

/** @typedef {{ seconds: number, megabytes: number, calls: number }} Created */

/**
 * An apply to a registry that has none of them, and a look whether all of it was made.
 * @param {number} repositories @param {Pick<import('../servers/stub.js').Settings, 'isOwned' | 'strangers'>} [beside] @returns {Promise<Created>}
 */
export const create = (repositories, beside = {}) =>
  withStub({ ...beside, repositories: 0 }, stub =>
    inFolder({ 'ecrsync.yaml': manifestOf(repositories, beside.isOwned) }, async cwd => {
      const run = await ecrsync(['apply', '--auto-approve', '--quiet'], { cwd, url: stub.url })
      const calls = callsIn(await stub.traffic())
      await ecrsync(['plan', '--quiet', '--detailed-exitcode'], { cwd, url: stub.url })
      return { seconds: run.seconds, megabytes: run.megabytes, calls }
    }),
  )

/** @param {string} who @param {readonly Created[]} runs */
const row = (who, runs) => [who, timeOf(runs), callsOf(runs), memoryOf(runs)]

/** @type {import('../frame/case.js').Case} */
export const createAll = {
  name: 'create',
  title: 'Create a registry, no latency',
  async run({ repositories, rounds, terraform }) {
    const { ecrsync: ours = [] } = await inTurn(rounds, { ecrsync: () => create(repositories) })
    const theirs = (await terraform?.made(repositories))?.created
    const took = median(secondsIn(ours))
    const faster = theirs ? theirs.seconds / took : Number.NaN
    return {
      tables: [
        {
          head: [`${repositories} repositories with policy, lifecycle policy, tags`, 'time', 'calls', 'memory'],
          rows: [...(theirs ? [row('Terraform', [theirs])] : []), row('ecrsync', ours)],
        },
      ],
      goals: [
        ...(theirs ? [judged(BOUNDS.createFaster, faster)] : []),
        judged(createCalls(repositories), median(ours.map(run => run.calls))),
      ],
      notes: theirs ? ['Terraform created them once in this run, because it takes so long.'] : [NO_TERRAFORM],
      bars: theirs
        ? [{ what: `Create ${repositories} repositories`, terraform: theirs.seconds, ecrsync: took, faster }]
        : [],
    }
  },
}
