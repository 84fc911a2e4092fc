import leven from 'leven'
import { clipped } from './words.ts'

/** Names of ECR have at most 256 characters: what is longer is no typing error. */
const LONGEST = 256
/** Known names that are looked at for one question: enough to find what was meant. */
const LOOKED_AT = 1000
/** Pairs of letters that are compared for one question, those of the likeliest names first. */
const COMPARED = 10_000

/**
 * The nearest of the known names, if it is near enough to be meant; of those that are as near the one that begins and ends more
 * like it, then the first. What one question costs is bounded, so very many take seconds.
 */
export function nearest(name: string, known: Iterable<string>): string | undefined {
  if (name.length > LONGEST) return undefined
  const wanted = name.toLowerCase()
  let [best, least, compared] = [undefined as string | undefined, Number.POSITIVE_INFINITY, 0]
  for (const candidate of likeliest(name, known)) {
    if (compared > COMPARED || least === 0) break
    compared += name.length * candidate.length
    const most = Math.min(least - 1, tolerance(name, candidate))
    const distance = leven(wanted, candidate.toLowerCase(), { maxDistance: most + 1 })
    if (distance <= most) [best, least] = [candidate, distance]
  }
  return best
}

function firstOf(known: Iterable<string>): readonly string[] {
  if (Array.isArray(known) && known.length <= LOOKED_AT) return known
  const first: string[] = []
  for (const name of known) {
    if (first.length === LOOKED_AT) break
    first.push(name)
  }
  return first
}

/** Those of about its length, by how many letters at their beginning and end are the same. */
function* likeliest(name: string, known: Iterable<string>): Generator<string> {
  const likely = Array.from({ length: name.length + 1 }, (): string[] => [])
  for (const candidate of firstOf(known)) {
    if (candidate.length > LONGEST || Math.abs(name.length - candidate.length) > tolerance(name, candidate)) continue
    likely[sharedBy(name, candidate)]?.push(candidate)
  }
  for (const alike of likely.reverse()) yield* alike
}

const tolerance = (a: string, b: string): number => Math.max(1, Math.floor(Math.max(a.length, b.length) / 3))

function sharedBy(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length)
  let [first, last] = [0, 0]
  while (first < shorter && isSame(a.charCodeAt(first), b.charCodeAt(first))) first++
  while (first + last < shorter && isSame(a.charCodeAt(a.length - 1 - last), b.charCodeAt(b.length - 1 - last))) last++
  return first + last
}

/** In either case: the two cases of a letter differ in one bit. */
const isSame = (a: number, b: number): boolean => (a | 32) === (b | 32)

/** `Did you mean "tags"?`, where a known name is near; `quoted` is what is to be typed for it. */
export function meant(
  name: string,
  known: Iterable<string>,
  quoted = (near: string): string => `"${near}"`,
): string | undefined {
  const near = nearest(name, known)
  return near === undefined ? undefined : `Did you mean ${quoted(near)}?`
}

/** Of very many wrong names in one place, the first are compared with the known ones: more than anybody reads. */
const ASKED = 1000

/** The known names, for a wrong one that so many others come before. */
export const knownFor = (index: number, known: Iterable<string>): Iterable<string> => (index < ASKED ? known : [])

/** The known name that was meant, or some to choose from; `index` is how many wrong ones come before it in one place. */
export function didYouMean(name: string, known: Iterable<string>, index = 0): string {
  const names = firstOf(known)
  const list = listed(names)
  return (
    meant(name, knownFor(index, names)) ?? (list === '' ? 'There is none to choose from.' : `Write one of ${list}.`)
  )
}

const LISTED = 30

/** The first of very many names. */
export function listed(names: Iterable<string>): string {
  const shown: string[] = []
  for (const name of names) {
    if (shown.length === LISTED) return `${shown.join(', ')}, …`
    shown.push(clipped(name))
  }
  return shown.join(', ')
}
