import { sweep } from '../sweep.ts'
import { hostilely } from './hostile.ts'
import { archives } from './layouts.ts'

sweep('Hostile input', 'image archives', async seed => hostilely(await archives(2_500), seed))
