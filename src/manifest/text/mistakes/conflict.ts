import type { Mistake, Recognise } from './mistake.ts'
import { replace } from './mistake.ts'

const MARKER = /^(?:(<{7}|\|{7}|>{7})(?: .*)?|={7}\r?)$/gm

interface Met {
  readonly start: number
  readonly ours: number
  readonly theirs?: number
}

/** What git leaves in a file where two changes meet. */
export const conflict: Recognise = ({ text }) => {
  const mistakes: Mistake[] = []
  let open: Met | undefined
  for (const { index, 0: marker, 1: sign = '=' } of text.matchAll(MARKER)) {
    if (sign.startsWith('<')) open = { start: index, ours: index + marker.length }
    else if (open === undefined) continue
    else if (!sign.startsWith('>')) open = { ...open, theirs: open.theirs ?? index }
    else {
      if (open.theirs !== undefined) mistakes.push(unresolved({ ...open, theirs: open.theirs }, index, marker.length))
      open = undefined
    }
  }
  return mistakes
}

const unresolved = ({ start, ours, theirs }: Required<Met>, end: number, length: number): Mistake => ({
  offset: start,
  finding: {
    code: 'MERGE_CONFLICT',
    summary: 'A merge conflict that is not resolved',
    detail: 'Git has left both sides here, between <<<<<<< and >>>>>>>.',
    hint: 'Keep one side, or join the two, and remove the lines <<<<<<<, ======= and >>>>>>>.',
  },
  other: { offset: end, message: 'is where it ends' },
  edits: [replace(start, ours, ''), replace(theirs, end + length, '')],
  isOpen: true,
})
