import { type PolicyPreview, type Previewed, titleOf } from './preview.ts'
import { outward } from './theme.ts'

type Fate = PolicyPreview['images'][number]

const WIDTH = 960
const LEFT = 230
const RIGHT = 30
const LANE = 46
const HEAD = 64
const FOOT = 40
const RADIUS = 6

const COLOURS = { keep: '#2e7d32', expire: '#c62828', archive: '#b26a00' } as const satisfies Record<
  Fate['fate'],
  string
>
const FONT = 'font-family="ui-sans-serif, system-ui, sans-serif"'

/** One picture per repository: its images on a time axis, in the lane of the rule that is about them, coloured by their fate. */
export const previewSvg = outward(({ previews }: Pick<Previewed, 'previews'>, now: string): string => {
  const pictures = previews.map(preview => pictureOf(preview, now))
  const height = pictures.reduce((sum, picture) => sum + picture.height, 0)
  const placed = pictures.map(({ body }, index) => {
    const top = pictures.slice(0, index).reduce((sum, picture) => sum + picture.height, 0)
    return `<g transform="translate(0 ${top})">${body}</g>`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${Math.max(height, 1)}" viewBox="0 0 ${WIDTH} ${Math.max(height, 1)}" ${FONT} font-size="13">
<title>What the lifecycle policy does to ${previews.map(preview => escaped(titleOf(preview))).join(', ')}</title>
<rect width="100%" height="100%" fill="#ffffff"/>
${placed.join('\n')}
</svg>
`
})

/** The picture of one repository alone. */
export const repositorySvg = (preview: PolicyPreview, now: string): string => previewSvg({ previews: [preview] }, now)

interface Picture {
  readonly body: string
  readonly height: number
}

interface Lane {
  readonly label: string
  readonly images: readonly Fate[]
}

function pictureOf(preview: PolicyPreview, now: string): Picture {
  const lanes = lanesOf(preview)
  const height = HEAD + lanes.length * LANE + FOOT
  const scale = scaleOf(preview.images, now)
  const { expire, archive, keep, isUpperBound } = preview.impact
  const counts = `${expire.images} expire · ${archive.images} archived · ${keep.images} stay${isUpperBound ? ' · an upper bound: parts of multi-arch images may be among what goes' : ''}`
  const body = [
    text({ x: 16, y: 26, size: 16, weight: 600 }, titleOf(preview)),
    text(
      { x: 16, y: 46, fill: '#555555' },
      `${preview.from === 'manifest' ? 'declared policy' : 'policy in force'} · ${counts}`,
    ),
    ...legend(),
    ...lanes.flatMap((lane, index) => laneOf(lane, HEAD + index * LANE, scale)),
    ...axis(scale, height - FOOT),
  ]
  return { body: body.join('\n'), height }
}

/** A lane for each rule, and one below for what no rule is about. */
function lanesOf({ policy, rules, images }: PolicyPreview): readonly Lane[] {
  const lanes = policy.rules.map((rule, index) => ({
    label: `${index + 1}  ${rules[index]}`,
    images: images.filter(({ rulePriority }) => rulePriority === rule.rulePriority),
  }))
  const following = images.filter(({ because }) => because !== undefined)
  return [
    ...lanes,
    ...(following.length > 0 ? [{ label: 'follow their subject', images: following }] : []),
    { label: 'no rule', images: images.filter(image => image.rulePriority === undefined && image.fate === 'keep') },
  ]
}

interface Scale {
  readonly from: number
  readonly to: number
}

const DAY = 24 * 60 * 60 * 1000

function scaleOf(images: readonly Fate[], now: string): Scale {
  const times = images.map(({ pushedAt }) => Date.parse(pushedAt))
  const to = times.reduce((latest, time) => Math.max(latest, time), Date.parse(now))
  const from = times.reduce((earliest, time) => Math.min(earliest, time), to - DAY)
  return { from, to }
}

const xOf = ({ from, to }: Scale, time: number): number =>
  round(LEFT + ((time - from) / Math.max(to - from, 1)) * (WIDTH - LEFT - RIGHT))

const round = (value: number): number => Math.round(value * 10) / 10

function laneOf({ label, images }: Lane, top: number, scale: Scale): readonly string[] {
  const middle = top + LANE / 2
  return [
    `<line x1="${LEFT}" y1="${middle}" x2="${WIDTH - RIGHT}" y2="${middle}" stroke="#e0e0e0"/>`,
    text({ x: 16, y: middle + 4 }, label.length > 30 ? `${label.slice(0, 29)}…` : label),
    ...images.map(image => dot(image, xOf(scale, Date.parse(image.pushedAt)), middle)),
  ]
}

function dot(image: Fate, x: number, y: number): string {
  const { fate, tags, digest, pushedAt, lastRecordedPullTime } = image
  const said = [
    tags.join(' ') || 'untagged',
    digest,
    `pushed ${pushedAt}`,
    lastRecordedPullTime ? `pulled ${lastRecordedPullTime}` : 'never pulled',
    fate,
  ]
  const shape = `<circle cx="${x}" cy="${y}" r="${RADIUS}" fill="${COLOURS[fate]}" fill-opacity="0.75" stroke="${COLOURS[fate]}"${tags.length === 0 ? ' stroke-dasharray="2 2"' : ''}>`
  return `${shape}<title>${escaped(said.join('\n'))}</title></circle>`
}

const legend = (): readonly string[] =>
  (['keep', 'expire', 'archive'] as const).flatMap((fate, index) => {
    const x = WIDTH - RIGHT - 270 + index * 95
    return [
      `<circle cx="${x}" cy="22" r="${RADIUS}" fill="${COLOURS[fate]}"/>`,
      text({ x: x + 12, y: 26 }, fate === 'keep' ? 'stays' : `${fate}s`),
    ]
  })

const TICKS = 5

function axis(scale: Scale, top: number): readonly string[] {
  const ticks = Array.from(
    { length: TICKS },
    (_, index) => scale.from + ((scale.to - scale.from) * index) / (TICKS - 1),
  )
  return [
    `<line x1="${LEFT}" y1="${top}" x2="${WIDTH - RIGHT}" y2="${top}" stroke="#9e9e9e"/>`,
    ...ticks.map((time, index) => {
      const anchor = index === TICKS - 1 ? 'end' : index === 0 ? 'start' : 'middle'
      return text({ x: xOf(scale, time), y: top + 20, fill: '#555555', anchor }, dayOf(time))
    }),
  ]
}

/** `2026-11-24`, the same everywhere. */
const DATE = new Intl.DateTimeFormat('sv', { timeZone: 'UTC', dateStyle: 'short' })
const dayOf = (time: number): string => DATE.format(time)

interface TextAt {
  readonly x: number
  readonly y: number
  readonly size?: number
  readonly weight?: number
  readonly fill?: string
  readonly anchor?: 'start' | 'middle' | 'end'
}

const text = ({ x, y, size, weight, fill = '#212121', anchor }: TextAt, content: string): string =>
  `<text x="${x}" y="${y}" fill="${fill}"${size ? ` font-size="${size}"` : ''}${weight ? ` font-weight="${weight}"` : ''}${anchor ? ` text-anchor="${anchor}"` : ''}>${escaped(content)}</text>`

/** What a registry or a manifest says is text, in XML and in HTML alike. */
export const escaped = (content: string): string =>
  content
    .replaceAll(/[\ufffe\uffff]/g, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
