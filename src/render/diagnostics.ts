import type { EcrsyncError } from '../errors.ts'
import { harmless, harmlessly } from '../harmless.ts'
import type { Diagnostic, Source } from '../model.ts'
import { someOf } from '../words.ts'
import { publishable } from './passwords.ts'
import type { Theme } from './theme.ts'

export const sourceText = ({ file, line, column }: Source): string => `${file}:${line}:${column}`

/** As many as a reader mends at one time. */
const SHOWN = 50

/** Each with its place, the line of text, what is wrong and what to do; the first that count, and how many more there are. */
export function renderDiagnostics(diagnostics: readonly Diagnostic[], theme: Theme): string {
  const shown = diagnostics.slice(0, SHOWN).map(diagnostic => renderDiagnostic(publishable(diagnostic), theme))
  const more = diagnostics.length - shown.length
  return [...shown, ...(more > 0 ? [`… and ${more} more.`] : [])].join('\n\n')
}

function renderDiagnostic(diagnostic: Diagnostic, theme: Theme): string {
  const { excerpt, ...texts } = diagnostic
  const {
    severity,
    code,
    summary,
    detail,
    hint,
    example = [],
    source,
    places = [],
    targets,
    related = [],
  } = harmlessly(texts)
  const place = source ? `${theme('strong', sourceText(source))} ` : ''
  return [
    `${place}${theme(severity, `${severity} ${code}`)}: ${summary}`,
    ...(source && excerpt !== undefined ? frame(source, excerpt, theme) : []),
    ...(source && places.length > 0 ? [`  also at ${alsoText(source, places)}`] : []),
    ...(targets ? [`  in ${someOf(targets)}`] : []),
    ...(detail ? [`  ${detail}`] : []),
    ...related.map(({ source: other, message }) => `  ${theme('strong', sourceText(other))} ${message}`),
    ...(hint ? [`  ${theme('note', 'hint:')} ${hint}`] : []),
    ...example.map(line => `      ${line}`),
  ].join('\n')
}

/** `ecrsync.yaml:12:5, :20:5 and 37 more`: a file is said where it is another one than before. */
function alsoText(source: Source, places: readonly Source[]): string {
  const told = places.map((place, index) => {
    const isSameFile = place.file === (places[index - 1] ?? source).file && index > 0
    return isSameFile ? `:${place.line}:${place.column}` : sourceText(place)
  })
  return someOf(told)
}

/** Long lines are shown around the column that is meant, which an escape before it moves. */
function frame({ line, column }: Source, excerpt: string, theme: Theme): readonly string[] {
  const start = Math.max(0, column - 60)
  const [before, after] = [excerpt.slice(start, column - 1), excerpt.slice(column - 1, start + 100)].map(harmless)
  const gutter = ' '.repeat(String(line).length)
  const marker = ' '.repeat(before?.length ?? 0)
  return [
    `  ${theme('faint', `${line} |`)} ${start > 0 ? '…' : ''}${before}${after}${excerpt.length > start + 100 ? '…' : ''}`,
    `  ${theme('faint', `${gutter} |`)} ${start > 0 ? ' ' : ''}${marker}${theme('error', '^')}`,
  ]
}

/** The published form: without the excerpt, which the reader of JSON has in the file, and other places as text. */
export function diagnosticJson(diagnostic: Diagnostic) {
  const {
    severity,
    code,
    summary,
    detail,
    hint,
    example = [],
    source,
    places,
    targets,
    related = [],
  } = publishable(diagnostic)
  const others = related.map(({ source: other, message }) => `${sourceText(other)} ${message}`)
  const details = [...(detail === undefined ? [] : [detail]), ...others]
  return {
    severity,
    code,
    summary,
    ...(details.length > 0 && { detail: details.join('\n') }),
    ...(hint !== undefined && { hint: [hint, ...example.map(line => `    ${line}`)].join('\n') }),
    ...(source && { source }),
    ...(places && { places }),
    ...(targets && { targets }),
  }
}

export const failureJson = (error: EcrsyncError) => ({ diagnostics: error.diagnostics.map(diagnosticJson) })
