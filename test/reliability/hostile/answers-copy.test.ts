import { sweep } from '../sweep.ts'
import { answers } from './answers.ts'
import { hostilely } from './hostile.ts'

sweep('Hostile input', 'answers of ECR to a copy or a login', async seed =>
  hostilely(await answers('to a copy or a login', 5_000), seed),
)
