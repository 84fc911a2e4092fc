import { sweep } from '../sweep.ts'
import { hostilely } from './hostile.ts'
import { manifests } from './manifests.ts'

sweep('Hostile input', 'manifests: other values', seed => hostilely(manifests('other values', 6_000), seed))
