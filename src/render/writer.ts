import stringWidth from 'fast-string-width'
import type { Source } from '../model.ts'
import { flow, inColumn } from './page.ts'
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
  /** So much farther in than the text begin the lines below it. */
  readonly step?: number
  readonly sources?: readonly Source[]
  /** Names that stand in the same line where all of it has room, else in lines of their own, a step further in. */
  readonly names?: string
}

export type Write = (line: Written) => readonly string[]

/** Room for `ecrsync.yaml:12` at the right of a page. */
const SOURCES = 17

/** Where names stand that have no room farther right. */
const LEAST = 6

/** Writes line after line: a source says its file unless it is the one of the line directly above. */
export function writer(paper: Paper): Write {
  let file: string | undefined
  return ({ begin, text, indent, step = 0, sources = [], names = '' }) => {
    const places = placesOf(sources, file)
    const room = paper.width - roomOf(places)
    const isBeside = names !== '' && stringWidth(`${begin}${text}: ${names}`) <= room
    const lines = flow(begin, isBeside ? `${text}: ${names}` : text, { width: paper.width, indent, step })
    const isBelow = names !== '' && !isBeside
    file = isBelow ? undefined : sources.at(-1)?.file
    return [
      ...(places.length === 0 ? lines : withPlaces(lines, places, { ...paper, indent })),
      ...(isBelow ? inColumn(names, { width: paper.width, indent }, LEAST) : []),
    ]
  }
}

/** What places take of the line that they stand in. */
const roomOf = (places: readonly string[]): number => (places.length === 0 ? 0 : stringWidth(places.join(' ')) + 2)

/** What they take at most, whatever stands above. */
export const roomFor = (sources: readonly Source[]): number => roomOf(placesOf(sources, undefined))

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
