import { EXIT } from '../../../src/errors.ts'
import { sweep } from '../sweep.ts'
import { struckAtEachCall } from './rounds.ts'

sweep(
  'Crash sweep',
  'an apply that is interrupted at each of its calls ends as an undisturbed one when it is run again',
  async () => {
    const { rounds, receipts } = await struckAtEachCall('interrupted', ({ code }) => code === EXIT.interrupted)
    return { counts: { 'runs interrupted at a call': rounds, 'receipts read': receipts } }
  },
)
