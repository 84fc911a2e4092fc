import type { Fate, PolicyPreview } from '../preview.ts'
import { axisOf } from './axis.ts'
import { type Cluster, clustersOf, saidOf, sizeOf } from './clusters.ts'
import { labelsOf } from './labels.ts'
import { wordsOf } from './lane-words.ts'
import { type Lane, lanesOf } from './lanes.ts'
import { element, lines, type Markup } from './markup.ts'
import { PADDING, type Piece, stacked } from './piece.ts'
import { DAY, pushTime, type Scale, scaleOf, xOf } from './scale.ts'
import { FATES, mark, WORDS } from './shapes.ts'

/** How wide a picture is, and where its lanes have their words: beside the axis, or above it. */
export interface Layout {
  readonly width: number
  readonly words: 'beside' | 'above'
}

export const WIDE: Layout = { width: 960, words: 'beside' }
export const NARROW: Layout = { width: 400, words: 'above' }

const ROW = 34
const FOOT = 30
/** What the words of a lane take beside the axis. */
const BESIDE = 300

/** The images of a repository on a time axis, in the lane of the rule that is about them. Nothing where no push is known. */
export function timelineOf(preview: PolicyPreview, now: string, layout: Layout): Piece | undefined {
  const left = layout.words === 'beside' ? BESIDE : 14
  const scale = scaleOf(preview.images, now, { left: left + 10, right: layout.width - 22 })
  if (scale === undefined) return undefined
  const lanes = lanesOf(preview).map(lane => laneOf(lane, scale, layout))
  const [grounds, words] = [stacked(lanes.map(({ height, ground }) => ({ height, body: ground }))), stacked(lanes)]
  return {
    height: words.height + FOOT,
    body: lines(grounds.body, axisOf(scale, words.height, layout.words === 'beside'), words.body),
  }
}

interface LanePiece extends Piece {
  readonly ground: Markup
}

function laneOf(lane: Lane, scale: Scale, layout: Layout): LanePiece {
  const rows = rowsOf(lane.images, scale)
  const words = wordsOf(lane, layout.words)
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

/** Images that no axis has a place for. */
export const withoutTime = ({ images }: PolicyPreview): number =>
  images.filter(image => pushTime(image) === undefined).length
