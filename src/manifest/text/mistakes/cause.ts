import { openBracket } from './brackets.ts'
import { openQuote } from './quoted.ts'
import type { Scene } from './scene.ts'

/** Where the parser's first error comes from: a quote or a bracket that stays open is found far from where it stands. */
export function causeOf(scene: Scene): number {
  if (scene.error === undefined) return Number.POSITIVE_INFINITY
  return openQuote(scene)?.start ?? openBracket(scene)?.at ?? scene.error.pos[0]
}
