import { rounds } from '../../races/rounds.ts'
import { sweep } from '../sweep.ts'

sweep(
  'Concurrent mutator',
  'a second client changes what it likes between any two calls, share 1 of 4',
  async seed => ({
    counts: await rounds(seed + 1, 125),
  }),
)
