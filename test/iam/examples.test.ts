import { expect, test } from 'vitest'
import { NAMES, SMALL, trialOf } from './examples.ts'
import { expectEnough, expectLeast, MODES, policiesFor, trying } from './trials.ts'

test.each(MODES)('%s comes to the same each time, so that what differs is due to what is not allowed', async mode => {
  const trial = await trialOf('minimal')
  const [tried, documents] = [trying(trial), await policiesFor(trial, mode)]
  const first = await tried(mode, 'drifted', documents)
  expect((await tried(mode, 'drifted', documents)).end).toBe(first.end)
})

const casesOf = (names: readonly string[]) => names.flatMap(name => MODES.map(mode => [name, mode] as const))

test.each(casesOf(SMALL))('%s, %s: nothing is missing, and each action of ECR is needed', async (name, mode) =>
  expectLeast(await trialOf(name), mode),
)

test.each(casesOf(NAMES.filter(name => !SMALL.includes(name))))('%s, %s: nothing is missing', async (name, mode) =>
  expectEnough(await trialOf(name), mode),
)
