import { EXIT, type ExitCode } from '../errors.ts'
import type { Plan } from '../model.ts'
import { hasChanges } from './plan.ts'

/** How `plan` ends; when several hold, the first counts: incomplete, refused, changes pending, done. */
export function planExit(plan: Plan, isDetailed: boolean): ExitCode {
  if (plan.summary.unread > 0) return EXIT.incomplete
  if (plan.summary.blocked > 0 || plan.refused.length > 0) return EXIT.refused
  return isDetailed && hasChanges(plan) ? EXIT.changesPending : EXIT.done
}
