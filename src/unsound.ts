/** No document of ours is as deep as that, and what walks through one may come to its end. */
const DEEPEST = 100

/**
 * What is wrong with the make of parsed JSON that somebody else may have written, before anything else is done with it: it is too
 * deep to walk through, or has a key that would change what it is read with.
 */
export function unsoundness(document: unknown, deepest = DEEPEST): string | undefined {
  let level: readonly unknown[] = [document]
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > deepest) return `it is more than ${deepest} levels deep`
    const next: unknown[] = []
    for (const value of level) {
      if (typeof value !== 'object' || value === null) continue
      if (Object.hasOwn(value, '__proto__')) return 'it has a key __proto__'
      for (const inner of Object.values(value)) if (typeof inner === 'object' && inner !== null) next.push(inner)
    }
    level = next
  }
  return undefined
}
