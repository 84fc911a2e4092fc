import { calledText, counted, imagesText } from '../words.ts'
import { beside, flowing, labelled } from './page.ts'
import type { PolicyPreview, Previewed } from './preview.ts'
import { imageTable } from './preview-table.ts'
import {
  boundText,
  countsText,
  goneOf,
  keptOf,
  NO_POLICY,
  NO_POLICY_HINT,
  nothingText,
  ruleOutcome,
  titleOf,
  totalOf,
} from './preview-words.ts'
import { outward, pad, type Theme } from './theme.ts'

/** Of images that are kept, as many as a reader looks at. */
const KEPT_SHOWN = 10

interface Page {
  readonly theme: Theme
  readonly width: number
  /** With every image that stays. */
  readonly expand: boolean
}

/** A table for each repository: what each rule takes, and every image that goes. */
export const renderPreview = outward((previewed: Previewed, page: Page): string => {
  const { endpoint, previews, missing, unread } = previewed
  const { theme, width } = page
  const said = [
    ...calledText(endpoint),
    ...(previews.length + missing.length + unread.length === 0 ? [NO_POLICY, NO_POLICY_HINT] : []),
    lastLine(previews),
  ]
  return [
    ...apart(previews.map(preview => repositoryText(preview, page))),
    ...[
      ...missing.map(one => `${titleOf(one)}: ${one.reason}`),
      ...unread.map(({ target, message }) => `target ${target}: ${message}`),
    ].flatMap(text => labelled(`  ${theme('unread', '?')} `, text, width)),
    ...(missing.length + unread.length > 0 ? [''] : []),
    ...said.flatMap(line => flowing(line, width)),
    '',
  ].join('\n')
})

/** With a line between them, but for those that are one line each. */
const apart = (blocks: readonly (readonly string[])[]): readonly string[] =>
  blocks.flatMap((block, index) => (block.length === 1 && blocks[index + 1]?.length === 1 ? block : [...block, '']))

function lastLine(previews: readonly PolicyPreview[]): string {
  const [expire, archive] = [totalOf(previews, 'expire'), totalOf(previews, 'archive')]
  const there = previews.filter(({ state }) => state === 'there').length
  const absent = previews.length - there
  const counts = `${imagesText(expire.images)} would expire, ${archive.images} would be archived`
  const more = absent === 0 ? '' : `; ${counted(absent, 'repository is', 'repositories are')} not there`
  return `Preview: ${counted(there, 'repository', 'repositories')}; ${counts}${more}.`
}

function repositoryText(preview: PolicyPreview, { theme, width, expand }: Page): readonly string[] {
  const { policy, rules, impact, images, differences } = preview
  const nothing = nothingText(preview)
  const name = theme('strong', titleOf(preview))
  const [gone, kept] = [goneOf(preview), keptOf(preview)]
  const shownKept = expand ? kept : kept.slice(0, KEPT_SHOWN)
  const bound = boundText(preview)
  const faint = (text: string) => flowing(text, width, 2).map(line => theme('faint', line))
  if (images.length === 0) return flowing(`${name} ${nothing}`, width)
  return [
    ...flowing(nothing === undefined ? `${name}  ${countsText(preview)}` : `${name} ${nothing}`, width),
    ...policy.rules.flatMap((rule, index) => {
      const label = `${pad(`rule ${index + 1}`, 9)}${rules[index] ?? ''}`
      return beside(label, ruleOutcome(rule.rulePriority, impact), { ...COLUMNS, width })
    }),
    '',
    ...imageTable([...gone, ...shownKept], { policy, theme, width }),
    ...(kept.length > shownKept.length
      ? faint(`… and ${kept.length - shownKept.length} more that stay (--expand lists all)`)
      : []),
    ...(bound === undefined ? [] : faint(bound)),
    ...differences.flatMap(text => labelled(`  ${theme('warning', 'differs')}  `, text, width)),
  ]
}

/** Of a rule: it, and what becomes of images by it. */
const COLUMNS = { label: 2, text: 51, below: 10 } as const
