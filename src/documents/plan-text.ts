import { bytesOf, type Refusals, utf8 } from './file-text.ts'
import { invalidPlan, refusedPlan } from './plan-refusals.ts'

/**
 * The text of a file that may be anything.
 *
 * @throws EcrsyncError PLAN_NOT_FOUND, PLAN_UNREADABLE, PLAN_INVALID
 */
export async function planText(file: string): Promise<string> {
  const refusals = refusalsOf(file)
  return utf8(await bytesOf(file, refusals), refusals)
}

const refusalsOf = (file: string): Refusals => ({
  invalid: detail => invalidPlan(file, detail),
  notFound: () =>
    refusedPlan('PLAN_NOT_FOUND', file, {
      summary: 'is not there',
      detail: 'It is to be a plan that was saved before.',
      hint: 'Check the path, or save one: ecrsync plan --out FILE',
    }),
  unreadable: detail =>
    refusedPlan('PLAN_UNREADABLE', file, {
      summary: 'cannot be read',
      detail,
      hint: 'It is written so that nobody but its owner may read it: let this user own it.',
    }),
})
