import { sweep } from '../sweep.ts'
import { honestly } from './honest.ts'

sweep('Plan honesty', 'an apply makes the calls of its plan, share 1 of 2', async seed => ({
  counts: await honestly(seed + 0, 500),
}))
