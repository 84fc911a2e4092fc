import { counted, imagesText, withCommas } from '../../words.ts'
import type { Fate, PolicyPreview } from '../preview.ts'
import { boundText, countsText, goneOf, idOf, keptOf, manyImages, nothingText, ruleOutcome } from '../preview-words.ts'
import { imageTable } from './image-table.ts'
import { element, lines, type Markup } from './markup.ts'
import { type Layout, NARROW, timelineOf, WIDE, withoutTime } from './picture.ts'

export interface Shown {
  readonly now: string
  /** Every image is listed. */
  readonly expand: boolean
  readonly heading: 'h2' | 'h3'
}

/** Rows that a browser shows at once, and that a reader looks at. */
const GONE_SHOWN = 200
const KEPT_SHOWN = 50

/** All about one repository: the picture, its rules, what goes and what stays. */
export function repositorySection(preview: PolicyPreview, { now, expand, heading }: Shown): Markup {
  const id = idOf(preview)
  const [gone, kept] = [goneOf(preview), keptOf(preview)]
  const cut = (most: number) => (expand ? Number.POSITIVE_INFINITY : most)
  return element(
    'section',
    { class: 'repository', 'aria-labelledby': id },
    lines(
      element(heading, { id }, preview.repository),
      element('p', { class: 'where' }, wordsOf(preview)),
      ...notesOf(preview).map(note => element('p', {}, note)),
      ...[WIDE, NARROW].map(layout => pictureOf(preview, now, layout)),
      rulesOf(preview),
      tableOf(preview, {
        caption: `${manyImages(gone.length)} that ${gone.length === 1 ? 'goes' : 'go'}`,
        images: gone,
        most: cut(GONE_SHOWN),
      }),
      kept.length === 0
        ? undefined
        : element(
            'details',
            {},
            element('summary', {}, `${manyImages(kept.length)} ${kept.length === 1 ? 'stays' : 'stay'}`),
            tableOf(preview, { caption: 'Images that stay', images: kept, most: cut(KEPT_SHOWN) }),
          ),
    ),
  )
}

/** Under its name. */
function wordsOf(preview: PolicyPreview): string {
  const nothing = nothingText(preview)
  return nothing === undefined ? countsText(preview) : `${nothing.slice(0, 1).toUpperCase()}${nothing.slice(1)}.`
}

function notesOf(preview: PolicyPreview): readonly string[] {
  const bound = boundText(preview)
  const timeless = withoutTime(preview)
  return [
    ...(bound === undefined ? [] : [bound]),
    ...(timeless > 0
      ? [`ECR does not say when ${imagesText(timeless)} ${timeless === 1 ? 'was' : 'were'} pushed: not in the picture.`]
      : []),
    ...preview.differences.map(text => `ECR differs: ${text}`),
  ]
}

function pictureOf(preview: PolicyPreview, now: string, layout: Layout): Markup | undefined {
  const timeline = timelineOf(preview, now, layout)
  if (timeline === undefined) return undefined
  const { height, body } = timeline
  const label = `Images of ${preview.repository} by the time of their push, in the lane of the rule that is about them`
  const attributes = {
    class: `timeline ${layout === WIDE ? 'wide' : 'narrow'}`,
    viewBox: `0 0 ${layout.width} ${height}`,
    role: 'img',
    'aria-label': label,
  }
  return element('svg', attributes, body)
}

/** With the descriptions that they have in ECR; open where no picture names them. */
function rulesOf({ policy, rules, impact, images }: PolicyPreview): Markup | undefined {
  if (rules.length === 0) return undefined
  const items = policy.rules.map(({ rulePriority, description }, index) => {
    const outcome = images.length === 0 ? [] : [element('p', {}, ruleOutcome(rulePriority, impact))]
    const described = description === undefined ? [] : [element('p', {}, `“${description}”`)]
    return element('li', {}, element('b', {}, `${index + 1}`), element('div', {}, rules[index], outcome, described))
  })
  const list = element('ol', { class: 'rules' }, items)
  return element(
    'details',
    { open: images.length === 0 ? '' : undefined },
    element('summary', {}, counted(rules.length, 'rule')),
    list,
  )
}

interface Listed {
  readonly caption: string
  readonly images: readonly Fate[]
  readonly most: number
}

/** No more rows than are read; how many are left out is said. */
function tableOf({ policy, repository }: PolicyPreview, { caption, images, most }: Listed): Markup | undefined {
  if (images.length === 0) return undefined
  const more = images.length - most
  const table = imageTable(caption, images.slice(0, most), policy)
  if (more <= 0) return table
  const command = element('code', {}, `ecrsync preview ${repository} --format html --expand`)
  return lines([table, element('p', { class: 'faint' }, `… and ${withCommas(more)} more: `, command, ' lists all.')])
}
