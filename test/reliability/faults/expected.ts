import { type ErrorCode, EXIT, type ExitCode } from '../../../src/errors.ts'
import type { FaultClass } from './faults.ts'

/** How a run ends in which an operation fails so: it comes to what is declared all the same, or says what it does not. */
export type Expected = 'by itself' | { readonly exits: readonly ExitCode[]; readonly codes: readonly ErrorCode[] }

/** What could not be read before it was to be written is left, and said so. */
const UNSEEN: ErrorCode = 'NOT_SEEN'

export function expectedOf(_operation: string, { said }: FaultClass): Expected {
  if (said === undefined) return 'by itself'
  return { exits: [EXIT.failure, EXIT.partial], codes: [...said, UNSEEN] }
}
