import { grouped } from '../collate.ts'
import type { Change } from '../model.ts'
import { keyOf } from '../plan/places.ts'

/** A change that waits for itself in the end, for which a run would wait forever; undefined where none does. What is blocked waits for nothing. */
export function circleIn(all: readonly Change[]): Change | undefined {
  const changes = all.filter(({ blocked }) => blocked === undefined)
  const at = grouped(changes, keyOf)
  const neededBy = new Map<Change, Change[]>()
  const missing = new Map<Change, number>()
  for (const change of changes) {
    const first = [...new Set(change.needs.map(keyOf))].flatMap(key => at.get(key) ?? [])
    missing.set(change, first.length)
    for (const one of first) {
      const others = neededBy.get(one)
      if (others) others.push(change)
      else neededBy.set(one, [change])
    }
  }
  const ready = changes.filter(change => missing.get(change) === 0)
  for (let next = ready.pop(); next !== undefined; next = ready.pop()) {
    missing.delete(next)
    for (const later of neededBy.get(next) ?? []) {
      const left = (missing.get(later) ?? 0) - 1
      missing.set(later, left)
      if (left === 0) ready.push(later)
    }
  }
  return [...missing.keys()][0]
}
