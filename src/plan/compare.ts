import { isFields, isSame } from '../kinds/canonical.ts'
import type { Path } from '../kinds/kind.ts'
import { pathText } from '../kinds/path.ts'

/** Paths at which two canonical values differ, in order; a list of plain values is a set and differs as one. `[]`: they are equal. */
export function changedPaths(before: unknown, after: unknown): readonly string[] {
  return differing(before, after, []).map(pathText)
}

function differing(before: unknown, after: unknown, path: Path): readonly Path[] {
  if (isSame(before, after)) return []
  if (isFields(before) && isFields(after)) return inFields(before, after, path)
  if (isListOfFields(before) && isListOfFields(after)) return inList(before, after, path)
  return [path]
}

const isListOfFields = (value: unknown): value is readonly object[] =>
  Array.isArray(value) && value.length > 0 && value.every(isFields)

function inFields(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
  path: Path,
): readonly Path[] {
  const own = (fields: Readonly<Record<string, unknown>>, key: string) =>
    Object.hasOwn(fields, key) ? fields[key] : undefined
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort()
  return keys.flatMap(key => differing(own(before, key), own(after, key), [...path, key]))
}

/** What is equal at both ends falls away: an item more or less in the middle is one path, not all that follow it. */
function inList(before: readonly object[], after: readonly object[], path: Path): readonly Path[] {
  const shorter = Math.min(before.length, after.length)
  let start = 0
  while (start < shorter && isSame(before[start], after[start])) start += 1
  let end = 0
  while (end < shorter - start && isSame(before.at(-1 - end), after.at(-1 - end))) end += 1
  const length = Math.max(before.length, after.length) - end - start
  return Array.from({ length }, (_, offset) => start + offset).flatMap(index => {
    const [was, is] = [
      before.length - end > index ? before[index] : undefined,
      after.length - end > index ? after[index] : undefined,
    ]
    return differing(was, is, [...path, index])
  })
}
