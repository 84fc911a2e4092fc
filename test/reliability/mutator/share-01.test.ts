import { rounds } from '../../races/rounds.ts'
import { sweep } from '../sweep.ts'

sweep('Concurrent mutator', 'a second client changes what it likes at any call, share 1 of 10', async seed => ({
  counts: await rounds(seed + 1, 50),
}))
