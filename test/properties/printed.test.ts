import fc from 'fast-check'
import { expect, test } from 'vitest'
import { runs } from '../runs.ts'
import { anyFiles, meaningOf } from './printed.ts'

test('what validate prints loads, and means the same', async () => {
  const tried = { all: 0, accepted: 0 }
  await fc.assert(
    fc.asyncProperty(anyFiles, async texts => {
      tried.all += 1
      const first = await meaningOf(texts)
      if (first === undefined) return
      tried.accepted += 1
      const again = await meaningOf({ ...texts, 'ecrsync.yaml': first.printed })
      expect(again?.meant).toEqual(first.meant)
    }),
    { numRuns: runs(50), interruptAfterTimeLimit: 25_000 },
  )
  expect(tried.accepted).toBeGreaterThan(tried.all / 5)
})
