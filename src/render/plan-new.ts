import { grouped } from '../collate.ts'
import type { Change } from '../model.ts'
import { andMore } from './cut.ts'
import { type Item, itemsOf, rowsOf } from './plan-items.ts'
import { bare, noteOf, type Row, withSharedSource } from './plan-rows.ts'
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
  JSON.stringify(items.map(ofChange => ofChange.map(item => rowsOf(item).map(bare))))

/** All of one shape: what they have in common once, then what differs. */
export function rowsOfWholes(wholes: readonly Whole[], expand: boolean): readonly Row[] {
  const [first] = wholes as readonly [Whole, ...Whole[]]
  return first.items.flatMap((_, index) => {
    const [rows = [], ...others] = wholes.map(({ items }) => plainRows(items[index] ?? []))
    const merged = rows.map((row, at) => withSharedSource(row, [row, ...others.map(other => other[at])]))
    return [...merged, ...mapRows(entriesIn(wholes, index), { expand, of: wholes.length, head: rows[0] })]
  })
}

/** A change, with its settings below it. */
const plainRows = (items: readonly Item[]): readonly Row[] =>
  items.filter(({ isOfMap }) => !isOfMap).flatMap((item, at) => (at === 0 ? rowsOf(item) : [below(item.head)]))

const below = ({ label, text, sources }: Row): Row => ({ role: 'faint', label, text, sources })

/** An entry of a map, such as a tag, with the repositories that are to have it. */
interface Entry {
  readonly row: Row
  readonly places: number
  readonly who: readonly string[]
}

function entriesIn(wholes: readonly Whole[], index: number): readonly Entry[] {
  const all = wholes.flatMap(({ repository, items }) =>
    (items[index] ?? []).flatMap(({ isOfMap, head }) => (isOfMap ? [{ repository, row: below(head) }] : [])),
  )
  return [...grouped(all, ({ row }) => JSON.stringify([row.label, row.text])).values()].map(same => {
    const rows = same.map(({ row }) => row)
    return {
      row: withSharedSource(rows[0] as Row, rows),
      places: same.length,
      who: [...new Set(same.map(({ repository }) => repository))],
    }
  })
}

/** So many are read one by one. */
const DIFFERING = 8

/** Those that all have stand in one line; each other one says whose it is. */
function mapRows(
  entries: readonly Entry[],
  { expand, of, head }: { readonly expand: boolean; readonly of: number; readonly head: Row | undefined },
): readonly Row[] {
  const common = entries.filter(({ places }) => places === of).map(({ row }) => row)
  const differing = entries.filter(({ places }) => places !== of)
  const shown = expand ? differing : differing.slice(0, DIFFERING)
  const more = differing.length - shown.length
  return [
    ...[...grouped(common, ({ label }) => label)].map(([label, rows]) => joined(`${label}s`, rows, head)),
    ...shown.map(({ row, who }) => ({ ...row, text: `${row.text} · ${someNames(who, expand)}` })),
    ...(more > 0 ? [noteOf(andMore(more))] : []),
  ]
}

/** Where an entry is said at the thing itself, only the others name a place. */
function joined(label: string, rows: readonly Row[], head: Row | undefined): Row {
  const sources = rows.flatMap(row => row.sources)
  const own = new Set(head?.sources.map(source => JSON.stringify(source)))
  const others = sources.filter(source => !own.has(JSON.stringify(source)))
  const text = rows.map(row => row.text).join('  ')
  return below({ label, text, sources: others.length > 0 ? others : sources, role: 'faint' })
}
