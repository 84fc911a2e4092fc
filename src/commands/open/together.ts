import { EcrsyncError } from '../../errors.ts'

/** One error that stands for those of several targets, each of which says which it is of. */
export const together = (first: EcrsyncError, others: readonly EcrsyncError[]): EcrsyncError =>
  others.length === 0
    ? first
    : new EcrsyncError(first.code, first.message, {
        diagnostics: [first, ...others].flatMap(({ diagnostics }) => diagnostics),
      })
