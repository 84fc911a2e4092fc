import { clipped } from '../../../words.ts'
import { insert, type Mistake, type Recognise, replace } from './mistake.ts'
import type { Scene } from './scene.ts'

/** `// comment`, as some kinds of JSON have it. */
export const slashes: Recognise = scene => {
  const { error, text } = scene
  const stopped = error && /^\/[/*]/.test(text.slice(error.pos[0], error.pos[0] + 2)) ? [error.pos[0]] : []
  const inTexts = scene.odd.flatMap(({ raw, start, isInFlow, isAlone }) => {
    const found = /^\/[/*]|[ \t]\/\/(?=\s)/.exec(raw)
    if (found === null || !(isInFlow || (found.index === 0 && scene.beginsLine(start)))) return []
    const isMeant = isAlone || /\n/.test(raw) || /^[ \t]*\/[/*][ \t]/.test(raw.slice(found.index))
    return isMeant ? [start + found.index + found[0].length - 2] : []
  })
  return [...stopped, ...inTexts].flatMap(at => commentAt(at, scene))
}

function commentAt(at: number, { text, lines }: Scene): readonly Mistake[] {
  const sign = text.slice(at, at + 2)
  const rest = lines.from(at)
  const whole = rest.trimEnd()
  if (sign !== '//' && (!whole.endsWith('*/') || whole.length < 4)) return []
  const inner = sign === '//' ? rest.slice(2) : whole.slice(2, -2).trimEnd()
  const finding = {
    code: 'INVALID_YAML',
    summary: `A comment that begins with ${sign}`,
    detail: 'A comment of YAML begins with #, also within JSON. What begins otherwise is text.',
    hint: 'Write it with #:',
  }
  return [{ offset: at, finding, edits: [replace(at, at + rest.length, `#${inner}`)] }]
}

/** `keepNewest: 30# comment`. */
export const spaceBeforeHash: Recognise = scene => [
  ...scene.odd.flatMap(({ raw, start, isKey }) => {
    const found = /^(?:-?\d+|true|false|null|[A-Z][A-Z_]{2,64})(?=#)/.exec(raw)
    return found && !isKey ? [before(start + found[0].length, found[0])] : []
  }),
  ...(scene.error && /^Comments must be separated/.test(scene.error.message)
    ? [before(scene.error.pos[0], 'the value')]
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
