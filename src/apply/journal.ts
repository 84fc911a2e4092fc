import type { Answered } from '../aws/api.ts'
import { requestIdIn } from '../aws/failures.ts'
import { EcrsyncError, interrupted, isInterruption } from '../errors.ts'
import type { Change, Done, Failure, MadeCall, Outcome } from '../model.ts'

/** What is really done of a change, written down as it happens. */
export interface Journal {
  /** What was found when it was last looked at. */
  sees(now: Pick<Change, 'before' | 'after'>): void
  /** Makes one call; none after an interruption. */
  makes<T extends Made>(action: string, call: () => Promise<T>): Promise<T>
  /** Makes one call that mends what is half done, after an interruption too. */
  mends<T extends Made>(action: string, call: () => Promise<T>): Promise<T>
  /** What was there before is there again: nothing is done. */
  restored(): void
  /** A call that it shares with others has been made. */
  made(call: { readonly action: string; readonly isDone: boolean } & Answered): void
  /** What goes with the thing. */
  takes(took: Done['took']): void
  done(): Outcome
  ended(error: unknown): Outcome
}

/** What is answered to a call, as far as it is written down. */
interface Made extends Answered {
  readonly isNew?: boolean
  /** It was answered, and not a thing of it done. */
  readonly isInVain?: boolean
}

export function journalOf(change: Change, isInterrupted: () => boolean): Journal {
  const calls: MadeCall[] = []
  let { before, after }: Pick<Change, 'before' | 'after'> = change
  let took: Done['took']
  let isRestored = false
  const making = async <T extends Made>(action: string, call: () => Promise<T>): Promise<T> => {
    const at = calls.push({ action, isDone: false }) - 1
    try {
      const answer = await call()
      const { requestId, isNew = false, isInVain = false } = answer
      calls[at] = { action, isDone: !isInVain, ...idOf(requestId), ...(isNew && { isNew }) }
      return answer
    } catch (error) {
      calls[at] = { action, isDone: false, ...idOf(requestIdIn(error)) }
      throw error
    }
  }
  const whole = (): Done => ({ calls: [...calls], before, ...(took && calls.length > 0 && { took }) })
  return {
    sees: now => {
      if (calls.length === 0) before = now.before
      after = now.after
    },
    makes: async (action, call) => {
      if (isInterrupted()) throw interrupted()
      return making(action, call)
    },
    mends: making,
    restored: () => {
      isRestored = true
    },
    made: ({ action, isDone, requestId }) => void calls.push({ action, isDone, ...idOf(requestId) }),
    takes: all => {
      took = all
    },
    done: () => ({ status: 'done', ...whole(), after }),
    ended: error => {
      if (isRestored) return { status: 'failed', ...whole(), after: before, error: failureOf(error) }
      if (calls.some(({ isDone }) => isDone)) return { status: 'partial', ...whole(), error: failureOf(error) }
      if (isInterruption(error) && calls.length === 0) return { status: 'skipped', because: 'interrupted' }
      return { status: 'failed', ...whole(), error: failureOf(error) }
    },
  }
}

const idOf = (requestId: string | undefined) => (requestId === undefined ? {} : { requestId })

function failureOf(error: unknown): Failure {
  const { code, message, detail, hint, diagnostics } = error instanceof EcrsyncError ? error : bug(error)
  const example = diagnostics[0]?.example
  return {
    ...{ code, message },
    ...(detail !== undefined && { detail }),
    ...(hint !== undefined && { hint }),
    ...(example && { example }),
  }
}

const bug = (error: unknown): EcrsyncError =>
  new EcrsyncError('INTERNAL', String(error), {
    cause: error,
    hint: 'This is a bug of ecrsync: please report it with the output of --verbose.',
  })
