import type { Document } from 'yaml'
import type { Fault } from '../fault.ts'
import { causeOf } from './cause.ts'
import { apart, backOver, before, edited } from './edits.ts'
import { linesAround } from './example.ts'
import { RECOGNISERS } from './list.ts'
import { byLine, type Edit, type Mistake } from './mistake.ts'
import { type Grammar, Scene } from './scene.ts'

/** More mistakes than anybody mends at one time. */
const MOST = 50

/** Characters that are read again, all together: of a small text as often as need be, of a large one a few times. */
const readAgain = (length: number): number => Math.min(Math.max(1_000_000, 3 * length), 6_000_000)

/** To make an error takes the parser as long as to read so many characters. */
const ERROR = 100

/** A text as it was meant. */
export interface Mended {
  readonly text: string
  readonly document: Document
  /** Where they stand in the text as it is written. */
  readonly faults: readonly Fault[]
  /** Where in the text as it is written stands what is at an offset of this one. */
  before(offset: number): number
}

interface Step {
  readonly scene: Scene
  readonly mistakes: readonly Mistake[]
  readonly edits: readonly Edit[]
}

/**
 * What is wrong with a text, and the text without that: each mistake that is recognised is mended, and what comes of it is
 * read again. Only what the parser then likes better counts as recognised, so a correction that is shown is one.
 */
export function mend(
  written: Pick<Mended, 'text' | 'document'>,
  grammar: Grammar,
  parse: (text: string) => Document,
): Mended {
  const steps: ReturnType<typeof backOver>[] = []
  const faults: Fault[] = []
  let scene = new Scene(written.text, written.document, grammar)
  let left = readAgain(written.text.length)
  const originOf = (offset: number) => steps.reduceRight((at, back) => back(at), offset)
  const read = (changed: string) => {
    const again = new Scene(changed, parse(changed), grammar)
    left -= changed.length + ERROR * again.errors
    return again
  }
  while (faults.length < MOST && left >= scene.text.length) {
    const step = nextStep(scene, changed => (left >= changed.length ? read(changed) : undefined))
    if (step === undefined) break
    for (const [index, mistake] of step.mistakes.entries())
      faults.push(faultOf(mistake, index < MOST ? step : undefined, originOf))
    steps.push(backOver(step.edits))
    scene = step.scene
  }
  return { text: scene.text, document: scene.document, faults, before: originOf }
}

/** The first correction that helps. */
function nextStep(scene: Scene, read: (text: string) => Scene | undefined): Step | undefined {
  for (const recognise of RECOGNISERS) {
    const mistakes = byLine(recognise(scene), offset => scene.lines.lineOf(offset))
    if (mistakes.length === 0) continue
    const edits = apart(mistakes.flatMap(mistake => mistake.edits))
    const mended = read(edited(scene.text, edits))
    if (mended && isBetter(scene, mended, edits)) return { scene: mended, mistakes, edits }
  }
  return undefined
}

/** The parser comes further, or where it found nothing wrong, it still does not. */
function isBetter(scene: Scene, mended: Scene, edits: readonly Edit[]): boolean {
  if (mended.error === undefined) return true
  if (scene.error === undefined) return false
  return before(causeOf(mended, mended.error), edits) > causeOf(scene, scene.error) || mended.errors < scene.errors
}

const faultOf = (mistake: Mistake, step: Step | undefined, originOf: (offset: number) => number): Fault => {
  const { offset, finding, other, isOpen } = mistake
  const lines = isOpen || step === undefined ? [] : linesAround(step.scene.lines, mistake.edits, step.edits)
  return {
    offset: originOf(offset),
    finding: { ...finding, ...(lines.length > 0 && { example: [...lines] }) },
    ...(other && { other: { ...other, offset: originOf(other.offset) } }),
  }
}
