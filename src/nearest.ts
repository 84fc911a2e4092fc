import leven from 'leven'

/** Names of ECR have at most 256 characters: what is longer is no typing error. */
const LONGEST = 256
/** Enough to find what was meant. */
const COMPARED = 1000
/** With one list of names: of very many wrong names the first get a suggestion. */
const IN_ALL = 100_000

const compared = new WeakMap<object, number>()

/** The nearest of the known names, if it is near enough to be meant. `of` is what many questions have in common. */
export function nearest(name: string, known: readonly string[], of: object = known): string | undefined {
  const spent = compared.get(of) ?? 0
  if (name.length > LONGEST || spent > IN_ALL) return undefined
  const candidates = known.slice(0, COMPARED).filter(candidate => candidate.length <= LONGEST)
  compared.set(of, spent + candidates.length)
  const [best] = candidates
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
