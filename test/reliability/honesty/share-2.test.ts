import { sweep } from '../sweep.ts'
import { honestly } from './honest.ts'

sweep('Plan honesty', 'an apply makes the calls of its plan, share 2 of 2', async seed => ({
  counts: await honestly(seed + 1, 500),
}))
