// What the project wants to reach, and where CI fails. A gate leaves room above its goal, so that it fails by no chance: it is there
// for what makes a program twice as slow, and not for what `npm run bench` shows.
import { count, megabytes, percent, seconds, times } from './frame/numbers.js'

/** @typedef {import('./frame/goals.js').Bound} Bound */

/**
 * Calls of a plan with nothing to change: both policies of each repository, tags by the hundred, the listing by the thousand, and
 * who asks. @param {number} repositories @param {string} [beside] @returns {Bound}
 */
export function planCalls(repositories, beside = '') {
  const goal = Math.floor(2 * repositories + repositories / 100 + repositories / 1000 + 3)
  return { what: `calls of a plan of ${count(repositories)}${beside}`, is: 'atMost', goal, gate: goal, as: count }
}

/** Calls to ECR of an apply that creates all of them. @param {number} repositories @param {string} [beside] @returns {Bound} */
export function createCalls(repositories, beside = '') {
  const goal = 3 * repositories + 2
  return { what: `calls to ECR that create ${count(repositories)}${beside}`, is: 'atMost', goal, gate: goal, as: count }
}

/** @satisfies {Readonly<Record<string, Bound>>} */
export const BOUNDS = {
  planFaster: { what: 'plan, Terraform’s time ÷ ours', is: 'atLeast', goal: 25, as: times },
  planMemory: { what: 'memory of a plan', is: 'atMost', goal: 120, as: megabytes },
  planOneFaster: { what: 'plan of 1, Terraform’s time ÷ ours', is: 'atLeast', goal: 25, as: times },
  planOneStart: { what: 'plan of 1 ÷ `node -e 0`', is: 'atMost', goal: 4, gate: 5, as: times },
  planOneMemory: { what: 'memory of a plan of 1', is: 'atMost', goal: 90, as: megabytes },
  createFaster: { what: 'create, Terraform’s time ÷ ours', is: 'atLeast', goal: 40, as: times },
  version: { what: '`--version` ÷ `node -e 0`', is: 'atMost', goal: 2, gate: 2.2, as: times },
  help: { what: '`--help` ÷ `node -e 0`', is: 'atMost', goal: 2, gate: 2.2, as: times },
  validate: { what: '`validate` of examples/team ÷ `node -e 0`', is: 'atMost', goal: 3, gate: 5, as: times },
  opened: { what: 'files that `--version` opens more than `node -e 0`', is: 'atMost', goal: 20, gate: 30, as: count },
  rateUsed: { what: 'of the allowed rate used', is: 'atLeast', goal: 0.9, as: percent },
  rateThrottled: { what: 'of the requests throttled after the first 5 s', is: 'atMost', goal: 0.02, as: percent },
  fleetPart: {
    what: 'of the allowed rate used, in the worst of a fifth of the targets',
    is: 'atLeast',
    goal: 0.9,
    as: percent,
  },
  fleetUsed: { what: 'of the allowed rate used, in the worst target', is: 'atLeast', goal: 0.9, as: percent },
  fleetMemory: { what: 'memory of it', is: 'atMost', goal: 300, as: megabytes },
  largeFirst: { what: 'validate 10,000 in 200 files', is: 'atMost', goal: 2.5, as: seconds },
  largeMemory: { what: 'memory of it', is: 'atMost', goal: 300, as: megabytes },
  largeAgain: { what: 'a second time, nothing changed', is: 'atMost', goal: 0.8, as: seconds },
  sdk: { what: 'plan ÷ the bare SDK, for the same calls', is: 'atMost', goal: 1.15, gate: 1.5, as: times },
  growth: { what: 'each repository added up to 100,000 ÷ added up to 10,000', is: 'atMost', goal: 1.15, as: times },
  growthTo8000: {
    what: 'each repository added up to 8,000 ÷ added up to 4,000',
    is: 'atMost',
    goal: 1.15,
    gate: 1.5,
    as: times,
  },
  memory8000: { what: 'memory of a plan of 8,000', is: 'atMost', goal: 150, gate: 200, as: megabytes },
  memory100000: { what: 'memory of a plan of 100,000', is: 'atMost', goal: 800, as: megabytes },
  imagesMemory: { what: 'memory of a plan over 1,500,000 images', is: 'atMost', goal: 350, as: megabytes },
  imagesDeclared: { what: 'processor time of a plan of 4,000 images', is: 'atMost', goal: 2, as: seconds },
  emulatorListing: { what: 'the emulator lists 100,000 repositories', is: 'atMost', goal: 1.5, as: seconds },
  lifecycle: { what: 'lifecycle rules over 10,000 images × 50 rules', is: 'atMost', goal: 0.08, as: seconds },
  copyRate: { what: 'rate of a copy ÷ a bare loop', is: 'atLeast', goal: 0.8, as: times },
  copyMemory: { what: 'memory of a copy', is: 'atMost', goal: 160, as: megabytes },
}
