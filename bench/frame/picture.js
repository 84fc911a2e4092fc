import { seconds, times } from './numbers.js'

/** @typedef {import('./case.js').Bar} Bar */

const [WIDTH, LEFT, RIGHT] = [860, 200, 170]
const [TOP, ROW, THICK] = [64, 62, 20]
const STYLE = [
  '.page{fill:#ffffff;stroke:#d1d9e0}.ink{fill:#1f2328}.faint{fill:#59636e}.grid{stroke:#d1d9e0}.ours{fill:#1a7f37}.theirs{fill:#7d8590}',
  '@media (prefers-color-scheme:dark){.page{fill:#0d1117;stroke:#30363d}.ink{fill:#f0f6fc}.faint{fill:#9da7b3}.grid{stroke:#30363d}.ours{fill:#3fb950}.theirs{fill:#8b949e}}',
  'text{font-family:ui-sans-serif,system-ui,-apple-system,"Segoe UI",sans-serif;font-size:14px;font-variant-numeric:tabular-nums}',
].join('')

/** @param {number} value */
const rounded = value => String(Math.round(value * 10) / 10)

/** @param {string} text */
const escaped = text => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')

/** @param {string} classes @param {number} x @param {number} y @param {string} words @param {'start' | 'middle' | 'end'} [anchor] */
const label = (classes, x, y, words, anchor = 'start') =>
  `<text class="${classes}" x="${rounded(x)}" y="${rounded(y)}" text-anchor="${anchor}">${escaped(words)}</text>`

/** @param {number} value a power of ten */
const mark = value => (value < 1 ? `${value * 1000} ms` : `${value} s`)

/** A scale on which each step is ten times the one before, from the decade below the shortest. @param {readonly Bar[]} bars */
export function scaleOf(bars) {
  const all = bars.flatMap(({ terraform, ecrsync }) => [terraform, ecrsync])
  const first = Math.floor(Math.log10(Math.min(...all)))
  const last = Math.log10(Math.max(...all))
  const perDecade = (WIDTH - LEFT - RIGHT) / (last - first)
  const decades = Array.from({ length: Math.floor(last) - first + 1 }, (_, index) => 10 ** (first + index))
  return { decades, at: (/** @type {number} */ value) => LEFT + (Math.log10(value) - first) * perDecade }
}

/** All that the picture shows, as a sentence for who does not see it. @param {readonly Bar[]} bars */
export const pictureText = bars =>
  `Time, Terraform and ecrsync: ${bars.map(({ what, terraform, ecrsync }) => `${what}: ${seconds(terraform)} and ${seconds(ecrsync)}`).join('; ')}`

/** @param {Bar} bar @param {number} index @param {ReturnType<typeof scaleOf>} scale */
function barsOf({ what, terraform, ecrsync }, index, { at }) {
  const y = TOP + index * ROW
  const bar = (/** @type {string} */ kind, /** @type {number} */ value, /** @type {number} */ top) =>
    `<rect class="${kind}" x="${LEFT}" y="${top}" width="${rounded(at(value) - LEFT)}" height="${THICK}" rx="3"/>`
  return [
    label('ink', LEFT - 14, y + THICK + 5, what, 'end'),
    bar('theirs', terraform, y),
    label('faint', at(terraform) + 8, y + 15, seconds(terraform)),
    bar('ours', ecrsync, y + THICK + 2),
    label('ink', at(ecrsync) + 8, y + THICK + 17, `${seconds(ecrsync)}, ${times(terraform / ecrsync)} faster`),
  ]
}

/** Bars on a scale of powers of ten, for light and dark ground. @param {readonly Bar[]} bars */
export function picture(bars) {
  const scale = scaleOf(bars)
  const bottom = TOP + bars.length * ROW
  const grid = scale.decades.flatMap(value => [
    `<path class="grid" d="M${rounded(scale.at(value))} ${TOP - 10}V${bottom - 8}"/>`,
    label('faint', scale.at(value), bottom + 12, mark(value), 'middle'),
  ])
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${bottom + 30}" width="${WIDTH}" height="${bottom + 30}" role="img" aria-label="${escaped(pictureText(bars))}">`,
    `<style>${STYLE}</style>`,
    `<rect class="page" x="0.5" y="0.5" width="${WIDTH - 1}" height="${bottom + 29}" rx="10"/>`,
    `<rect class="theirs" x="${LEFT}" y="22" width="12" height="12" rx="2"/>`,
    label('ink', LEFT + 20, 33, 'Terraform'),
    `<rect class="ours" x="${LEFT + 110}" y="22" width="12" height="12" rx="2"/>`,
    label('ink', LEFT + 130, 33, 'ecrsync'),
    label('faint', WIDTH - 20, 33, 'each step of the scale is ten times the time', 'end'),
    ...grid,
    ...bars.flatMap((bar, index) => barsOf(bar, index, scale)),
    '</svg>',
    '',
  ].join('\n')
}
