/** The emulator's own time, which runs on from wherever it is set. */
export interface Clock {
  now(): Date
  set(time: Date): void
  advance(milliseconds: number): void
}

export function openClock(base: () => Date): Clock {
  let ahead = 0
  return {
    now: () => new Date(base().getTime() + ahead),
    set: time => {
      ahead = time.getTime() - base().getTime()
    },
    advance: milliseconds => {
      ahead += milliseconds
    },
  }
}
