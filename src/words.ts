import prettyBytes from 'pretty-bytes'
import type { Amount } from './model.ts'

/** `10 images (3.1 GiB)` */
export const amountText = ({ images, bytes }: Amount): string =>
  `${imagesText(images)}${bytes > 0 ? ` (${prettyBytes(bytes, { binary: true })})` : ''}`

export const imagesText = (count: number): string => `${count} ${count === 1 ? 'image' : 'images'}`

/** A moment as JSON has it; nothing where ECR tells one that no calendar has. */
export const isoOf = (moment: Date | undefined): string | undefined =>
  moment === undefined || Number.isNaN(moment.getTime()) ? undefined : moment.toISOString()

/** The endpoint of a target that is the ECR in this process. */
export const EMBEDDED = 'embedded'

/** Where a registry is, after what is said of it; empty where that is AWS's own place. */
export function placeText(endpoint: string | undefined): string {
  if (endpoint === undefined) return ''
  return endpoint === EMBEDDED ? ' in the embedded ECR' : ` at ${endpoint}`
}

/** For whoever reads the last lines alone: a sentence, where an endpoint is configured. */
export const calledText = (endpoint: string | undefined): readonly string[] =>
  endpoint === undefined ? [] : [`Calls went to ${endpoint === EMBEDDED ? 'the embedded ECR' : endpoint}.`]

/** A text from outside as a message quotes it. */
export const clipped = (text: string): string => (text.length > 80 ? `${text.slice(0, 80)}…` : text)
