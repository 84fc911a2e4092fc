import stringWidth from 'string-width'
import type { Source } from '../model.ts'
import { flow } from './page.ts'
import { pad, type Theme } from './theme.ts'

interface Paper {
  readonly theme: Theme
  /** Columns of the page. */
  readonly width: number
}

/** A line to be written: what it begins with, its text, where the lines below it begin, and where that is said. */
export interface Written {
  readonly begin: string
  readonly text: string
  readonly indent: number
  readonly sources?: readonly Source[]
}

export type Write = (line: Written) => readonly string[]

/** Room for `ecrsync.yaml:12` at the right of a page. */
export const SOURCES = 17

/** Writes line after line: a source says its file unless it is the one of the line directly above. */
export function writer(paper: Paper): Write {
  let file: string | undefined
  return ({ begin, text, indent, sources = [] }) => {
    const lines = flow(begin, text, { width: paper.width, indent })
    const places = placesOf(sources, file)
    file = sources.at(-1)?.file
    return places.length === 0 ? lines : withPlaces(lines, places, { ...paper, indent })
  }
}

function placesOf(sources: readonly Source[], above: string | undefined): readonly string[] {
  const distinct = [...new Map(sources.map(source => [`${source.file}:${source.line}`, source] as const)).values()]
  return distinct.map(({ file, line }, index) => {
    const before = index === 0 ? above : distinct[index - 1]?.file
    return file === before ? `:${line}` : `${file}:${line}`
  })
}

/** At the right of the last line where there is room, else below it. */
function withPlaces(
  lines: readonly string[],
  places: readonly string[],
  { theme, width, indent }: Paper & Pick<Written, 'indent'>,
): readonly string[] {
  const said = places.join(' ')
  const room = width - stringWidth(said)
  const right = Math.min(width - SOURCES, room)
  const last = lines.at(-1) ?? ''
  if (stringWidth(last) + 2 <= room) return [...lines.slice(0, -1), `${pad(last, right)}${theme('faint', said)}`]
  const isOneLine = indent <= room
  const below = isOneLine ? [' '.repeat(Math.max(indent, right)) + said] : places.map(one => ' '.repeat(indent) + one)
  return [...lines, ...below.map(line => theme('faint', line))]
}
