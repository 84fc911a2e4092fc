const LONGEST = 40

/** A text from outside as a part of a name: small letters, digits and dashes; empty where it has none of these. */
export const slugOf = (text: string): string =>
  text
    .slice(0, LONGEST * 4)
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, LONGEST)
    .replace(/^-|-$/g, '')

/** Parts of a name, of which none is lacking, one behind the other. */
export function joinedSlugs(parts: readonly (string | undefined)[]): string | undefined {
  const known = parts.filter(part => part !== undefined && part !== '')
  const name = [...new Set(known)].join('-')
  return known.length === parts.length && name !== '' && name.length <= LONGEST ? name : undefined
}
