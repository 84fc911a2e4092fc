import stringWidth from 'fast-string-width'
import { wrapAnsi } from 'fast-wrap-ansi'
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
  return [`${begin}${first}`.trimEnd(), ...indented(below, column)]
}

/** A text beside a label; below it where a word of the text has no room there. */
export function labelled(label: string, text: string, width: number): readonly string[] {
  const lines = hanging(label, text, width)
  if (lines.every(line => stringWidth(line) <= width)) return lines
  return [label.trimEnd(), ...indented(wrapped(text, width - BELOW), BELOW)]
}

const BELOW = 4

interface Flow {
  readonly width: number
  /** Where lines begin if the column of the text leaves them no room. */
  readonly indent: number
  /** So much farther in than the text begin the lines below it, where other texts begin in the same column. */
  readonly step?: number
}

/** A text beside what begins its line; below, in its column, or where that is narrow, indented. */
export function flow(begin: string, text: string, { width, indent, step = 0 }: Flow): readonly string[] {
  const column = stringWidth(begin)
  if (column + stringWidth(text) <= width) return [`${begin}${text}`.trimEnd()]
  if (width - column - step >= Math.max(NARROW, longestWord(text)))
    return runningOn(begin, text, { width, indent: column + step })
  return column < width ? runningOn(begin, text, { width, indent }) : fitted(`${begin}${text}`, width, indent)
}

/** Lines of their own in one column; farther left where that has no room for their words. */
export function inColumn(text: string, { width, indent }: Flow, least: number): readonly string[] {
  const column = width - indent >= longestWord(text) ? indent : Math.min(indent, least)
  return flow(' '.repeat(column), text, { width, indent: column })
}

/** A text in a column that is narrower is a pole that nobody reads. */
const NARROW = 30

const longestWord = (text: string): number =>
  text.split(' ').reduce((most, word) => Math.max(most, stringWidth(word)), 0)

/** What begins the line is kept as it is: letters stand for it while its text is broken into lines. */
function runningOn(begin: string, text: string, { width, indent }: Flow): readonly string[] {
  const held = Math.max(0, stringWidth(begin) - indent)
  const stand = held === 0 ? '' : 'x '.padStart(held, 'x')
  const [first = '', ...below] = wrapped(`${stand}${text}`, width - indent)
  return [`${begin}${first.slice(held)}`.trimEnd(), ...indented(below, indent)]
}

/** A text that begins in one column; where it is longer than its line, what follows is two columns further in. */
export const flowing = (text: string, width: number, column = 0): readonly string[] =>
  fitted(`${' '.repeat(column)}${text}`, width)

/** A line that may begin with spaces; where it is too long, what follows is two columns further in, or indented. */
export function fitted(line: string, width: number, indent?: number): readonly string[] {
  if (stringWidth(line) <= width) return [line]
  const column = line.search(/\S|$/)
  const margin = indent ?? column + STEP
  const [first = '', ...below] = wrapped(line.slice(column), width - margin)
  return [...indented([first], column), ...indented(below, margin)]
}

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
