import { visit } from 'yaml'
import type { Scene } from './scene.ts'

export interface Quoted {
  readonly start: number
  readonly end: number
}

/** The last text in quotes that begins before an offset. */
function lastQuoted({ document }: Scene, offset: number): Quoted | undefined {
  let last: Quoted | undefined
  visit(document, {
    Scalar: (_key, node) => {
      if (!/^QUOTE/.test(node.type ?? '') || !node.range) return
      const [start, end] = node.range
      if (start < offset && start >= (last?.start ?? 0)) last = { start, end }
    },
  })
  return last
}

const isMissingQuote = (message: string): boolean => /^Missing closing .quote/.test(message)

/** Lines within quotes that nobody would write there. */
const SWALLOWED = /\n[ \t]*(?:- |["']?[\w./-]{1,256}["']?:[ \t\r\n])/

/** A quote that no other closes, or one that stands much later and opens a text itself. */
export function openQuote(scene: Scene): Quoted | undefined {
  const { error, text } = scene
  if (error === undefined) return undefined
  const quoted = lastQuoted(scene, error.pos[1])
  if (quoted === undefined) return undefined
  return isMissingQuote(error.message) || SWALLOWED.test(text.slice(quoted.start, quoted.end)) ? quoted : undefined
}
