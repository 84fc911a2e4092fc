import type { EcrsyncError } from '../errors.ts'
import { durationText } from '../words.ts'
import type { SavedPlan } from './plan-file.ts'
import { refusedPlan } from './plan-refusals.ts'

/** Clocks of two machines differ by less. */
const SKEW = 5 * 60

/** What is to be applied must have been looked at lately. @param maxAge in seconds */
export function refuseAged(
  { createdAt }: Pick<SavedPlan, 'createdAt'>,
  { file, maxAge, now }: { readonly file: string; readonly maxAge: number; readonly now: Date },
): EcrsyncError | undefined {
  const age = (now.getTime() - Date.parse(createdAt)) / 1000
  if (age < -SKEW)
    return refusedPlan('PLAN_FROM_FUTURE', file, {
      summary: 'was made in the future',
      detail: `It says ${createdAt}, and here it is ${now.toISOString()}: one of two clocks is wrong, so nobody knows how old it is.`,
      hint: 'Set the clocks of both machines, then make a new plan: ecrsync plan --out FILE',
    })
  if (age <= maxAge) return undefined
  return refusedPlan('PLAN_EXPIRED', file, {
    summary: 'is too old to be applied',
    detail: `It was made ${durationText(age)} ago, at ${createdAt}, and may be ${durationText(maxAge)} old: what it was judged by may not hold any more.`,
    hint: 'Make a new plan, and look at it: ecrsync plan --out FILE; or allow it to be older, for example --max-age 7d',
  })
}
