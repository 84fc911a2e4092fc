import stringWidth from 'fast-string-width'
import type { InventoriedRepository, Inventory, InventoryTotal, InventoryUnread } from '../../model.ts'
import { counted, imagesText, withCommas } from '../../words.ts'
import { fitted, hanging } from '../page.ts'
import { outward, type Theme } from '../theme.ts'
import { bytesText, COLUMN_NAMES, cellText, costText, headingOf, isAmount, shortOf } from './columns.ts'

interface Paper {
  readonly theme: Theme
  readonly width: number
}

/** A row for each repository, or on a page that is too narrow a few lines; then what they come to. */
export const inventoryText = outward((inventory: Inventory, paper: Paper): string => {
  const { repositories, totals, rate, unread, targets } = inventory
  const columns = COLUMN_NAMES.filter(column => column !== 'target' || targets.length > 1)
  return [
    ...tableLines(repositories, columns, paper),
    ...(repositories.length > 0 ? [''] : []),
    ...totalLines(totals, paper),
    ...hanging(
      '',
      paper.theme('faint', `At USD ${rate} for a GB a month, layers that images share counted for each.`),
      paper.width,
    ),
    ...(unread.length > 0 ? ['', ...unreadLines(unread, paper)] : []),
  ].join('\n')
})

type Columns = typeof COLUMN_NAMES

function tableLines(repositories: readonly InventoriedRepository[], columns: Columns, paper: Paper): readonly string[] {
  if (repositories.length === 0) return []
  const withoutCost = columns.filter(column => column !== 'monthlyCost')
  return (
    rowsWithin(repositories, columns, paper, Number.POSITIVE_INFINITY) ??
    rowsWithin(repositories, withoutCost, paper, LEAST) ??
    repositories.flatMap(one => cardLines(one, columns, paper))
  )
}

/** What a name has at least, before its row stands below it. */
const LEAST = 12

/** A name that is longer than its column has a line of its own, above its row. Undefined: there is no room. */
function rowsWithin(
  repositories: readonly InventoriedRepository[],
  columns: Columns,
  { theme, width }: Paper,
  least: number,
): readonly string[] | undefined {
  const at = columns.indexOf('repository')
  const cells = repositories.map(one => columns.map(column => cellText(one, column)))
  const atRight = columns.map(isAmount)
  const all = inColumns([columns.map(shortOf), ...cells], atRight)
  const over = Math.max(...all.map(row => stringWidth(row))) - width
  const longest = Math.max(...cells.map(row => stringWidth(row[at] ?? '')))
  const room = over > 0 ? longest - over : longest
  if (over > 0 && room < least) return undefined
  const isLong = (row: readonly string[]) => stringWidth(row[at] ?? '') > room
  const fitting = cells.map(row => (isLong(row) ? row.with(at, '') : row))
  const [head = '', ...rows] = inColumns([columns.map(shortOf), ...fitting], atRight)
  return [theme('faint', head), ...rows.flatMap((row, nth) => [...namesAbove(cells[nth] ?? []), row])]

  function namesAbove(row: readonly string[]): readonly string[] {
    return isLong(row) ? fitted(row[at] ?? '', width) : []
  }
}

function inColumns(rows: readonly (readonly string[])[], atRight: readonly boolean[]): readonly string[] {
  const widest = atRight.map((_, at) => rows.reduce((most, row) => Math.max(most, stringWidth(row[at] ?? '')), 0))
  return rows.map(row =>
    row
      .map((cell, at) => {
        const room = ' '.repeat((widest[at] ?? 0) - stringWidth(cell))
        return atRight[at] ? `${room}${cell}` : `${cell}${room}`
      })
      .join('  ')
      .trimEnd(),
  )
}

/** What is said of it below its name. */
function cardLines(one: InventoriedRepository, columns: Columns, { theme, width }: Paper): readonly string[] {
  const about = columns.filter(column => column !== 'repository' && column !== 'target')
  const said = about.map(column => `${headingOf(column)} ${cellText(one, column)}`).join(', ')
  const where = columns.includes('target') ? ` in ${one.target}` : ''
  return [...fitted(`${theme('strong', one.repository)}${where}`, width), ...hanging('  ', said, width)]
}

function totalLines({ all, prefixes }: Inventory['totals'], { theme, width }: Paper): readonly string[] {
  const rows = [
    ...prefixes.map(one => totalCells(one.prefix === '' ? '(no prefix)' : one.prefix, one)),
    totalCells('all', all),
  ]
  const lines = inColumns(rows, [false, true, true, true, true, true, false])
  return lines.flatMap((line, at) => fitted(at === lines.length - 1 ? theme('strong', line) : line, width, 4))
}

const totalCells = (name: string, total: InventoryTotal): readonly string[] => [
  name,
  counted(total.repositories, 'repository', 'repositories'),
  imagesText(total.images),
  bytesText(total.bytes),
  `${withCommas(total.untagged)} untagged`,
  `${costText(total.monthlyCost)} USD/month`,
  total.unread > 0 ? `without ${total.unread} that could not be read` : '',
]

const SHOWN = 10

function unreadLines(unread: readonly InventoryUnread[], { theme, width }: Paper): readonly string[] {
  const more = unread.length - SHOWN
  return [
    ...unread.slice(0, SHOWN).flatMap(one => hanging(`${theme('unread', '?')} `, unreadLine(one), width)),
    ...(more > 0 ? [`  and ${more} more that could not be read`] : []),
  ]
}

export const unreadLine = ({ target, repository, field, message }: InventoryUnread): string =>
  `${[`target ${target}`, repository, field].filter(Boolean).join(', ')} could not be read: ${message}`

export const unreadText = outward((unread: readonly InventoryUnread[], paper: Paper): string =>
  unreadLines(unread, paper).join('\n'),
)
