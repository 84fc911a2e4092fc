import { grouped } from '../../../collate.ts'
import type { Finding } from '../findings.ts'
import type { Scene } from './scene.ts'

/** A part of the text to be written otherwise. */
export interface Edit {
  readonly start: number
  readonly end: number
  readonly text: string
}

/** What is meant can be told: what is wrong, where, and how it is written right. */
export interface Mistake {
  readonly offset: number
  readonly finding: Finding
  readonly edits: readonly Edit[]
  readonly other?: { readonly offset: number; readonly message: string }
  /** There are several ways to mend it, so that none is shown. */
  readonly isOpen?: boolean
}

/** Mistakes of one sort in a text; whether a text without them is better is not for it to say. */
export type Recognise = (scene: Scene) => readonly Mistake[]

export const insert = (at: number, text: string): Edit => ({ start: at, end: at, text })

export const replace = (start: number, end: number, text: string): Edit => ({ start, end, text })

/** What belongs to one line is one finding. */
export function byLine(mistakes: readonly Mistake[], lineOf: (offset: number) => number): readonly Mistake[] {
  const lines = grouped(mistakes, ({ offset }) => lineOf(offset))
  return [...lines.values()].map(all => ({ ...(all[0] as Mistake), edits: all.flatMap(({ edits }) => edits) }))
}
