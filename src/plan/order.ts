import { byText, grouped } from '../collate.ts'
import { KINDS, kindOf } from '../kinds/index.ts'
import type { Address, Change } from '../model.ts'
import { blockedBy } from './changes.ts'

const rank = new Map(KINDS.map(({ key }, index) => [key, index]))
const rankOf = ({ kind, action }: Change): number => (rank.get(kind) ?? 0) * (action === 'delete' ? -1 : 1)

/** Every change with what it waits for, in the one order in which a plan is printed: deletes after all else, reversed. */
export function order(changes: readonly Change[]): readonly Change[] {
  const settled = withoutHope(changes)
  const made = settled.filter(({ blocked }) => blocked?.code !== 'CANNOT_CHANGE')
  const inPlace = grouped(made, change => `${placeOf(change)} ${change.kind}`)
  const known = new Map(made.map(change => [keyOf(change), change]))
  return settled
    .map(change => ({
      ...change,
      requires: change.requires.filter(address => known.has(`${change.target} ${address}`)),
      needs: needsOf(change, { inPlace, known }),
    }))
    .sort(
      (a, b) =>
        Number(a.action === 'delete') - Number(b.action === 'delete') ||
        byText(a.target, b.target) ||
        byText(a.repository ?? '', b.repository ?? '') ||
        rankOf(a) - rankOf(b) ||
        byText(a.address, b.address) ||
        byText(a.paths[0] ?? '', b.paths[0] ?? ''),
    )
}

/** An address means one thing in each target. */
export const keyOf = ({ target, address }: Pick<Change, 'target' | 'address'>): string => `${target} ${address}`

const placeOf = ({ target, scope, repository }: Change): string => `${target} ${scope} ${repository ?? ''}`

/** What waits for something that is blocked is blocked, too, and so is what waits for itself in the end. */
function withoutHope(changes: readonly Change[]): readonly Change[] {
  const planned = new Set(changes.filter(({ blocked }) => blocked?.code !== 'CANNOT_CHANGE').map(keyOf))
  const open = changes.filter(({ blocked }) => blocked === undefined)
  const hopeful = new Set<string>()
  const missing = ({ target, requires }: Change) =>
    requires.find(address => {
      const key = keyOf({ target, address })
      return planned.has(key) && !hopeful.has(key)
    })
  for (let before = -1; before !== hopeful.size; ) {
    before = hopeful.size
    for (const change of open) if (missing(change) === undefined) hopeful.add(keyOf(change))
  }
  return changes.map(change => {
    const address = change.blocked ? undefined : missing(change)
    return address === undefined ? change : blockedBy(change, waiting(address))
  })
}

const waiting = (address: Address) => ({
  code: 'BLOCKED_BEFORE',
  reason: `waits for ${address}, which is blocked`,
  hint: 'Mend what blocks that one first.',
})

interface Graph {
  /** Changes of one kind in one place. */
  readonly inPlace: ReadonlyMap<string, readonly Change[]>
  readonly known: ReadonlyMap<string, Change>
}

/** What it requires, and what usually comes before it, but for what waits for it. */
function needsOf(change: Change, graph: Graph): readonly Address[] {
  const usual = usualOf(change, graph).filter(other => !waitsFor(other, change, graph))
  return [...new Set([...usual, ...requiredOf(change, graph)].map(({ address }) => address))]
}

const requiredOf = ({ target, requires }: Change, { known }: Graph): readonly Change[] =>
  requires.flatMap(address => known.get(keyOf({ target, address })) ?? [])

/** By their kinds; deletes wait for deletes alone, the other way round. */
function usualOf(change: Change, { inPlace }: Graph): readonly Change[] {
  const isDelete = change.action === 'delete'
  const kinds = isDelete
    ? KINDS.filter(({ needs }) => needs.includes(change.kind)).map(({ key }) => key)
    : kindOf(change.kind).needs
  return kinds
    .flatMap(kind => inPlace.get(`${placeOf(change)} ${kind}`) ?? [])
    .filter(other => other.address !== change.address && (other.action === 'delete') === isDelete)
}

/** Over any number of others: a repository that becomes immutable waits for a tag, and that for the image it moves to. */
function waitsFor(from: Change, change: Change, graph: Graph): boolean {
  const passed = new Set<Change>()
  const open = [...requiredOf(from, graph)]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next === change) return true
    if (!passed.has(next)) open.push(...requiredOf(next, graph), ...usualOf(next, graph))
    passed.add(next)
  }
  return false
}
