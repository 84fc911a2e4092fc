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
