import { seconds, times } from './numbers.js'

/** @typedef {import('./case.js').Bar} Bar */

// Drawn larger than it is shown on a phone, and a little smaller than in the README of a wide window: words can be read in both.
const [WIDTH, SHOWN] = [560, 640]
const [LEFT, RIGHT] = [24, WIDTH - 24]
/** For the figure behind the longest bar. */
const ROOM = 62
const [TOP, ROW, BAR, STEP] = [74, 80, 19, 22]
const STYLE = [
  '.page{fill:#fff;stroke:#d1d9e0}.ink{fill:#1f2328}.faint{fill:#59636e}.grid{stroke:#d1d9e0}.ours{fill:#1a7f37}.theirs{fill:#8c959f}.on{stroke:#fff}',
  '@media(prefers-color-scheme:dark){.page{fill:#0d1117;stroke:#30363d}.ink{fill:#f0f6fc}.faint{fill:#9da7b3}.grid{stroke:#30363d}.ours{fill:#3fb950}.theirs{fill:#6e7681}.on{stroke:#0d1117}}',
  'text{font:15px ui-sans-serif,system-ui,-apple-system,"Segoe UI",sans-serif;font-variant-numeric:tabular-nums}.strong{font-weight:600}.on{stroke-width:4;paint-order:stroke}',
].join('')

/** @param {number} value */
const rounded = value => String(Math.round(value * 10) / 10)

/** @param {string} text */
const escaped = text => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')

/** @param {string} classes @param {number} x @param {number} y @param {string} words @param {'start' | 'middle' | 'end'} [anchor] */
const label = (classes, x, y, words, anchor = 'start') =>
  `<text class="${classes}" x="${rounded(x)}" y="${rounded(y)}" text-anchor="${anchor}">${escaped(words)}</text>`

/** @param {number} value a power of ten */
const mark = value => (value < 1 ? `${Math.round(value * 1000)} ms` : `${value} s`)

/** The power of ten from which a bar is drawn: a tenth of a step below the shortest, so that this one can be seen. @param {number} least */
const decadeBelow = least => Math.floor(Math.log10(least) - 0.1)

/** A scale on which each step is ten times the one before. @param {readonly Bar[]} bars */
export function scaleOf(bars) {
  const all = bars.flatMap(({ terraform, ecrsync }) => [terraform, ecrsync])
  const first = decadeBelow(Math.min(...all))
  const last = Math.log10(Math.max(...all))
  const perDecade = (RIGHT - ROOM - LEFT) / (last - first)
  const decades = Array.from({ length: Math.floor(last) - first + 1 }, (_, index) => 10 ** (first + index))
  return { decades, at: (/** @type {number} */ value) => LEFT + (Math.log10(value) - first) * perDecade }
}

/** All that the picture shows, as a sentence for who does not see it. @param {readonly Bar[]} bars */
export const pictureText = bars =>
  `Time, Terraform and ecrsync: ${bars.map(({ what, terraform, ecrsync }) => `${what}: ${seconds(terraform)} and ${seconds(ecrsync)}`).join('; ')}`

/** @param {Bar} bar @param {number} index @param {ReturnType<typeof scaleOf>} scale */
function barsOf({ what, terraform, ecrsync, faster }, index, { at }) {
  const y = TOP + index * ROW
  const bar = (/** @type {string} */ kind, /** @type {number} */ value, /** @type {number} */ top) => [
    `<rect class="${kind}" x="${LEFT}" y="${top}" width="${rounded(at(value) - LEFT)}" height="${BAR}" rx="3"/>`,
    label('ink on', at(value) + 7, top + BAR - 4, seconds(value)),
  ]
  return [
    label('ink strong on', LEFT, y, what),
    label('ink strong on', RIGHT, y, `${times(faster)} faster`, 'end'),
    ...bar('theirs', terraform, y + 9),
    ...bar('ours', ecrsync, y + 9 + STEP),
  ]
}

const LEGEND = [
  `<rect class="theirs" x="${LEFT}" y="20" width="13" height="13" rx="3"/>`,
  label('ink', LEFT + 20, 32, 'Terraform'),
  `<rect class="ours" x="${LEFT + 110}" y="20" width="13" height="13" rx="3"/>`,
  label('ink', LEFT + 130, 32, 'ecrsync'),
  label('faint', RIGHT, 32, 'each step: ten times the time', 'end'),
]

/** Bars on a scale of powers of ten, for light and dark ground. @param {readonly Bar[]} bars */
export function picture(bars) {
  const scale = scaleOf(bars)
  const bottom = TOP + bars.length * ROW - 16
  const height = bottom + 34
  const grid = scale.decades.flatMap((value, index) => [
    `<path class="grid" d="M${rounded(scale.at(value))} 48V${bottom}"/>`,
    label('faint', scale.at(value), bottom + 18, mark(value), index === 0 ? 'start' : 'middle'),
  ])
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${SHOWN}" height="${Math.round((height * SHOWN) / WIDTH)}" role="img" aria-label="${escaped(pictureText(bars))}">`,
    `<style>${STYLE}</style>`,
    `<rect class="page" x="0.5" y="0.5" width="${WIDTH - 1}" height="${height - 1}" rx="8"/>`,
    ...LEGEND,
    ...grid,
    ...bars.flatMap((bar, index) => barsOf(bar, index, scale)),
    '</svg>',
    '',
  ].join('\n')
}
