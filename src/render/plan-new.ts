import { grouped } from '../collate.ts'
import type { Change } from '../model.ts'
import { type Item, itemsOf, type Row, rowsOf } from './plan-items.ts'
import { someNames } from './repositories.ts'

/** A repository that is not there yet, in one target: what it is to be is read as a whole. */
export interface Whole {
  readonly target: string
  readonly repository: string
  readonly items: readonly (readonly Item[])[]
  /** Equal for those that differ in nothing but single entries of a map, such as a tag. */
  readonly shape: string
  /** Equal for those that differ in nothing. */
  readonly same: string
}

/** What is planned of new repositories and not blocked, place by place. */
export function wholesOf(changes: readonly Change[]): readonly Whole[] {
  const ofNew = changes.filter(({ isOfNew, blocked }) => isOfNew && !blocked)
  const byPlace = grouped(ofNew, ({ target, repository }) => JSON.stringify([target, repository]))
  return [...byPlace.values()].map(ofPlace => {
    const [{ target, repository = '' }] = ofPlace as readonly [Change]
    const items = ofPlace.map(itemsOf)
    return {
      target,
      repository,
      items,
      shape: keyOf(items.map(ofChange => ofChange.filter(({ isOfMap }) => !isOfMap))),
      same: keyOf(items),
    }
  })
}

const keyOf = (items: Whole['items']): string =>
  JSON.stringify(items.map(ofChange => ofChange.map(item => rowsOf(item).map(row => ({ ...row, sources: [] })))))

/** All of one shape: what they have in common once, then what differs. */
export function rowsOfWholes(wholes: readonly Whole[], expand: boolean): readonly Row[] {
  const [first] = wholes as readonly [Whole, ...Whole[]]
  return first.items.flatMap((ofChange, index) => {
    const plain = ofChange
      .filter(({ isOfMap }) => !isOfMap)
      .flatMap((item, at) => (at === 0 ? rowsOf(item) : [below(item)]))
    const others = wholes.map(({ items }) => (items[index] ?? []).filter(({ isOfMap }) => !isOfMap))
    const placed = others.map(items => items.flatMap((item, at) => (at === 0 ? rowsOf(item) : [below(item)])))
    return [
      ...plain.map((row, at) =>
        withSharedSource(
          row,
          placed.map(rows => rows[at]),
        ),
      ),
      ...mapRows(wholes, index, expand),
    ]
  })
}

const below = ({ head }: Item): Row => ({ role: 'faint', label: head.label, text: head.text, sources: head.sources })

/** A line of several places names a place of the manifest only if it is the place of all of them. */
export function withSharedSource(row: Row, all: readonly (Row | undefined)[]): Row {
  const isShared = new Set(all.map(one => JSON.stringify(one?.sources))).size === 1
  return isShared ? row : { ...row, sources: [] }
}

/** Those that all have stand in one line; each other one says whose it is. */
function mapRows(wholes: readonly Whole[], index: number, expand: boolean): readonly Row[] {
  const entries = wholes.flatMap(({ repository, items }) =>
    (items[index] ?? []).filter(({ isOfMap }) => isOfMap).map(({ head }) => ({ repository, head })),
  )
  const byEntry = [...grouped(entries, ({ head }) => JSON.stringify([head.label, head.text])).values()]
  const rows = byEntry.map(same => {
    const [{ head }] = same as readonly [(typeof entries)[number]]
    const shared = withSharedSource(
      below({ head } as Item),
      same.map(one => one.head),
    )
    return {
      row: shared,
      who: [...new Set(same.map(({ repository }) => repository))],
      isOfAll: same.length === wholes.length,
    }
  })
  const common = [
    ...grouped(
      rows.filter(({ isOfAll }) => isOfAll),
      ({ row }) => row.label,
    ),
  ]
  const differing = rows.filter(({ isOfAll }) => !isOfAll)
  const shown = expand ? differing : differing.slice(0, DIFFERING)
  const more = differing.length - shown.length
  return [
    ...common.map(([label, all]) => ({
      role: 'faint' as const,
      label: `${label}s`,
      text: all.map(({ row }) => row.text).join('  '),
      sources: all.flatMap(({ row }) => row.sources),
    })),
    ...shown.map(({ row, who }) => ({ ...row, text: `${row.text} · ${someNames(who, expand)}` })),
    ...(more > 0 ? [{ role: 'faint' as const, label: '', text: `and ${more} more`, sources: [] }] : []),
  ]
}

/** So many are read one by one. */
const DIFFERING = 8
