import { contentEnd, firstOf } from './content.ts'
import { indentOf, isBlank, type Lines } from './lines.ts'
import { type Edit, insert, type Mistake, type Recognise, replace } from './mistake.ts'

const WRONG_COLUMN =
  /^All (?:mapping|sequence) items must start at the same column|^Sequence item without|^A block sequence may not be used as an implicit map key/

/** Lines back that are looked at for the columns that are in use. */
const LOOKED_AT = 2000

/** A line that begins in no column of those before it: the nearest of them is meant, or else the next. */
export const wrongColumn =
  (rank: number): Recognise =>
  ({ error, lines, grammar }) => {
    if (error === undefined || !WRONG_COLUMN.test(error.message)) return []
    const line = wrongLine(error, lines)
    const written = lines.at(line)
    const indent = indentOf(written)
    const word = /^\s*["']?([\w./-]+)["']?:/.exec(written)?.[1] ?? ''
    const isAmongLikes = (column: number) => {
      const above = keyAbove(lines, line, column)
      return above !== undefined && grammar.keys.has(above) === grammar.keys.has(word)
    }
    const away = (column: number) => Math.abs(column - indent) - (isAmongLikes(column) ? 0.5 : 0)
    const columns = columnsBefore(lines, line, /^\s*-\s/.test(written)).filter(column => column !== indent)
    const ranked = columns.map(column => ({ column, away: away(column) }))
    const target = ranked.sort((a, b) => a.away - b.away || b.column - a.column)[rank]
    return target === undefined ? [] : [moved(lines, line, target.column)]
  }

/** Below a key with nothing after it, the parser says where that one ends. */
function wrongLine({ pos: [at] }: { readonly pos: readonly [number, number] }, lines: Lines): number {
  const line = lines.lineOf(at)
  const isAtEnd = !isBlank(lines.at(line)) && at - lines.start(line) === lines.at(line).length
  let next = line + 1
  while (next < lines.count && isBlank(lines.at(next))) next += 1
  return isAtEnd && next < lines.count ? next : line
}

/** Columns in which what is open before a line begins: of its dashes, or of its keys. */
function columnsBefore(lines: Lines, line: number, isItem: boolean): number[] {
  const columns = new Set<number>()
  let least = Number.POSITIVE_INFINITY
  for (let above = line - 1; above >= Math.max(0, line - LOOKED_AT) && least > 0; above -= 1) {
    const written = lines.at(above)
    if (isBlank(written)) continue
    const dashes = firstOf(/^\s*(?:-\s+)+/, written).length
    const indent = indentOf(written)
    if (indent >= least) continue
    least = indent
    if (isItem ? dashes > 0 : dashes === 0) columns.add(indent)
    else if (!isItem) columns.add(dashes)
  }
  return [...columns]
}

/** The nearest key that begins in a column: those of a fixed name stand beside others of them. */
function keyAbove(lines: Lines, line: number, column: number): string | undefined {
  for (let above = line - 1; above >= Math.max(0, line - LOOKED_AT); above -= 1) {
    const written = lines.at(above)
    const found = /^((?:\s*-\s+|\s*))["']?([\w./-]+)["']?:/.exec(written)
    if (found?.[1]?.length === column) return found[2]
  }
  return undefined
}

/** Keys of an item that are as far left as its dash, before the dash of the next one. */
export const keyBesideDash: Recognise = ({ error, lines }) => {
  const line = error === undefined ? 0 : lines.lineOf(error.pos[0])
  const indent = indentOf(lines.at(line))
  if (error === undefined || !/^\s*-\s/.test(lines.at(line))) return []
  let first: number | undefined
  for (let above = line - 1; above >= Math.max(0, line - LOOKED_AT); above -= 1) {
    const written = lines.at(above)
    if (isBlank(written) || indentOf(written) > indent) continue
    if (indentOf(written) < indent) return []
    if (/^\s*-\s/.test(written)) break
    first = above
  }
  if (first === undefined) return []
  const last = lines.at(lines.lineOf(error.pos[0]))
  const delta = (firstOf(/^\s*-\s+/, last).length || indent) - indent
  const all = Array.from({ length: line - first }, (_, at) => (first as number) + at)
  return [
    {
      offset: lines.start(first) + indent,
      finding: {
        code: 'INDENTATION',
        summary: 'This line is as far left as the dash above it',
        detail: 'It ends the list there: what belongs to an item begins where the first word after its dash does.',
        hint: 'Indent it so:',
      },
      edits: all.filter(one => !isBlank(lines.at(one))).map(one => shiftedBy(lines, one, delta)),
    },
  ]
}

/** The line with what belongs to it, in another column. */
function moved(lines: Lines, line: number, target: number): Mistake {
  const indent = indentOf(lines.at(line))
  const delta = target - indent
  const edits = [line, ...insideOf(lines, line, target)].map(one => shiftedBy(lines, one, delta))
  const spaces = Math.abs(delta) === 1 ? 'a space' : `${Math.abs(delta)} spaces`
  return {
    offset: lines.start(line) + indent,
    finding: {
      code: 'INDENTATION',
      summary: `This line is ${spaces} too far ${delta > 0 ? 'left' : 'right'}`,
      detail: `What belongs together begins in one column: here in column ${target + 1}, and this line begins in column ${indent + 1}.`,
      hint: 'Indent it so:',
    },
    edits,
  }
}

/** Lines below that move with a line: what it opens, and where it is too deep, what is as deep. */
function insideOf(lines: Lines, line: number, target: number): readonly number[] {
  const written = lines.at(line)
  const indent = indentOf(written)
  const content = firstOf(/^\s*(?:-\s+)*/, written).length
  const inside: number[] = []
  // As deep as the first of them: what is less deep stands beside it, where it is meant to.
  let least = content
  for (let below = line + 1; below < lines.count; below += 1) {
    const other = lines.at(below)
    if (isBlank(other)) continue
    const deep = indentOf(other)
    const isFirst = inside.length === 0
    if (target < indent ? deep < content && deep !== indent : deep <= indent || deep < least) break
    if (isFirst && target > indent && !opens(written) && deep === target) break
    if (isFirst) least = deep
    inside.push(below)
  }
  return inside
}

const opens = (written: string): boolean => /:$/.test(written.slice(0, contentEnd(written)))

export function shiftedBy(lines: Lines, line: number, delta: number): Edit {
  const start = lines.start(line)
  return delta > 0
    ? insert(start, ' '.repeat(delta))
    : replace(start, start + Math.min(-delta, indentOf(lines.at(line))), '')
}

/** A key that is deeper than the one before it, which has a value already. */
export const tooDeep: Recognise = ({ document, error, lines }) => {
  if (error === undefined || !/^Nested mappings|^Implicit keys need/.test(error.message)) return []
  const implicit = document.errors.find(({ message }) => message.startsWith('Implicit keys need'))
  const line = implicit === undefined ? -1 : lines.lineOf(Math.max(0, implicit.pos[1] - 1))
  const [, dashes = '', key = ''] = /^(\s*(?:-\s+)*)([^\s:]+):\s+$/.exec(lines.before(error.pos[0])) ?? []
  if (line <= lines.lineOf(error.pos[0]) || key === '') return []
  return indentOf(lines.at(line)) > dashes.length ? [moved(lines, line, dashes.length)] : []
}

/** A dash that is deeper than the item before it, and so a part of its text. */
export const dashTooDeep: Recognise = scene =>
  scene.odd.flatMap(({ raw, start, isInFlow, isInList }) => {
    const found = /\n[ \t]*- /.exec(raw)
    if (found === null || !isInList || isInFlow || !scene.beginsLine(start)) return []
    const { lines } = scene
    return [moved(lines, lines.lineOf(start + found.index + found[0].length - 1), lines.before(start).lastIndexOf('-'))]
  })
