import { expect, test } from 'vitest'
import { SMALL, trialOf } from './examples.ts'
import { expectLeast, MODES, policiesFor, trying } from './trials.ts'

test.each(MODES)('%s comes to the same each time, so that what differs is due to what is not allowed', async mode => {
  const trial = await trialOf('minimal')
  const [tried, documents] = [trying(trial), await policiesFor(trial, mode)]
  const first = await tried(mode, 'drifted', documents)
  expect((await tried(mode, 'drifted', documents)).end).toBe(first.end)
})

test.each(SMALL.flatMap(name => MODES.map(mode => [name, mode] as const)))(
  '%s, %s: nothing is missing, and each action of ECR is needed',
  async (name, mode) => expectLeast(await trialOf(name), mode),
)
