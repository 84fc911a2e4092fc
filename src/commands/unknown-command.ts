import type { Hook } from '@oclif/core'
import { harmlessJson } from '../harmless.ts'
import { failureJson, renderDiagnostics } from '../render/diagnostics.ts'
import { globalFlagsIn, themeFor, wantsJson } from './global-flags.ts'
import { unknownCommand } from './usage.ts'
import { widthFor } from './width.ts'

export function tellUnknown(id: string, argv: readonly string[], known: readonly string[]): void {
  const error = unknownCommand(id, argv, known)
  process.exitCode = error.exitCode
  const theme = themeFor(process.stderr, globalFlagsIn([id, ...argv]))
  const page = () => renderDiagnostics(error.diagnostics, theme, widthFor(process.stderr))
  if (wantsJson([id, ...argv])) process.stdout.write(`${harmlessJson(JSON.stringify(failureJson(error), null, 2))}\n`)
  else process.stderr.write(`${page()}\n`)
}

/** oclif asks this hook about a command that it does not know; having answered, it does nothing else. */
const hook: Hook.CommandNotFound = async ({ id, argv = [], config }) => {
  if (id !== 'help') return tellUnknown(id.replaceAll(':', ' '), argv, config.commandIDs)
  const { default: Help } = await import('./help.ts')
  await new Help(config).showHelp(['help', ...argv])
}

export default hook
