import { nearest } from '../../nearest.ts'
import { clipped } from '../text/clipped.ts'

const LISTED = 30

/** `of` is what many questions about the same names have in common. */
export function didYouMean(name: string, known: readonly string[], of: object = known): string {
  const near = nearest(name, known, of)
  if (near !== undefined) return `Did you mean "${near}"?`
  if (known.length === 0) return 'There is none to choose from.'
  return `Write one of ${known.slice(0, LISTED).map(clipped).join(', ')}${known.length > LISTED ? ', …' : ''}.`
}
