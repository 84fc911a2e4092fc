// What CI holds to: counts, and ratios of processor time in one run, which are much the same on any machine and beside any
// neighbour. `npm run bench:gate [-- CHECK…]`. Needs a build. What breaks a bound is measured again, and fails if it does so twice.
import { BOUNDS, createCalls, planCalls } from './bounds.js'
import { create } from './cases/create.js'
import { startRuns } from './cases/start.js'
import { besideSdk } from './frame/beside-sdk.js'
import { judged } from './frame/goals.js'
import { emptyNode } from './frame/measured.js'
import { opened } from './frame/opened.js'
import { withPlans } from './frame/planning.js'
import { OFFLINE } from './frame/programs.js'
import { median, medianRatio } from './frame/statistics.js'
import { table } from './frame/table.js'
import { inTurn } from './frame/turns.js'

const REPOSITORIES = 300
const [FEW, MORE, MANY] = [1000, 4000, 8000]
/** So few that ECR may tell the tags of each, or the index of all. */
const FEW_OWNED = 3
const BESIDE = ' that are owned, beside others'

/**
 * @typedef {import('./frame/goals.js').Bound} Bound
 * @typedef {readonly (readonly [Bound, number])[]} Measured
 */

/** @param {readonly { readonly cpu: number }[]} [runs] */
const cpuOf = (runs = []) => runs.map(run => run.cpu)

/** Each measures what belongs together. @type {readonly (() => Promise<Measured>)[]} */
const CHECKS = [
  async function calls() {
    const planned = await withPlans({ repositories: REPOSITORIES }, plan => plan())
    const created = await create(REPOSITORIES)
    return [
      [planCalls(REPOSITORIES), planned.calls],
      [createCalls(REPOSITORIES), created.calls],
    ]
  },
  async function callsOfOwner() {
    const planned = (/** @type {number} */ repositories) =>
      withPlans({ repositories, isOwned: true, strangers: 1, orphans: 1 }, plan => plan())
    const created = await create(REPOSITORIES, { isOwned: true, strangers: 1 })
    const counts = [1, FEW_OWNED, REPOSITORIES, FEW]
    /** @type {(readonly [Bound, number])[]} */
    const measured = []
    for (const count of counts) measured.push([planCalls(count, BESIDE), (await planned(count)).calls])
    return [...measured, [createCalls(REPOSITORIES, BESIDE), created.calls]]
  },
  async function start() {
    const runs = await startRuns(9)
    const least = cpuOf(runs.node)
    return [
      [BOUNDS.version, medianRatio(cpuOf(runs.version), least)],
      [BOUNDS.help, medianRatio(cpuOf(runs.help), least)],
      [BOUNDS.validate, medianRatio(cpuOf(runs.validate), least)],
      [BOUNDS.opened, (await opened(OFFLINE.version.args)).count],
    ]
  },
  async function planOfOne() {
    const runs = await withPlans({ repositories: 1 }, plan => inTurn(9, { node: emptyNode, plan: () => plan() }))
    return [[BOUNDS.planOneStart, medianRatio(cpuOf(runs.plan), cpuOf(runs.node))]]
  },
  async function sdk() {
    const runs = await besideSdk(FEW, 5)
    return [[BOUNDS.sdk, medianRatio(cpuOf(runs.ecrsync), cpuOf(runs.sdk))]]
  },
  async function growth() {
    const runs = await withPlans({ repositories: FEW }, few =>
      withPlans({ repositories: MORE }, more =>
        withPlans({ repositories: MANY }, many =>
          inTurn(2, { few: () => few(), more: () => more(), many: () => many() }),
        ),
      ),
    )
    const [few, more, many] = [median(cpuOf(runs.few)), median(cpuOf(runs.more)), median(cpuOf(runs.many))]
    return [
      [BOUNDS.growthTo8000, (many - more) / (MANY - MORE) / ((more - few) / (MORE - FEW))],
      [BOUNDS.memory8000, median((runs.many ?? []).map(run => run.megabytes))],
    ]
  },
]

/** @param {Measured} measured */
const verdicts = measured => measured.map(([bound, value]) => judged(bound, value, bound.gate))

/** @param {() => Promise<Measured>} check */
async function checked(check) {
  const first = verdicts(await check())
  if (first.every(({ isMet }) => isMet)) return first
  process.stderr.write(`${check.name}: a bound is broken. It is measured again.\n`)
  const again = verdicts(await check())
  return first.map((verdict, index) => (verdict.isMet ? verdict : (again[index] ?? verdict)))
}

const names = process.argv.slice(2)
const unknown = names.filter(name => !CHECKS.some(check => check.name === name))
if (unknown.length > 0)
  throw new Error(`No check is called ${unknown.join(', ')}. There are: ${CHECKS.map(({ name }) => name).join(', ')}`)

const all = []
for (const check of CHECKS) if (names.length === 0 || names.includes(check.name)) all.push(...(await checked(check)))
const rows = all.map(({ what, measured, goal, isMet }) => [isMet ? 'ok' : 'BROKEN', what, measured, goal])
process.stdout.write(`${table(['', 'what', 'measured', 'bound'], rows)}\n`)
const broken = all.filter(({ isMet }) => !isMet)
if (broken.length > 0) {
  process.stderr.write(
    `\nBroken: ${broken.map(({ what }) => what).join(', ')}. See what has become slow: npm run bench. The bounds stand in bench/bounds.js.\n`,
  )
  process.exitCode = 1
}
