import { grouped } from '../collate.ts'
import { cut } from './cut.ts'
import type { Item, Part, Row } from './plan-items.ts'
import { withSharedSource } from './plan-new.ts'
import { someNames } from './repositories.ts'

/** How a plan is looked at. */
export interface Page {
  /** Names of all targets, in the order of the plan. */
  readonly order: readonly string[]
  readonly expand: boolean
}

export const bare = (row: Row): Row => ({ ...row, sources: [] })

export const noteOf = (text: string, role: Row['role'] = 'faint'): Row => ({ role, label: '', text, sources: [] })

interface Held {
  readonly part: Part
  readonly holders: readonly Item[]
}

/** What a document replaces is read as it was, and not rule by rule. */
export function replacedRows(items: readonly Item[], page: Page): readonly Row[] {
  const replaced = [...grouped(items, ({ becomes }) => becomes?.did ?? '')].filter(([did]) => did !== '')
  return heldRows(
    replaced.map(([did, holders]) => ({ part: [noteOf(`instead of ${did}`)], holders })),
    items,
    page,
  )
}

export const bodyRows = (items: readonly Item[], page: Page): readonly Row[] =>
  heldRows(
    heldIn(items, ({ body }) => body),
    items,
    page,
  )

/** What is said of the images of each. */
export const asideRows = (items: readonly Item[], page: Page): readonly Row[] =>
  heldRows(
    heldIn(items, ({ asides }) => asides.map(row => [row])),
    items,
    page,
  )

function heldIn(items: readonly Item[], partsOf: (item: Item) => readonly Part[]): readonly Held[] {
  const parts = items.flatMap(item => partsOf(item).map(part => ({ item, part })))
  return [...grouped(parts, ({ part }) => JSON.stringify(part.map(bare))).values()].map(same => ({
    part: merged(same.map(({ part }) => part)),
    holders: [...new Set(same.map(({ item }) => item))],
  }))
}

const merged = ([first = [], ...others]: readonly Part[]): Part =>
  first.map((row, index) => withSharedSource(row, [row, ...others.map(part => part[index])]))

/** Of parts that not all have, so many lines. */
const DIFFERENCES = 6

function heldRows(held: readonly Held[], items: readonly Item[], page: Page): readonly Row[] {
  const isOfAll = ({ holders }: Held) => holders.length === items.length
  const rows = held.filter(isOfAll).flatMap(({ part }) => part)
  const hidden = new Set<Item>()
  let room = page.expand ? Number.POSITIVE_INFINITY : DIFFERENCES
  for (const one of held.filter(one => !isOfAll(one)).toSorted((a, b) => b.holders.length - a.holders.length)) {
    const said = rowsHeldBy(one, items, page)
    room -= said.length
    if (room >= 0) rows.push(...said)
    else for (const holder of one.holders) hidden.add(holder)
  }
  return hidden.size === 0 ? rows : [...rows, noteOf(cut(`something else in ${holdersText([...hidden], items, page)}`))]
}

function rowsHeldBy({ part, holders }: Held, items: readonly Item[], page: Page): readonly Row[] {
  const who = holdersText(holders, items, page)
  const [only, ...others] = part
  if (only !== undefined && others.length === 0) return [{ ...only, text: `${only.text} · ${who}` }]
  return [noteOf(`in ${who}`), ...part]
}

/** `3 of them: a, b, c`; of one repository in several targets, these. */
function holdersText(holders: readonly Item[], items: readonly Item[], { expand }: Page): string {
  const namesOf = (some: readonly Item[]) => [...new Set(some.map(({ repository }) => repository))]
  const names = namesOf(holders)
  if (namesOf(items).length === 1) return someNames([...new Set(holders.map(({ target }) => target))], expand)
  return names.length === 1 ? (names[0] ?? '') : `${names.length} of them: ${someNames(names, expand)}`
}
