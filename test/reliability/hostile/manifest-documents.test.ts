import { sweep } from '../sweep.ts'
import { hostilely } from './hostile.ts'
import { manifests } from './manifests.ts'

sweep('Hostile input', 'manifests: documents and fragments', seed =>
  hostilely(manifests('documents and fragments', 3_000), seed),
)
