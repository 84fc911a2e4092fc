import { expect } from 'vitest'
import { sweep } from '../sweep.ts'
import { brokenly } from './honest.ts'

sweep('Plan honesty', 'what is said to be skipped is not made', async seed => {
  const counts = await brokenly(seed + 2, 300)
  expect(counts['changes skipped for it']).toBeGreaterThan(0)
  return { counts }
})
