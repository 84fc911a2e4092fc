import prettyBytes from 'pretty-bytes'
import { isWellKnown, missedFirst, shortDigest } from '../../names.ts'
import type { Fate, PolicyPreview } from '../preview.ts'
import { minute, whyOf } from '../preview-words.ts'
import { element, lines, type Markup } from './markup.ts'
import { pushTime } from './scale.ts'
import { icon, WORDS } from './shapes.ts'
import { body, cell, head, row, table } from './table.ts'

const HEADINGS = ['fate', 'tags', 'digest', 'pushed', 'last pulled', 'size', 'because'] as const

const HEADER = head(HEADINGS, { number: ['size'] })

/** Images with what becomes of each; on a narrow page, each is a card. */
export const imageTable = (caption: string, images: readonly Fate[], policy: PolicyPreview['policy']): Markup =>
  table({ class: 'images' }, caption, [HEADER, body(lines('', ...images.map(image => rowOf(image, policy)), ''))])

function rowOf(image: Fate, policy: PolicyPreview['policy']): Markup {
  const { fate, digest, pushedAt, lastRecordedPullTime, bytes } = image
  const pushed = pushTime(image) === undefined ? 'unknown' : minute(pushedAt)
  return row(
    cell({ class: `fate ${fate}` }, icon(fate), WORDS[fate]),
    cell({ class: 'tags' }, tagsOf(image)),
    cell({}, digestOf(digest)),
    cell({ class: 'time', 'data-of': 'pushed' }, pushed),
    cell(
      { class: 'time', 'data-of': 'pulled' },
      lastRecordedPullTime === undefined ? 'never' : minute(lastRecordedPullTime),
    ),
    cell({ class: 'number', 'data-of': 'size' }, prettyBytes(bytes, { binary: true })),
    cell({ class: 'because' }, whyOf(image, policy, shortDigest)),
  )
}

/** As much of it as people compare; all of it while a pointer is on it. */
export const digestOf = (digest: string): Markup => element('code', { title: digest }, shortDigest(digest))

function tagsOf({ tags }: Fate): readonly (Markup | string)[] {
  if (tags.length === 0) return ['untagged']
  return missedFirst(tags).flatMap((tag, index) => [
    index > 0 ? ' ' : '',
    isWellKnown(tag) ? element('b', { class: 'known' }, tag) : tag,
  ])
}
