import { openBracket } from './brackets.ts'
import { openQuote } from './quoted.ts'
import type { ParserError, Scene } from './scene.ts'

/** Where the parser's first error comes from: a quote or a bracket that stays open is found far from where it stands. */
export const causeOf = (scene: Scene, error: ParserError): number =>
  openQuote(scene)?.start ?? openBracket(scene)?.at ?? error.pos[0]
