import { byText, grouped } from '../collate.ts'
import type { Change, Plan, Unread } from '../model.ts'
import { type Row, rowsOf, unreadRow } from './plan-rows.ts'
import { isFailureOf } from './targets.ts'

/** What is said of one repository, or of several that are equal, in one target or alike in several; or of things of the registry. */
export interface Block {
  readonly title: string
  readonly targets: readonly string[]
  readonly isOfRegistry: boolean
  readonly rows: readonly Row[]
}

interface Said {
  readonly target: string
  /** Empty for the registry. */
  readonly repository: string
  readonly rows: readonly Row[]
  /** Equal for what is said alike, wherever it is declared. */
  readonly key: string
}

/** What is said alike of one repository in these targets. */
interface Spread {
  readonly repository: string
  readonly targets: readonly string[]
  readonly key: string
  readonly said: readonly Said[]
}

/** Every repository in order; equal changes of several once, and what cannot change by itself, because it asks for nothing. */
export function blocksOf({ changes, targets }: Pick<Plan, 'changes' | 'targets'>, expand: boolean): readonly Block[] {
  const fixed = changes
    .filter(isFixed)
    .map(change => said(change.target, change.repository ?? '', { changes: [change] }))
  const alike = grouped(fixed, ({ key }) => key)
  const isShared = ({ key }: Said) => !expand && new Set(alike.get(key)?.map(({ repository }) => repository)).size > 1
  const changesIn = grouped(
    changes.filter(change => !isFixed(change)),
    ({ target }) => target,
  )
  const fixedIn = grouped(
    fixed.filter(one => !isShared(one)),
    ({ target }) => target,
  )
  const own = targets.flatMap(({ name, unread }) =>
    ownOf(name, {
      changes: changesIn.get(name) ?? [],
      unread: unread.filter(one => !isFailureOf(name, one)),
      fixed: fixedIn.get(name) ?? [],
    }),
  )
  const groups = [...groupsOf(own, expand), ...groupsOf(fixed.filter(isShared), expand)]
  return groups.map(group => blockOf(group, expand)).sort((a, b) => byText(a.first, b.first))
}

const isFixed = ({ blocked }: Change): boolean => blocked?.code === 'CANNOT_CHANGE'

interface OfTarget {
  readonly changes: readonly Change[]
  readonly unread: readonly Unread[]
  readonly fixed: readonly Said[]
}

/** All that is said of each repository of a target. */
function ownOf(target: string, { changes, unread, fixed }: OfTarget): readonly Said[] {
  const changesOf = grouped(changes, ({ repository }) => repository ?? '')
  const unreadOf = grouped(unread, ({ repository }) => repository ?? '')
  const fixedOf = grouped(fixed, ({ repository }) => repository)
  const names = new Set([...changesOf.keys(), ...unreadOf.keys(), ...fixedOf.keys()])
  return [...names].sort(byText).flatMap(repository => {
    const changed = changesOf.get(repository) ?? []
    const notRead = unreadOf.get(repository) ?? []
    const below = fixedOf.get(repository) ?? []
    if (repository === '') return [...eachOf(target, changed, notRead), ...below]
    const one = said(target, repository, { changes: changed, unread: notRead })
    return {
      target,
      repository,
      rows: [...one.rows, ...below.flatMap(({ rows }) => rows)],
      key: [one, ...below].map(({ key }) => key).join(),
    }
  })
}

/** Things of a registry have nothing to do with each other: one that is different in each target leaves the others alike. */
const eachOf = (target: string, changes: readonly Change[], unread: readonly Unread[]): readonly Said[] => [
  ...changes.map(change => said(target, '', { changes: [change] })),
  ...unread.map(one => said(target, '', { unread: [one] })),
]

function said(
  target: string,
  repository: string,
  { changes = [], unread = [] }: { changes?: readonly Change[] | undefined; unread?: readonly Unread[] | undefined },
): Said {
  const rows = [...changes.flatMap(rowsOf), ...unread.map(unreadRow)]
  return { target, repository, rows, key: JSON.stringify(rows.map(row => ({ ...row, sources: [] }))) }
}

/**
 * What is the same of a repository in several targets is one, and then repositories that are equal in the same targets, or
 * all that is said of the registry in the same ones.
 */
function groupsOf(all: readonly Said[], expand: boolean): readonly (readonly Spread[])[] {
  const spread = [...grouped(all, ({ repository, key }) => JSON.stringify([repository, key])).values()].map(spreadOf)
  const keyOf = ({ repository, key, targets }: Spread) =>
    JSON.stringify([repository === '' || key, targets, expand && repository])
  return [...grouped(spread, keyOf).values()]
}

function spreadOf(said: readonly Said[]): Spread {
  const [{ repository, key }] = said as readonly [Said]
  return { repository, key, targets: said.map(({ target }) => target), said }
}

function blockOf(group: readonly Spread[], expand: boolean): Block & { readonly first: string } {
  const [{ repository, targets }] = group as readonly [Spread]
  const isOfRegistry = repository === ''
  const rows = isOfRegistry
    ? group.flatMap(({ said }) => rowsOfAll(said))
    : rowsOfAll(group.flatMap(({ said }) => said))
  const names = isOfRegistry ? [repository] : group.map(one => one.repository)
  return { first: repository, title: namesText(names, expand), targets, isOfRegistry, rows }
}

function rowsOfAll(all: readonly Said[]): readonly Row[] {
  const [one] = all as readonly [Said]
  return one.rows.map((row, index) => (isSharedSource(all, index) ? row : { ...row, sources: [] }))
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
