import { type Pattern, type Step, takes } from './pattern.ts'

/** A character that no policy holds: only wildcards take it. */
export const OTHER = '\u{e000}'

/** Steps in patterns, after which no further classes of texts are looked for: a policy that takes more was made to. */
const MAXIMUM_STEPS = 100_000

/** Of each pattern that may still match: where it is in it. */
type Place = ReadonlyMap<number, readonly number[]>

/**
 * A text of each class of texts that the patterns do not tell apart: for each set of them that some text matches, with no other
 * pattern of the list, one such text. Walks all patterns at once, as if they were one automaton.
 */
export function distinctTexts(patterns: readonly Pattern[]): readonly string[] {
  const found = new Map<string, string>()
  const seen = new Set<string>()
  const queue: (readonly [place: Place, text: string])[] = []
  let steps = 0
  const visit = (place: Place, text: string) => {
    const matched = [...place]
      .filter(([index, at]) => at.includes((patterns[index] as Pattern).length))
      .map(([index]) => index)
    const key = matched.join()
    if (!found.has(key)) found.set(key, text)
    const id = [...place].map(([index, at]) => `${index}:${at}`).join(';')
    steps += place.size
    if (seen.has(id) || steps > MAXIMUM_STEPS) return
    seen.add(id)
    queue.push([place, text])
  }
  visit(new Map(patterns.map((pattern, index) => [index, closed(pattern, [0])])), '')
  for (const [place, text] of queue)
    for (const char of charsAfter(place, patterns)) {
      if (steps > MAXIMUM_STEPS) break
      visit(after(place, char, patterns), text + char)
    }
  return [...new Set([...found.values(), ...patterns.flatMap(instances)])]
}

/** A `many` may take nothing. */
function closed(pattern: Pattern, places: readonly number[]): readonly number[] {
  const all = new Set<number>()
  for (const place of places)
    for (let at = place; ; at += 1) {
      all.add(at)
      if (pattern[at]?.takes !== 'many') break
    }
  return [...all].sort((a, b) => a - b)
}

function after(place: Place, char: string, patterns: readonly Pattern[]): Place {
  const next = [...place].flatMap(([index, at]) => {
    const pattern = patterns[index] as Pattern
    const moved = at.flatMap(one => {
      const step = pattern[one]
      if (step === undefined || !takes(step, char)) return []
      return [step.takes === 'many' ? one : one + 1]
    })
    return moved.length === 0 ? [] : [[index, closed(pattern, moved)] as const]
  })
  return new Map(next)
}

function charsAfter(place: Place, patterns: readonly Pattern[]): ReadonlySet<string> {
  const steps = [...place].flatMap(([index, at]) => at.flatMap(one => patterns[index]?.[one] ?? []))
  return new Set(steps.flatMap(charsOf))
}

function charsOf({ takes, char, isCaseless, isWithinPart }: Step): readonly string[] {
  if (takes !== 'char') return isWithinPart ? [OTHER, ':'] : [OTHER]
  return isCaseless ? [char, char.toUpperCase()] : [char]
}

/** The shortest text of a pattern, and one in which each wildcard has taken something. */
const instances = (pattern: Pattern): readonly string[] => [instance(pattern, ''), instance(pattern, OTHER)]

export const instance = (pattern: Pattern, many: string): string =>
  pattern.map(({ takes, char }) => ({ char, one: OTHER, many })[takes]).join('')
