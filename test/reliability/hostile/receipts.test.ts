import { sweep } from '../sweep.ts'
import { hostilely } from './hostile.ts'
import { receipts } from './receipts.ts'

sweep('Hostile input', 'receipts', async seed => hostilely(await receipts(12_000), seed))
