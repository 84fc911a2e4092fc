import { setMaxListeners } from 'node:events'
import { interrupted } from '../errors.ts'
import { CLOCK, type Clock } from './clock.ts'
import { Pace } from './pacer.ts'

/**
 * Who may send next. Calls of one operation in one place wait in its lane, and go as its `Pace` says. A place has no more calls in
 * flight than `--concurrency` says, all together have PLACES_BUSY times as many, and those lanes that may send do so in turn.
 *
 * A refused call goes back to the head of its lane, and is no failure while anything of its lane is answered; where nothing was
 * for two minutes, all that wait there fail.
 *
 * Some places count all operations together. So a lane that has sent all it had leaves its rate to the others of its place, once;
 * where that was not theirs to take, AWS refuses it.
 */
export const PLACES_BUSY = 4

export interface PacerOptions {
  /** Calls in flight at one place. */
  readonly concurrency: number
  /** Calls a second of each lane, whatever AWS would allow. */
  readonly maxRate?: number | undefined
  readonly clock?: Clock | undefined
}

/** Shared by all who ask AWS in one run. */
export interface Pacer {
  readonly clock: Clock
  /** Those who name the same place share what AWS allows there. */
  lane(place: string, operation: string): Lane
  /** Ends all waits. */
  close(): void
}

/** In which calls take their turns, and say what came of them. */
export interface Lane {
  /** Undefined: at once. Another try of a call goes before those that have not been tried. */
  turn(isRetry: boolean): Promise<void> | undefined
  /** AWS has looked at the call, whatever it said. */
  answered(): void
  /** Nobody has answered, or not as AWS does. */
  lost(): void
  /** The call is not made after all: another may go instead. */
  leave(): void
  /**
   * AWS has refused it for its rate, and may ask for a pause in milliseconds.
   * @returns whether it is worth another try; where not, all that wait here fail with the same error
   */
  refused(sentAt: number, error: unknown, pause?: number): boolean
}

export function openPacer({ concurrency, maxRate = Infinity, clock = CLOCK }: PacerOptions): Pacer {
  const run = new Run(concurrency * PLACES_BUSY, clock)
  const places = new Map<string, Place>()
  const lanes = new Map<string, PacedLane>()
  const placeOf = (name: string): Place => {
    const place = places.get(name) ?? { most: concurrency, inFlight: 0, lanes: [] }
    places.set(name, place)
    return place
  }
  return {
    clock,
    lane(name, operation) {
      const key = `${operation} ${name}`
      const lane = lanes.get(key) ?? new PacedLane(run, placeOf(name), new Pace(maxRate, clock.now()))
      lanes.set(key, lane)
      return lane
    },
    close() {
      run.closing.abort()
      for (const lane of lanes.values()) lane.fail(interrupted())
    },
  }
}

interface Place {
  readonly most: number
  inFlight: number
  readonly lanes: PacedLane[]
}

/** All places together. */
class Run {
  readonly closing = new AbortController()
  readonly clock: Clock
  readonly #most: number
  inFlight = 0
  /** Lanes that may send, as far as is known: who has sent a call goes to the end. */
  readonly #ready = new Set<PacedLane>()

  constructor(most: number, clock: Clock) {
    this.#most = most
    this.clock = clock
    // One for each lane that waits.
    setMaxListeners(0, this.closing.signal)
  }

  get hasRoom(): boolean {
    return this.inFlight < this.#most
  }

  send(lanes: readonly PacedLane[]): void {
    for (const lane of lanes) if (lane.isWaiting) this.#ready.add(lane)
    for (const lane of this.#ready) {
      if (!this.hasRoom) return
      this.#ready.delete(lane)
      if (lane.sendNext()) this.#ready.add(lane)
    }
  }
}

interface Waiting {
  readonly go: () => void
  readonly fail: (error: unknown) => void
}

class PacedLane implements Lane {
  readonly #run: Run
  readonly #place: Place
  readonly #pace: Pace
  readonly #waiting: Waiting[] = []
  #inFlight = 0
  /** Undefined: no clock is set. */
  #wakesAt: number | undefined
  #hasLeftItsRate = false

  constructor(run: Run, place: Place, pace: Pace) {
    this.#run = run
    this.#place = place
    this.#pace = pace
    place.lanes.push(this)
  }

  get isWaiting(): boolean {
    return this.#waiting.length > 0
  }

  turn(isRetry: boolean): Promise<void> | undefined {
    if (!this.isWaiting && this.#run.hasRoom && this.#takesTurn()) return undefined
    return new Promise((go, fail) => {
      if (isRetry) this.#waiting.unshift({ go, fail })
      else this.#waiting.push({ go, fail })
      this.#run.send([this])
    })
  }

  answered(): void {
    this.#pace.answered(this.#run.clock.now())
    this.lost()
  }

  refused(sentAt: number, error: unknown, pause = 0): boolean {
    const now = this.#run.clock.now()
    this.#pace.refused(sentAt, now, pause)
    const isHopeless = this.#pace.isHopeless(now)
    if (isHopeless) this.fail(error)
    this.#end()
    return !isHopeless
  }

  lost(): void {
    this.#end()
    if (!this.isWaiting && this.#inFlight === 0) this.#leaveRate()
  }

  leave(): void {
    this.#pace.giveBack()
    this.lost()
  }

  fail(error: unknown): void {
    for (const { fail } of this.#waiting.splice(0)) fail(error)
  }

  /** @returns whether it may have another one to send */
  sendNext(): boolean {
    const [next] = this.#waiting
    if (next === undefined || !this.#takesTurn()) return false
    this.#waiting.shift()
    next.go()
    return this.isWaiting
  }

  /** Otherwise it is asked again when a call of its place has ended, or when its pace says so. */
  #takesTurn(): boolean {
    if (this.#place.inFlight >= this.#place.most || this.#inFlight >= this.#pace.window) return false
    const now = this.#run.clock.now()
    const delay = this.#pace.delay(now)
    if (delay > 0) this.#wakeIn(delay, now)
    else this.#begin()
    return delay === 0
  }

  #begin(): void {
    this.#pace.take()
    this.#count(1)
  }

  #end(): void {
    this.#count(-1)
    this.#run.send(this.#place.lanes)
  }

  #count(calls: 1 | -1): void {
    this.#inFlight += calls
    this.#place.inFlight += calls
    this.#run.inFlight += calls
  }

  #leaveRate(): void {
    if (this.#hasLeftItsRate || !this.#pace.isFound) return
    this.#hasLeftItsRate = true
    const heirs = this.#place.lanes.filter(lane => lane.isWaiting && lane.#pace.isFound)
    for (const heir of heirs) heir.#pace.inherit(this.#pace, 1 / heirs.length)
    this.#run.send(heirs)
  }

  /** The rate may have grown since a later moment was set. */
  #wakeIn(delay: number, now: number): void {
    const at = now + delay
    if (this.#wakesAt !== undefined && this.#wakesAt <= at + 1) return
    this.#wakesAt = at
    const wake = () => {
      if (this.#wakesAt !== at) return
      this.#wakesAt = undefined
      this.#run.send([this])
    }
    this.#run.clock.wait(Math.ceil(delay), this.#run.closing.signal).then(wake, () => undefined)
  }
}
