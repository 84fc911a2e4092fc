import prettyBytes from 'pretty-bytes'
import { isWellKnown } from '../../names.ts'
import { registryText, someOf, withCommas } from '../../words.ts'
import type { Fate, PolicyPreview, Previewed } from '../preview.ts'
import { type Group, goneOf, groupsOf, idOf, nothingText, titleOf, totalOf } from '../preview-words.ts'
import { element, lines, type Markup } from './markup.ts'
import { FATES, icon, PLURAL, WORDS } from './shapes.ts'
import { body, cell, head, row, rowHead, table } from './table.ts'

/** What it comes to: how many images have which fate, and where. */
export function summaryOf(previewed: Previewed): readonly Markup[] {
  const { previews, missing, unread } = previewed
  if (previews.length + missing.length + unread.length === 0) return []
  return [
    element(
      'ul',
      { class: 'tiles' },
      FATES.map(fate => tile(fate, previews)),
    ),
    ...knownOf(previews),
    table({ class: 'sums' }, 'By repository', [HEADER, ...bodiesOf(previewed)]),
  ]
}

function tile(fate: Fate['fate'], previews: readonly PolicyPreview[]): Markup {
  const { images, bytes } = totalOf(previews, fate)
  return element(
    'li',
    {},
    element('b', { class: fate }, icon(fate), withCommas(images)),
    element('span', {}, `${images === 1 ? 'image' : 'images'} ${images === 1 ? WORDS[fate] : PLURAL[fate]}`),
    element('span', { class: 'bytes' }, prettyBytes(bytes, { binary: true })),
  )
}

const KNOWN_SHOWN = 12

/** Tags that people deploy by, if they go. */
function knownOf(previews: readonly PolicyPreview[]): readonly Markup[] {
  const gone = previews.flatMap(preview =>
    goneOf(preview).flatMap(({ tags, fate }) =>
      tags.filter(isWellKnown).map(tag => `${tag} of ${titleOf(preview)} ${WORDS[fate]}`),
    ),
  )
  if (gone.length === 0) return []
  return [element('p', { class: 'notice' }, element('b', {}, 'Well-known tags go: '), `${someOf(gone, KNOWN_SHOWN)}.`)]
}

const COLUMNS = ['images', 'expire', 'archived', 'stay', 'bytes that expire'] as const

const HEADER = head(['repository', ...COLUMNS], { number: COLUMNS })

function bodiesOf(previewed: Previewed): readonly Markup[] {
  const groups = groupsOf(previewed)
  const failed = previewed.unread.map(({ target, message }) => wideRow(`target ${target}`, message))
  return [
    ...groups.map(group => bodyOf(group, groups.length > 1)),
    ...(failed.length > 0 ? [body(lines(...failed))] : []),
  ]
}

function bodyOf({ target, previews, missing }: Group, isOneOfSeveral: boolean): Markup {
  const head = isOneOfSeveral && target ? [groupRow(target.name, registryText(target))] : []
  const rows = previews.map(preview => rowOf(preview))
  return body(
    lines(
      ...head,
      ...rows,
      ...missing.map(one => wideRow(link(idOf(one), one.repository), `not looked at: ${one.reason}`)),
    ),
  )
}

const groupRow = (name: string, where: string): Markup =>
  row(rowHead({ scope: 'rowgroup', colspan: COLUMNS.length + 1 }, link(encodeURI(`target:${name}`), name), ` ${where}`))

function rowOf(preview: PolicyPreview): Markup {
  const { expire, archive, keep } = preview.impact
  const name = rowHead({}, link(idOf(preview), preview.repository))
  if (preview.images.length === 0) return row(name, wide(nothingText(preview) ?? ''))
  const counts = [expire.images + archive.images + keep.images, expire.images, archive.images, keep.images]
  const cells = [...counts.map(count => withCommas(count)), prettyBytes(expire.bytes, { binary: true })]
  return row(
    name,
    cells.map((text, index) => cell({ class: 'number', 'data-of': COLUMNS[index] }, text)),
  )
}

const link = (id: string, text: string): Markup => element('a', { href: `#${id}` }, text)

const wideRow = (name: Markup | string, said: string): Markup => row(rowHead({}, name), wide(said))

const wide = (said: string): Markup => cell({ colspan: COLUMNS.length, class: 'faint' }, said)
