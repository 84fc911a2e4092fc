import type { Tag } from '../model.ts'

/** The index of the tagging API: for a while after tags changed, its listings show what was there before. */
export interface TagLag {
  /** The tags as the index has them, this listing counted. */
  listed(arn: string, tags: readonly Tag[] | undefined): readonly Tag[] | undefined
}

interface Indexed {
  readonly tags: readonly Tag[] | undefined
  left: number
}

/** @param listings how many of them are behind */
export function openTagLag(listings: number): TagLag {
  if (listings === 0) return { listed: (_arn, tags) => tags }
  const index = new Map<string, Indexed>()
  return {
    listed(arn, tags) {
      const indexed = index.get(arn) ?? { tags: undefined, left: listings }
      if (isSame(indexed.tags, tags) || indexed.left === 0) {
        index.set(arn, { tags, left: listings })
        return tags
      }
      index.set(arn, { ...indexed, left: indexed.left - 1 })
      return indexed.tags
    },
  }
}

const isSame = (one: readonly Tag[] | undefined, other: readonly Tag[] | undefined) =>
  JSON.stringify(one) === JSON.stringify(other)
