import pLimit from 'p-limit'
import { EcrsyncError, wholeText } from '../../errors.ts'
import type { TargetOpener } from './target.ts'
import { together } from './together.ts'

export interface FailedTarget {
  readonly target: string
  readonly error: EcrsyncError
}

/** What came of several targets, both in their order. */
export interface OfTargets<T> {
  readonly found: readonly T[]
  readonly failed: readonly FailedTarget[]
}

/**
 * Side by side, so many at once: one that fails is told beside the others.
 *
 * @throws EcrsyncError where all have failed
 */
export async function eachTarget<T>(
  openers: readonly TargetOpener[],
  atOnce: number,
  run: (opener: TargetOpener) => Promise<T>,
): Promise<OfTargets<T>> {
  const endings = await pLimit(atOnce).map(openers, opener => run(opener).then(found => ({ found }), failureIn(opener)))
  const found = endings.flatMap(ending => ('found' in ending ? [ending.found] : []))
  const failed = endings.flatMap(ending => ('error' in ending ? [ending] : []))
  if (found.length === 0) refuseFailed(failed)
  return { found, failed }
}

const failureIn =
  ({ declared }: TargetOpener) =>
  (error: unknown): FailedTarget => {
    if (!(error instanceof EcrsyncError) || error.code === 'INTERNAL') throw error
    return { target: declared.name, error }
  }

/** @throws EcrsyncError where any has failed */
export function refuseFailed(failed: readonly FailedTarget[]): void {
  const [first, ...others] = failed.map(({ error }) => error)
  if (first !== undefined) throw together(first, others)
}

/** A target of which nothing could be read, as a document has it. */
export const unreadTarget = ({ target, error }: FailedTarget) => ({
  target,
  code: error.code,
  message: wholeText(error),
})
