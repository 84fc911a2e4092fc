import { harmless } from '../harmless.ts'
import type { Diagnostic } from '../model.ts'
import { someOf } from '../words.ts'
import { sourceText } from './diagnostics.ts'
import { publishable } from './passwords.ts'
import { fromRoot, type Standing } from './repository-path.ts'

const COMMANDS = { error: 'error', warning: 'warning', note: 'notice' } as const satisfies Record<
  Diagnostic['severity'],
  string
>

/** Each finding as a workflow command, which GitHub shows beside the line; of one cause, at its first place. */
export const renderGithub = (diagnostics: readonly Diagnostic[], standing: Standing): string =>
  diagnostics.map(diagnostic => commandOf(publishable(diagnostic), standing)).join('\n')

function commandOf(diagnostic: Diagnostic, standing: Standing): string {
  const { severity, code, source } = diagnostic
  const properties = {
    ...(source && { file: fromRoot(source.file, standing), line: `${source.line}`, col: `${source.column}` }),
    title: code,
  }
  const said = Object.entries(properties).map(([key, value]) => `${key}=${property(value)}`)
  return `::${COMMANDS[severity]} ${said.join(',')}::${linesOf(diagnostic)
    .map(line => data(harmless(line)))
    .join('%0A')}`
}

/** What a person reads of a finding, line by line. */
export function linesOf(diagnostic: Diagnostic): readonly string[] {
  const { summary, detail, hint, example = [], places = [], repositories, targets, related = [] } = diagnostic
  return [
    summary,
    ...(places.length > 0 ? [`Also at ${someOf(places.map(sourceText))}`] : []),
    ...(repositories ? [`Of ${someOf(repositories)}`] : []),
    ...(targets ? [`In ${someOf(targets)}`] : []),
    ...(detail ? detail.split('\n') : []),
    ...related.map(({ source, message }) => `${sourceText(source)} ${message}`),
    ...(hint ? hint.split('\n') : []),
    ...example.map(line => `    ${line}`),
  ]
}

/** Source: GitHub actions/toolkit, packages/core/src/command.ts. */
const data = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')

const property = (text: string): string => data(harmless(text)).replaceAll(':', '%3A').replaceAll(',', '%2C')
