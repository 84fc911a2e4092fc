import { sweep } from '../sweep.ts'
import { faultsOf } from './table.ts'

sweep('Fault sweep', 'each operation about repositories may fail in any way, share 2 of 2', () =>
  faultsOf('repositories', { every: 2, at: 1 }),
)
