import stringWidth from 'string-width'
import wrapAnsi from 'wrap-ansi'
import { loose } from './cut.ts'
import { pad } from './theme.ts'

/** A text in lines of at most `width` columns, broken between words: a word that is longer stands alone in its line. */
export const wrapped = (text: string, width: number): readonly string[] =>
  wrapAnsi(inWords(text, width), Math.max(width, 1), { hard: false, trim: true }).split('\n')

/** What is bound is so only as long as it has room. */
const inWords = (text: string, width: number): string =>
  text
    .split(' ')
    .map(word => (stringWidth(word) > width ? loose(word) : word))
    .join(' ')

/** A text beside what its first line begins with; the lines below begin in the same column. */
export function hanging(begin: string, text: string, width: number): readonly string[] {
  const column = stringWidth(begin)
  const [first = '', ...below] = wrapped(text, width - column)
  return [`${begin}${first}`, ...indented(below, column)]
}

/** A text beside a label; below it where a word of the text has no room there. */
export function labelled(label: string, text: string, width: number): readonly string[] {
  const lines = hanging(label, text, width)
  if (lines.every(line => stringWidth(line) <= width)) return lines
  return [label.trimEnd(), ...indented(wrapped(text, width - BELOW), BELOW)]
}

const BELOW = 4

/** A text that begins in one column; where it is longer than its line, what follows is two columns further in. */
export function flowing(text: string, width: number, column = 0): readonly string[] {
  if (column + stringWidth(text) <= width) return indented([text], column)
  const [first = '', ...below] = wrapped(text, width - column - STEP)
  return [...indented([first], column), ...indented(below, column + STEP)]
}

/** The same of a line that begins with spaces. */
export const fitted = (line: string, width: number): readonly string[] =>
  flowing(line.trimStart(), width, line.search(/\S|$/))

const STEP = 2

/** Columns in which a line begins, in which its text stands beside a label, and in which that goes on where it has no room. */
export interface Columns {
  readonly label: number
  readonly text: number
  readonly below: number
}

/** A text beside its label where both fit into a line; else below it. */
export function beside(label: string, text: string, { width, ...columns }: Columns & { readonly width: number }) {
  const line = `${pad(`${' '.repeat(columns.label)}${label}`, columns.text)}${text}`
  if (stringWidth(line) <= width) return [line]
  return [...flowing(label, width, columns.label), ...indented(wrapped(text, width - columns.below), columns.below)]
}

const indented = (lines: readonly string[], column: number): readonly string[] =>
  lines.map(line => `${' '.repeat(column)}${line}`)

/** The beginning of a text, with … for what has no room. */
export const clippedTo = (text: string, width: number): string =>
  stringWidth(text) <= width ? text : `${taken([...text], width - 1).join('')}…`

/** As many characters from the front as have room. */
export function taken(characters: readonly string[], width: number): readonly string[] {
  let room = width
  const end = characters.findIndex(character => {
    room -= stringWidth(character)
    return room < 0
  })
  return end < 0 ? characters : characters.slice(0, end)
}
