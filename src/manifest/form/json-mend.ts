import { isFields } from '../../kinds/canonical.ts'
import type { Diagnostic } from '../../model.ts'
import { before, edited } from '../text/mistakes/edits.ts'
import { linesAround } from '../text/mistakes/example.ts'
import { Lines } from '../text/mistakes/lines.ts'
import type { Edit } from '../text/mistakes/mistake.ts'
import { GRAMMAR } from './grammar.ts'
import { firstError, type JsonMistake, mistakesAt } from './json-mistakes.ts'
import { parsedJson } from './json-text.ts'

/** More than anybody mends at one time, and characters that are read again, all together. */
const MOST = { mistakes: 50, characters: 4_000_000 } as const

/** A text that is JSON but for mistakes, as it was meant. */
export interface MendedJson {
  readonly document: unknown
  readonly diagnostics: readonly Diagnostic[]
}

interface Step {
  readonly mistake: JsonMistake
  readonly text: string
}

/** Undefined where a text is no JSON with some mistakes, or not what a manifest would name: nothing of it is to be shown. */
export function mendedJson(file: string, text: string): MendedJson | undefined {
  const steps: Step[] = []
  let [current, error, left] = [text, firstError(text), MOST.characters]
  while (error !== undefined && steps.length < MOST.mistakes && left > 0) {
    const found = error
    left -= current.length
    const step = mistakesAt(current, found).map(mistake => ({ mistake, text: edited(current, [mistake.edit]) }))
    const better = step.find(one => comesFurther(one, found.offset))
    if (better === undefined) return undefined
    steps.push(better)
    current = better.text
    error = firstError(current)
  }
  const document = parsedJson(current)
  if (steps.length === 0 || !isMeant(document)) return undefined
  return { document, diagnostics: diagnosticsOf(file, text, steps) }
}

function comesFurther({ mistake, text }: Step, from: number): boolean {
  const next = firstError(text)
  return (
    next === undefined ||
    before(next.offset, [mistake.edit]) > from ||
    (next.offset >= from && mistake.edit.text !== '')
  )
}

/** It holds words that stand in documents of a manifest. */
const isMeant = (document: unknown): boolean =>
  Array.isArray(document)
    ? document.length > 0 && document.every(isMeant)
    : isFields(document) && Object.keys(document).some(key => GRAMMAR.keys.has(key))

function diagnosticsOf(file: string, text: string, steps: readonly Step[]): readonly Diagnostic[] {
  const lines = new Lines(text)
  const edits: Edit[] = []
  return steps.map(({ mistake: { offset, finding, edit }, text: mended }) => {
    const at = edits.reduceRight((place, one) => before(place, [one]), offset)
    edits.push(edit)
    const line = lines.lineOf(at)
    const source = { file, line: line + 1, column: at - lines.start(line) + 1 }
    const example = linesAround(new Lines(mended), [edit], [edit])
    return { severity: 'error', ...finding, ...(example.length > 0 && { example }), source, excerpt: lines.at(line) }
  })
}
