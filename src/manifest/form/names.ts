import leven from 'leven'
import { clipped } from '../text/clipped.ts'

/** Names of ECR have at most 256 characters: what is longer is no typing error. */
const LONGEST = 256
/** Enough to find what was meant, few enough that a thousand wrong names are told at once. */
const COMPARED = 1000
const LISTED = 30

/** The nearest of the known names, if it is near enough to be meant. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  if (name.length > LONGEST) return undefined
  const [best] = known
    .slice(0, COMPARED)
    .map(candidate => ({ candidate, distance: distance(name, candidate) }))
    .filter(({ candidate, distance }) => distance <= tolerance(name, candidate))
    .sort((a, b) => a.distance - b.distance)
  return best?.candidate
}

const tolerance = (a: string, b: string): number => Math.max(1, Math.floor(Math.max(a.length, b.length) / 3))

function distance(a: string, b: string): number {
  const most = tolerance(a, b)
  if (Math.abs(a.length - b.length) > most) return Number.POSITIVE_INFINITY
  return leven(a.toLowerCase(), b.toLowerCase(), { maxDistance: most + 1 })
}

export function didYouMean(name: string, known: readonly string[]): string {
  const near = nearest(name, known)
  if (near !== undefined) return `Did you mean "${near}"?`
  if (known.length === 0) return 'There is none to choose from.'
  return `Write one of ${known.slice(0, LISTED).map(clipped).join(', ')}${known.length > LISTED ? ', …' : ''}.`
}
