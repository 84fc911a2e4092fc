import { Flags } from '@oclif/core'
import { EcrsyncError } from '../errors.ts'

/** Flags of what lets a manifest that is there take on what it does not say. */
export const updateFlags = {
  update: Flags.boolean({
    summary:
      'Add to the manifest that is there what it does not name, and change nothing that is written; exits 2 where live differs.',
    exclusive: ['out', 'name', 'from-terraform', 'from-cloudformation'],
  }),
  'take-live': Flags.boolean({
    summary: 'With --update: where live differs, write what is live.',
    dependsOn: ['update'],
  }),
}

/**
 * The layout of a manifest that is there is its own.
 *
 * @throws EcrsyncError INVALID_FLAG
 */
export function refuseLayout(isSaid: boolean): void {
  if (!isSaid) return
  throw new EcrsyncError('INVALID_FLAG', '--layout cannot be said with --update', {
    detail: 'What is added stands in the files that there are, beside names that begin alike.',
    hint: 'Leave one of the two out.',
  })
}
