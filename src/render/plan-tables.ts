import { grouped } from '../collate.ts'
import { counted } from '../words.ts'
import { andMore } from './cut.ts'
import { type Group, inOrder, rowsAlike } from './plan-groups.ts'
import type { Item } from './plan-items.ts'
import type { Page } from './plan-parts.ts'
import { noteOf, type Row } from './plan-rows.ts'

/** From so many on, repositories that each have one line of the same kind, and no two the same, are a table. */
const MANY = 6
const SHOWN = 8

/** Things of one repository each: those that make a table, and all others. */
export function tablesOf(own: readonly (readonly Item[])[], page: Page) {
  const repositoryOf = ([first]: readonly Item[]) => first?.repository ?? ''
  const perRepository = grouped(own, repositoryOf)
  const alone = own.filter(same => repositoryOf(same) !== '' && perRepository.get(repositoryOf(same))?.length === 1)
  const lines = alone.flatMap(same => {
    const [row, ...others] = rowsAlike(same, page)
    return row === undefined || others.length > 0
      ? []
      : [{ same, row, repository: repositoryOf(same), targets: inOrder(same, page) }]
  })
  const alike = grouped(lines, ({ row, targets }) => JSON.stringify([row.symbol, row.label, targets]))
  const many = [...alike.values()].filter(({ length }) => length >= MANY)
  const tabled = new Set(many.flat().map(({ same }) => same))
  return { tables: many.map(all => tableOf(all, page)), left: own.filter(same => !tabled.has(same)) }
}

interface Entry {
  readonly row: Row
  readonly repository: string
  readonly targets: readonly string[]
}

function tableOf(entries: readonly Entry[], { expand }: Page): Group {
  const [{ row, targets }] = entries as readonly [Entry, ...Entry[]]
  const shown = expand ? entries : entries.slice(0, SHOWN)
  const more = entries.length - shown.length
  return {
    head: { ...row, text: '', sources: [] },
    who: `${counted(entries.length, 'repository', 'repositories')}, each its own`,
    names: [],
    targets,
    isInEach: true,
    rows: [
      ...shown.map(({ row: { text, sources }, repository }) => ({ ...noteOf(text), label: repository, sources })),
      ...(more > 0 ? [noteOf(andMore(more))] : []),
    ],
  }
}
