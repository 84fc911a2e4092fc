import { sweep } from '../sweep.ts'
import { hostilely } from './hostile.ts'
import { links } from './layouts.ts'

sweep('Hostile input', 'links in image layouts', async seed => hostilely(await links(1_000), seed))
