import prettyBytes from 'pretty-bytes'
import { isWellKnown, shortDigest, wellKnownFirst } from '../../names.ts'
import type { Fate, PolicyPreview } from '../preview.ts'
import { minute, whyOf } from '../preview-words.ts'
import { element, lines, type Markup } from './markup.ts'
import { pushTime } from './scale.ts'
import { icon, WORDS } from './shapes.ts'

const HEADINGS = ['fate', 'tags', 'digest', 'pushed', 'last pulled', 'size', 'because'] as const

// The roles are those that they have: where a narrow page shows rows as cards, a browser would forget them.
const HEADER = element(
  'thead',
  { role: 'rowgroup' },
  element(
    'tr',
    { role: 'row' },
    HEADINGS.map(heading => element('th', { role: 'columnheader', scope: 'col' }, heading)),
  ),
)

/** Images with what becomes of each; on a narrow page, each is a card. */
export const imageTable = (caption: string, images: readonly Fate[], policy: PolicyPreview['policy']): Markup =>
  element(
    'table',
    { class: 'images', role: 'table' },
    element('caption', {}, caption),
    HEADER,
    element('tbody', { role: 'rowgroup' }, lines('', ...images.map(image => rowOf(image, policy)), '')),
  )

function rowOf(image: Fate, policy: PolicyPreview['policy']): Markup {
  const { fate, digest, pushedAt, lastRecordedPullTime, bytes } = image
  const pushed = pushTime(image) === undefined ? 'unknown' : minute(pushedAt)
  return element(
    'tr',
    { role: 'row' },
    cell({ class: `fate ${fate}` }, icon(fate), WORDS[fate]),
    cell({ class: 'tags' }, tagsOf(image)),
    cell({}, digestOf(digest)),
    cell({ class: 'time', 'data-of': 'pushed' }, pushed),
    cell(
      { class: 'time', 'data-of': 'pulled' },
      lastRecordedPullTime === undefined ? 'never' : minute(lastRecordedPullTime),
    ),
    cell({ class: 'number' }, prettyBytes(bytes, { binary: true })),
    cell({}, whyOf(image, policy, shortDigest)),
  )
}

const cell = (attributes: Parameters<typeof element>[1], ...children: Parameters<typeof element>[2][]): Markup =>
  element('td', { role: 'cell', ...attributes }, ...children)

/** As much of it as people compare; all of it while a pointer is on it. */
export const digestOf = (digest: string): Markup => element('code', { title: digest }, shortDigest(digest))

function tagsOf({ tags }: Fate): readonly (Markup | string)[] {
  if (tags.length === 0) return ['untagged']
  return wellKnownFirst(tags).flatMap((tag, index) => [
    index > 0 ? ' ' : '',
    isWellKnown(tag) ? element('b', { class: 'known' }, tag) : tag,
  ])
}
