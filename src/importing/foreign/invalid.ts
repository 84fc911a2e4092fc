import { EcrsyncError } from '../../errors.ts'

/** Of a file that is not what it is taken for: what is wrong with it, and what to type. */
export const invalidImport = (detail: string, hint: string, example?: readonly string[]): EcrsyncError =>
  new EcrsyncError('INVALID_IMPORT', 'This cannot be imported', { detail, hint, ...(example && { example }) })
