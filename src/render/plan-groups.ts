import { byText, grouped } from '../collate.ts'
import { counted } from '../words.ts'
import { lossRows } from './losses.ts'
import { type Item, rowsOf } from './plan-items.ts'
import { asideRows, bodyRows, type Page, replacedRows } from './plan-parts.ts'
import { bare, noteOf, type Row, withSharedSource } from './plan-rows.ts'

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
    ...(becomes?.named !== undefined && does !== undefined ? [noteOf(does, 'text')] : []),
    ...(isShort
      ? []
      : isAlike || page.expand || becomes === undefined
        ? bodyRows(items, page)
        : replacedRows(items, page)),
    ...lossRows(items, page.expand),
    ...(page.expand ? asideRows(items, page) : []),
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

const isPlain = (row: Row | undefined): row is Row => row !== undefined && row.label === '' && row.role === 'text'
