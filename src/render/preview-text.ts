import prettyBytes from 'pretty-bytes'
import { missedFirst, shortDigest } from '../names.ts'
import { calledText, counted, imagesText } from '../words.ts'
import type { Fate, PolicyPreview, Previewed } from './preview.ts'
import {
  boundText,
  countsText,
  goneOf,
  HEADINGS,
  keptOf,
  minute,
  NO_POLICY,
  NO_POLICY_HINT,
  nothingText,
  ruleOutcome,
  titleOf,
  totalOf,
  whyOf,
} from './preview-words.ts'
import { outward, pad, type Role, type Theme } from './theme.ts'

/** Of images that are kept, as many as a reader looks at. */
const KEPT_SHOWN = 10

/** A table for each repository: what each rule takes, and every image that goes. */
export const renderPreview = outward((previewed: Previewed, theme: Theme, expand: boolean): string => {
  const { endpoint, previews, missing, unread } = previewed
  return [
    ...apart(previews.map(preview => repositoryText(preview, theme, expand))),
    ...missing.map(one => `  ${theme('unread', '?')} ${titleOf(one)}: ${one.reason}`),
    ...unread.map(({ target, message }) => `  ${theme('unread', '?')} target ${target}: ${message}`),
    ...(missing.length + unread.length > 0 ? [''] : []),
    ...calledText(endpoint),
    ...(previews.length + missing.length + unread.length === 0 ? [NO_POLICY, NO_POLICY_HINT] : []),
    lastLine(previews),
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

function repositoryText(preview: PolicyPreview, theme: Theme, expand: boolean): readonly string[] {
  const { policy, rules, impact, images, differences } = preview
  const nothing = nothingText(preview)
  const name = theme('strong', titleOf(preview))
  const [gone, kept] = [goneOf(preview), keptOf(preview)]
  const shownKept = expand ? kept : kept.slice(0, KEPT_SHOWN)
  const bound = boundText(preview)
  if (images.length === 0) return [`${name} ${nothing}`]
  return [
    nothing === undefined ? `${name}  ${countsText(preview)}` : `${name} ${nothing}`,
    ...policy.rules.map(
      (rule, index) =>
        `  ${pad(`rule ${index + 1}`, 9)}${pad(rules[index] ?? '', 40)}${ruleOutcome(rule.rulePriority, impact)}`,
    ),
    '',
    `  ${theme('faint', HEADER)}`,
    ...[...gone, ...shownKept].map(image => imageText(image, policy, theme)),
    ...(kept.length > shownKept.length
      ? [theme('faint', `  … and ${kept.length - shownKept.length} more that stay (--expand lists all)`)]
      : []),
    ...(bound === undefined ? [] : [theme('faint', `  ${bound}`)]),
    ...differences.map(text => `  ${theme('warning', 'differs')}  ${text}`),
  ]
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
  const cells = [
    theme(ROLES[fate], fate.toUpperCase()),
    clip(missedFirst(tags).join(' ') || '–'),
    shortDigest(digest),
    minute(pushedAt),
    lastRecordedPullTime === undefined ? 'never' : minute(lastRecordedPullTime),
    prettyBytes(bytes, { binary: true }),
    whyOf(image, policy, shortDigest),
  ]
  return `  ${row(cells)}`
}

const clip = (text: string): string => (text.length > 24 ? `${text.slice(0, 23)}…` : text)
