import { EcrsyncError } from '../../errors.ts'
import { inUseOf } from '../../judges/in-use.ts'
import type { InUse, Target } from '../../model.ts'
import { readGiven } from './given-file.ts'

/**
 * What is in use, once the target is known; without a file, nothing.
 *
 * @throws EcrsyncError INVALID_FLAG where it cannot be read
 */
export async function openInUse(file: string | undefined): Promise<(target: Target) => readonly InUse[]> {
  if (file === undefined) return () => []
  const text = await readGiven(file).catch((cause: Error) => {
    throw new EcrsyncError('INVALID_FLAG', `--in-use ${file} cannot be read`, {
      detail: cause.message,
      hint: 'Name a file with one reference of an image a line.',
      cause,
    })
  })
  return target => inUseOf(text, file, target)
}
