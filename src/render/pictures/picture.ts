import { wrapped } from '../page.ts'
import type { Fate, PolicyPreview } from '../preview.ts'
import { type Cluster, clustersOf, labelsOf, saidOf, sizeOf } from './clusters.ts'
import { type Lane, lanesOf } from './lanes.ts'
import { element, lines, type Markup } from './markup.ts'
import { DAY, pushTime, type Scale, scaleOf, ticksOf, xOf } from './scale.ts'
import { FATES, mark, WORDS } from './shapes.ts'

/** How wide a picture is, and where its lanes have their words: beside the axis, or above it. */
export interface Layout {
  readonly width: number
  readonly words: 'beside' | 'above'
}

export const WIDE: Layout = { width: 960, words: 'beside' }
export const NARROW: Layout = { width: 400, words: 'above' }

/** A piece of a picture, and how high it is. */
export interface Piece {
  readonly height: number
  readonly body: Markup
}

const ROW = 34
const PADDING = 8
const FOOT = 30
/** The words of a lane. */
const TITLE = 18
const BESIDE = 286
/** Letters of a title beside the axis, and above it. */
const LETTERS = { beside: 34, above: 48 } as const

/** The images of a repository on a time axis, in the lane of the rule that is about them. Nothing where no push is known. */
export function timelineOf(preview: PolicyPreview, now: string, layout: Layout): Piece | undefined {
  const left = layout.words === 'beside' ? BESIDE : 14
  const scale = scaleOf(preview.images, now, { left: left + 10, right: layout.width - 22 })
  if (scale === undefined) return undefined
  const lanes = lanesOf(preview).map(lane => laneOf(lane, scale, layout))
  const [grounds, words] = [stacked(lanes.map(({ height, ground }) => ({ height, body: ground }))), stacked(lanes)]
  return {
    height: words.height + FOOT,
    body: lines(grounds.body, axisOf(scale, words.height, layout), words.body),
  }
}

/** Pieces below each other. */
export function stacked(pieces: readonly Piece[]): Piece {
  const heightOf = (some: readonly Piece[]) => some.reduce((sum, { height }) => sum + height, 0)
  const placed = pieces.map(({ body }, index) =>
    element('g', { transform: `translate(0 ${heightOf(pieces.slice(0, index))})` }, body),
  )
  return { height: heightOf(pieces), body: lines(...placed) }
}

interface LanePiece extends Piece {
  readonly ground: Markup
}

function laneOf(lane: Lane, scale: Scale, layout: Layout): LanePiece {
  const rows = rowsOf(lane.images, scale)
  const words = wordsOf(lane, layout)
  const top = layout.words === 'above' ? words.height : 0
  const height = Math.max(words.height, top + rows.length * ROW) + 2 * PADDING
  const ground = element('rect', { class: 'panel', x: 0, y: 2, width: layout.width, height: height - 4, rx: 6 })
  const cut = cutOf(lane, scale, { top: top + PADDING, bottom: height - PADDING })
  const marks = rows.map((row, index) => rowOf(row, scale, PADDING + top + index * ROW))
  return { height, ground, body: lines([words.body, cut], marks) }
}

/** One, where no images of different fates are in each other's way; else one for each fate. */
function rowsOf(images: readonly Fate[], scale: Scale): readonly (readonly Cluster[])[] {
  const together = clustersOf(images, scale)
  if (together.every(isOfOneFate)) return [together]
  const apart = FATES.map(fate => images.filter(image => image.fate === fate)).filter(some => some.length > 0)
  return apart.map(some => clustersOf(some, scale))
}

const isOfOneFate = ({ images: [first, ...rest] }: Cluster): boolean => rest.every(({ fate }) => fate === first?.fate)

/** Number, words and outcome of a rule. */
function wordsOf({ number, title, outcome }: Lane, { words }: Layout): Piece {
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
    clipped(line, most),
  )
}

const clipped = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most - 1)}…` : text)

function rowOf(clusters: readonly Cluster[], scale: Scale, top: number): Markup {
  const marks = clusters.map(cluster =>
    mark(cluster.fate, { x: cluster.x, y: top + 11, scale: sizeOf(cluster) }, saidOf(cluster, WORDS[cluster.fate])),
  )
  const labels = labelsOf(clusters, { left: scale.left - 8, right: scale.right + 16 }).map(({ x, text, fate }) => {
    const at = { x, y: top + 30, 'text-anchor': 'middle', 'font-size': 10.5 }
    return element('text', { class: fate === 'keep' ? 'faint' : fate, ...at }, text)
  })
  return element('g', {}, marks, labels)
}

/** Where a rule about days begins to take. */
function cutOf(
  { days }: Lane,
  scale: Scale,
  { top, bottom }: { readonly top: number; readonly bottom: number },
): Markup | undefined {
  const time = days === undefined ? undefined : scale.to - days * DAY
  if (time === undefined || time <= scale.from) return undefined
  const x = xOf(scale, time)
  return element(
    'line',
    { class: 'line', x1: x, y1: top, x2: x, y2: bottom, 'stroke-dasharray': '3 3' },
    element('title', {}, `${days} days ago`),
  )
}

/** What a label of an axis takes, and what stays free for `now` at its end. */
const TICK = 104
const NOW = 44

function axisOf(scale: Scale, height: number, { width }: Layout): Markup {
  const y = height + 18
  const ticks = ticksOf(scale, Math.floor((scale.right - scale.left) / TICK)).map(({ time, text }) => ({
    x: xOf(scale, time),
    text,
  }))
  const label = (x: number, text: string, anchor: string) =>
    element('text', { class: 'faint', x, y, 'text-anchor': anchor, 'font-size': 11.5 }, text)
  const inside = ticks.filter(({ x }) => x < scale.right - NOW && x > scale.left + (width === WIDE.width ? 0 : 24))
  return lines([
    ...ticks.map(({ x }) => element('line', { class: 'line', x1: x, y1: 2, x2: x, y2: height + 4 })),
    element('line', {
      class: 'line',
      x1: scale.right,
      y1: 2,
      x2: scale.right,
      y2: height + 4,
      'stroke-dasharray': '2 2',
    }),
    ...inside.map(({ x, text }) => label(x, text, 'middle')),
    label(scale.right, 'now', 'middle'),
  ])
}

/** Images that no axis has a place for. */
export const withoutTime = ({ images }: PolicyPreview): number =>
  images.filter(image => pushTime(image) === undefined).length
