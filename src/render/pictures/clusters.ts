import { missedFirst } from '../../names.ts'
import { imagesText } from '../../words.ts'
import type { Fate } from '../preview.ts'
import { minute } from '../preview-words.ts'
import { pushTime, type Scale, xOf } from './scale.ts'

/** Images that are so near each other that one mark stands for them. */
export interface Cluster {
  readonly x: number
  /** Of the first of them. */
  readonly fate: Fate['fate']
  /** Oldest first. */
  readonly images: readonly Fate[]
}

/** As wide as a mark, of many images with their number below: thousands are as many marks as there is room for. */
const spacingFor = (images: number): number => (images < 100 ? 15 : 34)

export function clustersOf(images: readonly Fate[], scale: Scale): readonly Cluster[] {
  const spacing = spacingFor(images.length)
  const clusters: { x: number; fate: Fate['fate']; images: Fate[] }[] = []
  for (const { image, x } of placed(images, scale)) {
    const last = clusters.at(-1)
    if (last && x - last.x < spacing) last.images.push(image)
    else clusters.push({ x, fate: image.fate, images: [image] })
  }
  return clusters
}

const placed = (images: readonly Fate[], scale: Scale) =>
  images
    .flatMap(image => {
      const time = pushTime(image)
      return time === undefined ? [] : [{ image, x: xOf(scale, time) }]
    })
    .sort((one, other) => one.x - other.x)

/** The more images, the larger, up to twice. */
export const sizeOf = ({ images }: Cluster): number =>
  Math.round((1 + Math.min(1, Math.log10(images.length) / 3)) * 100) / 100

const NAMED = 8

/** What is said while a pointer is on its mark. */
export function saidOf({ images }: Cluster, word: string): string {
  const [first, last] = [images[0], images.at(-1)]
  if (first === undefined || last === undefined) return ''
  if (images.length === 1)
    return [tagsText(first), first.digest, `pushed ${minute(first.pushedAt)}`, pulledText(first), word].join('\n')
  const names = images.slice(0, NAMED).map(tagsText)
  const more = images.length > NAMED ? [`and ${images.length - NAMED} more`] : []
  const range = `pushed ${minute(first.pushedAt)} to ${minute(last.pushedAt)}`
  return [`${imagesText(images.length)}: each ${word}`, range, ...names, ...more].join('\n')
}

const tagsText = ({ tags }: Fate): string => missedFirst(tags).join(' ') || 'untagged'
const pulledText = ({ lastRecordedPullTime }: Fate): string =>
  lastRecordedPullTime === undefined ? 'never pulled' : `last pulled ${minute(lastRecordedPullTime)}`
