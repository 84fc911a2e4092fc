/**
 * How fast one operation is asked in one place, which is an account and region: AWS counts so. `turns.ts` says who goes next.
 *
 * Nothing is paced before the first refusal: FIRST_WINDOW calls are in flight, and each answer allows one more, which doubles
 * them with every answered window.
 *
 * From then on calls go by a rate, and it is measured. AWS keeps a bucket of tokens that fills with what is allowed, and refuses
 * a call when it is empty: it was empty at the last refusal and is at this one, so the N calls that were answered in the T
 * seconds between are all that flowed in.
 *
 *     refused   rate = BELOW × (CUT × rate, but no less than (N − 1) / T, and no more than (N + 1) / T), and no token is left
 *     answered  rate = rate × (1 + GROWTH / cycle × 2 ^ (N / cycle))
 *
 * So the rate stays close below what is allowed, touches it about once in a hundred calls, and grows faster and faster where
 * that has moved up; it does not grow while more is allowed than is sent. The rest is what N and T cannot tell:
 *
 * - N and T go on over refusals until N is ENOUGH, and begin anew where less was sent than might have been.
 * - After two cycles without a refusal the limit has moved, and there is no upper bound.
 * - A refusal of a call that was sent before the last cut tells nothing of the rate since.
 * - Where nothing is answered, cut after cut, the rate sinks with 1 / T. With the first answer N and T begin anew, and each
 *   answer doubles the rate, up to what it was before.
 * - What is saved up in a pause is SAVED_SECONDS of the rate, and one call.
 *
 * `pacer-limits.test.ts` says what comes of that with limits of another kind: 65 to 100 in a hundred are used.
 */
const FIRST_WINDOW = 16
const CUT = 0.7
const BELOW = 0.97
const GROWTH = 0.05
/** Answers; of a high rate, those of so many seconds. */
const CYCLE = { answers: 60, seconds: 5 }
const ENOUGH = 20
/** Before the first refusal, when it is not known whether there was anything to send, N and T are of this time. */
const JUST_MS = 1000
const CUTS_IN_VAIN = 2
const SAVED_SECONDS = 0.1
/** Calls a second: so often is a place asked that refuses everything. */
const SLOWEST = 0.2
/** Cuts without an answer, over so long. */
const HOPELESS = { cuts: 12, milliseconds: 120_000 }
/** A token that is made of fractions is rarely a whole one. */
const ALMOST = 1e-6

export class Pace {
  readonly #highest: number
  /** Calls in flight, until a rate is known. */
  #window = FIRST_WINDOW
  #found = Infinity
  #tokens = 1
  #filledAt: number
  #pausedUntil = 0
  #cutAt = 0
  /** N, and when T began. */
  #answers = 0
  #since: number
  /** Cuts since the last answer, and when the first of them was. */
  #cutsInVain = 0
  #refusedSince = 0
  /** Up to which each answer doubles the rate. */
  #goal = 0
  #cycle: number = CYCLE.answers

  /** @param highest calls a second, whatever is allowed */
  constructor(highest: number, now: number) {
    this.#highest = highest
    this.#filledAt = now
    this.#since = now
  }

  /** Calls in flight. */
  get window(): number {
    return this.isFound ? Infinity : this.#window
  }

  get isFound(): boolean {
    return this.#found !== Infinity
  }

  /** Milliseconds until the next call may go. */
  delay(now: number): number {
    if (this.#rate === Infinity) return 0
    this.#fill(now)
    return Math.max(0, (1000 * (1 - ALMOST - this.#tokens)) / this.#rate, this.#pausedUntil - now)
  }

  take(): void {
    this.#tokens -= 1
  }

  giveBack(): void {
    this.#tokens += 1
  }

  answered(now: number): void {
    if (this.#cutsInVain >= CUTS_IN_VAIN) this.#begin(this.#found, now)
    this.#cutsInVain = 0
    this.#answers += 1
    if (!this.isFound) this.#widen(now)
    else if (this.#found < this.#goal) this.#found = Math.min(2 * this.#found, this.#goal)
    else if (this.#tokens < 1) this.#found *= 1 + (GROWTH / this.#cycle) * 2 ** (this.#answers / this.#cycle)
  }

  /** @param pause milliseconds that AWS asks for */
  refused(sentAt: number, now: number, pause: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, now + pause)
    if (sentAt >= this.#cutAt) this.#cut(now)
  }

  isHopeless(now: number): boolean {
    return this.#cutsInVain >= HOPELESS.cuts && now - this.#refusedSince >= HOPELESS.milliseconds
  }

  /** It goes on as if it had been both of them. */
  inherit(from: Pace, share: number): void {
    const more = 1 + (share * from.#found) / this.#found
    this.#found *= more
    this.#answers *= more
  }

  #widen(now: number): void {
    this.#window += 1
    if (now - this.#since > JUST_MS) this.#begin(this.#found, now)
  }

  #cut(now: number): void {
    const rate = Math.max(SLOWEST, BELOW * this.#bounded(CUT * this.#rate, now))
    if (this.#cutsInVain === 0) {
      this.#goal = rate
      this.#refusedSince = now
    }
    this.#cutsInVain += 1
    if (!this.isFound || this.#answers >= ENOUGH) this.#begin(rate, now)
    this.#found = rate
    this.#cycle = Math.max(CYCLE.answers, CYCLE.seconds * rate)
    this.#tokens = 0
    this.#filledAt = now
    this.#cutAt = now
  }

  #bounded(rate: number, now: number): number {
    const seconds = Math.max(1, now - this.#since) / 1000
    const least = (this.#answers - 1) / seconds
    const most = this.isFound && this.#answers >= 2 * this.#cycle ? Infinity : (this.#answers + 1) / seconds
    return Math.max(least, Math.min(rate, most))
  }

  /** N and T anew. */
  #begin(rate: number, now: number): void {
    this.#found = rate
    this.#answers = 0
    this.#since = now
  }

  #fill(now: number): void {
    const most = 1 + this.#rate * SAVED_SECONDS
    this.#tokens += ((now - this.#filledAt) / 1000) * this.#rate
    this.#filledAt = now
    if (this.#tokens <= most) return
    this.#tokens = most
    this.#begin(this.#found, now)
  }

  get #rate(): number {
    return Math.min(this.#found, this.#highest)
  }
}
