import { createHistogram } from 'node:perf_hooks'
import { byText } from '../../collate.ts'
import type { Emit } from '../../events.ts'

/** What a run asked of AWS, and what it took. */
export interface Stats {
  /** By name. */
  readonly operations: readonly OperationStats[]
  readonly all: CallStats
  /** Tries of calls, from the first that was sent to the last that was answered; null where none was. */
  readonly callsPerSecond: number | null
  readonly wallSeconds: number
  /** The most that the process has held. */
  readonly peakMemoryBytes: number
}

export interface OperationStats extends CallStats {
  readonly action: string
}

export interface CallStats {
  /** A call that is made again is one. */
  readonly calls: number
  /** Tries that AWS refused for their rate. */
  readonly throttled: number
  /** Tries beside the first of each call. */
  readonly retried: number
  /** Of tries, whatever they came to; null where none was answered. */
  readonly p50Milliseconds: number | null
  readonly p95Milliseconds: number | null
}

/** The process, as it is when it is asked. */
export interface Taken {
  readonly wallSeconds: number
  readonly peakMemoryBytes: number
}

/** Counts calls while a run goes on: what it keeps grows with the operations that there are, and not with calls. */
export interface Counter {
  readonly hear: Emit
  stats(taken: Taken): Stats
}

export function counter(now: () => number): Counter {
  const operations = new Map<string, Tally>()
  const all = tally()
  const span = { tries: 0, first: Number.POSITIVE_INFINITY, last: 0 }
  const talliesOf = (action: string): readonly Tally[] => {
    const known = operations.get(action) ?? tally()
    operations.set(action, known)
    return [known, all]
  }
  return {
    hear(event) {
      if (event.type === 'called') for (const each of talliesOf(event.action)) each.calls += 1
      if (event.type !== 'answered') return
      const { action, milliseconds, outcome, isRetry } = event
      for (const each of talliesOf(action)) {
        each.throttled += outcome === 'throttled' ? 1 : 0
        each.retried += isRetry ? 1 : 0
        each.latency.record(Math.min(Math.max(Math.round(milliseconds * MICROSECONDS), 1), LONGEST))
      }
      const last = now()
      span.tries += 1
      span.first = Math.min(span.first, last - milliseconds)
      span.last = last
    },
    stats: taken => ({
      operations: [...operations]
        .sort(([a], [b]) => byText(a, b))
        .map(([action, counted]) => ({ action, ...statsOf(counted) })),
      all: statsOf(all),
      callsPerSecond: rateOf(span),
      ...taken,
    }),
  }
}

interface Tally {
  calls: number
  throttled: number
  retried: number
  readonly latency: ReturnType<typeof createHistogram>
}

const MICROSECONDS = 1000
/** An hour. */
const LONGEST = 3600 * 1000 * MICROSECONDS

/** Two figures are right to one in a hundred. */
const tally = (): Tally => ({
  calls: 0,
  throttled: 0,
  retried: 0,
  latency: createHistogram({ lowest: 1, highest: LONGEST, figures: 2 }),
})

const statsOf = ({ latency, ...counts }: Tally): CallStats => ({
  ...counts,
  p50Milliseconds: percentile(latency, 50),
  p95Milliseconds: percentile(latency, 95),
})

const percentile = (latency: Tally['latency'], of: number): number | null =>
  latency.count === 0 ? null : latency.percentile(of) / MICROSECONDS

const rateOf = ({ tries, first, last }: { readonly tries: number; readonly first: number; readonly last: number }) =>
  tries === 0 || last <= first ? null : Math.round((tries * 10_000) / (last - first)) / 10
