import { grouped } from '../collate.ts'
import type { Change, Fact, Plan, PlannedTarget, Summary } from '../model.ts'
import { counted, placeText } from '../words.ts'
import { type Block, blocksOf, namesText } from './plan-blocks.ts'
import type { Row } from './plan-rows.ts'
import { targetTable } from './target-table.ts'
import { commonEndpoint, inTargets, isOfSeveral, isRefused } from './targets.ts'
import { outward, pad, type Theme } from './theme.ts'

export interface PlanTextOptions {
  readonly theme: Theme
  /** Columns of the terminal. */
  readonly width: number
  /** Lists equal changes of many repositories one by one. */
  readonly expand: boolean
}

/** The plan for a reader who wants to know within seconds whether it may be merged. */
export const renderPlan = outward((plan: Plan, options: PlanTextOptions): string => {
  const attention = attentionLines(plan, options)
  return [
    ...headers(plan, options),
    '',
    ...(attention.length > 0 ? [...attention, ''] : []),
    ...blocksText(plan, options),
    ...footer(inAll(plan.targets), plan.summary),
    lastLine(plan),
    '',
  ].join('\n')
})

/** One target stands in the first line; of several, each has a line of its own. */
function headers(plan: Plan, options: PlanTextOptions): readonly string[] {
  const { manifest, targets } = plan
  const { theme, width } = options
  const headerOf = (name: string, place: string, read: number) =>
    `${pad(`${theme('strong', `${manifest.name} → ${name}`)}${place}`, width - 26)}${theme('faint', `${counted(read, 'repository', 'repositories')} read`)}`
  const [one] = targets
  if (one && !isOfSeveral(plan)) {
    const place = [one.account, one.region].filter(Boolean).join(', ')
    return [headerOf(one.name, ` (${place})${placeText(one.endpoint)}`, one.read)]
  }
  const common = commonEndpoint(targets) || undefined
  return [
    headerOf(`${targets.length} targets`, placeText(common), inAll(targets).read),
    '',
    ...targetTable(plan, options),
  ]
}

type Counted = Pick<PlannedTarget, 'read' | 'unchanged' | 'discovered' | 'unmanaged'>

/** Counts of repositories over all targets. */
function inAll(targets: readonly PlannedTarget[]): Counted {
  const sum = (counted: keyof Counted) => targets.reduce((total, target) => total + target[counted], 0)
  return {
    read: sum('read'),
    unchanged: sum('unchanged'),
    discovered: sum('discovered'),
    unmanaged: sum('unmanaged'),
  }
}

/** The worst first. */
const WORDS = ['DELETES', 'REPLACES', 'EXPIRES', 'ARCHIVES', 'MOVES', 'OPENS', 'CLOSES'] as const

interface Noticed extends Fact {
  readonly who: string
  readonly target: string
}

function attentionLines(plan: Plan, { theme, expand }: PlanTextOptions): readonly string[] {
  const facts = plan.changes.filter(({ blocked }) => !blocked).flatMap(noticedOf)
  const rows = WORDS.flatMap(word =>
    rowsOfFacts(
      plan,
      facts.filter(fact => fact.word === word),
      expand,
    ),
  )
  const width = Math.min(40, rows.reduce((most, { who }) => Math.max(most, who.length), 0) + 2)
  return [
    ...refusals(plan, expand).map(text => `  ${theme('blocked', pad('REFUSED', 10))}${text}`),
    ...rows.map(
      ({ word, who, text, where }) =>
        `  ${theme('attention', pad(word, 10))}${pad(who, width)}${text}${where && `   ${theme('faint', where)}`}`,
    ),
  ]
}

const REFUSALS = 8

function refusals({ refused }: Plan, expand: boolean): readonly string[] {
  const shown = refused.slice(0, expand ? refused.length : REFUSALS).map(({ summary }) => summary)
  const more = refused.length - shown.length
  return more > 0 ? [...shown, `and ${more} more (--expand lists all)`] : shown
}

const noticedOf = ({ facts, repository: who = '', target }: Change): readonly Noticed[] =>
  facts.map(fact => ({ ...fact, who, target }))

/** What is the same of several repositories, in one target or in the same ones, is one line. */
function rowsOfFacts(plan: Plan, facts: readonly Noticed[], expand: boolean) {
  const spread = [...grouped(facts, ({ who, text }) => JSON.stringify([who, text])).values()].map(same => {
    const [{ word, who, text }] = same as readonly [Noticed]
    return { word, who, text, targets: [...new Set(same.map(({ target }) => target))] }
  })
  const alike = grouped(spread, ({ who, text, targets }) => JSON.stringify([text, targets, expand && who]))
  return [...alike.values()].map(group => {
    const [{ word, text, targets }] = group as readonly [(typeof spread)[number]]
    const who = namesText(
      group.map(one => one.who),
      expand,
      3,
    )
    return { word, who, text, where: isOfSeveral(plan) ? inTargets(targets, plan, expand) : '' }
  })
}

/** Wide enough for the longest field, imageScanningConfiguration, so that all texts begin in one column. */
const SUBLABEL = 28
const LABEL = SUBLABEL + 2

function blocksText(plan: Plan, { theme, width, expand }: PlanTextOptions): readonly string[] {
  const blocks = blocksOf(plan, expand)
  let file: string | undefined
  const sourceOf = (row: Row): string => {
    const distinct = [
      ...new Map(row.sources.map(source => [`${source.file}:${source.line}`, source] as const)).values(),
    ]
    const places = distinct.map(source => {
      const shown = source.file === file ? `:${source.line}` : `${source.file}:${source.line}`
      file = source.file
      return shown
    })
    return places.join(' ')
  }
  const lineOf = (row: Row, label: number): string => {
    const left =
      row.symbol === undefined
        ? subText(row, theme)
        : `    ${theme(row.role, row.symbol)} ${pad(row.label, label)}${row.text}`
    const sources = sourceOf(row)
    return (sources === '' ? left : `${pad(left, width - 17)}${theme('faint', sources)}`).trimEnd()
  }
  return blocks.flatMap(block => [
    `  ${theme('strong', block.title)}${isOfSeveral(plan) ? `   ${theme('faint', inTargets(block.targets, plan, expand))}` : ''}`,
    ...block.rows.map(row => lineOf(row, labelWidth(block))),
    ...(block === blocks.at(-1) ? [''] : []),
  ])
}

/** Things of the registry are called by name, and there are many: their texts begin in one column of their own. */
const labelWidth = ({ isOfRegistry, rows }: Block): number =>
  isOfRegistry
    ? rows.reduce((most, { symbol, label }) => (symbol === undefined ? most : Math.max(most, label.length + 2)), LABEL)
    : LABEL

const subText = ({ label, text, role }: Row, theme: Theme): string =>
  `        ${label === '' ? theme(role, text) : `${pad(label, SUBLABEL)}${text}`}`

function footer({ unchanged, discovered, unmanaged }: Counted, { cannotChange }: Summary): readonly string[] {
  const isFirst = unchanged + discovered === 0
  const parts = [
    ...(unchanged > 0 ? [`${counted(unchanged, 'repository', 'repositories')} unchanged`] : []),
    ...(discovered > 0
      ? [`${unchanged > 0 ? discovered : counted(discovered, 'repository', 'repositories')} discovered`]
      : []),
    ...(unmanaged > 0
      ? [
          `${isFirst ? counted(unmanaged, 'repository', 'repositories') : unmanaged} ${unmanaged === 1 ? 'is' : 'are'} not in this manifest`,
        ]
      : []),
    ...(cannotChange > 0 ? [`${counted(cannotChange, 'setting', 'settings')} cannot change`] : []),
  ]
  return parts.length > 0 ? [`  ${parts.join(' · ')}`, ''] : []
}

/** What scripts and people look for: the last line of every plan. */
function lastLine({ summary, targets }: Plan): string {
  const { create, update, delete: deleted, replace, blocked, unread, unchanged } = summary
  const refused = targets.filter(isRefused).length
  if (create + update + deleted + replace + blocked + unread + refused === 0)
    return `No changes. ${counted(unchanged, 'repository matches', 'repositories match')} the manifest.`
  const rest = [
    ...(replace > 0 ? [`, ${replace} to replace`] : []),
    ...(unread > 0 ? [`, ${unread} unread`] : []),
    ...(refused > 0 ? [`, ${counted(refused, 'target', 'targets')} refused`] : []),
  ]
  return `Plan: ${create} to create, ${update} to update, ${deleted} to delete, ${blocked} blocked${rest.join('')}.`
}
