import type { Difference, Refusal } from '../../model.ts'
import { MAXIMUM_TEXT } from './check.ts'
import { CURRENT_VERSION, type PolicyDocument } from './document.ts'
import { changesOthers, foreignIn, isSharedWant } from './sharing.ts'
import { textOf } from './text.ts'
import type { PolicyWant } from './want.ts'

export const tooLong = (length: number, beside: string): Refusal => ({
  code: 'TOO_LONG',
  reason: `would have ${length} characters with ${beside}, ECR allows ${MAXIMUM_TEXT}`,
  hint: 'Name an organization instead of many accounts, or join statements.',
})

/** What only the sum of ours and what others have there shows. */
export function refuseShared(
  { before, after }: Pick<Difference<PolicyDocument>, 'before' | 'after'>,
  want: PolicyWant | null,
): Refusal | undefined {
  if (before === null || after === null || !isSharedWant(want)) return undefined
  if (changesOthers(before, want)) return VERSION
  const { length } = textOf(after)
  const count = foreignIn(before, want).length
  return length <= MAXIMUM_TEXT ? undefined : tooLong(length, `the ${count} of others`)
}

const VERSION: Refusal = {
  code: 'VERSION_OF_OTHERS',
  reason: `needs Version ${CURRENT_VERSION} for its variables, in which statements that are not ours would mean something else`,
  hint: `Write the statement without \${aws:…}, or have whoever owns the others move the document to Version ${CURRENT_VERSION}.`,
}
