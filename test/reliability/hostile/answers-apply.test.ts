import { sweep } from '../sweep.ts'
import { answers } from './answers.ts'
import { hostilely } from './hostile.ts'

sweep('Hostile input', 'answers of ECR to an apply', async seed => hostilely(await answers('to an apply', 500), seed))
