import type { Hook } from '@oclif/core'
import { harmlessJson } from '../harmless.ts'
import { failureJson, renderDiagnostics } from '../render/diagnostics.ts'
import { plain } from '../render/theme.ts'
import { unknownCommand } from './usage.ts'
import { widthFor } from './width.ts'

export function tellUnknown(id: string, argv: readonly string[], known: readonly string[]): void {
  const error = unknownCommand(id, known)
  process.exitCode = error.exitCode
  if (argv.includes('--json')) process.stdout.write(`${harmlessJson(JSON.stringify(failureJson(error), null, 2))}\n`)
  else process.stderr.write(`${renderDiagnostics(error.diagnostics, plain, widthFor(process.stderr))}\n`)
}

/** oclif asks this hook about a command that it does not know; having answered, it does nothing else. */
const hook: Hook.CommandNotFound = async ({ id, argv = [], config }) =>
  tellUnknown(id.replaceAll(':', ' '), argv, config.commandIDs)

export default hook
