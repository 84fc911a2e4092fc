import stringWidth from 'fast-string-width'
import type { Plan } from '../model.ts'
import { bound } from './cut.ts'
import type { Block } from './plan-blocks.ts'
import type { Group } from './plan-groups.ts'
import { noteOf, type Row } from './plan-rows.ts'
import type { PlanTextOptions } from './plan-text.ts'
import { someNames } from './repositories.ts'
import { inTargets } from './targets.ts'
import { pad, plain, type Theme } from './theme.ts'
import { roomFor, type Write, type Written } from './writer.ts'

export interface PageOptions extends PlanTextOptions {
  /** Of the plan. */
  readonly targets: Plan['targets']
}

/** Wide enough for imageScanningConfiguration: what is longer keeps two spaces to its text. */
const WIDEST = 28

/** A line below a change begins so much farther in than the change. */
const BELOW = 4

/** One thing of several repositories: what it is, how many have it, then whose it is. */
export function groupLines(group: Group, write: Write, options: PageOptions): readonly string[] {
  const { theme, expand } = options
  const { head, names, rows } = headed(group, options.width)
  const who = theme('strong', bound(group.who))
  const said = `${[head.label, head.text].filter(text => text !== '').join(' ')} ${bound(`· ${who}`)}`
  const where = whereText(group, options)
  const column = rows.reduce((most, { label }) => Math.max(most, Math.min(WIDEST, stringWidth(label) + 2)), 0)
  return [
    ...write({
      begin: beginOf(head, theme),
      text: names.length === 0 ? `${said}${where}` : said,
      indent: 6,
      sources: head.sources,
      names: names.length === 0 ? '' : `${someNames(names, expand)}${where}`,
    }),
    ...rows.flatMap(row => write(below(row, { margin: 6, column }, theme))),
  ]
}

const beginOf = ({ role, symbol = ' ' }: Row, theme: Theme): string => `  ${theme(role, symbol)} `

/** How many have it is found in the first line: a text that is longer than that stands below. */
function headed(group: Group, width: number): Pick<Group, 'head' | 'names' | 'rows'> {
  const { head, who, names, rows } = group
  const { label, text, sources } = head
  const isShort = stringWidth(`${beginOf(head, plain)}${label} ${text} · ${who}`) + roomFor(sources) <= width
  if (isShort || label === '' || text === '') return { head, names, rows }
  return { head: { ...head, text: '' }, names, rows: [noteOf(text, 'text'), ...rows] }
}

function whereText({ targets, isInEach }: Group, { theme, expand, targets: all }: PageOptions): string {
  if (all.length < 2) return ''
  if (isInEach) return `   ${theme('faint', inTargets(targets, { targets: all }, expand))}`
  return `   ${theme('faint', bound(`spread over ${targets.length} targets`))}`
}

/** What has a heading of its own, and all that is said of it: texts begin in one column, also those of other blocks. */
export function blockLines(blocks: readonly Block[], write: Write, options: PageOptions): readonly string[] {
  const { theme, width, expand, targets } = options
  const column = columnOf(blocks, width)
  return blocks.flatMap(({ title, targets: of, rows }) => {
    const where = targets.length > 1 ? `   ${theme('faint', inTargets(of, { targets }, expand))}` : ''
    return [
      ...write({ begin: '  ', text: `${theme('strong', title)}${where}`, indent: 6 }),
      ...rows.flatMap(row => write(rowOf(row, column, theme))),
    ]
  })
}

/** Things of the registry are called by name, and get the room that there is. */
function columnOf(blocks: readonly Block[], width: number): number {
  return blocks
    .flatMap(({ isOfRegistry, rows }) =>
      rows.map(({ symbol, label }) => {
        const needed = label === '' ? 0 : stringWidth(label) + 2 + (symbol === undefined ? BELOW - 2 : 0)
        return Math.min(needed, isOfRegistry ? Math.floor(width / 3) : WIDEST + 2)
      }),
    )
    .reduce((most, wide) => Math.max(most, wide), 0)
}

function rowOf(row: Row, column: number, theme: Theme): Written {
  const { symbol, label, text, role, sources } = row
  if (symbol === undefined) return below(row, { margin: 4 + BELOW, column: column - BELOW + 2 }, theme)
  return { begin: `    ${theme(role, symbol)} ${pad(label, column)}`, text, indent: 4 + BELOW, sources }
}

interface Columns {
  readonly margin: number
  /** Where texts begin, from the margin on. */
  readonly column: number
}

/** With a label, a line is read as much as the change that it is below. */
function below({ label, text, role, sources }: Row, { margin, column }: Columns, theme: Theme): Written {
  const start = ' '.repeat(margin)
  if (label !== '') return { begin: start + pad(label, column), text, indent: margin + 2, sources }
  const [lead = '', sign = '', spaces = ''] = /^([+-]?)( +)/.exec(text) ?? []
  const begin = start + theme(role, sign) + spaces
  return { begin, text: theme(role, text.slice(lead.length)), indent: margin, step: 2, sources }
}
