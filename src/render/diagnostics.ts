import stringWidth from 'fast-string-width'
import type { EcrsyncError } from '../errors.ts'
import { harmless, harmlessly } from '../harmless.ts'
import type { Diagnostic, Source } from '../model.ts'
import { someOf } from '../words.ts'
import { bound, loose } from './cut.ts'
import { flowing, hanging, labelled, taken } from './page.ts'
import { publishable } from './passwords.ts'
import type { Theme } from './theme.ts'

export const sourceText = ({ file, line, column }: Source): string => `${file}:${line}:${column}`

/** As many as a reader mends at one time. */
const SHOWN = 50

/** Each with its place, the line of text, what is wrong and what to do; the first that count, and how many more there are. */
export function renderDiagnostics(diagnostics: readonly Diagnostic[], theme: Theme, width: number): string {
  const shown = diagnostics.slice(0, SHOWN).map(diagnostic => renderDiagnostic(publishable(diagnostic), theme, width))
  const more = diagnostics.length - shown.length
  return [...shown, ...(more > 0 ? [`… and ${more} more.`] : [])].join('\n\n')
}

/** A command with its flags, in a sentence: broken into two lines, it could not be pasted. */
const COMMAND_LINE = /\becrsync [a-z]+(?: --[a-z-]+(?: [A-Z]+\b)?)*/g

/** What is to be typed stays in the line that it is. */
function renderDiagnostic(diagnostic: Diagnostic, theme: Theme, width: number): string {
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
    repositories,
    related = [],
  } = harmlessly(texts)
  const place = source ? `${theme('strong', sourceText(source))} ` : ''
  return [
    ...flowing(`${place}${theme(severity, `${severity} ${code}`)}: ${summary}`, width),
    ...(source && excerpt !== undefined ? frame(source, excerpt, { theme, width }) : []),
    ...(source && places.length > 0 ? flowing(`also at ${alsoText(source, places)}`, width, 2) : []),
    ...(repositories ? flowing(`of ${someOf(repositories)}`, width, 2) : []),
    ...(targets ? flowing(`in ${someOf(targets)}`, width, 2) : []),
    ...(detail ? hanging('  ', detail, width) : []),
    ...related.flatMap(one => flowing(`${theme('strong', sourceText(one.source))} ${one.message}`, width, 2)),
    ...(hint ? labelled(`  ${theme('note', 'hint:')} `, hint.replace(COMMAND_LINE, bound), width).map(loose) : []),
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

/** So wide, a line is read at a glance; of that, what may stand before the column that is meant. */
const WIDEST = 100
const SHARE_BEFORE = 0.6

/** The line of text, around the column that is meant where it has no room; an escape before that moves it. */
function frame(
  { line, column }: Source,
  excerpt: string,
  { theme, width }: { readonly theme: Theme; readonly width: number },
): readonly string[] {
  const gutter = ' '.repeat(String(line).length)
  const { before, after, isCut } = around(excerpt, column - 1, Math.min(width - gutter.length - 7, WIDEST))
  const marker = `${isCut.before ? ' ' : ''}${' '.repeat(stringWidth(before))}${theme('error', '^')}`
  return [
    `  ${theme('faint', `${line} |`)} ${isCut.before ? '…' : ''}${before}${after}${isCut.after ? '…' : ''}`,
    `  ${theme('faint', `${gutter} |`)} ${marker}`,
  ]
}

/** What has room before and after a place in a text, which may be far longer than that. */
function around(text: string, at: number, room: number) {
  const [start, end] = [Math.max(0, at - 2 * room), at + 2 * room]
  const [front, back] = [cellsOf(text.slice(start, at)), cellsOf(text.slice(at, end))]
  const roomBefore = Math.max(Math.floor(room * SHARE_BEFORE), room - stringWidth(back.join('')))
  const before = taken(front.toReversed(), roomBefore).toReversed()
  const after = taken(back, room - stringWidth(before.join('')))
  return {
    before: before.join(''),
    after: after.join(''),
    isCut: {
      before: start > 0 || before.length < front.length,
      after: end < text.length || after.length < back.length,
    },
  }
}

/** Its characters as they are shown. */
const cellsOf = (text: string): readonly string[] => [...text].map(harmless)

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
    repositories,
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
    ...(repositories && { repositories }),
  }
}

export const failureJson = (error: Pick<EcrsyncError, 'diagnostics'>) => ({
  diagnostics: error.diagnostics.map(diagnosticJson),
})
