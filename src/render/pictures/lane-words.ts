import { wrapped } from '../page.ts'
import type { Lane } from './lanes.ts'
import { element } from './markup.ts'
import { cut, PADDING, type Piece } from './piece.ts'

/** The words of a lane. */
const TITLE = 18
/** Letters of a title beside the axis, and above it. */
const LETTERS = { beside: 32, above: 42 } as const

/** Number, words and outcome of a rule. */
export function wordsOf({ number, title, outcome }: Lane, words: 'beside' | 'above'): Piece {
  const [x, y] = [number === undefined ? 14 : 40, PADDING + 14]
  const shown = inTwoLines(title, LETTERS[words])
  const badge =
    number === undefined
      ? undefined
      : [
          element('circle', { class: 'page', cx: 22, cy: y - 4, r: 11 }),
          element(
            'text',
            { class: 'ink', x: 22, y, 'text-anchor': 'middle', 'font-size': 12, 'font-weight': 600 },
            `${number}`,
          ),
        ]
  const titles = shown.map((line, index) =>
    element('text', { class: 'ink', x, y: y + index * TITLE, 'font-size': 13.5 }, line),
  )
  const below = element('text', { class: 'faint', x, y: y + shown.length * TITLE, 'font-size': 12 }, outcome)
  return {
    height: (shown.length + 1) * TITLE + 4,
    body: element('g', {}, element('title', {}, title), badge, titles, below),
  }
}

function inTwoLines(title: string, most: number): readonly string[] {
  const [first = '', second, ...more] = wrapped(title, most)
  return [first, ...(second === undefined ? [] : [more.length > 0 ? `${second} …` : second])].map(line =>
    cut(line, most),
  )
}
