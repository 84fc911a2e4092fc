import stringWidth from 'fast-string-width'
import prettyBytes from 'pretty-bytes'
import { missedFirst, shortDigest } from '../names.ts'
import { clippedTo, hanging, labelled } from './page.ts'
import type { PolicyPreview } from './preview.ts'
import { HEADINGS, minute, whyOf } from './preview-words.ts'
import { pad, type Role, type Theme } from './theme.ts'

type Image = PolicyPreview['images'][number]

interface Page {
  readonly policy: PolicyPreview['policy']
  readonly theme: Theme
  readonly width: number
}

/** Images with their fates, a row for each; on a page that is too narrow for the columns, a few lines for each. */
export function imageTable(images: readonly Image[], page: Page): readonly string[] {
  if (images.length === 0) return []
  const { theme, width } = page
  const [header = '', ...rows] = inColumns([HEADINGS, ...images.map(image => cellsOf(image, page))])
  if ([header, ...rows].some(row => stringWidth(row) > width)) return images.flatMap(image => linesOf(image, page))
  return [theme('faint', header), ...rows]
}

function inColumns(rows: readonly (readonly string[])[]): readonly string[] {
  const widest = HEADINGS.map((_, column) =>
    rows.reduce((most, row) => Math.max(most, stringWidth(row[column] ?? '')), 0),
  )
  return rows.map(row => `  ${row.map((cell, column) => pad(cell, (widest[column] ?? 0) + 2)).join('')}`.trimEnd())
}

const ROLES = { expire: 'delete', archive: 'warning', keep: 'good' } as const satisfies Record<Image['fate'], Role>

const fateText = ({ fate }: Image, theme: Theme): string => theme(ROLES[fate], fate.toUpperCase())

/** Of tags in a row, as much as one looks for. */
const TAGS = 24

function cellsOf(image: Image, { policy, theme }: Page): readonly string[] {
  const { tags, digest, pushedAt, lastRecordedPullTime, bytes } = image
  return [
    fateText(image, theme),
    clippedTo(missedFirst(tags).join(' ') || '–', TAGS),
    shortDigest(digest),
    minute(pushedAt),
    lastRecordedPullTime === undefined ? 'never' : minute(lastRecordedPullTime),
    prettyBytes(bytes, { binary: true }),
    whyOf(image, policy, shortDigest),
  ]
}

/** Every tag of it, and below what else is said of it. */
function linesOf(image: Image, { policy, theme, width }: Page): readonly string[] {
  const { tags, digest, pushedAt, lastRecordedPullTime, bytes } = image
  const about = [
    shortDigest(digest),
    prettyBytes(bytes, { binary: true }),
    `pushed ${minute(pushedAt)}`,
    lastRecordedPullTime === undefined ? 'never pulled' : `last pulled ${minute(lastRecordedPullTime)}`,
    whyOf(image, policy, shortDigest),
  ]
  return [
    ...labelled(pad(`  ${fateText(image, theme)}`, COLUMN), missedFirst(tags).join(' ') || '–', width),
    ...hanging(' '.repeat(COLUMN), about.filter(Boolean).join(', '), width),
  ]
}

/** Behind `  ARCHIVE  `. */
const COLUMN = 11
