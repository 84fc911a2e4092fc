import stringWidth from 'string-width'
import wrapAnsi from 'wrap-ansi'

/** A text in lines of at most `width` columns, broken between words: a word that is longer stands alone in its line. */
export const wrapped = (text: string, width: number): readonly string[] =>
  wrapAnsi(text, Math.max(width, 1), { hard: false, trim: true }).split('\n')

/** A text beside what its first line begins with; the lines below begin in the same column. */
export function hanging(begin: string, text: string, width: number): readonly string[] {
  const column = stringWidth(begin)
  const [first = '', ...below] = wrapped(text, width - column)
  return [`${begin}${first}`, ...below.map(line => `${' '.repeat(column)}${line}`)]
}
