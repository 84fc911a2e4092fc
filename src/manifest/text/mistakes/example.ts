import { shifted } from './edits.ts'
import type { Lines } from './lines.ts'
import type { Edit } from './mistake.ts'

/** As many lines, and as long ones, as somebody reads before they paste them. */
const MOST = { lines: 6, length: 160 } as const

/** The lines as they are to be written: of a text in which all edits are made, those that these are in. */
export function linesAround(lines: Lines, own: readonly Edit[], all: readonly Edit[]): readonly string[] {
  const places = own.flatMap(({ start, text }) => [shifted(start, all), shifted(start, all) + text.length])
  const [first, last] = [Math.min(...places), Math.max(...places)].map(place => lines.lineOf(place)) as [number, number]
  const shown = Array.from({ length: Math.min(last - first + 1, MOST.lines) }, (_, index) =>
    lines.at(first + index).trimEnd(),
  )
  if (shown.some(line => line.length > MOST.length) || shown.every(line => line === '')) return []
  return last - first >= MOST.lines ? [...shown, '…'] : shown
}
