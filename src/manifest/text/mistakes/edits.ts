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
export function before(offset: number, edits: readonly Edit[]): number {
  let moved = 0
  for (const { start, end, text } of edits) {
    const at = start + moved
    if (offset < at) break
    if (offset < at + text.length) return start
    moved += text.length - (end - start)
  }
  return offset - moved
}

/** Where an edit begins in the text in which all of them are made. */
export const shifted = (start: number, edits: readonly Edit[]): number =>
  start +
  edits
    .filter(edit => edit.start < start)
    .reduce((sum, { start: from, end, text }) => sum + text.length - (end - from), 0)
