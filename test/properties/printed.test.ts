import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyFiles, meaningOf } from './printed.ts'

test('what validate prints loads, and means the same', async () => {
  let accepted = 0
  const numRuns = 300
  await fc.assert(
    fc.asyncProperty(anyFiles, async texts => {
      const first = await meaningOf(texts)
      if (first === undefined) return
      accepted += 1
      const again = await meaningOf({ ...texts, 'ecrsync.yaml': first.printed })
      expect(again?.meant).toEqual(first.meant)
    }),
    { numRuns, interruptAfterTimeLimit: 25_000 },
  )
  expect(accepted).toBeGreaterThan(numRuns / 10)
})
