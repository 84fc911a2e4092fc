import { BOUNDS } from '../bounds.js'
import { besideSdk } from '../frame/beside-sdk.js'
import { memoryOf, secondsIn, timeOf } from '../frame/columns.js'
import { judged } from '../frame/goals.js'
import { count, seconds, times } from '../frame/numbers.js'
import { median, medianRatio } from '../frame/statistics.js'

/** How often each size is planned: the largest takes minutes. @type {ReadonlyMap<number, number>} */
const ROUNDS = new Map([
  [1000, 3],
  [8000, 1],
  [10_000, 2],
  [100_000, 1],
])
const QUICK = new Map([
  [1000, 1],
  [8000, 1],
])

/** @typedef {import('../frame/measured.js').Run} Run */

/**
 * @typedef {object} Size
 * @property {number} repositories
 * @property {readonly Run[]} ecrsync
 * @property {readonly Run[]} sdk
 */

/** @param {Size} size */
const took = ({ ecrsync }) => median(secondsIn(ecrsync))

/** @param {Size} size */
const besides = ({ ecrsync, sdk }) => medianRatio(secondsIn(ecrsync), secondsIn(sdk))

/** Seconds for each repository that one size has more than the other. @param {Size} larger @param {Size} smaller */
const additional = (larger, smaller) => (took(larger) - took(smaller)) / (larger.repositories - smaller.repositories)

/** @param {Size} size @param {Size | undefined} before */
const row = (size, before) => [
  count(size.repositories),
  timeOf(size.ecrsync),
  timeOf(size.sdk),
  times(besides(size)),
  before ? seconds(additional(size, before)) : '',
  memoryOf(size.ecrsync),
]

/** @param {readonly Size[]} sizes */
function goalsOf(sizes) {
  const of = (/** @type {number} */ repositories) => sizes.find(size => size.repositories === repositories)
  const memory = (/** @type {Size | undefined} */ size) => (size ? median(size.ecrsync.map(run => run.megabytes)) : 0)
  const [first, middle, last] = [of(1000), of(10_000), of(100_000)]
  return [
    ...sizes.map(size =>
      judged({ ...BOUNDS.sdk, what: `${BOUNDS.sdk.what}, ${count(size.repositories)}` }, besides(size)),
    ),
    judged(BOUNDS.memory8000, memory(of(8000))),
    ...(last ? [judged(BOUNDS.memory100000, memory(last))] : []),
    ...(first && middle && last ? [judged(BOUNDS.growth, additional(last, middle) / additional(middle, first))] : []),
  ]
}

/** @type {import('../frame/case.js').Case} */
export const growth = {
  name: 'growth',
  title: 'Plans of large registries beside the bare SDK, nothing to change, no latency',
  async run({ isQuick }) {
    /** @type {Size[]} */
    const sizes = []
    for (const [repositories, rounds] of isQuick ? QUICK : ROUNDS)
      sizes.push({ repositories, ...(await besideSdk(repositories, rounds)) })
    return {
      tables: [
        {
          head: ['repositories', 'ecrsync', 'bare SDK', '÷', 'each additional', 'memory'],
          rows: sizes.map((size, index) => row(size, sizes[index - 1])),
        },
      ],
      goals: goalsOf(sizes),
      notes: [
        'The bare SDK is a process that makes the same calls, 64 at once, and does nothing with the answers. Each takes all of a processor, and the server the other.',
      ],
    }
  },
}
