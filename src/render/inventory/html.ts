import type { InventoriedRepository, Inventory, InventoryTotal } from '../../model.ts'
import { counted, imagesText, withCommas } from '../../words.ts'
import { type Child, element, lines, type Markup } from '../pictures/markup.ts'
import { pageHead } from '../pictures/page-head.ts'
import { body, cell, head, row, rowHead, table } from '../pictures/table.ts'
import { outward } from '../theme.ts'
import { bytesText, COLUMN_NAMES, cellText, costText, headingOf, isAmount } from './columns.ts'
import { PAGE_SCRIPT } from './page-script.ts'
import { INVENTORY_STYLE } from './page-style.ts'
import { unreadLine } from './text.ts'

/** A page that stands by itself, with a table that its reader sorts and filters. */
export const inventoryHtml = outward((inventory: Inventory, now: string): string => {
  const { manifest, repositories, totals, unread } = inventory
  return `${pageHead({ title: manifest === undefined ? 'Repositories' : `Repositories: ${manifest}`, style: INVENTORY_STYLE, script: PAGE_SCRIPT })}
<body>
${lines(element('a', { class: 'skip', href: '#Repositories' }, 'Skip to the repositories'), headOf(inventory, now)).markup}
<main>
${lines(tiles(totals.all), ...unread.map(one => element('p', { class: 'notice' }, unreadLine(one))), totalTable(totals)).markup}
<div id="Repositories" tabindex="-1">
${lines(TOOLS, repositoryTable(repositories)).markup}
</div>
</main>
<script>${PAGE_SCRIPT}</script>
</body>
</html>
`
})

function headOf({ manifest, targets, rate }: Inventory, now: string): Markup {
  const facts = [
    ['targets', targets.map(({ name, region }) => `${name} (${region})`).join(', ')],
    ['rate', `USD ${rate} for a GB a month, layers that images share counted for each`],
    ['as of', `${now.slice(0, 16).replace('T', ' ')} UTC`],
  ] as const
  return element(
    'header',
    {},
    element(
      'p',
      { class: 'over faint' },
      manifest === undefined ? 'In the registry' : 'Repositories in the registries of the manifest',
    ),
    element('h1', {}, manifest ?? 'Repositories'),
    element(
      'dl',
      {},
      facts.map(([name, value]) => element('div', {}, element('dt', {}, name), element('dd', {}, value))),
    ),
  )
}

const tiles = ({ repositories, images, bytes, untagged, monthlyCost }: InventoryTotal): Markup =>
  element(
    'ul',
    { class: 'tiles' },
    tile(
      withCommas(repositories),
      repositories === 1 ? 'repository' : 'repositories',
      `${imagesText(images)}, ${withCommas(untagged)} untagged`,
    ),
    tile(bytesText(bytes), 'as ECR counts them', `${withCommas(bytes)} bytes`),
    tile(costText(monthlyCost), 'USD a month', 'for storage'),
  )

const tile = (amount: string, of: string, more: string): Markup =>
  element('li', {}, element('b', {}, amount), element('span', {}, of), element('span', { class: 'bytes' }, more))

const NUMBERS = ['repositories', 'images', 'size', 'untagged', 'USD/month', 'not read']

const totalTable = ({ prefixes }: Inventory['totals']): Markup =>
  table({ class: 'sums' }, 'By the first segment of their names', [
    head(['prefix', ...NUMBERS], { number: NUMBERS }),
    body(
      prefixes.map(({ prefix, repositories, images, bytes, untagged, monthlyCost, unread }) =>
        row(
          rowHead({}, prefix === '' ? '(no prefix)' : prefix),
          [
            withCommas(repositories),
            withCommas(images),
            bytesText(bytes),
            withCommas(untagged),
            costText(monthlyCost),
            unread === 0 ? '–' : withCommas(unread),
          ].map((text, at) => cell({ class: 'number', 'data-of': NUMBERS[at] }, text)),
        ),
      ),
    ),
  ])

/** Of use only where the script runs, which then shows it. */
const TOOLS = element(
  'div',
  { id: 'Tools', hidden: '' },
  element('label', { for: 'Filter' }, 'Filter'),
  element('input', { id: 'Filter', type: 'search', autocomplete: 'off', spellcheck: 'false' }),
  element('span', { id: 'Shown', class: 'faint', role: 'status' }),
)

function repositoryTable(repositories: readonly InventoriedRepository[]): Markup {
  const largest = Math.max(1, ...repositories.map(({ bytes }) => bytes ?? 0))
  return table({ class: 'inventory' }, counted(repositories.length, 'repository', 'repositories'), [
    element('thead', { role: 'rowgroup' }, row(COLUMN_NAMES.map(headOfColumn))),
    body(repositories.map(one => row(COLUMN_NAMES.map(column => cellOf(one, column, largest))))),
  ])
}

type Column = (typeof COLUMN_NAMES)[number]

const headOfColumn = (column: Column): Markup =>
  element(
    'th',
    {
      role: 'columnheader',
      scope: 'col',
      class: isAmount(column) ? 'number' : undefined,
      'data-amount': isAmount(column) ? '' : undefined,
    },
    element('button', { type: 'button' }, headingOf(column)),
  )

/** What it is sorted by is what it is, and not how it is said; never comes before all times, and what is not known last. */
function cellOf(one: InventoriedRepository, column: Column, largest: number): Markup {
  const text = cellText(one, column)
  const key = text === '?' ? undefined : String(one[column] ?? '')
  const attributes = { class: isAmount(column) ? 'number' : undefined, 'data-key': key, 'data-of': headingOf(column) }
  const children: readonly Child[] =
    column === 'bytes' && one.bytes !== null ? [text, bar(one.bytes / largest)] : [text]
  return column === 'repository' ? rowHead(attributes, children) : cell(attributes, children)
}

const bar = (share: number): Markup =>
  element(
    'svg',
    { class: 'bar', viewBox: '0 0 100 4', preserveAspectRatio: 'none', 'aria-hidden': 'true' },
    element('rect', { class: 'track', width: 100, height: 4 }),
    element('rect', { class: 'share', width: Math.round(share * 1000) / 10, height: 4 }),
  )
