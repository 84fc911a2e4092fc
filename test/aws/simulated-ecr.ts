import type { Clock } from '../../src/aws/clock.ts'
import { type Limit, tokenBucket } from './limits.ts'

interface Timer {
  readonly at: number
  readonly order: number
  readonly ring: () => void
}

/** Time that passes as fast as it is worked through: all that is due at one moment, then the next. */
export class SimulatedTime implements Clock {
  #now = 0
  #count = 0
  readonly #timers: Timer[] = []

  now(): number {
    return this.#now
  }

  wait(milliseconds: number): Promise<void> {
    return new Promise(ring => {
      this.#count += 1
      const timer = { at: this.#now + milliseconds, order: this.#count, ring }
      const place = this.#timers.findLastIndex(({ at }) => at <= timer.at)
      this.#timers.splice(place + 1, 0, timer)
    })
  }

  /** Until that moment, or until nothing is waited for. */
  async run(until = Infinity): Promise<void> {
    for (;;) {
      await new Promise(setImmediate)
      const at = this.#timers[0]?.at ?? Infinity
      if (at > until || at === Infinity) break
      this.#now = at
      while (this.#timers[0]?.at === at) this.#timers.shift()?.ring()
    }
    if (until !== Infinity) this.#now = until
  }
}

export interface SimulatedOptions {
  /** Calls a second, at that second: of a bucket of tokens, as AWS counts. */
  readonly allowed: (second: number) => number
  readonly burst?: number
  /** Instead of that bucket: one for each that is asked. */
  readonly limit?: () => Limit
  /** Of an answer, in milliseconds. */
  readonly latency?: number
  /** Give or take so much of it; a fifth where it is left out. */
  readonly jitter?: number
  /** Of a refusal, where it comes sooner. */
  readonly refusedLatency?: number
}

interface Try {
  readonly at: number
  readonly bucket: string
  readonly isThrottled: boolean
}

/** An ECR that refuses calls above a limit, and answers after a while. */
export class SimulatedEcr {
  readonly tries: Try[] = []
  peak = 0
  #inFlight = 0
  #asked = 0
  readonly #time: SimulatedTime
  readonly #options: SimulatedOptions
  readonly #limits = new Map<string, Limit>()

  constructor(time: SimulatedTime, options: SimulatedOptions) {
    this.#time = time
    this.#options = options
  }

  /** @returns whether it was answered, and not throttled */
  async ask(bucket: string): Promise<boolean> {
    const { latency = 50, jitter = 0.2, refusedLatency = latency } = this.#options
    this.#asked += 1
    const way = (1 + jitter * (2 * (((this.#asked * 7919) % 100) / 100) - 1)) / 2
    this.#inFlight += 1
    this.peak = Math.max(this.peak, this.#inFlight)
    await this.#time.wait(Math.min(latency, refusedLatency) * way)
    const isThrottled = !this.#limitOf(bucket)(this.#time.now() / 1000)
    this.tries.push({ at: this.#time.now() / 1000, bucket, isThrottled })
    await this.#time.wait((isThrottled ? refusedLatency : 2 * latency - Math.min(latency, refusedLatency)) * way)
    this.#inFlight -= 1
    return !isThrottled
  }

  /** In those seconds: how many were answered in each, and the share that was throttled. */
  seen(from: number, to: number, bucket?: string): { readonly rate: number; readonly throttled: number } {
    const tries = this.tries.filter(
      one => one.at >= from && one.at < to && (bucket === undefined || one.bucket === bucket),
    )
    const throttled = tries.filter(({ isThrottled }) => isThrottled).length
    return { rate: (tries.length - throttled) / (to - from), throttled: throttled / Math.max(1, tries.length) }
  }

  #limitOf(bucket: string): Limit {
    const { allowed, burst = 20, limit = () => tokenBucket(allowed, burst) } = this.#options
    const known = this.#limits.get(bucket) ?? limit()
    this.#limits.set(bucket, known)
    return known
  }
}
