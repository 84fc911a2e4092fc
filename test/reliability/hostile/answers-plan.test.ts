import { sweep } from '../sweep.ts'
import { answers } from './answers.ts'
import { hostilely } from './hostile.ts'

sweep('Hostile input', 'answers of ECR to a plan', async seed => hostilely(await answers('to a plan', 2_000), seed))
