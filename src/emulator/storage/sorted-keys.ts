/** Distinct keys in their order at any moment: adding, removing and listing from any of them on never sort or copy all. */
export interface SortedKeys {
  add(key: string): void
  delete(key: string): void
  /** In order, from this one on; from the first unless given. Nothing may be added or deleted until the end. */
  from(key?: string): Iterable<string>
}

/** Keys in one block; a block that grows beyond it becomes two. */
const MOST = 512

/** Blocks of keys, each sorted and before the next. */
export function openSortedKeys(given: Iterable<string> = []): SortedKeys {
  const blocks: string[][] = [[]]

  /** The block that a key is in, or would be. */
  const blockOf = (key: string): number => Math.max(0, firstAt(blocks.length, at => (blocks[at]?.[0] ?? '') > key) - 1)
  const placeIn = (block: readonly string[], key: string): number =>
    firstAt(block.length, at => (block[at] ?? '') >= key)

  function add(key: string): void {
    const at = blockOf(key)
    const block = blocks[at] ?? []
    const place = placeIn(block, key)
    if (block[place] === key) return
    block.splice(place, 0, key)
    if (block.length > MOST) blocks.splice(at, 1, block.slice(0, MOST / 2), block.slice(MOST / 2))
  }

  function remove(key: string): void {
    const at = blockOf(key)
    const block = blocks[at] ?? []
    const place = placeIn(block, key)
    if (block[place] !== key) return
    block.splice(place, 1)
    if (block.length === 0 && blocks.length > 1) blocks.splice(at, 1)
  }

  function* from(key = ''): Generator<string> {
    const first = blockOf(key)
    for (let at = first; at < blocks.length; at += 1) {
      const block = blocks[at] ?? []
      yield* at === first ? block.slice(placeIn(block, key)) : block
    }
  }

  for (const key of given) add(key)
  return { add, delete: remove, from }
}

/** The first place of which it is so, where it is so of all after that; the length where there is none. */
export function firstAt(length: number, isSo: (at: number) => boolean): number {
  let [low, high] = [0, length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (isSo(middle)) high = middle
    else low = middle + 1
  }
  return low
}
