import { CST, Lexer } from 'yaml'
import { Lines } from '../manifest/text/mistakes/lines.ts'

/** A comment where it is written. */
export interface Remark {
  readonly offset: number
  readonly column: number
  readonly text: string
  /** Something stands before it in its line. */
  readonly isBehind: boolean
  /** The line before it is blank. */
  readonly isApart: boolean
}

/** Of a text, what its values do not say. */
export interface Marks {
  readonly remarks: readonly Remark[]
  /** Where the dash of the item that begins there is. */
  dashBefore(offset: number): number
  columnOf(offset: number): number
  /** Whether the line before that of the offset is blank. */
  isApart(offset: number): boolean
}

/** Signs of the lexer that stand for no text. */
const MARKS: ReadonlySet<string> = new Set([CST.SCALAR, CST.DOCUMENT, CST.FLOW_END])

export function marksIn(text: string): Marks {
  const lines = new Lines(text)
  const columnOf = (offset: number) => offset - lines.start(lines.lineOf(offset))
  const isApart = (offset: number) => {
    const line = lines.lineOf(offset)
    return line > 0 && lines.at(line - 1).trim() === ''
  }
  const remarks: Remark[] = []
  const dashes: number[] = []
  for (const { lexeme, offset } of lexemesOf(text)) {
    if (lexeme === '-') dashes.push(offset)
    if (!lexeme.startsWith('#')) continue
    const before = text.slice(offset - columnOf(offset), offset)
    const [column, isBehind] = [columnOf(offset), before.trim() !== '']
    remarks.push({ offset, column, text: lexeme.slice(1).trimEnd() || ' ', isBehind, isApart: isApart(offset) })
  }
  return { remarks, columnOf, isApart, dashBefore: offset => lastBelow(dashes, offset) }
}

function* lexemesOf(text: string): Iterable<{ readonly lexeme: string; readonly offset: number }> {
  let [offset, isScalar] = [0, false]
  for (const lexeme of new Lexer().lex(text)) {
    const isMark = !isScalar && MARKS.has(lexeme)
    if (!isMark && !isScalar) yield { lexeme, offset }
    isScalar = isMark && lexeme === CST.SCALAR
    if (!isMark) offset += lexeme.length
  }
}

/** The last of ascending numbers that is smaller. */
function lastBelow(ascending: readonly number[], bound: number): number {
  let [low, high] = [0, ascending.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ascending[middle] as number) < bound) low = middle + 1
    else high = middle
  }
  return ascending[low - 1] ?? 0
}
