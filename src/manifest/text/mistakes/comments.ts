import { clipped } from '../../../words.ts'
import { insert, type Mistake, type Recognise, replace } from './mistake.ts'

/** `// comment`, as some kinds of JSON have it. */
export const slashes: Recognise = scene =>
  scene.odd.flatMap(({ raw, start, isInFlow }): readonly Mistake[] => {
    const found = /^\/\/|^\/\*|[ \t]\/\/(?=\s)/.exec(raw)
    if (found === null || !(isInFlow || scene.beginsLine(start))) return []
    const at = start + found.index + found[0].length - 2
    const line = scene.lines.from(at)
    const end = line.indexOf('*/')
    if (found[0] === '/*' && line.slice(end + 2).trim() !== '') return []
    const finding = {
      code: 'INVALID_YAML',
      summary: `A comment that begins with ${found[0].trim()}`,
      detail:
        'A comment of YAML begins with #, and so does one in JSON that stands in YAML. What begins otherwise is text.',
      hint: 'Write it with #:',
    }
    const closing = found[0] === '/*' && end >= 0 ? [replace(at + end, at + end + 2, '')] : []
    return [{ offset: at, finding, edits: [replace(at, at + 2, '#'), ...closing] }]
  })

/** `keepNewest: 30# comment`. */
export const spaceBeforeHash: Recognise = scene => [
  ...scene.odd.flatMap(({ raw, start, isKey }) => {
    const found = /^(?:-?\d+|true|false|null|[A-Z][A-Z_]{2,64})(?=#)/.exec(raw)
    return found && !isKey ? [before(start + found[0].length, found[0])] : []
  }),
  ...(/^Comments must be separated/.test(scene.error?.message ?? '')
    ? [before(scene.error?.pos[0] ?? 0, 'the value')]
    : []),
]

const before = (offset: number, value: string): Mistake => ({
  offset,
  finding: {
    code: 'MISSING_SPACE',
    summary: 'No space before the # of a comment',
    detail: `Without it the comment is a part of ${clipped(value)}.`,
    hint: 'Write it with a space:',
  },
  edits: [insert(offset, ' ')],
})
