import { sweep } from '../sweep.ts'
import { hostilely } from './hostile.ts'
import { plans } from './plans.ts'

sweep('Hostile input', 'plan files: other values', async seed => hostilely(await plans(14_000), seed))
