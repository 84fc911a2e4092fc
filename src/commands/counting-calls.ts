import type { Emit } from '../events.ts'
import { counter, type Stats } from '../render/events/stats.ts'

/** The calls of this process. */
export interface Counted {
  readonly hear: Emit
  /** For a document, which then has them: they are told nowhere else. */
  taken(): Stats
  /** Once, and not where they have been taken. */
  tell(): void
}

/** They are told also where a signal ends the process in the middle. */
export function countingCalls(say: (stats: Stats) => void): Counted {
  const { hear, stats } = counter(() => performance.now())
  const now = () =>
    stats({
      wallSeconds: Math.round(process.uptime() * 1000) / 1000,
      peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
    })
  let isTold = false
  const end = () => {
    isTold = true
    process.off('exit', tell)
    return now()
  }
  const tell = () => {
    if (!isTold) say(end())
  }
  process.once('exit', tell)
  return { hear, tell, taken: end }
}
