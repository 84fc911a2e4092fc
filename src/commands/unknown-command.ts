import type { Hook } from '@oclif/core'
import { failureJson, renderDiagnostics } from '../render/diagnostics.ts'
import { plain } from '../render/theme.ts'
import { unknownCommand } from './usage.ts'

/** oclif asks this hook about a command that it does not know; having answered, it does nothing else. */
const hook: Hook.CommandNotFound = async ({ id, argv = [], config }) => {
  const error = unknownCommand(id.replaceAll(':', ' '), config.commandIDs)
  process.exitCode = error.exitCode
  if (argv.includes('--json')) process.stdout.write(`${JSON.stringify(failureJson(error), null, 2)}\n`)
  else process.stderr.write(`${renderDiagnostics(error.diagnostics, plain)}\n`)
}

export default hook
