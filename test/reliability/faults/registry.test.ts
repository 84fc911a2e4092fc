import { sweep } from '../sweep.ts'
import { faultsOf } from './table.ts'

sweep('Fault sweep', 'each operation about the registry may fail in any way', () => faultsOf('registry'))
