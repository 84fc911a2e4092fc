import { setTimeout } from 'node:timers/promises'
import { isHopeless } from '../aws/connection.ts'
import { isUnanswered } from '../aws/failures.ts'
import { unlessAborted } from '../aws/within.ts'
import { EcrsyncError } from '../errors.ts'

/** Waits so many milliseconds, or until the signal. */
export type Sleep = (milliseconds: number, signal?: AbortSignal) => Promise<unknown>

export const sleep: Sleep = (milliseconds, signal) => setTimeout(milliseconds, undefined, { signal })

/** How a source is waited for. */
export interface Waiting {
  readonly sleep: Sleep
  readonly signal?: AbortSignal | undefined
}

const TRIES = 5
/** Each of these takes half a minute or more. */
const UNANSWERED_TRIES = 3
const FIRST_WAIT_MS = 250

/** Whether a source that did not answer is worth another try. */
const isPassing = (error: unknown): boolean =>
  error instanceof EcrsyncError && error.code === 'SOURCE_UNREACHABLE' && !isHopeless(systemCodeOf(error.cause) ?? '')

/** Of the first in a chain of causes that has one. */
const systemCodeOf = (error: unknown): string | undefined =>
  error instanceof Error ? ((error as NodeJS.ErrnoException).code ?? systemCodeOf(error.cause)) : undefined

/** Milliseconds to wait after a try, counted from 1. */
export const waitAfter = (tried: number): number => FIRST_WAIT_MS * 2 ** (tried - 1)

/** Waits before the next try; throws what failed where there should be none. */
async function waitOrThrow(error: unknown, tried: number, { sleep, signal }: Waiting): Promise<void> {
  if (tried >= (isUnanswered(error) ? UNANSWERED_TRIES : TRIES) || !isPassing(error)) throw error
  await unlessAborted(signal, sleep(waitAfter(tried), signal))
}

/** Asks again while a source does not answer. */
export async function patiently<T>(ask: () => Promise<T>, waiting: Waiting, tried = 1): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    await waitOrThrow(error, tried, waiting)
    return patiently(ask, waiting, tried + 1)
  }
}

/** All the bytes, also over connections that get lost: it goes on behind what has been read. */
export async function* steadily(
  open: (from: number) => Promise<AsyncIterable<Uint8Array>>,
  waiting: Waiting,
): AsyncGenerator<Uint8Array> {
  let read = 0
  let tried = 0
  for (;;) {
    try {
      for await (const chunk of await open(read)) {
        read += chunk.length
        tried = 0
        yield chunk
      }
      return
    } catch (error) {
      tried += 1
      await waitOrThrow(error, tried, waiting)
    }
  }
}
