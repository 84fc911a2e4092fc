import { byText, grouped } from '../collate.ts'
import type { Change, Plan, Unread } from '../model.ts'
import { type Row, rowsOf, unreadRow } from './plan-rows.ts'
import { isFailureOf } from './targets.ts'

/** What is said of one repository, or of several that are equal, in one target or alike in several. */
export interface Block {
  readonly title: string
  readonly targets: readonly string[]
  readonly isOfRegistry: boolean
  readonly rows: readonly Row[]
}

/** A change, or something unread, of one place in one target; or all of a repository to which things are only added. */
interface Said {
  readonly target: string
  /** Empty for the registry. */
  readonly repository: string
  readonly rows: readonly Row[]
  /** Equal for what is said alike, wherever it is declared. */
  readonly key: string
}

/** All that is said alike of one place in the very same targets. */
interface Spread {
  readonly repository: string
  readonly targets: readonly string[]
  readonly key: string
  /** Each thing that is said, in each of the targets. */
  readonly things: readonly (readonly Said[])[]
}

/** Every repository in order; equal changes of several once, and what cannot change by itself, because it asks for nothing. */
export function blocksOf({ changes, targets }: Pick<Plan, 'changes' | 'targets'>, expand: boolean): readonly Block[] {
  const fixed = changes.filter(isFixed).map(saidOf)
  const alike = grouped(fixed, ({ key }) => key)
  const isShared = ({ key }: Said) => !expand && new Set(alike.get(key)?.map(({ repository }) => repository)).size > 1
  const own = [
    ...together(changes.filter(change => !isFixed(change))),
    ...targets.flatMap(({ name, unread }) =>
      unread.filter(one => !isFailureOf(name, one)).map(one => unreadOf(name, one)),
    ),
    ...fixed.filter(one => !isShared(one)),
  ]
  const names = targets.map(({ name }) => name)
  const groups = [...groupsOf(own, names, expand), ...groupsOf(fixed.filter(isShared), names, expand)]
  return groups.map(group => blockOf(group, expand)).sort((a, b) => byText(a.first, b.first))
}

const isFixed = ({ blocked }: Change): boolean => blocked?.code === 'CANNOT_CHANGE'

/** What a repository is to be is read as a whole, and what is to become of it, or of the registry, change by change. */
function together(changes: readonly Change[]): readonly Said[] {
  const byPlace = grouped(changes, ({ target, repository = '' }) => JSON.stringify([target, repository]))
  return [...byPlace.values()].flatMap(ofPlace => {
    const [{ target, repository }] = ofPlace as readonly [Change]
    const isWhole = repository !== undefined && ofPlace.every(({ action }) => action === 'create')
    return isWhole ? [said(target, repository, ofPlace.flatMap(rowsOf))] : ofPlace.map(saidOf)
  })
}

const saidOf = (change: Change): Said => said(change.target, change.repository, rowsOf(change))
const unreadOf = (target: string, unread: Unread): Said => said(target, unread.repository, [unreadRow(unread)])

const said = (target: string, repository = '', rows: readonly Row[]): Said => ({
  target,
  repository,
  rows,
  key: JSON.stringify(rows.map(row => ({ ...row, sources: [] }))),
})

/** What is the same of a place in several targets is one, and then repositories that are equal in the same targets. */
function groupsOf(all: readonly Said[], targets: readonly string[], expand: boolean): readonly (readonly Spread[])[] {
  const byPlace = [...grouped(all, ({ repository }) => repository)].sort(([one], [other]) => byText(one, other))
  const spread = byPlace.flatMap(([, ofPlace]) => spreadsOf(ofPlace, targets))
  const keyOf = ({ repository, key, targets }: Spread) => JSON.stringify([key, targets, expand && repository])
  return [...grouped(spread, keyOf).values()]
}

/** Of one place: what is said in most of the targets first. */
function spreadsOf(ofPlace: readonly Said[], order: readonly string[]): readonly Spread[] {
  const things = [...grouped(ofPlace, ({ key }) => key).values()]
  const targetsOf = (thing: readonly Said[]) => {
    const names = new Set(thing.map(({ target }) => target))
    return order.filter(name => names.has(name))
  }
  const orderOf = ({ targets: [first = ''] }: Spread) => order.indexOf(first)
  return [...grouped(things, thing => JSON.stringify(targetsOf(thing))).values()]
    .map(alike => ({
      repository: ofPlace[0]?.repository ?? '',
      targets: targetsOf(alike[0] ?? []),
      key: alike.map(([one]) => one?.key).join(),
      things: alike,
    }))
    .sort((a, b) => b.targets.length - a.targets.length || orderOf(a) - orderOf(b))
}

function blockOf(group: readonly Spread[], expand: boolean): Block & { readonly first: string } {
  const [{ repository, targets, things }] = group as readonly [Spread]
  const rows = things.flatMap((thing, index) => {
    const all = group.flatMap(({ things }) => things[index] ?? [])
    return (thing[0]?.rows ?? []).map((row, at) => (isSharedSource(all, at) ? row : { ...row, sources: [] }))
  })
  return {
    first: repository,
    title: namesText(
      group.map(({ repository }) => repository),
      expand,
    ),
    targets,
    isOfRegistry: repository === '',
    rows,
  }
}

/** A line of several repositories or targets names a place only if it is the place of all of them. */
const isSharedSource = (all: readonly Said[], index: number): boolean =>
  new Set(all.map(({ rows }) => JSON.stringify(rows[index]?.sources))).size === 1

const SHOWN_NAMES = 8

/** `a`, or `3 repositories: a, b, c`; what belongs to no repository belongs to the registry. */
export function namesText(names: readonly string[], expand: boolean, most = SHOWN_NAMES): string {
  if (names.length === 1) return names[0] || 'the registry'
  const shown = expand ? names : names.slice(0, most)
  const more = names.length - shown.length
  return `${names.length} repositories: ${shown.join(', ')}${more > 0 ? ` and ${more} more (--expand lists all)` : ''}`
}
