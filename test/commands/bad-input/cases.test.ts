import { describe, test } from 'vitest'
import { CASES } from './cases.ts'
import { judgeWithEmulator } from './judge.ts'

describe.each(CASES)('%s', (_title, cases) => {
  const judge = judgeWithEmulator()
  test.each(Object.entries(cases))('%s', (_name, input) => judge(input))
})
