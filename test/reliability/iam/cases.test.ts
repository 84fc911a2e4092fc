import { describe, test } from 'vitest'
import { CASES, trialOf } from '../../iam/cases.ts'
import { expectLeast, MODES } from '../../iam/trials.ts'

describe.each(Object.entries(CASES))('%s', (_, given) => {
  test.each(MODES)('%s: nothing is missing, and each action of ECR is needed', async mode =>
    expectLeast(await trialOf(given), mode),
  )
})
