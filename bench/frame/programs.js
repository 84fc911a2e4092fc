import { fileURLToPath } from 'node:url'
import { RUN } from './ecrsync.js'

const TEAM = fileURLToPath(new URL('../../examples/team', import.meta.url))

/** What asks nothing of AWS, and should be there at once. @type {Readonly<Record<'version' | 'help' | 'validate', { args: readonly string[], cwd?: string }>>} */
export const OFFLINE = {
  version: { args: [RUN, '--version'] },
  help: { args: [RUN, '--help'] },
  validate: { args: [RUN, 'validate'], cwd: TEAM },
}
