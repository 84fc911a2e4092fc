/**
 * Whether a pattern of IAM speaks of the whole text: `*` is zero or more characters, `?` is one. Without regular
 * expressions, for which a pattern of many wildcards can take for ever: only the last `*` ever takes more than at first.
 */
export function matchesWildcards(pattern: string, text: string): boolean {
  let [inPattern, inText] = [0, 0]
  let star: { readonly at: number; took: number } | undefined
  while (inText < text.length) {
    if (pattern[inPattern] === '*') {
      star = { at: inPattern, took: inText }
      inPattern += 1
    } else if (pattern[inPattern] === '?' || pattern[inPattern] === text[inText]) {
      inPattern += 1
      inText += 1
    } else if (star) {
      star.took += 1
      inPattern = star.at + 1
      inText = star.took
    } else return false
  }
  while (pattern[inPattern] === '*') inPattern += 1
  return inPattern === pattern.length
}
