import type { Path } from '../../kinds/kind.ts'
import type { Fields } from '../../model.ts'
import { Budget } from './budget.ts'
import { Lines } from './mistakes/lines.ts'
import type { TextFile } from './parse.ts'
import type { Parsed } from './place.ts'
import { readPlainly, type Starts } from './plain-reader.ts'
import type { Expected } from './values.ts'

/**
 * What `parse` makes of a text, ten times as fast and without a node of it in memory: of those alone that mean one thing to
 * everybody, and in which there is nothing to find. Undefined for any other, which is for `parse`, and where the value does
 * not fit.
 *
 * @throws EcrsyncError MANIFEST_TOO_LARGE
 */
export function parsePlain(
  { file, directory, text, budget = new Budget() }: TextFile,
  expected: Expected,
  fits: (value: Fields) => boolean = () => true,
): Parsed | undefined {
  const read = readPlainly(text, expected)
  if (read === undefined || !fits(read.value)) return undefined
  budget.takeAll(read, file)
  const { value } = read
  let lines: Lines | undefined
  const linesOf = () => {
    lines ??= new Lines(text)
    return lines
  }
  let offsetAt: ((path: Path) => number) | undefined
  return {
    file,
    directory,
    value,
    locate(path) {
      offsetAt ??= offsetsIn(text, expected)
      const offset = offsetAt(path)
      const line = linesOf().lineOf(offset)
      return { file, line: line + 1, column: offset - linesOf().start(line) + 1 }
    },
    written: path => writtenAs(path.reduce(inside, value)),
    line: number => linesOf().at(number - 1),
  }
}

/** Where the key or list item at a path begins, or the nearest one above it that is there: found by reading once more. */
function offsetsIn(text: string, expected: Expected): (path: Path) => number {
  const starts: Starts = new Map()
  const whole = readPlainly(text, expected, starts)?.value
  return path => {
    let [offset, within]: [number, unknown] = [text.search(FIRST), whole]
    for (const step of path) {
      const here = starts.get(within as object)
      if (here === undefined || !Object.hasOwn(here, step)) break
      offset = here[step] as number
      within = inside(within, step)
    }
    return offset
  }
}

/** The first key, after comments and the line that begins a document. */
const FIRST = /(?<=^ *)[^\s#-]/m

const inside = (value: unknown, step: Path[number]): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, step)
    ? (value as Readonly<Record<string | number, unknown>>)[step]
    : undefined

/** What is plain is written as it is printed. */
const writtenAs = (value: unknown): string | undefined =>
  value === undefined || (typeof value === 'object' && value !== null) ? undefined : String(value)
