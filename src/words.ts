import prettyBytes from 'pretty-bytes'
import type { Amount } from './model.ts'

/** `10 images (3.1 GiB)` */
export const amountText = ({ images, bytes }: Amount): string =>
  `${imagesText(images)}${bytes > 0 ? ` (${prettyBytes(bytes, { binary: true })})` : ''}`

export const imagesText = (count: number): string => `${count} ${count === 1 ? 'image' : 'images'}`
