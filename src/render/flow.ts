import stringWidth from 'string-width'
import { wrapped } from './page.ts'

interface Flow {
  readonly width: number
  /** Where lines begin if the column of the text leaves them no room. */
  readonly indent: number
  /** So much farther in than the text begin the lines below it, where other texts begin in the same column. */
  readonly step?: number
}

/** A text in a column that is narrower is a pole that nobody reads. */
const NARROW = 30

/** What begins a line, and its text; the lines below begin in the column of the text, or where that is narrow, indented. */
export function flow(begin: string, text: string, { width, indent, step = 0 }: Flow): readonly string[] {
  const column = stringWidth(begin)
  if (column + stringWidth(text) <= width) return [`${begin}${text}`.trimEnd()]
  if (width - column - step >= Math.max(NARROW, longestWord(text)))
    return hanging(begin, text, { width, indent: column + step })
  return column < width ? hanging(begin, text, { width, indent }) : inWords(`${begin}${text}`, { width, indent })
}

/** Lines of their own in one column; farther left where that has no room for their words. */
export function inColumn(text: string, { width, indent }: Flow, least: number): readonly string[] {
  const column = width - indent >= longestWord(text) ? indent : Math.min(indent, least)
  return flow(' '.repeat(column), text, { width, indent: column })
}

const longestWord = (text: string): number =>
  text.split(' ').reduce((most, word) => Math.max(most, stringWidth(word)), 0)

/** What begins the line is kept as it is: letters stand for it while its text is broken into lines. */
function hanging(begin: string, text: string, { width, indent }: Flow): readonly string[] {
  const held = Math.max(0, stringWidth(begin) - indent)
  const stand = held === 0 ? '' : 'x '.padStart(held, 'x')
  const [first = '', ...below] = wrapped(`${stand}${text}`, width - indent)
  return [`${begin}${first.slice(held)}`.trimEnd(), ...below.map(line => `${' '.repeat(indent)}${line}`)]
}

function inWords(text: string, { width, indent }: Flow): readonly string[] {
  const margin = text.length - text.trimStart().length
  const [first, ...below] = wrapped(text.trimStart(), width - indent)
  return [`${' '.repeat(margin)}${first}`, ...below.map(line => `${' '.repeat(indent)}${line}`)]
}
