/**
 * Whether a tag pattern describes the whole tag: `*` is zero or more characters, and without one the tag itself is meant.
 * Each part is taken at its first place, which never has to be taken back.
 */
export function matchesPattern(pattern: string, tag: string): boolean {
  const [first = '', ...parts] = pattern.split('*')
  const last = parts.pop()
  if (last === undefined) return pattern === tag
  if (!tag.startsWith(first)) return false
  let at = first.length
  for (const part of parts) {
    const found = tag.indexOf(part, at)
    if (found === -1) return false
    at = found + part.length
  }
  return tag.length - last.length >= at && tag.endsWith(last)
}
