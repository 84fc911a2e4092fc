import { sweep } from '../sweep.ts'
import { faultsOf } from './table.ts'

sweep('Fault sweep', 'each operation may fail in any way, share 2 of 3', () => faultsOf({ every: 3, at: 1 }))
