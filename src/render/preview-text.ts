import { amountText, calledText, imagesText } from '../words.ts'
import { beside, flowing, labelled } from './page.ts'
import { type PolicyPreview, type Previewed, titleOf } from './preview.ts'
import { imageTable } from './preview-table.ts'
import { outward, pad, type Theme } from './theme.ts'

/** Of images that are kept, as many as a reader looks at. */
const KEPT_SHOWN = 10

/** A table for each repository: what each rule takes, and every image that goes. */
export const renderPreview = outward(({ endpoint, previews, missing, unread }: Previewed, page: Page): string => {
  const { theme, width } = page
  const totals = previews.map(({ impact }) => impact)
  const sum = (read: (impact: (typeof totals)[number]) => number) => totals.reduce((total, one) => total + read(one), 0)
  const expire = sum(({ expire }) => expire.images)
  const archive = sum(({ archive }) => archive.images)
  return [
    ...previews.flatMap(preview => [...repositoryText(preview, page), '']),
    ...[
      ...missing.map(one => `${titleOf(one)}: ${one.reason}`),
      ...unread.map(({ target, message }) => `target ${target}: ${message}`),
    ].flatMap(text => labelled(`  ${theme('unread', '?')} `, text, width)),
    ...(missing.length + unread.length > 0 ? [''] : []),
    ...calledText(endpoint).flatMap(line => flowing(line, width)),
    ...flowing(
      `Preview: ${previews.length} ${previews.length === 1 ? 'repository' : 'repositories'}; ${expire} images would expire, ${archive} would be archived.`,
      width,
    ),
    '',
  ].join('\n')
})

interface Page {
  readonly theme: Theme
  readonly width: number
  /** With every image that stays. */
  readonly expand: boolean
}

function repositoryText(preview: PolicyPreview, { theme, width, expand }: Page): readonly string[] {
  const { from, policy, rules, impact, images, differences } = preview
  const total = images.length
  const whose = from === 'manifest' ? 'declared policy' : 'policy in force (not declared)'
  const gone = images.filter(({ fate }) => fate !== 'keep')
  const kept = images.filter(({ fate }) => fate === 'keep')
  const faint = (text: string) => flowing(text, width, 2).map(line => theme('faint', line))
  const shownKept = expand ? kept : kept.slice(0, KEPT_SHOWN)
  return [
    ...flowing(
      `${theme('strong', titleOf(preview))}  ${whose}, ${imagesText(total)}: ${amountText(impact.keep)} stay`,
      width,
    ),
    ...policy.rules.flatMap((rule, index) => {
      const label = `${pad(`rule ${index + 1}`, 9)}${rules[index] ?? ''}`
      return beside(label, ruleOutcome(rule.rulePriority, impact), { ...COLUMNS, width })
    }),
    ...(images.length > 0 ? ['', ...imageTable([...gone, ...shownKept], { policy, theme, width })] : []),
    ...(kept.length > shownKept.length
      ? faint(`… and ${kept.length - shownKept.length} more that stay (--expand lists all)`)
      : []),
    ...(impact.isUpperBound
      ? faint(
          `An upper bound: parts of ${impact.indexes} multi-arch ${impact.indexes === 1 ? 'image' : 'images'} may be among what goes, or have been counted; ECR keeps them, and seems not to count them.`,
        )
      : []),
    ...differences.flatMap(text => labelled(`  ${theme('warning', 'differs')}  `, text, width)),
  ]
}

/** Of a rule: it, and what becomes of images by it. */
const COLUMNS = { label: 2, text: 51, below: 10 } as const

function ruleOutcome(priority: number, { byRule, idleRules, shadowedRules }: PolicyPreview['impact']): string {
  const taken = byRule.find(({ rulePriority }) => rulePriority === priority)
  if (taken) return `${taken.action === 'EXPIRE' ? 'expires' : 'archives'} ${amountText(taken)}`
  if (idleRules.includes(priority)) return 'matches no image'
  return shadowedRules.includes(priority) ? 'is left no image by the rules before it' : 'takes none'
}
