import { sweep } from '../sweep.ts'
import { answers } from './answers.ts'
import { hostilely } from './hostile.ts'

sweep('Hostile input', 'answers of ECR to a preview', async seed =>
  hostilely(await answers('to a preview', 1_500), seed),
)
