import { EcrsyncError, interrupted, isInterruption } from '../errors.ts'
import type { Change, Done, Failure, Outcome } from '../model.ts'

/** What is really done of a change, written down as it happens. */
export interface Journal {
  /** What was found when it was last looked at. */
  sees(now: Pick<Change, 'before' | 'after'>): void
  /** Makes one call; none after an interruption. */
  makes<T>(action: string, call: () => Promise<T>): Promise<T>
  /** Makes one call that mends what is half done, after an interruption too. */
  mends<T>(action: string, call: () => Promise<T>): Promise<T>
  /** What was there before is there again: nothing is done. */
  restored(): void
  /** A call that it shares with others has been made. */
  made(action: string, isDone: boolean): void
  done(): Outcome
  ended(error: unknown): Outcome
}

export function journalOf(change: Change, isInterrupted: () => boolean): Journal {
  const calls: { readonly action: string; isDone: boolean }[] = []
  let { before, after }: Pick<Change, 'before' | 'after'> = change
  let isRestored = false
  const making = async <T>(action: string, call: () => Promise<T>): Promise<T> => {
    const entry = { action, isDone: false }
    calls.push(entry)
    const answer = await call()
    entry.isDone = true
    return answer
  }
  const whole = (): Done => ({ calls: calls.map(call => ({ ...call })), before })
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
    made: (action, isDone) => void calls.push({ action, isDone }),
    done: () => ({ status: 'done', ...whole(), after }),
    ended: error => {
      if (isRestored) return { status: 'failed', ...whole(), after: before, error: failureOf(error) }
      if (calls.some(({ isDone }) => isDone)) return { status: 'partial', ...whole(), error: failureOf(error) }
      if (isInterruption(error) && calls.length === 0) return { status: 'skipped', because: 'interrupted' }
      return { status: 'failed', ...whole(), error: failureOf(error) }
    },
  }
}

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
