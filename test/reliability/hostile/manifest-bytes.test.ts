import { sweep } from '../sweep.ts'
import { hostilely } from './hostile.ts'
import { manifests } from './manifests.ts'

sweep('Hostile input', 'manifests: bytes of their text', seed =>
  hostilely(manifests('bytes of their text', 6_000), seed),
)
