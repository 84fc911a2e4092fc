import { setMaxListeners } from 'node:events'
import { EcrsyncError, interrupted } from '../errors.ts'
import type { Emit } from '../events.ts'
import { triedInVain } from './failures.ts'
import { type Ended, endedBy, type RetryOptions, Tries } from './retries.ts'
import { statusOf } from './thrown.ts'
import type { Lane, Pacer } from './turns.ts'
import { unlessAborted } from './within.ts'

/** Where calls go, of one service; who hears of them. */
export interface SenderOptions {
  readonly pacer: Pacer
  /** Those of the same place share what AWS allows there. */
  readonly place: string
  readonly target?: string | undefined
  readonly emit?: Emit | undefined
  readonly retries?: RetryOptions | undefined
}

/** A call of any service, however it is made. */
export interface PacedCall<T> {
  readonly action: string
  /** What it is about, in words of the event. */
  readonly on?: string | undefined
  readonly signal?: AbortSignal | undefined
  /** No other try: for what must be looked at again before it is tried again. */
  readonly isOnce?: boolean | undefined
  /** It uploads or downloads for long: small calls do not wait for it. */
  readonly isTransfer?: boolean | undefined
  /** One try of it. @throws EcrsyncError whose cause is what the SDK threw */
  readonly once: () => Promise<T>
}

export interface Sender {
  /** In its turn, and again while that is worth it. */
  send<T>(call: PacedCall<T>): Promise<T>
  /** Ends all waits before another try: nobody is there any more for whom a call would be made. */
  close(): void
}

export function openSender({ pacer, place, target, emit, retries }: SenderOptions): Sender {
  const { clock } = pacer
  const closing = new AbortController()
  setMaxListeners(0, closing.signal)
  const of = target === undefined ? {} : { target }

  async function send<T>(call: PacedCall<T>): Promise<T> {
    const { action, on, isTransfer = false } = call
    const lane = pacer.lane(isTransfer ? `${place} transfers` : place, action)
    let tries: Tries | undefined
    for (;;) {
      await turnIn(lane, call, tries !== undefined)
      if (tries === undefined) emit?.({ type: 'called', ...of, action, ...(on !== undefined && { on }) })
      const sentAt = clock.now()
      const tell = (outcome: 'done' | 'throttled' | 'failed') =>
        emit?.({
          type: 'answered',
          ...of,
          action,
          milliseconds: clock.now() - sentAt,
          outcome,
          isRetry: tries !== undefined,
        })
      try {
        const answer = await call.once()
        tell('done')
        lane.answered()
        return answer
      } catch (error) {
        const ended = endedBy(causeOf(error))
        tell(outcomeOf(ended))
        tries ??= new Tries(retries)
        await againOrThrow({ lane, call, sentAt, tries, ended, error })
      }
    }
  }

  /** @throws EcrsyncError INTERRUPTED; THROTTLED for what would go out too long after it was looked at */
  async function turnIn(lane: Lane, { action, signal, isOnce }: PacedCall<unknown>, isRetry: boolean): Promise<void> {
    if (signal?.aborted) throw interrupted()
    const askedAt = clock.now()
    const turn = lane.turn(isRetry)
    if (turn === undefined) return
    await turn
    const isStale = isOnce === true && clock.now() - askedAt > FRESH_MS
    if (!signal?.aborted && !isStale) return
    lane.leave()
    throw isStale ? waitedTooLong(action) : interrupted()
  }

  async function againOrThrow({ lane, call, sentAt, tries, ended, error }: FailedTry): Promise<void> {
    const wait = call.isOnce === true ? undefined : tries.waitAfter(ended)
    if (ended.by === 'throttled') {
      emit?.({ type: 'throttled', ...of, action: call.action })
      const isWorthIt = lane.refused(sentAt, error, wait)
      if (wait === undefined || !isWorthIt) throw error
      return
    }
    if (statusOf(causeOf(error)) > 0) lane.answered()
    else lane.lost()
    if (wait === undefined) throw error
    await clock.wait(wait, closing.signal).catch(() => {
      throw error
    })
  }

  return {
    send(call) {
      const { signal, isOnce } = call
      const answer = isOnce === true ? send(call) : send(call).catch(triedInVain)
      return signal === undefined ? answer : unlessAborted(signal, answer)
    },
    close: () => closing.abort(),
  }
}

interface FailedTry {
  readonly lane: Lane
  readonly call: Pick<PacedCall<unknown>, 'action' | 'isOnce'>
  readonly sentAt: number
  readonly tries: Tries
  readonly ended: Ended
  readonly error: unknown
}

/** What is written was looked at directly before. */
const FRESH_MS = 1000

const waitedTooLong = (action: string): EcrsyncError =>
  new EcrsyncError('THROTTLED', `${action} has waited too long for its turn`, {
    detail: 'What it is to change may be otherwise by now, so it was not sent.',
    hint: 'Run it again later.',
  })

const causeOf = (error: unknown): unknown => (error instanceof EcrsyncError ? error.cause : error)

/** "There is none" is an answer like any other. */
const outcomeOf = ({ by }: Ended): 'done' | 'throttled' | 'failed' =>
  by === 'throttled' ? by : by === 'hopeless' ? 'done' : 'failed'
