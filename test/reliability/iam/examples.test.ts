import { test } from 'vitest'
import { NAMES, SMALL, trialOf } from '../../iam/examples.ts'
import { expectLeast, MODES } from '../../iam/trials.ts'

const LARGE = NAMES.filter(name => !SMALL.includes(name))

test.each(LARGE.flatMap(name => MODES.map(mode => [name, mode] as const)))(
  '%s, %s: nothing is missing, and each action of ECR is needed',
  async (name, mode) => expectLeast(await trialOf(name), mode),
)
