import { shifted } from './edits.ts'
import type { Lines } from './lines.ts'
import type { Edit } from './mistake.ts'

/** As many lines, and as long ones, as somebody reads before they paste them. */
const MOST = { lines: 6, length: 160 } as const

/** The lines as they are to be written: of a text in which all edits are made, those that these are in. */
export function linesAround(lines: Lines, own: readonly Edit[], all: readonly Edit[]): readonly string[] {
  const starts = own.map(({ start }) => start)
  const last = own.reduce((latest, edit) => (edit.start > latest.start ? edit : latest))
  const from = lines.lineOf(
    shifted(
      starts.reduce((least, start) => Math.min(least, start)),
      all,
    ),
  )
  const to = lines.lineOf(shifted(last.start, all) + last.text.length)
  const shown = Array.from({ length: Math.min(to - from + 1, MOST.lines) }, (_, index) =>
    lines.at(from + index).trimEnd(),
  )
  if (shown.some(line => line.length > MOST.length) || shown.every(line => line === '')) return []
  return to - from >= MOST.lines ? [...shown, '…'] : shown
}
