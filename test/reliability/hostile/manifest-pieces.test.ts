import { sweep } from '../sweep.ts'
import { hostilely } from './hostile.ts'
import { manifests } from './manifests.ts'

sweep('Hostile input', 'manifests: pieces of YAML', seed => hostilely(manifests('pieces of YAML', 3_000), seed))
