import { byText, grouped } from '../collate.ts'
import { KINDS, kindOf } from '../kinds/index.ts'
import type { Whereabouts } from '../kinds/kind.ts'
import type { Change, Need } from '../model.ts'
import { onceFor } from '../once.ts'
import { blockedBy } from './changes.ts'
import { drawnHere, keyOf, placeOf, type Registry, registryKey } from './places.ts'
import { blockedThere } from './waiting.ts'

const rank = new Map(KINDS.map(({ key }, index) => [key, index]))
const rankOf = ({ kind, action }: Change): number => (rank.get(kind) ?? 0) * (action === 'delete' ? -1 : 1)

/**
 * Every change of these targets with what it waits for, in the one order in which a plan is printed: deletes after all else,
 * reversed.
 */
export function order(changes: readonly Change[], targets: readonly Registry[]): readonly Change[] {
  const settled = withoutHope(afterTheirCopies(changes))
  const made = settled.filter(({ blocked }) => blocked?.code !== 'CANNOT_CHANGE')
  const inPlace = grouped(made, change => `${placeOf(change)} ${change.kind}`)
  const known = new Map(made.map(change => [keyOf(change), change]))
  const registries = new Map(targets.map(target => [registryKey(target), target.name]))
  const graph: Graph = { inPlace, known, registries, awaited: onceFor(change => awaitedBy(change, graph)) }
  const position = new Map(targets.map(({ name }, index) => [name, index]))
  const positionOf = ({ target }: Change): number => position.get(target) ?? targets.length
  return settled
    .map(change => ({
      ...change,
      requires: change.requires.filter(need => known.has(keyOf(need))),
      needs: needsOf(change, graph),
    }))
    .sort(
      (a, b) =>
        Number(a.action === 'delete') - Number(b.action === 'delete') ||
        positionOf(a) - positionOf(b) ||
        byText(a.repository ?? '', b.repository ?? '') ||
        rankOf(a) - rankOf(b) ||
        byText(a.address, b.address) ||
        byText(a.paths[0] ?? '', b.paths[0] ?? ''),
    )
}

/** What is copied goes only when the copy is there, wherever in the registry that is. */
function afterTheirCopies(changes: readonly Change[]): readonly Change[] {
  const copies = changes.flatMap(change => {
    const drawn = change.action === 'delete' ? undefined : drawnHere(change)
    return drawn === undefined ? [] : keysOf(change.target, drawn).map(key => ({ key, change }))
  })
  if (copies.length === 0) return changes
  const copiesOf = grouped(copies, ({ key }) => key)
  return changes.map(change => {
    const taken = change.action === 'delete' ? kindOf(change.kind).takes?.(change.name, change.want) : undefined
    if (taken === undefined) return change
    const digest = taken.digest ?? (change.before?.imageDigest as string | undefined)
    const isOne = taken.tag !== undefined || taken.digest !== undefined
    const keys = keysOf(change.target, { ...taken, ...(isOne && { digest }) })
    const waited = (isOne ? keys.slice(1) : keys).flatMap(key => copiesOf.get(key) ?? [])
    return { ...change, requires: distinct([...change.requires, ...waited.map(one => needFor(one.change))]) }
  })
}

const needFor = ({ target, address }: Change): Need => ({ target, address })

const distinct = (needs: readonly Need[]): readonly Need[] => [
  ...new Map(needs.map(need => [keyOf(need), need])).values(),
]

/** The repository, and what in it. */
const keysOf = (target: string, { repositoryName, tag, digest }: Whereabouts): readonly string[] => [
  `${target} ${repositoryName}`,
  ...(tag === undefined ? [] : [`${target} ${repositoryName}:${tag}`]),
  ...(digest === undefined ? [] : [`${target} ${repositoryName}@${digest}`]),
]

/** What waits for something that is blocked is blocked, too, and so is what waits for itself in the end. */
function withoutHope(changes: readonly Change[]): readonly Change[] {
  const planned = new Set(changes.filter(({ blocked }) => blocked?.code !== 'CANNOT_CHANGE').map(keyOf))
  const open = changes.filter(({ blocked }) => blocked === undefined)
  const required = new Map(
    open.map(change => [
      change,
      new Map(change.requires.filter(need => planned.has(keyOf(need))).map(need => [keyOf(need), need])),
    ]),
  )
  const waitingFor = grouped(
    open.flatMap(change => [...(required.get(change) ?? new Map()).keys()].map((key: string) => ({ change, key }))),
    ({ key }) => key,
  )
  const ready = open.filter(change => required.get(change)?.size === 0)
  for (let next = ready.pop(); next !== undefined; next = ready.pop())
    for (const { change, key } of waitingFor.get(keyOf(next)) ?? []) {
      const left = required.get(change)
      if (left?.delete(key) && left.size === 0) ready.push(change)
    }
  return changes.map(change => {
    const [need] = required.get(change)?.values() ?? []
    return need === undefined ? change : blockedBy(change, blockedThere(need.address))
  })
}

interface Graph {
  /** Changes of one kind in one place. */
  readonly inPlace: ReadonlyMap<string, readonly Change[]>
  readonly known: ReadonlyMap<string, Change>
  /** Names of targets, by account and region. */
  readonly registries: ReadonlyMap<string, string>
  /** All that a change waits for, over any number of others. */
  awaited(change: Change): ReadonlySet<Change>
}

/** What it requires, and what usually comes before it, but for what waits for it. */
function needsOf(change: Change, graph: Graph): readonly Need[] {
  const usual = [...usualOf(change, graph), ...elsewhereOf(change, graph)]
  const hopeful = usual.filter(other => !graph.awaited(other).has(change))
  return distinct([...hopeful, ...requiredOf(change, graph)].map(needFor))
}

const requiredOf = ({ requires }: Change, { known }: Graph): readonly Change[] =>
  requires.flatMap(need => known.get(keyOf(need)) ?? [])

/** By their kinds; deletes wait for deletes alone, the other way round. */
function usualOf(change: Change, { inPlace }: Graph): readonly Change[] {
  const isDelete = change.action === 'delete'
  const kinds = isDelete
    ? KINDS.filter(({ needs }) => needs.includes(change.kind)).map(({ key }) => key)
    : kindOf(change.kind).needs
  return kinds
    .flatMap(kind => inPlace.get(`${placeOf(change)} ${kind}`) ?? [])
    .filter(other => other.address !== change.address && (other.action === 'delete') === isDelete)
    .filter(other => (isDelete ? needsThing(other, change) : needsThing(change, other)))
}

const needsThing = ({ kind, name }: Change, needed: Change): boolean => kindOf(kind).needsThing?.(name, needed) ?? true

/** In registries of other targets: a kind that stands before this one in the list never waits for it in turn. */
function elsewhereOf(
  { kind: key, want, target: own, action }: Change,
  { inPlace, registries }: Graph,
): readonly Change[] {
  if (action === 'delete' || want === null) return []
  const { needs, needsIn } = kindOf(key)
  const targets = (needsIn?.(want) ?? []).flatMap(registry => registries.get(registryKey(registry)) ?? [])
  return targets
    .filter(target => target !== own)
    .flatMap(target => needs.map(kind => `${placeOf({ target, scope: 'registry' })} ${kind}`))
    .flatMap(place => inPlace.get(place) ?? [])
    .filter(other => other.action !== 'delete')
}

/** A repository that becomes immutable waits for a tag, and that for the image that it moves to. */
function awaitedBy(change: Change, graph: Graph): ReadonlySet<Change> {
  const awaited = new Set<Change>()
  const open = [...requiredOf(change, graph)]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (awaited.has(next)) continue
    awaited.add(next)
    open.push(...requiredOf(next, graph), ...usualOf(next, graph))
  }
  return awaited
}
