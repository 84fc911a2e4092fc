import { EXIT, type ExitCode } from '../errors.ts'
import type { Outcome, Plan } from '../model.ts'

export type Signal = 'SIGINT' | 'SIGTERM'

export const exitOfSignal = (signal: Signal): ExitCode => (signal === 'SIGINT' ? EXIT.interrupted : EXIT.terminated)

/** How `apply` ends; when several hold, the first counts: interrupted, a bug, partial, done. */
export function applyExit(plan: Plan, outcomes: readonly Outcome[], signal: Signal | undefined): ExitCode {
  if (signal) return exitOfSignal(signal)
  if (outcomes.some(isBug)) return EXIT.failure
  const isLeft = plan.summary.unread > 0 || plan.summary.blocked > 0 || outcomes.some(isUndone)
  return isLeft ? EXIT.partial : EXIT.done
}

const isBug = (outcome: Outcome): boolean => 'error' in outcome && outcome.error.code === 'INTERNAL'

/** What cannot change was never tried, and fails nothing. */
const isUndone = (outcome: Outcome): boolean =>
  'error' in outcome || (outcome.status === 'skipped' && outcome.because !== 'blocked')
