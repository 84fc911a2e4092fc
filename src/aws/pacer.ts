import { setMaxListeners } from 'node:events'
import { setTimeout } from 'node:timers/promises'
import { interrupted } from '../errors.ts'

/**
 * How fast AWS is asked. Each operation has a lane of its own in each place, which is an account and region: AWS counts so.
 *
 * Nothing is paced before the first refusal. A lane begins with FIRST_WINDOW calls in flight, and each answer allows one
 * more, which doubles them with every answered window up to `--concurrency`.
 *
 * From the first refusal on, calls go by a rate, and it is measured: AWS keeps a bucket of tokens that fills with the rate that
 * is allowed, and refuses a call when it is empty. Between two refusals it was empty twice, so that the N calls that were
 * answered in between, in T seconds, are all that flowed in: the rate is between (N − 1) / T and (N + 1) / T.
 *
 *     refused   rate = BELOW × (CUT × rate, but within these bounds), and no token is left, as in the bucket of AWS
 *     answered  rate × (1 + GROWTH / cycle × 2 ^ (answers since the refusal / cycle))
 *
 * So it stays close below what is allowed, touches it about once in a hundred calls, and where that has moved up it grows
 * faster and faster. T begins anew at a refusal once ENOUGH was answered, and after two cycles without one, because then the
 * limit has moved; it leaves out the time in which nothing was to be sent, and so does the growth. A refusal of a call that was
 * sent before the last cut tells nothing of the rate since. Where nothing is answered, cut after cut, nothing is known of the
 * rate: then it doubles with each round of answers until the next refusal, and the half of that is where it goes on.
 *
 * Some places count all operations together: what one lane leaves of its rate, another of the place may use, until AWS
 * refuses that. What has been saved up in a pause is SAVED_SECONDS of the rate and one call.
 *
 * A refused call goes back to the head of its lane, and is no failure while anything of its lane is answered; after HOPELESS_MS
 * without an answer all that wait there fail. A place has no more calls in flight than `--concurrency` says, all together have
 * PLACES_BUSY times as many, and those lanes that may send do so in turn.
 */
const FIRST_WINDOW = 16
const CUT = 0.7
const BELOW = 0.97
const GROWTH = 0.05
/** Answers; of a high rate, those of so many seconds. */
const CYCLE = { answers: 60, seconds: 5 }
const ENOUGH = 20
const CUTS_IN_VAIN = 2
const SAVED_SECONDS = 0.1
/** Calls a second: so often is a place asked that refuses everything. */
const SLOWEST = 0.2
const HOPELESS_MS = 120_000
const HOPELESS_REFUSALS = 12
/** So many targets keep this process busy. */
export const PLACES_BUSY = 4

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
  answered(sentAt: number): void
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
    const place = places.get(name) ?? { most: concurrency, inFlight: 0, lanes: [], held: new Set() }
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

/** A token that is made of fractions is rarely a whole one. */
const ALMOST = 1e-6

/** The law. */
class Pace {
  readonly #highest: number
  #found = Infinity
  #window = FIRST_WINDOW
  #cycle: number = CYCLE.answers
  /** Answers since the last cut, and when that was. */
  #answers = 0
  #changedAt = 0
  /** What is measured: N, since when, and how long nothing was to be sent since. */
  #measured = 0
  #since: number
  #unused = 0
  #tokens = 1
  #filledAt: number
  #pausedUntil = 0
  #isSearching = false
  #cutsInVain = 0
  #refusals = 0
  #refusedSince = 0

  constructor(highest: number, now: number) {
    this.#highest = highest
    this.#filledAt = now
    this.#since = now
  }

  /** Calls in flight. */
  get window(): number {
    return this.#found === Infinity ? this.#window : Infinity
  }

  /** Milliseconds until the next call may go. */
  delay(now: number): number {
    if (this.#rate === Infinity) return 0
    return Math.max(this.#untilTokens(1, now), this.#pausedUntil - now)
  }

  isPaused(now: number): boolean {
    return now < this.#pausedUntil
  }

  /** Milliseconds until there is more than it keeps for itself. */
  untilSpare(now: number): number {
    return this.#rate === Infinity ? Infinity : this.#untilTokens(this.#capacity, now)
  }

  take(): void {
    this.#tokens -= 1
  }

  giveBack(): void {
    this.#tokens += 1
  }

  /** One less was made for its own calls. */
  spare(): void {
    this.#tokens -= 1
    this.#unused += 1000 / this.#rate
  }

  answered(sentAt: number, now: number, isWanted: boolean): void {
    this.#refusals = 0
    if (this.#found === Infinity) this.#window += 1
    else if (this.#isSearching) this.#search(sentAt, now)
    else if (isWanted) this.#found *= 1 + (GROWTH / this.#cycle) * 2 ** (this.#answers / this.#cycle)
    this.#answers += 1
    this.#measured += 1
    if (this.#measured >= 2 * this.#cycle) this.#measure(now)
  }

  refused(sentAt: number, now: number, pause: number): void {
    if (this.#refusals === 0) this.#refusedSince = now
    this.#refusals += 1
    this.#pausedUntil = Math.max(this.#pausedUntil, now + pause)
    if (sentAt >= this.#changedAt) this.#cut(now)
  }

  isHopeless(now: number): boolean {
    return this.#refusals >= HOPELESS_REFUSALS && now - this.#refusedSince >= HOPELESS_MS
  }

  #cut(now: number): void {
    const isSearched = this.#isSearching && this.#answers > 0
    const isNew = this.#found === Infinity || isSearched || this.#measured >= ENOUGH
    this.#found = Math.max(SLOWEST, BELOW * (isSearched ? this.#found / 2 : this.#bounded(CUT * this.#rate, now)))
    this.#cycle = Math.max(CYCLE.answers, CYCLE.seconds * this.#found)
    this.#cutsInVain = this.#answers === 0 ? this.#cutsInVain + 1 : 0
    this.#isSearching = this.#cutsInVain >= CUTS_IN_VAIN
    this.#answers = 0
    this.#tokens = 0
    this.#filledAt = now
    this.#changedAt = now
    if (isNew) this.#measure(now)
  }

  #bounded(rate: number, now: number): number {
    const seconds = Math.max(1, now - this.#since - this.#unused) / 1000
    return Math.max((this.#measured - 1) / seconds, Math.min(rate, (this.#measured + 1) / seconds))
  }

  #measure(now: number): void {
    this.#measured = 0
    this.#since = now
    this.#unused = 0
  }

  #search(sentAt: number, now: number): void {
    if (sentAt < this.#changedAt) return
    this.#found *= 2
    this.#changedAt = now
  }

  get #rate(): number {
    return Math.min(this.#found, this.#highest)
  }

  get #capacity(): number {
    return 1 + this.#rate * SAVED_SECONDS
  }

  #untilTokens(wanted: number, now: number): number {
    const made = this.#tokens + ((now - this.#filledAt) / 1000) * this.#rate
    this.#tokens = Math.min(this.#capacity, made)
    this.#filledAt = now
    this.#unused += (1000 * (made - this.#tokens)) / this.#rate
    return (1000 * Math.max(0, wanted - ALMOST - this.#tokens)) / this.#rate
  }
}

interface Place {
  readonly most: number
  inFlight: number
  readonly lanes: PacedLane[]
  /** Those that wait until a call of the place has ended. */
  readonly held: Set<PacedLane>
}

/** All places together. */
class Run {
  readonly closing = new AbortController()
  readonly clock: Clock
  readonly #most: number
  #inFlight = 0
  /** In which calls wait that may go, as far as is known: who has sent one goes to the end. */
  readonly #ready = new Set<PacedLane>()

  constructor(most: number, clock: Clock) {
    this.#most = most
    this.clock = clock
    // One for each lane that waits.
    setMaxListeners(0, this.closing.signal)
  }

  get hasRoom(): boolean {
    return this.#inFlight < this.#most
  }

  count(calls: 1 | -1): void {
    this.#inFlight += calls
  }

  ready(lane: PacedLane): void {
    this.#ready.add(lane)
  }

  send(): void {
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
  /** Undefined: nobody has agreed to be woken. */
  #wakesAt: number | undefined
  /** Whose tokens it has used last, and whose AWS does not take. */
  #lender: PacedLane | undefined
  readonly #refusedOf = new Set<PacedLane>()

  constructor(run: Run, place: Place, pace: Pace) {
    this.#run = run
    this.#place = place
    this.#pace = pace
    place.lanes.push(this)
  }

  turn(isRetry: boolean): Promise<void> | undefined {
    if (this.#waiting.length === 0 && this.#run.hasRoom && this.#takesTurn()) return undefined
    return new Promise((go, fail) => {
      if (isRetry) this.#waiting.unshift({ go, fail })
      else this.#waiting.push({ go, fail })
      this.#sendWaiting()
    })
  }

  answered(sentAt: number): void {
    this.#pace.answered(sentAt, this.#run.clock.now(), this.#waiting.length > 0)
    this.lost()
  }

  refused(sentAt: number, error: unknown, pause = 0): boolean {
    const now = this.#run.clock.now()
    this.#pace.refused(sentAt, now, pause)
    if (this.#lender !== undefined) this.#refusedOf.add(this.#lender)
    this.#lender = undefined
    const isHopeless = this.#pace.isHopeless(now)
    if (isHopeless) this.fail(error)
    this.lost()
    return !isHopeless
  }

  lost(): void {
    this.#count(-1)
    for (const lane of this.#place.held) this.#run.ready(lane)
    this.#place.held.clear()
    this.#sendWaiting()
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
    return this.#waiting.length > 0
  }

  #sendWaiting(): void {
    if (this.#waiting.length > 0) this.#run.ready(this)
    this.#run.send()
  }

  /** Otherwise it will be asked again when that may have changed. */
  #takesTurn(): boolean {
    const isHeld = this.#place.inFlight >= this.#place.most || this.#inFlight >= this.#pace.window
    if (isHeld) this.#place.held.add(this)
    if (isHeld || !this.#takesToken(this.#run.clock.now())) return false
    this.#count(1)
    return true
  }

  #takesToken(now: number): boolean {
    const delay = this.#pace.delay(now)
    if (delay === 0) {
      this.#pace.take()
      return true
    }
    const lender = this.#pace.isPaused(now) ? undefined : this.#idleLane(now)
    const spareIn = lender === undefined ? Infinity : lender.#pace.untilSpare(now)
    if (lender === undefined || spareIn > 0) {
      this.#wakeIn(Math.min(delay, spareIn), now)
      return false
    }
    lender.#pace.spare()
    this.#lender = lender
    return true
  }

  /** That of this place which has a token to spare first. */
  #idleLane(now: number): PacedLane | undefined {
    return this.#place.lanes
      .filter(lane => lane !== this && lane.#waiting.length === 0 && !this.#refusedOf.has(lane))
      .reduce<PacedLane | undefined>(
        (first, lane) => (first && first.#pace.untilSpare(now) <= lane.#pace.untilSpare(now) ? first : lane),
        undefined,
      )
  }

  #count(calls: 1 | -1): void {
    this.#inFlight += calls
    this.#place.inFlight += calls
    this.#run.count(calls)
  }

  /** The rate may have grown since a later moment was agreed on. */
  #wakeIn(delay: number, now: number): void {
    const at = now + delay
    if (this.#wakesAt !== undefined && this.#wakesAt <= at + 1) return
    this.#wakesAt = at
    const wake = () => {
      if (this.#wakesAt !== at) return
      this.#wakesAt = undefined
      this.#sendWaiting()
    }
    this.#run.clock.wait(Math.ceil(delay), this.#run.closing.signal).then(wake, () => undefined)
  }
}
