import { begun } from '../../names.ts'
import { element, lines, type Markup } from './markup.ts'

/** A piece of a picture, and how high it is. */
export interface Piece {
  readonly height: number
  readonly body: Markup
}

/** Above and below what is in a lane. */
export const PADDING = 8

/** Pieces below each other. */
export function stacked(pieces: readonly Piece[]): Piece {
  const heightOf = (some: readonly Piece[]) => some.reduce((sum, { height }) => sum + height, 0)
  const placed = pieces.map(({ body }, index) =>
    element('g', { transform: `translate(0 ${heightOf(pieces.slice(0, index))})` }, body),
  )
  return { height: heightOf(pieces), body: lines(...placed) }
}

/** As many letters as there is room for. */
export const cut = (text: string, most: number): string => (text.length > most ? `${begun(text, most - 1)}…` : text)
