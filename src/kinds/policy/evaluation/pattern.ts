/** One step of a pattern: a certain character, any one character, or any number of them. */
export interface Step {
  readonly takes: 'char' | 'one' | 'many'
  /** Of `char`: the character, in lower case where the case does not count. */
  readonly char: string
  readonly isCaseless: boolean
  /** Of `one` and `many`: wildcards of an ARN stay within their part. */
  readonly isWithinPart: boolean
}

export type Pattern = readonly Step[]

const step = (takes: Step['takes'], more: Partial<Step> = {}): Step => ({
  takes,
  char: '',
  isCaseless: false,
  isWithinPart: false,
  ...more,
})

export const literal = (text: string, isCaseless = false): Pattern =>
  (isCaseless ? text.toLowerCase() : text).split('').map(char => step('char', { char, isCaseless }))

/** `*` and `?`, or as themselves `${*}` and `${?}`. Source: IAM user guide, "Policy variables", "Special characters". */
export const wildcards = (text: string): Pattern => steps(text, () => ({}))

/**
 * Each of the six parts of an ARN is matched by itself. Source: IAM user guide, "ARN condition operators". A `*` that ends a
 * pattern of fewer parts stands for all that follow, which is how people write it.
 */
export function arn(text: string): Pattern {
  let colons = 0
  return steps(text, (char, isLast) => {
    if (char === ':') colons += 1
    return { isWithinPart: colons < 5 && !isLast }
  })
}

function steps(text: string, traits: (char: string, isLast: boolean) => Partial<Step>): Pattern {
  const parts = text.match(/\$\{[*?$]\}|[\s\S]/g) ?? []
  return parts.map((part, index) => {
    const more = traits(part, index === parts.length - 1)
    if (part === '*') return step('many', more)
    if (part === '?') return step('one', more)
    return step('char', { ...more, char: part.length > 3 ? part.charAt(2) : part })
  })
}

export function takes({ takes, char, isCaseless, isWithinPart }: Step, one: string): boolean {
  if (takes === 'char') return char === (isCaseless ? one.toLowerCase() : one)
  return !isWithinPart || one !== ':'
}

/**
 * Whether a pattern speaks of the whole text, in time that grows with both lengths: only the last `many` is taken back. Those
 * within a part need no more, because their parts begin at the same colons.
 */
export function matches(pattern: Pattern, text: string): boolean {
  let [inPattern, inText] = [0, 0]
  let last: { readonly at: number; took: number } | undefined
  while (inText < text.length) {
    const [next, char] = [pattern[inPattern], text.charAt(inText)]
    if (next?.takes === 'many') {
      last = { at: inPattern, took: inText }
      inPattern += 1
    } else if (next !== undefined && takes(next, char)) {
      inPattern += 1
      inText += 1
    } else if (last !== undefined && takes(pattern[last.at] as Step, text.charAt(last.took))) {
      last.took += 1
      inPattern = last.at + 1
      inText = last.took
    } else return false
  }
  while (pattern[inPattern]?.takes === 'many') inPattern += 1
  return inPattern === pattern.length
}
