import { byText, grouped } from '../collate.ts'
import type { InventoriedRepository, Inventory, InventoryTotal } from '../model.ts'
import { monthlyCostOf } from './cost.ts'

/** All together, and by the first segment of their names. */
export function totalsOf(repositories: readonly InventoriedRepository[], rate: number): Inventory['totals'] {
  const prefixes = [...grouped(repositories, ({ repository }) => prefixOf(repository))]
  return {
    all: totalOf(repositories, rate),
    prefixes: prefixes
      .map(([prefix, ofPrefix]) => ({ prefix, ...totalOf(ofPrefix, rate) }))
      .sort((one, other) => byText(one.prefix, other.prefix)),
  }
}

const prefixOf = (name: string): string => name.slice(0, name.indexOf('/') + 1)

/** The cost is that of the sum: cents of many would add up to less or more. */
function totalOf(repositories: readonly InventoriedRepository[], rate: number): InventoryTotal {
  const sum = (field: 'images' | 'bytes' | 'untagged') =>
    repositories.reduce((total, one) => total + (one[field] ?? 0), 0)
  const bytes = sum('bytes')
  return {
    repositories: repositories.length,
    images: sum('images'),
    bytes,
    untagged: sum('untagged'),
    monthlyCost: monthlyCostOf(bytes, rate),
    unread: repositories.filter(({ images }) => images === null).length,
  }
}
