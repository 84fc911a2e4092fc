import { interrupted } from '../errors.ts'

/**
 * What is waited for, or the interruption where that comes first.
 * @throws EcrsyncError INTERRUPTED
 */
export async function unlessAborted<T>(signal: AbortSignal | undefined, awaited: Promise<T>): Promise<T> {
  if (signal === undefined) return awaited
  let stop = () => {}
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(interrupted())
    signal.addEventListener('abort', stop)
    if (signal.aborted) stop()
  })
  try {
    return await Promise.race([awaited, aborted])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
