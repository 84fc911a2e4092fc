import type { Mistake, Recognise } from './mistake.ts'
import { replace } from './mistake.ts'

const CONFLICT = /^<{7}(?: .*)?$/gm

/** What git leaves in a file where two changes meet. */
export const conflict: Recognise = ({ text }) =>
  [...text.matchAll(CONFLICT)].flatMap(({ index }): readonly Mistake[] => {
    const rest = text.slice(index)
    const theirs = /^(?:\|{7}(?: .*)?|={7})\r?$/m.exec(rest)
    const end = /^>{7}(?: .*)?$/m.exec(rest)
    if (theirs === null || end === null || theirs.index > end.index) return []
    const marker = rest.indexOf('\n')
    return [
      {
        offset: index,
        finding: {
          code: 'MERGE_CONFLICT',
          summary: 'A merge conflict that is not resolved',
          detail: 'Git has left both sides here, between <<<<<<< and >>>>>>>.',
          hint: 'Keep one side, or join the two, and remove the lines <<<<<<<, ======= and >>>>>>>.',
        },
        other: { offset: index + end.index, message: 'is where it ends' },
        edits: [
          replace(index, index + marker, ''),
          replace(index + theirs.index, index + end.index + end[0].length, ''),
        ],
        isOpen: true,
      },
    ]
  })
