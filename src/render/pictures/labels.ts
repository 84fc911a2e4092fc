import stringWidth from 'fast-string-width'
import { isWellKnown } from '../../names.ts'
import type { Fate } from '../preview.ts'
import type { Cluster } from './clusters.ts'
import { cut } from './piece.ts'
import type { Scale } from './scale.ts'

export interface Label extends Pick<Cluster, 'x' | 'fate'> {
  readonly text: string
}

const LONGEST = 14
/** More than a letter of this size takes in any usual font. */
const LETTER = 6.6
const GAP = 4

const widthOf = (text: string): number => stringWidth(text) * LETTER

/** Names and numbers below the marks, as far as there is room: first what people deploy by, then numbers, then the newest. */
export function labelsOf(
  clusters: readonly Cluster[],
  { left, right }: Pick<Scale, 'left' | 'right'>,
): readonly Label[] {
  const free: Label[] = []
  for (const { x, fate, images } of clusters.toReversed().toSorted((one, other) => rankOf(one) - rankOf(other))) {
    const text = labelFor(images)
    const half = widthOf(text) / 2
    const label = { x: Math.min(Math.max(x, left + half), right - half), fate, text }
    const isFree = free.every(other => Math.abs(other.x - label.x) >= half + widthOf(other.text) / 2 + GAP)
    if (text !== '' && isFree) free.push(label)
  }
  return free
}

const knownIn = (images: readonly Fate[]): string | undefined => images.flatMap(({ tags }) => tags).find(isWellKnown)

const rankOf = ({ images }: Cluster): number => (knownIn(images) !== undefined ? 0 : images.length > 1 ? 1 : 2)

function labelFor(images: readonly Fate[]): string {
  const known = knownIn(images)
  if (images.length === 1) return cut(known ?? images[0]?.tags[0] ?? '', LONGEST)
  return known === undefined ? `×${images.length}` : `${known} +${images.length - 1}`
}
