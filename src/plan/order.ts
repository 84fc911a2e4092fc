import { addressOf } from '../kinds/address.ts'
import { byText } from '../kinds/canonical.ts'
import { KINDS, kindOf } from '../kinds/index.ts'
import type { Address, Change } from '../model.ts'

const rank = new Map(KINDS.map(({ key }, index) => [key, index]))
const rankOf = ({ kind, action }: Change): number => (rank.get(kind) ?? 0) * (action === 'delete' ? -1 : 1)

/** Every change with what it waits for, in the one order in which a plan is printed: deletes after all else, reversed. */
export function order(changes: readonly Change[]): readonly Change[] {
  const live = new Map<Address, Change>(
    changes.filter(({ blocked }) => blocked?.code !== 'CANNOT_CHANGE').map(change => [change.address, change]),
  )
  return changes
    .map(change => ({ ...change, needs: needsOf(change, live) }))
    .sort(
      (a, b) =>
        Number(a.action === 'delete') - Number(b.action === 'delete') ||
        byText(a.repository ?? '', b.repository ?? '') ||
        rankOf(a) - rankOf(b) ||
        byText(a.address, b.address) ||
        byText(a.paths[0] ?? '', b.paths[0] ?? ''),
    )
}

function needsOf(change: Change, changes: ReadonlyMap<Address, Change>): readonly Address[] {
  const { repository } = change
  if (repository === undefined) return []
  const isThere = (isDelete: boolean) => (address: Address) => {
    const found = changes.get(address)
    return found !== undefined && found.address !== change.address && (found.action === 'delete') === isDelete
  }
  if (change.action !== 'delete')
    return kindOf(change.kind)
      .needs.map(key => addressOf(key, repository))
      .filter(isThere(false))
  const dependents = KINDS.filter(({ needs }) => needs.includes(change.kind))
  return dependents.map(({ key }) => addressOf(key, repository)).filter(isThere(true))
}
