import type { Counts, Reported, Table } from '../sweep.ts'
import { SWEEPS, type SweepName } from '../sweeps.ts'

/** What all shares of a sweep have counted together. */
export interface Summed {
  readonly sweep: SweepName
  readonly counts: Counts
  readonly tables: readonly Table[]
}

const NAMES = Object.keys(SWEEPS) as readonly SweepName[]

/** In the order of the list; a sweep that has not run is left out. */
export const summed = (reported: readonly Reported[]): readonly Summed[] =>
  NAMES.flatMap(sweep => {
    const shares = reported.filter(one => one.sweep === sweep)
    return shares.length === 0 ? [] : [{ sweep, counts: added(shares), tables: joined(shares) }]
  })

export const isWhole = (sums: readonly Summed[]): boolean => sums.length === NAMES.length

function added(shares: readonly Reported[]): Counts {
  const counts = new Map<string, number>()
  for (const share of shares)
    for (const [what, count] of Object.entries(share.counts)) counts.set(what, (counts.get(what) ?? 0) + count)
  return Object.fromEntries(counts)
}

/** Those of one title are one table. */
function joined(shares: readonly Reported[]): readonly Table[] {
  const tables = new Map<string, Table>()
  for (const table of shares.flatMap(({ tables = [] }) => tables)) {
    const before = tables.get(table.title)
    tables.set(table.title, { ...table, rows: [...(before?.rows ?? []), ...table.rows].toSorted(byCells) })
  }
  return [...tables.values()]
}

const byCells = (one: readonly string[], other: readonly string[]): number =>
  one.join('\0') < other.join('\0') ? -1 : 1

/** One line a sweep, for the README. */
export const shortTable = (sums: readonly Summed[]): string =>
  tableText(
    ['sweep', 'holds', 'counted'],
    sums.map(({ sweep, counts }) => [sweep, SWEEPS[sweep], countsText(counts)]),
  )

/** All that was counted, and each table cell by cell. */
export const wholeText = (sums: readonly Summed[]): string => longText(sums, table => table)

/** The same for a page. */
export const pageText = (sums: readonly Summed[]): string => longText(sums, together)

const longText = (sums: readonly Summed[], as: (table: Table) => Table): string =>
  [shortTable(sums), ...sums.flatMap(({ tables }) => tables).map(table => titled(as(table)))].join('\n\n')

const titled = ({ title, head, rows }: Table): string => `### ${title}\n\n${tableText(head, rows)}`

/** Rows that are alike but for their first cell are one. */
function together({ title, head: [what = '', ...head], rows }: Table): Table {
  const alike = new Map<string, { readonly firsts: string[]; readonly rest: readonly string[] }>()
  for (const [first = '', ...rest] of rows) {
    const key = rest.join('\0')
    const group = alike.get(key) ?? { firsts: [], rest }
    group.firsts.push(first)
    alike.set(key, group)
  }
  const merged = [...alike.values()].map(({ firsts, rest }) => [...rest, firsts.join(', ')])
  return { title, head: [...head, what], rows: merged.toSorted(byCells) }
}

const countsText = (counts: Counts): string =>
  Object.entries(counts)
    .map(([what, count]) => `${count.toLocaleString('en')} ${what}`)
    .join(', ')

const tableText = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map(cells => `| ${cells.join(' | ')} |`).join('\n')

const MARKED = /(<!-- reliability -->\n)[\s\S]*?(<!-- reliability stop -->)/

/** A page with its figures made anew. */
export const withFigures = (page: string, figures: string): string =>
  page.replace(MARKED, (_all, begin, end) => `${begin}${figures}\n${end}`)
