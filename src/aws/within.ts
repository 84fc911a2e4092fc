import { interrupted } from '../errors.ts'

/** How long a call may take, in milliseconds. */
export interface Patience {
  readonly connecting: number
  /** Without a byte, of the request or of its answer. */
  readonly silent: number
  /** Of a small call, to the last byte of its answer. A transfer takes as long as it moves. */
  readonly whole: number
  /** After so long the rate of a transfer counts. */
  readonly slow: number
}

export const PATIENCE: Patience = { connecting: 10_000, silent: 30_000, whole: 60_000, slow: 60_000 }

export interface Limit {
  readonly milliseconds: number
  /** What is thrown where it is not kept. */
  readonly error: Error
}

export const timeout = (message: string): Error => Object.assign(new Error(message), { name: 'TimeoutError' })

/** As the system tells of what it could not do. */
export const systemError = (code: string, message: string, cause?: unknown): NodeJS.ErrnoException =>
  Object.assign(new Error(message, { cause }), { code })

/**
 * Work that must end in time. Its signal tells it to end, and nobody waits for it then.
 * @throws the error of the limit, and EcrsyncError INTERRUPTED
 */
export async function within<T>(
  { milliseconds, error }: Limit,
  signal: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const ending = new AbortController()
  let end = (_: Error) => {}
  const ended = new Promise<never>((_, reject) => {
    end = reason => {
      reject(reason)
      ending.abort(reason)
    }
  })
  const timer = setTimeout(() => end(error), milliseconds)
  const interrupt = () => end(interrupted())
  signal?.addEventListener('abort', interrupt)
  if (signal?.aborted) interrupt()
  try {
    return await Promise.race([ended, work(ending.signal)])
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', interrupt)
  }
}

/** What is waited for, or the reason of an end that comes first. */
export async function unlessAborted<T>(signal: AbortSignal | undefined, awaited: Promise<T>): Promise<T> {
  if (signal === undefined) return awaited
  let stop = () => {}
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(reasonOf(signal))
    signal.addEventListener('abort', stop)
    if (signal.aborted) stop()
  })
  try {
    return await Promise.race([aborted, awaited])
  } catch (error) {
    throw signal.aborted ? reasonOf(signal) : error
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

/** An end without a reason of its own is an interruption. */
const reasonOf = ({ reason }: AbortSignal): unknown =>
  reason instanceof Error && reason.name !== 'AbortError' ? reason : interrupted()
