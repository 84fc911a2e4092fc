import type { Edit } from './mistake.ts'

const inOrder = (edits: readonly Edit[]): readonly Edit[] => [...edits].sort((a, b) => a.start - b.start)

/** Without those that an earlier one has written over. */
export function apart(edits: readonly Edit[]): readonly Edit[] {
  let end = -1
  return inOrder(edits).filter(edit => {
    if (edit.start < end) return false
    end = edit.end
    return true
  })
}

/** The text with the edits made, which are in order and apart. */
export function edited(text: string, edits: readonly Edit[]): string {
  let [result, from] = ['', 0]
  for (const { start, end, text: instead } of edits) {
    result += text.slice(from, start) + instead
    from = end
  }
  return result + text.slice(from)
}

/** Where in the text before the edits stands what is at an offset after them. */
export const before = (offset: number, edits: readonly Edit[]): number => backOver(edits)(offset)

/** The same for many offsets: how far each edit has moved what follows it is counted once. */
export function backOver(edits: readonly Edit[]): (offset: number) => number {
  let moved = 0
  const placed = edits.map(({ start, end, text }) => {
    const at = start + moved
    moved += text.length - (end - start)
    return { at, start, end: at + text.length, moved }
  })
  return offset => {
    let [low, high] = [0, placed.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((placed[middle] as { at: number }).at <= offset) low = middle + 1
      else high = middle
    }
    const last = placed[low - 1]
    if (last === undefined) return offset
    return offset < last.end ? last.start : offset - last.moved
  }
}

/** Where an edit begins in the text in which all of them are made. */
export const shifted = (start: number, edits: readonly Edit[]): number =>
  start +
  edits
    .filter(edit => edit.start < start)
    .reduce((sum, { start: from, end, text }) => sum + text.length - (end - from), 0)
