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
      needs: needsOf(change, inPlace, known),
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

/** What waits for something that is blocked is blocked, too, and so is what would wait for itself. */
function withoutHope(changes: readonly Change[]): readonly Change[] {
  const circling = inCircles(changes)
  return withoutBlocked(
    changes.map(change => (circling.has(change) ? blockedBy(change, waiting(change.requires[0] as Address)) : change)),
  )
}

/** What is left when everything has been taken away, again and again, that waits for nothing that is left. */
function inCircles(changes: readonly Change[]): ReadonlySet<Change> {
  let left = changes.filter(({ requires, blocked }) => requires.length > 0 && !blocked)
  for (;;) {
    const keys = new Set(left.map(keyOf))
    const next = left.filter(({ target, requires }) => requires.some(address => keys.has(`${target} ${address}`)))
    if (next.length === left.length) return new Set(left)
    left = next
  }
}

function withoutBlocked(changes: readonly Change[]): readonly Change[] {
  const blocked = new Set(
    changes.filter(change => change.blocked && change.blocked.code !== 'CANNOT_CHANGE').map(keyOf),
  )
  const missing = ({ target, requires, blocked: own }: Change) =>
    own ? undefined : requires.find(address => blocked.has(`${target} ${address}`))
  const next = changes.map(change => {
    const address = missing(change)
    return address === undefined ? change : blockedBy(change, waiting(address))
  })
  return next.every((change, index) => change === changes[index]) ? changes : withoutBlocked(next)
}

const waiting = (address: Address) => ({
  code: 'BLOCKED_BEFORE',
  reason: `waits for ${address}, which is not made`,
  hint: 'Mend what keeps that one from being made first.',
})

function needsOf(
  change: Change,
  inPlace: ReadonlyMap<string, readonly Change[]>,
  known: ReadonlyMap<string, Change>,
): readonly Address[] {
  const isDelete = change.action === 'delete'
  const kinds = isDelete
    ? KINDS.filter(({ needs }) => needs.includes(change.kind)).map(({ key }) => key)
    : kindOf(change.kind).needs
  const usual = kinds
    .flatMap(kind => inPlace.get(`${placeOf(change)} ${kind}`) ?? [])
    .filter(
      other =>
        other.address !== change.address &&
        (other.action === 'delete') === isDelete &&
        !other.requires.includes(change.address),
    )
    .map(({ address }) => address)
  const required = change.requires.filter(address => known.has(`${change.target} ${address}`))
  return [...new Set([...usual, ...required])]
}
