import { registryText } from '../words.ts'
import { wrapped } from './page.ts'
import { element, lines, type Markup } from './pictures/markup.ts'
import { PICTURE_STYLE } from './pictures/palette.ts'
import { timelineOf, WIDE } from './pictures/picture.ts'
import { cut, type Piece, stacked } from './pictures/piece.ts'
import { FATES, mark, WORDS } from './pictures/shapes.ts'
import type { Missing, PolicyPreview, Previewed } from './preview.ts'
import { boundText, countsText, type Group, groupsOf, NO_POLICY, nothingText } from './preview-words.ts'
import { outward } from './theme.ts'

/** Letters of a title beside the legend, and of a line below it. */
const NAME = 52
const LETTERS = 130

/** One picture for all repositories: the images of each on a time axis, in the lane of the rule that is about them. */
export const previewSvg = outward((previewed: Previewed, now: string): string => {
  const { height, body } = stacked([...piecesOf(previewed, now), gap(16)])
  const size = { width: WIDE.width, height, viewBox: `0 0 ${WIDE.width} ${height}` }
  const names = { role: 'img', 'aria-labelledby': 'title description' }
  const picture = element(
    'svg',
    { xmlns: 'http://www.w3.org/2000/svg', ...size, ...names },
    lines(
      '',
      element('title', { id: 'title' }, `What lifecycle policies do: ${previewed.manifest.name}`),
      element('desc', { id: 'description' }, descriptionOf(previewed)),
      element('style', {}, { markup: PICTURE_STYLE }),
      element('rect', { class: 'page', width: '100%', height: '100%' }),
      body,
      '',
    ),
  )
  return `${picture.markup}\n`
})

function piecesOf(previewed: Previewed, now: string): readonly Piece[] {
  const groups = groupsOf(previewed)
  const { previews, missing, unread } = previewed
  const isEmpty = previews.length + missing.length + unread.length === 0
  const first = previews.find(({ images }) => images.length > 0)
  const parts = groups.flatMap(group => [
    ...(groups.length > 1 ? [targetHead(group)] : []),
    ...group.previews.flatMap(preview => repositoryPieces(preview, now, preview === first)),
    ...group.missing.map(missingHead),
  ])
  const failed = unread.map(({ target, message }) => headOf(`target ${target}`, message))
  return [...(isEmpty ? [headOf(previewed.manifest.name, NO_POLICY)] : []), ...parts, ...failed]
}

function repositoryPieces(preview: PolicyPreview, now: string, isFirst: boolean): readonly Piece[] {
  const nothing = nothingText(preview)
  const words =
    preview.images.length === 0
      ? nothing
      : [nothing ?? countsText(preview), boundText(preview)].filter(Boolean).join(' · ')
  const timeline = timelineOf(preview, now, WIDE)
  const head = headOf(preview.repository, words ?? '')
  return timeline === undefined ? [head] : [isFirst ? legendOver(head) : head, timeline]
}

const targetHead = ({ target }: Group): Piece => ({
  height: 62,
  body: lines(
    element('text', { class: 'ink', x: 14, y: 34, 'font-size': 21, 'font-weight': 700 }, cut(target?.name ?? '', NAME)),
    element('text', { class: 'faint', x: 14, y: 54, 'font-size': 13 }, target && cut(registryText(target), LETTERS)),
  ),
})

const missingHead = ({ repository, reason }: Missing): Piece => headOf(repository, `not looked at: ${reason}`)

const LINE = 19

function headOf(title: string, words: string): Piece {
  const below = wrapped(words, LETTERS)
  const texts = below.map((line, index) =>
    element('text', { class: 'faint', x: 14, y: 51 + index * LINE, 'font-size': 13 }, line),
  )
  const named = element(
    'text',
    { class: 'ink', x: 14, y: 30, 'font-size': 16, 'font-weight': 600 },
    cut(title, NAME),
    title.length > NAME ? element('title', {}, title) : undefined,
  )
  return { height: 43 + below.length * LINE, body: lines([named, texts]) }
}

const gap = (height: number): Piece => ({ height, body: lines() })

const LEGEND_LETTER = 7.5
const LEGEND_GAP = 38

/** What the shapes mean, beside a title. */
function legendOver({ height, body }: Piece): Piece {
  const widths = FATES.map(fate => WORDS[fate].length * LEGEND_LETTER + LEGEND_GAP)
  const items = FATES.map((fate, index): readonly Markup[] => {
    const x = WIDE.width - widths.slice(index).reduce((sum, width) => sum + width, 0) + 12
    return [mark(fate, { x, y: 25 }), element('text', { class: 'ink', x: x + 12, y: 30, 'font-size': 13 }, WORDS[fate])]
  })
  return { height, body: lines(body, items) }
}

/** For who does not see it. */
function descriptionOf(previewed: Previewed): string {
  const said = groupsOf(previewed).flatMap(({ target, previews, missing }) => [
    ...(target === undefined ? [] : [`Target ${target.name}, ${registryText(target)}`]),
    ...previews.map(preview => `${preview.repository}: ${nothingText(preview) ?? countsText(preview)}`),
    ...missing.map(({ repository, reason }) => `${repository}: not looked at, ${reason}`),
  ])
  return said.length === 0 ? NO_POLICY : `${said.join('. ')}.`
}
