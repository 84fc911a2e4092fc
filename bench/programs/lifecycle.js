// How long 50 lifecycle rules over 10,000 images take, in a process that has done nothing else: prints the seconds of each of five.
import { evaluate } from '../../dist/lifecycle/index.js'

const [IMAGES, RULES, ROUNDS] = [10_000, 50, 5]
const MINUTE = 60_000
const NOW = Date.parse('2026-01-01T00:00:00Z')

/** @param {number} index */
const image = index => ({
  id: String(index),
  digest: `sha256:${String(index).padStart(64, '0')}`,
  tags: index % 10 === 0 ? [] : [`team-${index % 60}-v${index}`, `build-${index}`],
  pushedAt: new Date(NOW - index * MINUTE).toISOString(),
  status: 'ACTIVE',
})

/** @param {number} index */
const tagged = index => ({
  rulePriority: index + 1,
  selection: {
    tagStatus: 'tagged',
    tagPatternList: [`team-${index}-v*`],
    ...(index % 2 === 0
      ? { countType: 'imageCountMoreThan', countNumber: 10 }
      : { countType: 'sinceImagePushed', countUnit: 'days', countNumber: 3 }),
  },
  action: { type: 'expire' },
})

const untagged = {
  rulePriority: RULES,
  selection: { tagStatus: 'untagged', countType: 'sinceImagePushed', countUnit: 'days', countNumber: 1 },
  action: { type: 'expire' },
}

/** @type {any} */
const policy = { rules: [...Array.from({ length: RULES - 1 }, (_, index) => tagged(index)), untagged] }
/** @type {any} */
const images = Array.from({ length: IMAGES }, (_, index) => image(index))

const took = Array.from({ length: ROUNDS }, () => {
  const since = performance.now()
  evaluate(policy, images, new Date(NOW).toISOString())
  return (performance.now() - since) / 1000
})
process.stdout.write(JSON.stringify(took))
