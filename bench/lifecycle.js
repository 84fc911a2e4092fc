// How long a policy of 50 rules takes over the images of a large repository.
import { evaluate } from '../dist/lifecycle/index.js'

const IMAGES = 10_000
const RULES = 50
const RUNS = 9
/** The bound, in milliseconds. */
export const MOST = 80

const DAY = 24 * 60 * 60 * 1000
const NOW = Date.parse('2026-06-01T00:00:00Z')

/** @returns {import('../dist/lifecycle/index.js').LifecycleImage} */
const image = (/** @type {number} */ index) => ({
  id: `sha256:${index.toString(16).padStart(64, '0')}`,
  digest: `sha256:${index.toString(16).padStart(64, '0')}`,
  tags: index % 5 === 0 ? [] : [`${['dev', 'main', 'v', 'pr'][index % 4]}-${index}`, `build-${index}`],
  pushedAt: new Date(NOW - ((index * 7919) % IMAGES) * (DAY / 24)).toISOString(),
  status: index % 50 === 0 ? 'ARCHIVED' : 'ACTIVE',
  ...(index % 3 === 0 && { lastRecordedPullTime: new Date(NOW - (index % 90) * DAY).toISOString() }),
})

/** Every form of a rule in turn: by patterns, by prefixes, untagged and any, by age and by number. @returns {import('../dist/lifecycle/index.js').LifecycleRule} */
function rule(/** @type {number} */ index) {
  const isLast = index === RULES - 1
  const chosen = isLast
    ? { tagStatus: /** @type {const} */ ('any') }
    : index === RULES - 2
      ? { tagStatus: /** @type {const} */ ('untagged') }
      : index % 2 === 0
        ? { tagStatus: /** @type {const} */ ('tagged'), tagPatternList: [`*-${index}*`, 'build-*'] }
        : { tagStatus: /** @type {const} */ ('tagged'), tagPrefixList: [`dev-${index}`] }
  const counted =
    index % 3 === 0
      ? { countType: /** @type {const} */ ('imageCountMoreThan'), countNumber: 10 }
      : {
          countType: /** @type {const} */ ('sinceImagePushed'),
          countUnit: /** @type {const} */ ('days'),
          countNumber: 30,
        }
  return { rulePriority: index + 1, selection: { ...chosen, ...counted }, action: { type: 'expire' } }
}

/** The median of some runs, when the code has been compiled. */
export async function measure() {
  const images = Array.from({ length: IMAGES }, (_, index) => image(index))
  const policy = { rules: Array.from({ length: RULES }, (_, index) => rule(index)) }
  const now = new Date(NOW).toISOString()
  const times = Array.from({ length: RUNS }, () => {
    const since = process.hrtime.bigint()
    evaluate(policy, images, now)
    return Number(process.hrtime.bigint() - since) / 1e6
  }).sort((a, b) => a - b)
  const milliseconds = times[Math.floor(RUNS / 2)] ?? 0
  return { rows: [{ what: `${IMAGES} images × ${RULES} rules`, milliseconds, most: MOST }] }
}
