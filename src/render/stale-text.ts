import { grouped } from '../collate.ts'
import type { Change, Moved, Stale } from '../model.ts'
import { beside, clippedTo, fitted } from './page.ts'
import { outward, type Theme } from './theme.ts'

export interface StaleChange {
  readonly change: Change
  readonly stale: Stale
}

interface Page {
  readonly theme: Theme
  readonly width: number
  /** The plan has several targets. */
  readonly isOfSeveral: boolean
}

const COLUMNS = { label: 2, text: 44, below: 10 } as const
const PATH = 6
const VALUE = 8

/** Each change that is not any more what the plan showed, with what it was planned from, what is there, and what is desired. */
export const renderStale = outward((all: readonly StaleChange[], page: Page): string =>
  [...grouped(all, ({ change }) => change.target)]
    .flatMap(([target, stale]) => linesIn(target, stale, page))
    .join('\n'),
)

function linesIn(target: string, all: readonly StaleChange[], page: Page): readonly string[] {
  const { theme, width, isOfSeveral } = page
  const where = isOfSeveral ? ` ${theme('faint', `in ${target}`)}` : ''
  return all.flatMap(({ change, stale }) => [
    ...beside(`${theme('error', 'stale')}   ${change.address}`, `${stale.reason}${where}`, { ...COLUMNS, width }),
    ...stale.differing.flatMap(moved => movedLines(moved, width)),
  ])
}

function movedLines({ path, planned, live, desired }: Moved, width: number): readonly string[] {
  const values = { 'planned from': planned, 'there now': live, desired }
  return [
    ...(path === '' ? [] : fitted(`${' '.repeat(PATH)}${path}`, width)),
    ...Object.entries(values).map(([label, value]) =>
      clippedTo(`${' '.repeat(VALUE)}${label.padEnd(14)}${valueText(value)}`, width),
    ),
  ]
}

const valueText = (value: unknown): string => {
  if (value === null || value === undefined) return 'nothing'
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** The same as `--json` says it. */
export const staleJson = (all: readonly StaleChange[]) =>
  all.map(({ change: { target, address, action }, stale }) => ({ target, address, action, ...stale }))
