import { killed } from './killed.ts'

// Five times of each are among the sweeps.
killed(1)
