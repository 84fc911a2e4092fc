import { EcrsyncError, type ErrorCode } from '../errors.ts'
import { clipped } from '../words.ts'

/** What to do about whatever is wrong with a saved plan. */
export const MAKE_ANEW = 'Make a new plan, and look at it: ecrsync plan --out FILE'

/** A file that is no saved plan, or not one for this run: nothing was asked of AWS for it. */
export const refusedPlan = (
  code: ErrorCode,
  file: string,
  { summary, detail, hint = MAKE_ANEW }: { readonly summary: string; readonly detail: string; readonly hint?: string },
): EcrsyncError => new EcrsyncError(code, `${clipped(file)} ${summary}`, { detail, hint })

export const invalidPlan = (file: string, detail: string): EcrsyncError =>
  refusedPlan('PLAN_INVALID', file, { summary: 'is no saved plan', detail })
