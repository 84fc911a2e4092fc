import { sweep } from '../sweep.ts'
import { hostilely } from './hostile.ts'
import { large } from './large.ts'

sweep('Hostile input', 'long texts of one piece', seed => hostilely(large(60), seed))
