import { sweep } from '../sweep.ts'
import { hostilely } from './hostile.ts'
import { layouts } from './layouts.ts'

sweep('Hostile input', 'image layouts', async seed => hostilely(await layouts(20_000), seed))
