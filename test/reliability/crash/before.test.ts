import { sweep } from '../sweep.ts'
import { struckAtEachCall } from './rounds.ts'

sweep(
  'Crash sweep',
  'an apply that is killed before each of its calls ends as an undisturbed one when it is run again',
  async () => {
    const { calls, rounds, receipts } = await struckAtEachCall('killed before', ({ signal }) => signal === 'SIGKILL')
    return {
      counts: {
        'calls of one apply': calls,
        'runs killed before a call': rounds,
        'receipts read': receipts,
      },
    }
  },
)
