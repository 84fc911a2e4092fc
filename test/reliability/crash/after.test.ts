import { sweep } from '../sweep.ts'
import { struckAtEachCall } from './rounds.ts'

sweep(
  'Crash sweep',
  'an apply that is killed after each of its calls took effect, before the answer ends as an undisturbed one when it is run again',
  async () => {
    const { rounds, receipts } = await struckAtEachCall('killed after', ({ signal }) => signal === 'SIGKILL')
    return { counts: { 'runs killed after its effect': rounds, 'receipts read': receipts } }
  },
)
