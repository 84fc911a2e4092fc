import { byText } from '../collate.ts'
import type { InventoriedRepository } from '../model.ts'

export type InventoryColumn = keyof InventoriedRepository

/**
 * Amounts from the largest, what holds before what does not, and all else from the first: times from the longest ago, with
 * never at the beginning. What could not be read comes last; what is equal stands in its order.
 */
export function sorted(
  repositories: readonly InventoriedRepository[],
  column: InventoryColumn,
): readonly InventoriedRepository[] {
  return repositories.toSorted((one, other) => {
    const unread = Number(isUnread(one, column)) - Number(isUnread(other, column))
    return unread || compared(one[column], other[column])
  })
}

/** Who never was pushed or pulled has images that are known, and whoever nobody owns has tags that are. */
function isUnread(one: InventoriedRepository, column: InventoryColumn): boolean {
  if (one[column] !== null) return false
  if (column === 'lastPush' || column === 'lastPull') return one.images === null
  return true
}

type Value = InventoriedRepository[InventoryColumn]

function compared(one: Value, other: Value): number {
  if (typeof one === 'number' || typeof one === 'boolean') return Number(other) - Number(one)
  return byText(String(one ?? ''), String(other ?? ''))
}
