import prettyBytes from 'pretty-bytes'
import { missedFirst, shortDigest } from '../names.ts'
import { amountText, calledText, imagesText } from '../words.ts'
import { HEADINGS, minute, type PolicyPreview, type Previewed, titleOf, whyOf } from './preview.ts'
import { outward, pad, type Role, type Theme } from './theme.ts'

type Fate = PolicyPreview['images'][number]

/** Of images that are kept, as many as a reader looks at. */
const KEPT_SHOWN = 10

/** A table for each repository: what each rule takes, and every image that goes. */
export const renderPreview = outward(
  ({ endpoint, previews, missing, unread }: Previewed, theme: Theme, expand: boolean): string => {
    const totals = previews.map(({ impact }) => impact)
    const sum = (read: (impact: (typeof totals)[number]) => number) =>
      totals.reduce((total, one) => total + read(one), 0)
    const expire = sum(({ expire }) => expire.images)
    const archive = sum(({ archive }) => archive.images)
    return [
      ...previews.flatMap(preview => [...repositoryText(preview, theme, expand), '']),
      ...missing.map(one => `  ${theme('unread', '?')} ${titleOf(one)}: ${one.reason}`),
      ...unread.map(({ target, message }) => `  ${theme('unread', '?')} target ${target}: ${message}`),
      ...(missing.length + unread.length > 0 ? [''] : []),
      ...calledText(endpoint),
      `Preview: ${previews.length} ${previews.length === 1 ? 'repository' : 'repositories'}; ${expire} images would expire, ${archive} would be archived.`,
      '',
    ].join('\n')
  },
)

function repositoryText(preview: PolicyPreview, theme: Theme, expand: boolean): readonly string[] {
  const { from, policy, rules, impact, images, differences } = preview
  const total = images.length
  const whose = from === 'manifest' ? 'declared policy' : 'policy in force (not declared)'
  const gone = images.filter(({ fate }) => fate !== 'keep')
  const kept = images.filter(({ fate }) => fate === 'keep')
  const shownKept = expand ? kept : kept.slice(0, KEPT_SHOWN)
  return [
    `${theme('strong', titleOf(preview))}  ${whose}, ${imagesText(total)}: ${amountText(impact.keep)} stay`,
    ...policy.rules.map(
      (rule, index) =>
        `  ${pad(`rule ${index + 1}`, 9)}${pad(rules[index] ?? '', 40)}${ruleOutcome(rule.rulePriority, impact)}`,
    ),
    ...(images.length > 0 ? ['', `  ${theme('faint', HEADER)}`] : []),
    ...[...gone, ...shownKept].map(image => imageText(image, policy, theme)),
    ...(kept.length > shownKept.length
      ? [theme('faint', `  … and ${kept.length - shownKept.length} more that stay (--expand lists all)`)]
      : []),
    ...(impact.isUpperBound
      ? [
          theme(
            'faint',
            `  An upper bound: parts of ${impact.indexes} multi-arch ${impact.indexes === 1 ? 'image' : 'images'} may be among what goes, or have been counted; ECR keeps them, and seems not to count them.`,
          ),
        ]
      : []),
    ...differences.map(text => `  ${theme('warning', 'differs')}  ${text}`),
  ]
}

function ruleOutcome(priority: number, { byRule, idleRules, shadowedRules }: PolicyPreview['impact']): string {
  const taken = byRule.find(({ rulePriority }) => rulePriority === priority)
  if (taken) return `${taken.action === 'EXPIRE' ? 'expires' : 'archives'} ${amountText(taken)}`
  if (idleRules.includes(priority)) return 'matches no image'
  return shadowedRules.includes(priority) ? 'is left no image by the rules before it' : 'takes none'
}

const COLUMNS = [10, 26, 22, 18, 18, 12] as const
const row = (cells: readonly string[]): string =>
  cells
    .map((cell, index) => pad(cell, COLUMNS[index] ?? 0))
    .join('')
    .trimEnd()
const HEADER = row(HEADINGS)

const ROLES = { expire: 'delete', archive: 'warning', keep: 'good' } as const satisfies Record<Fate['fate'], Role>

function imageText(image: Fate, policy: PolicyPreview['policy'], theme: Theme): string {
  const { fate, tags, digest, pushedAt, lastRecordedPullTime, bytes } = image
  const why = whyOf(image, policy, shortDigest)
  const cells = [
    theme(ROLES[fate], fate.toUpperCase()),
    clip(missedFirst(tags).join(' ') || '–'),
    shortDigest(digest),
    minute(pushedAt),
    lastRecordedPullTime === undefined ? 'never' : minute(lastRecordedPullTime),
    prettyBytes(bytes, { binary: true }),
    image.status === 'ARCHIVED' ? [why, 'archived'].filter(Boolean).join(', ') : why,
  ]
  return `  ${row(cells)}`
}

const clip = (text: string): string => (text.length > 24 ? `${text.slice(0, 23)}…` : text)
