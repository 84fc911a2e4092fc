import { test } from 'vitest'
import type { SweepName } from './sweeps.ts'

/** The same cases each time, others by `ECRSYNC_SEED=N`. */
export const SEED = Number(process.env.ECRSYNC_SEED ?? 20_261_127)

/** What a sweep has counted, by what it is a count of: `{ 'runs killed': 120 }`. Equal seeds count the same. */
export type Counts = Readonly<Record<string, number>>

/** Everything that was tried, cell by cell. */
export interface Table {
  readonly title: string
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

export interface Found {
  readonly counts: Counts
  readonly tables?: readonly Table[]
}

export interface Reported extends Found {
  readonly sweep: SweepName
}

declare module 'vitest' {
  interface TaskMeta {
    reported?: Reported
  }
}

/** Ends one that hangs, and no other, also on a busy machine. */
const LONGEST = 20 * 60_000

/** A sweep of the list, or one of several shares of it that run side by side: their counts are added. */
export function sweep(name: SweepName, says: string, run: (seed: number) => Promise<Found>): void {
  test(
    says,
    async ({ task }) => {
      task.meta.reported = { sweep: name, ...(await run(SEED)) }
    },
    LONGEST,
  )
}
