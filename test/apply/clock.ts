/** Time that passes only when everybody waits: a test of hours takes milliseconds, and runs the same each time. */
export interface VirtualClock {
  now(): number
  sleep(milliseconds: number): Promise<void>
  /** Lets time pass until the work is done. */
  run<T>(work: Promise<T>): Promise<T>
}

export function virtualClock(): VirtualClock {
  const waiting: { readonly at: number; readonly wake: () => void }[] = []
  let now = 0

  const sleep = (milliseconds: number) =>
    new Promise<void>(wake => {
      waiting.push({ at: now + milliseconds, wake })
      waiting.sort((a, b) => a.at - b.at)
    })

  async function run<T>(work: Promise<T>): Promise<T> {
    let isDone = false
    const end = () => {
      isDone = true
    }
    work.then(end, end)
    await everybodyWaits()
    while (!isDone) {
      const next = waiting.shift()
      if (next === undefined) throw new Error('Everybody waits, and nobody will wake them')
      now = next.at
      next.wake()
      await everybodyWaits()
    }
    return work
  }

  return { now: () => now, sleep, run }
}

/** All promises that can go on have gone on. */
const everybodyWaits = () => new Promise<void>(resolve => setImmediate(resolve))
