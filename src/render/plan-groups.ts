import { byText, grouped } from '../collate.ts'
import { counted } from '../words.ts'
import { lossRows } from './losses.ts'
import { type Item, type Part, type Row, rowsOf } from './plan-items.ts'
import { withSharedSource } from './plan-new.ts'
import { someNames } from './repositories.ts'

/** One thing that happens to several repositories. */
export interface Group {
  readonly head: Row
  /** Whose it is. */
  readonly who: string
  readonly names: readonly string[]
  readonly targets: readonly string[]
  /** Each of the repositories is in all of these targets. */
  readonly isInEach: boolean
  readonly rows: readonly Row[]
}

export interface Page {
  /** Names of all targets, in the order of the plan. */
  readonly order: readonly string[]
  readonly expand: boolean
}

/** The same things, together: of one label side by side, the largest first. */
export function groupsOf(shared: readonly (readonly Item[])[], page: Page): readonly Group[] {
  const groups = shared.flatMap(same => groupsFor(same, page))
  const largest = new Map<string, number>()
  for (const { head, size } of groups) largest.set(head.label, Math.max(size, largest.get(head.label) ?? 0))
  return groups
    .sort(
      (a, b) =>
        rankOf(a) - rankOf(b) ||
        (largest.get(b.head.label) ?? 0) - (largest.get(a.head.label) ?? 0) ||
        byText(a.head.label, b.head.label) ||
        b.size - a.size,
    )
    .map(({ size: _, ...group }) => group)
}

/** Equal for what is said alike, wherever it is declared: of a document, for what it becomes. */
export function sameOf({ repository, head, general, becomes, body }: Item): string {
  const { symbol, label, text } = head
  const isOfRegistry = repository === ''
  return JSON.stringify([
    isOfRegistry,
    symbol,
    label,
    becomes && !isOfRegistry ? [becomes.named, becomes.does] : [general ?? text, body.map(part => part.map(bare))],
  ])
}

const bare = (row: Row): Row => ({ ...row, sources: [] })

export const isShared = (same: readonly Item[]): boolean => new Set(same.map(({ repository }) => repository)).size > 1

/** What is done comes first, then what is not, and what cannot be. */
const RANKS = ['!', '?', '≠']
const rankOf = ({ head }: Group): number => RANKS.indexOf(head.symbol ?? '')

/** One; with all names, one for those that are in the very same targets. */
function groupsFor(same: readonly Item[], page: Page): readonly (Group & { readonly size: number })[] {
  const byRepository = [...grouped(same, ({ repository }) => repository)].sort(([a], [b]) => byText(a, b))
  const targetsOf = (items: readonly Item[]) => inOrder(items, page)
  const sets = grouped(byRepository, ([, items]) => JSON.stringify(targetsOf(items)))
  const parts = page.expand ? [...sets.values()] : [byRepository]
  return parts.map(part => {
    const items = part.flatMap(([, ofOne]) => ofOne)
    return { ...groupOf(items, page), isInEach: page.expand || sets.size === 1, size: items.length }
  })
}

export const inOrder = (said: readonly { readonly target: string }[], { order }: Page): readonly string[] => {
  const names = new Set(said.map(({ target }) => target))
  return order.filter(name => names.has(name))
}

function groupOf(items: readonly Item[], page: Page): Omit<Group, 'isInEach'> {
  const repositories = [...new Set(items.map(({ repository }) => repository))]
  const [head, ...rows] = rowsTogether(items, page) as readonly [Row, ...Row[]]
  return {
    head,
    who: counted(repositories.length, 'repository', 'repositories'),
    names: repositories,
    targets: inOrder(items, page),
    rows,
  }
}

/** What is the same of several places, and below it what only some of them have. */
function rowsTogether(items: readonly Item[], page: Page): readonly Row[] {
  const [{ head, general, becomes, body }] = items as readonly [Item, ...Item[]]
  const isAlike = new Set(items.map(one => JSON.stringify(one.body.map(part => part.map(bare))))).size === 1
  const [only, ...others] = body.flat()
  const isShort = isAlike && head.text === '' && becomes?.named === undefined && isPlain(only) && others.length === 0
  const does = becomes && !isAlike ? becomes.does : undefined
  const text = isShort ? only.text : becomes ? (becomes.named ?? does ?? head.text) : (general ?? head.text)
  const placed = items.map(one => (isShort ? one.body[0]?.[0] : one.head))
  return [
    withSharedSource({ ...head, text, sources: placed[0]?.sources ?? [] }, placed),
    ...(becomes?.named !== undefined && does !== undefined ? [{ ...NOTE, text: does }] : []),
    ...(isShort
      ? []
      : isAlike || page.expand || becomes === undefined
        ? bodyRows(items, page)
        : replacedRows(items, page)),
    ...lossRows(items, page.expand),
  ]
}

/** The same of one place in several targets. */
export function rowsAlike(items: readonly Item[], page: Page): readonly Row[] {
  const said = items.map(rowsOf)
  const isAlike = new Set(said.map(rows => JSON.stringify(rows.map(bare)))).size === 1
  const [first = []] = said
  return isAlike
    ? first.map((row, at) =>
        withSharedSource(
          row,
          said.map(rows => rows[at]),
        ),
      )
    : rowsTogether(items, page)
}

const isPlain = (row: Row | undefined): row is Row => row !== undefined && row.label === '' && row.role === 'faint'

const NOTE = { role: 'faint', label: '', text: '', sources: [] } as const satisfies Row

/** What a document replaces is read as it was, and not rule by rule. */
function replacedRows(items: readonly Item[], page: Page): readonly Row[] {
  const replaced = [...grouped(items, ({ becomes }) => becomes?.did ?? '')].filter(([did]) => did !== '')
  const held = replaced.map(([did, holders]) => ({
    part: [{ ...NOTE, text: `instead of ${did}` }],
    holders,
  }))
  return heldRows(held, items, page)
}

/** A part that all have once; one that only some have with their names. */
function bodyRows(items: readonly Item[], page: Page): readonly Row[] {
  const parts = items.flatMap(item => item.body.map(part => ({ item, part })))
  const alike = [...grouped(parts, ({ part }) => JSON.stringify(part.map(bare))).values()]
  const held = alike.map(same => ({
    part: mergedPart(same.map(({ part }) => part)),
    holders: same.map(({ item }) => item),
  }))
  return heldRows(held, items, page)
}

interface Held {
  readonly part: Part
  readonly holders: readonly Item[]
}

/** Of parts that not all have, so many lines. */
const DIFFERENCES = 6

function heldRows(held: readonly Held[], items: readonly Item[], page: Page): readonly Row[] {
  const isOfAll = ({ holders }: Held) => new Set(holders).size === items.length
  const some = held.filter(one => !isOfAll(one)).toSorted((a, b) => b.holders.length - a.holders.length)
  const said = some.map(one => ({ ...one, rows: rowsHeldBy(one, items, page) }))
  const isShown = (index: number) =>
    page.expand || said.slice(0, index + 1).reduce((lines, { rows }) => lines + rows.length, 0) <= DIFFERENCES
  const hidden = [...new Set(said.flatMap(({ holders }, index) => (isShown(index) ? [] : holders)))]
  return [
    ...held.filter(isOfAll).flatMap(({ part }) => part),
    ...said.flatMap(({ rows }, index) => (isShown(index) ? rows : [])),
    ...(hidden.length === 0 ? [] : [{ ...NOTE, text: `something else in ${holdersText(hidden, items, page)}` }]),
  ]
}

function rowsHeldBy({ part, holders }: Held, items: readonly Item[], page: Page): readonly Row[] {
  const who = holdersText(holders, items, page)
  const [only, ...others] = part
  if (only !== undefined && others.length === 0) return [{ ...only, text: `${only.text} · ${who}` }]
  return [{ ...NOTE, text: `in ${who}` }, ...part]
}

/** `3 of them: a, b, c`; of one repository in several targets, these. */
function holdersText(holders: readonly Item[], items: readonly Item[], { expand }: Page): string {
  const namesOf = (some: readonly Item[]) => [...new Set(some.map(({ repository }) => repository))]
  const names = namesOf(holders)
  if (namesOf(items).length === 1) return `${someNames([...new Set(holders.map(({ target }) => target))], expand)}`
  return names.length === 1 ? (names[0] ?? '') : `${names.length} of them: ${someNames(names, expand)}`
}

const mergedPart = (parts: readonly Part[]): Part => {
  const [first = []] = parts
  return first.map((row, index) =>
    withSharedSource(
      row,
      parts.map(part => part[index]),
    ),
  )
}
