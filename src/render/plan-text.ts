import stringWidth from 'fast-string-width'
import type { Plan } from '../model.ts'
import { counted, partText, placeText, registryText } from '../words.ts'
import { attentionLines } from './attention.ts'
import { unmarked } from './cut.ts'
import { lastLine } from './last-line.ts'
import { flow } from './page.ts'
import { saidOf } from './plan-blocks.ts'
import { footerLines } from './plan-footer.ts'
import { blockLines, groupLines, type PageOptions } from './plan-page.ts'
import { targetTable } from './target-table.ts'
import { commonEndpoint, isOfSeveral } from './targets.ts'
import { outward, pad, type Theme } from './theme.ts'
import { writer } from './writer.ts'

export interface PlanTextOptions {
  readonly theme: Theme
  /** Columns of the page. */
  readonly width: number
  /** Names all repositories and targets, and says all that they have in common or not. */
  readonly expand: boolean
}

/** The plan for a reader who wants to know within seconds whether it may be merged. */
export const renderPlan = outward((plan: Plan, options: PlanTextOptions): string => {
  const page: PageOptions = { ...options, targets: plan.targets }
  const sections = [
    headerLines(plan, options),
    ...(isOfSeveral(plan) ? [targetTable(plan, options)] : []),
    attentionLines(plan, page),
    bodyLines(plan, page),
  ].filter(lines => lines.length > 0)
  const { text, isCut } = unmarked(sections.map(lines => lines.join('\n')).join('\n\n'))
  const footer = footerLines(plan, { ...options, isCut }).join('\n')
  const last = flow('', lastLine(plan, options.theme), { width: options.width, indent: 2 }).join('\n')
  return [text, ...(footer === '' ? [] : [footer]), `${last}\n`].join('\n\n')
})

/** One target stands in the first line; of several, each has a line of its own. */
function headerLines({ manifest, targets, ...part }: Plan, { theme, width }: PlanTextOptions): readonly string[] {
  const [one] = targets
  const isOne = one !== undefined && targets.length === 1
  const name = isOne ? one.name : `${targets.length} targets`
  const place = isOne
    ? ` (${registryText({ account: one.account, region: one.region })})${placeText(one.endpoint)}`
    : placeText(commonEndpoint(targets) || undefined)
  const read = targets.reduce((sum, target) => sum + target.read, 0)
  const lines = flow('', `${theme('strong', `${manifest.name} → ${name}`)}${place}${partText(part)}`, {
    width,
    indent: 2,
  })
  const seen = `${counted(read, 'repository', 'repositories')} read`
  const last = lines.at(-1) ?? ''
  const room = width - stringWidth(seen)
  return stringWidth(last) + 2 <= room
    ? [...lines.slice(0, -1), `${pad(last, room)}${theme('faint', seen)}`]
    : [...lines, `  ${theme('faint', seen)}`]
}

/** The registry, what repositories have in common, and what each has alone; a group stands out by the empty line below it. */
function bodyLines(plan: Plan, options: PageOptions): readonly string[] {
  const write = writer(options)
  const { registry, groups, repositories } = saidOf(plan, options.expand)
  const parts = [
    blockLines(registry, write, options),
    groups.flatMap(group => groupLines(group, write, options)),
    blockLines(repositories, write, options),
  ].filter(lines => lines.length > 0)
  return parts.flatMap((lines, index) => (index === 0 ? lines : ['', ...lines]))
}
