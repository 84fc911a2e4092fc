import { openSortedKeys } from './sorted-keys.ts'

/** Which names belong to which: tags to a digest, lists to what they hold. No name has a space. */
export interface Relation {
  add(one: string, other: string): void
  delete(one: string, other: string): void
  /** In order, from this one on; from the first unless given. */
  of(one: string, from?: string): Iterable<string>
}

export function openRelation(): Relation {
  const pairs = openSortedKeys()
  return {
    add: (one, other) => pairs.add(`${one} ${other}`),
    delete: (one, other) => pairs.delete(`${one} ${other}`),
    *of(one, from = '') {
      const start = `${one} `
      for (const pair of pairs.from(start + from)) {
        if (!pair.startsWith(start)) return
        yield pair.slice(start.length)
      }
    },
  }
}
