import type { EcrsyncError } from '../errors.ts'
import type { Diagnostic, Source } from '../model.ts'
import { publishable } from './passwords.ts'
import { harmless, type Theme } from './theme.ts'

export const sourceText = ({ file, line, column }: Source): string => `${file}:${line}:${column}`

/** More than this many errors are one misunderstanding, not many. */
const SHOWN = 20

/** Each with its place, the line of text, what is wrong and what to do; the first that count, and how many more there are. */
export function renderDiagnostics(diagnostics: readonly Diagnostic[], theme: Theme): string {
  const shown = diagnostics.slice(0, SHOWN).map(diagnostic => renderDiagnostic(publishable(diagnostic), theme))
  const more = diagnostics.length - shown.length
  return [...shown, ...(more > 0 ? [`… and ${more} more.`] : [])].join('\n\n')
}

function renderDiagnostic(
  { severity, code, summary, detail, hint, source, related = [], excerpt }: Diagnostic,
  theme: Theme,
): string {
  const place = source ? `${theme('strong', harmless(sourceText(source)))} ` : ''
  return [
    `${place}${theme(severity, `${severity} ${code}`)}: ${harmless(summary)}`,
    ...(source && excerpt !== undefined ? frame(source, harmless(excerpt), theme) : []),
    ...(detail ? [indented(harmless(detail))] : []),
    ...related.map(
      ({ source: other, message }) => `  ${theme('strong', harmless(sourceText(other)))} ${harmless(message)}`,
    ),
    ...(hint ? [indented(`${theme('note', 'hint:')} ${harmless(hint)}`)] : []),
  ].join('\n')
}

const indented = (text: string): string => text.replace(/^/gm, '  ')

/** Long lines are shown around the column that is meant. */
function frame({ line, column }: Source, excerpt: string, theme: Theme): readonly string[] {
  const start = Math.max(0, column - 60)
  const cut = excerpt.slice(start, start + 100)
  const gutter = ' '.repeat(String(line).length)
  const marker = ' '.repeat(column - 1 - start)
  return [
    `  ${theme('faint', `${line} |`)} ${start > 0 ? '…' : ''}${cut}${excerpt.length > start + 100 ? '…' : ''}`,
    `  ${theme('faint', `${gutter} |`)} ${start > 0 ? ' ' : ''}${marker}${theme('error', '^')}`,
  ]
}

/** The published form: without the excerpt, which the reader of JSON has in the file, and other places as text. */
export function diagnosticJson(diagnostic: Diagnostic) {
  const { severity, code, summary, detail, hint, source, related = [] } = publishable(diagnostic)
  const others = related.map(({ source: other, message }) => `${sourceText(other)} ${message}`)
  const details = [...(detail === undefined ? [] : [detail]), ...others]
  return {
    severity,
    code,
    summary,
    ...(details.length > 0 && { detail: details.join('\n') }),
    ...(hint !== undefined && { hint }),
    ...(source && { source }),
  }
}

export const failureJson = (error: EcrsyncError) => ({ diagnostics: error.diagnostics.map(diagnosticJson) })
