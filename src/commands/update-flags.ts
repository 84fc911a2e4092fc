import { Flags } from '@oclif/core'
import { EcrsyncError } from '../errors.ts'

/** Flags of what lets a manifest that is there take on what it does not say. What does not go with them is no `exclusive`: help would show it as choices. */
export const updateFlags = {
  update: Flags.boolean({
    summary:
      'Add to the manifest that is there what it does not name, and change nothing that is written; exits 2 where live differs.',
  }),
  'take-live': Flags.boolean({
    summary: 'With --update: where live differs, write what is live.',
  }),
}

/** By what is said of a manifest that is only made, why that is not said of one that is there. */
const OF_A_NEW_ONE = {
  layout: 'What is added stands in the files that there are, beside names that begin alike.',
  out: 'What is added is written into the files that there are.',
  name: 'The manifest that is there keeps its name.',
  'from-terraform': 'What is added is read from the registries of the manifest.',
  'from-cloudformation': 'What is added is read from the registries of the manifest.',
} as const

/**
 * @param said flags of the command line, those that only have their default not among them
 * @throws EcrsyncError INVALID_FLAG
 */
export function checkUpdateFlags(said: readonly string[]): void {
  if (!said.includes('update')) refuseTakeLive(said)
  const [flag, detail] = Object.entries(OF_A_NEW_ONE).find(([name]) => said.includes(name)) ?? []
  if (!said.includes('update') || flag === undefined || detail === undefined) return
  throw new EcrsyncError('INVALID_FLAG', `--${flag} cannot be said with --update`, {
    detail,
    hint: 'Leave one of the two out.',
  })
}

function refuseTakeLive(said: readonly string[]): void {
  if (!said.includes('take-live')) return
  throw new EcrsyncError('INVALID_FLAG', '--take-live goes with --update', {
    detail: 'It says what becomes of values that a manifest has, and none is asked to take on anything.',
    hint: 'Write import --update --take-live.',
  })
}
