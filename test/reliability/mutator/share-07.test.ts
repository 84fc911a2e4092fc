import { rounds } from '../../races/rounds.ts'
import { sweep } from '../sweep.ts'

sweep('Concurrent mutator', 'a second client changes what it likes at any call, share 7 of 10', async seed => ({
  counts: await rounds(seed + 7, 50),
}))
