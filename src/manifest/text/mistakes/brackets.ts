import { isCollection, visit } from 'yaml'
import { opensQuote } from './content.ts'
import type { Scene } from './scene.ts'

/** A bracket that nothing closes, or another bracket does. */
export interface Open {
  readonly at: number
  /** What closes it, and all around it that nothing else closes. */
  readonly closing: string
  readonly closeAt: number
  /** A bracket of the other sort stands there instead. */
  readonly isWrong: boolean
}

const CLOSING: Readonly<Record<string, string>> = { '[': ']', '{': '}' }

export function openBracket(scene: Scene): Open | undefined {
  const { error, text } = scene
  const start = error && outermostFlow(scene, error.pos[0])
  if (error === undefined || start === undefined) return undefined
  const { open, mismatch } = scan(text, start, error.pos[1])
  const at = open.at(-1)
  if (at === undefined || !(mismatch !== undefined || /end with/.test(error.message))) return undefined
  if (mismatch !== undefined) {
    const isWrong = (scene.lines.from(mismatch).match(/[\]}]/g)?.length ?? 0) >= open.length
    const closeAt = isWrong ? mismatch : scene.contentBefore(mismatch)
    return { at, closing: closingOf(text, at), closeAt, isWrong }
  }
  const closing = [...open]
    .reverse()
    .map(one => closingOf(text, one))
    .join('')
  return { at, closing, closeAt: scene.contentBefore(error.pos[0]), isWrong: false }
}

/** Whether an offset stands within brackets that begin before it. */
export function isWithinBrackets(scene: Scene, offset: number): boolean {
  const start = outermostFlow(scene, offset)
  return start !== undefined && scan(scene.text, start, offset).open.length > 0
}

const closingOf = (text: string, at: number): string => CLOSING[text[at] as string] as string

/** The outermost list or map in brackets that begins last before an offset. */
function outermostFlow({ document }: Scene, offset: number): number | undefined {
  let last: number | undefined
  visit(document, {
    Collection: (_key, node) => {
      if (!isCollection(node) || node.flow !== true || !node.range) return undefined
      if (node.range[0] < offset) last = node.range[0]
      return visit.SKIP
    },
  })
  return last
}

interface Scanned {
  readonly open: readonly number[]
  /** A bracket that closes another than the innermost. */
  readonly mismatch?: number
}

function scan(text: string, start: number, end: number): Scanned {
  const open: number[] = []
  for (let index = start; index < end; index += 1) {
    const sign = text[index] as string
    if (opensQuote(text, index)) index = closedAt(text, index)
    else if (sign in CLOSING) open.push(index)
    else if (sign === ']' || sign === '}') {
      const innermost = open.at(-1)
      if (innermost !== undefined && CLOSING[text[innermost] as string] !== sign) return { open, mismatch: index }
      open.pop()
    }
  }
  return { open }
}

function closedAt(text: string, start: number): number {
  const quote = text[start]
  let index = start + 1
  while (index < text.length && text[index] !== quote) index += text[index] === '\\' && quote === '"' ? 2 : 1
  return index
}
