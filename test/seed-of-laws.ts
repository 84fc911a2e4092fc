import fc from 'fast-check'

/**
 * What passes here passes elsewhere: laws are tried with the same cases each time, and with others by `ECRSYNC_SEED=N`. A
 * law that names a seed itself keeps it.
 */
fc.configureGlobal({ seed: Number(process.env.ECRSYNC_SEED ?? 20_261_127) })
