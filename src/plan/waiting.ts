import type { Address, Refusal } from '../model.ts'

/** Of what needs something that will not be done. */
export const blockedThere = (address: Address): Refusal & { readonly hint: string } => ({
  code: 'BLOCKED_BEFORE',
  reason: `waits for ${address}, which is blocked`,
  hint: 'Mend what blocks that one first.',
})
