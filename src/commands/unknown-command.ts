import { harmlessJson } from '../harmless.ts'
import { failureJson, renderDiagnostics } from '../render/diagnostics.ts'
import { globalFlagsIn, themeFor, wantsJson } from './global-flags.ts'
import { unknownCommand } from './usage.ts'
import { widthFor } from './width.ts'

/** Says that there is no such command, and which one may be meant. */
export function tellUnknown(id: string, argv: readonly string[], known: readonly string[]): void {
  const error = unknownCommand(id, argv, known)
  process.exitCode = error.exitCode
  const theme = themeFor(process.stderr, globalFlagsIn([id, ...argv]))
  const page = () => renderDiagnostics(error.diagnostics, theme, widthFor(process.stderr))
  if (wantsJson([id, ...argv])) process.stdout.write(`${harmlessJson(JSON.stringify(failureJson(error), null, 2))}\n`)
  else process.stderr.write(`${page()}\n`)
}
