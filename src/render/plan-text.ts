import { grouped } from '../collate.ts'
import type { Plan, PlannedTarget, Summary } from '../model.ts'
import { placeText } from '../words.ts'
import { type Block, blocksOf, namesText, type Row } from './plan-rows.ts'
import { outward, pad, type Theme } from './theme.ts'

export interface PlanTextOptions {
  readonly theme: Theme
  /** Columns of the terminal. */
  readonly width: number
  /** Lists equal changes of many repositories one by one. */
  readonly expand: boolean
}

/** The plan for a reader who wants to know within seconds whether it may be merged. */
export const renderPlan = outward((plan: Plan, options: PlanTextOptions): string =>
  [...plan.targets.flatMap(target => targetText(plan, target, options)), lastLine(plan.summary), ''].join('\n'),
)

function targetText(plan: Plan, target: PlannedTarget, options: PlanTextOptions): readonly string[] {
  const changes = plan.changes.filter(change => change.target === target.name)
  const blocks = blocksOf(changes, target.unread, options.expand)
  const attention = attentionLines(plan, target, options)
  return [
    header(plan, target, options),
    '',
    ...(attention.length > 0 ? [...attention, ''] : []),
    ...blocksText(blocks, options),
    ...footer(target, plan.summary),
  ]
}

function header(
  { manifest }: Plan,
  { name, account, region, endpoint, read }: PlannedTarget,
  { theme, width }: PlanTextOptions,
): string {
  const place = [account, region].filter(Boolean).join(', ')
  const left = `${theme('strong', `${manifest.name} → ${name}`)} (${place})${placeText(endpoint)}`
  return `${pad(left, width - 26)}${theme('faint', `${count(read, 'repository', 'repositories')} read`)}`
}

const count = (number: number, one: string, many: string): string => `${number} ${number === 1 ? one : many}`

/** The worst first. */
const WORDS = ['DELETES', 'EXPIRES', 'ARCHIVES', 'MOVES', 'OPENS'] as const

function attentionLines(plan: Plan, target: PlannedTarget, { theme, expand }: PlanTextOptions): readonly string[] {
  const changes = plan.changes.filter(change => change.target === target.name && !change.blocked)
  const facts = changes.flatMap(({ facts, repository = '' }) => facts.map(fact => ({ ...fact, who: repository })))
  const rows = WORDS.flatMap(word =>
    [
      ...grouped(
        facts.filter(fact => fact.word === word),
        ({ text, who }) => (expand ? `${who} ${text}` : text),
      ).values(),
    ].map(group => ({
      word,
      who: namesText([...new Set(group.map(({ who }) => who))], expand, 3),
      text: group[0]?.text ?? '',
    })),
  )
  const width = Math.min(40, rows.reduce((most, { who }) => Math.max(most, who.length), 0) + 2)
  return [
    ...plan.refused.map(({ summary }) => `  ${theme('blocked', pad('REFUSED', 10))}${summary}`),
    ...rows.map(({ word, who, text }) => `  ${theme('attention', pad(word, 10))}${pad(who, width)}${text}`),
  ]
}

/** Wide enough for the longest field, imageScanningConfiguration, so that all texts begin in one column. */
const SUBLABEL = 28
const LABEL = SUBLABEL + 2

function blocksText(blocks: readonly Block[], { theme, width }: PlanTextOptions): readonly string[] {
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
  const lineOf = (row: Row): string => {
    const left =
      row.symbol === undefined
        ? subText(row, theme)
        : `    ${theme(row.role, row.symbol)} ${pad(row.label, LABEL)}${row.text}`
    const sources = sourceOf(row)
    return (sources === '' ? left : `${pad(left, width - 17)}${theme('faint', sources)}`).trimEnd()
  }
  return blocks.flatMap(block => [
    `  ${theme('strong', block.title)}`,
    ...block.rows.map(lineOf),
    ...(block === blocks.at(-1) ? [''] : []),
  ])
}

const subText = ({ label, text, role }: Row, theme: Theme): string =>
  `        ${label === '' ? theme(role, text) : `${pad(label, SUBLABEL)}${text}`}`

function footer({ unchanged, discovered, unmanaged }: PlannedTarget, { cannotChange }: Summary): readonly string[] {
  const parts = [
    ...(unchanged > 0 ? [`${count(unchanged, 'repository', 'repositories')} unchanged`] : []),
    ...(discovered > 0 ? [`${discovered} discovered`] : []),
    ...(unmanaged > 0 ? [`${unmanaged} ${unmanaged === 1 ? 'is' : 'are'} not in this manifest`] : []),
    ...(cannotChange > 0 ? [`${count(cannotChange, 'setting', 'settings')} cannot change`] : []),
  ]
  return parts.length > 0 ? [`  ${parts.join(' · ')}`, ''] : []
}

/** What scripts and people look for: the last line of every plan. */
function lastLine({ create, update, delete: deleted, replace, blocked, unread, unchanged }: Summary): string {
  if (create + update + deleted + replace + blocked + unread === 0)
    return `No changes. ${count(unchanged, 'repository matches', 'repositories match')} the manifest.`
  const rest = [...(replace > 0 ? [`, ${replace} to replace`] : []), ...(unread > 0 ? [`, ${unread} unread`] : [])]
  return `Plan: ${create} to create, ${update} to update, ${deleted} to delete, ${blocked} blocked${rest.join('')}.`
}
