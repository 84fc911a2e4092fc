import { sweep } from '../sweep.ts'
import { hostilely } from './hostile.ts'
import { planBytes } from './plans.ts'

sweep('Hostile input', 'plan files: bytes of their text', async seed => hostilely(await planBytes(23_500), seed))
