/**
 * Whether a tag pattern describes the whole tag: `*` is zero or more characters, and without one the tag itself is meant.
 * Each part is taken at its first place, which never has to be taken back.
 */
export const matchesPattern = (pattern: string, tag: string): boolean => matcherOf(pattern)(tag)

/** The same for many tags. */
export function matcherOf(pattern: string): (tag: string) => boolean {
  const [first = '', ...parts] = pattern.split('*')
  const last = parts.pop()
  if (last === undefined) return tag => tag === pattern
  return tag => {
    if (!tag.startsWith(first)) return false
    let at = first.length
    for (const part of parts) {
      const found = tag.indexOf(part, at)
      if (found === -1) return false
      at = found + part.length
    }
    return tag.length - last.length >= at && tag.endsWith(last)
  }
}

/** Whether each tag that the one describes is described by the other as well: what `*` stands for, only a `*` takes for sure. */
export const coversPattern = (wide: string, narrow: string): boolean =>
  matchesPattern(wide, narrow.replaceAll('*', ANYTHING))

/** No character of a tag or of a pattern. */
const ANYTHING = '\u0000'

/** Whether some tag is described by both. */
export function patternsMeet(one: string, other: string): boolean {
  // Of the row above: whether the rest of the one, from there, can be the same text as the rest of the other.
  let rest = Array.from({ length: other.length + 1 }, (_, at) => /^\**$/.test(other.slice(at)))
  for (const character of [...one].toReversed()) {
    const row = [...rest]
    for (let at = other.length; at >= 0; at--) {
      const next = other[at]
      if (character === '*' || next === '*') row[at] = rest[at] === true || row[at + 1] === true
      else row[at] = next === character && rest[at + 1] === true
    }
    rest = row
  }
  return rest[0] === true
}
