import { setTimeout } from 'node:timers/promises'

/** Time, and waiting for it. */
export interface Clock {
  /** Milliseconds since some moment. */
  now(): number
  wait(milliseconds: number, signal: AbortSignal): Promise<unknown>
}

export const CLOCK: Clock = {
  now: () => performance.now(),
  wait: (milliseconds, signal) => setTimeout(milliseconds, undefined, { signal }),
}
