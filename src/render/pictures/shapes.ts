import type { Fate } from '../preview.ts'
import { element, type Markup } from './markup.ts'

type Of = Fate['fate']

/** In the order in which a reader looks for them. */
export const FATES = ['expire', 'archive', 'keep'] as const satisfies readonly Of[]

/** What becomes of one image. */
export const WORDS = { expire: 'expires', archive: 'is archived', keep: 'stays' } as const satisfies Record<Of, string>
/** What becomes of several. */
export const PLURAL = { expire: 'expire', archive: 'are archived', keep: 'stay' } as const satisfies Record<Of, string>

/** A cross, a box with its lid, and a disc: told apart without colours. Each is about ten units wide, around its middle. */
const PATHS: Readonly<Record<Of, string>> = {
  expire: 'M-5.2-3.2-3.2-5.2 0-2 3.2-5.2 5.2-3.2 2 0 5.2 3.2 3.2 5.2 0 2-3.2 5.2-5.2 3.2-2 0Z',
  archive: 'M-5.5-5h11v3.2h-11zM-4.8-.8h9.6v5.8h-9.6z',
  keep: 'M-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0Z',
}

interface MarkAt {
  readonly x: number
  readonly y: number
  readonly scale?: number
}

/** The shape of a fate; what it is about is said while a pointer is on it. */
export function mark(fate: Of, { x, y, scale = 1 }: MarkAt, said?: string): Markup {
  const size = scale === 1 ? '' : ` scale(${scale})`
  const title = said === undefined ? undefined : element('title', {}, said)
  return element('path', { class: fate, transform: `translate(${x} ${y})${size}`, d: PATHS[fate] }, title)
}

/** The shape within a line of text. */
export const icon = (fate: Of): Markup =>
  element(
    'svg',
    { class: 'icon', viewBox: '-6 -6 12 12', 'aria-hidden': 'true' },
    element('path', { class: fate, d: PATHS[fate] }),
  )
