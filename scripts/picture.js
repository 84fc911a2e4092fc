// The pictures of plans in the README: the real command line on the embedded ECR, its coloured output as SVG.
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { startEmulator } from '../dist/emulator/server.js'

/** @typedef {{ folder: string, exitCode: number, label: string, faults?: readonly import('../dist/emulator/faults/faults.js').Fault[] }} Scene */

/** @param {string} name */
const folderOf = name => fileURLToPath(new URL(`../docs/picture/${name}`, import.meta.url))
/** A change is blocked, which this picture is meant to show. @type {Scene} */
const ONE = { folder: folderOf('plan'), exitCode: 4, label: 'ecrsync plan in a terminal' }
/** One of the targets cannot be asked. @type {Scene} */
const SEVERAL = {
  folder: folderOf('targets'),
  exitCode: 7,
  label: 'ecrsync plan of several targets in a terminal',
  faults: [{ operation: 'AssumeRole', error: 'AccessDenied', account: '777788889999' }],
}

const RUN_JS = fileURLToPath(new URL('../bin/run.js', import.meta.url))
const HOME = { account: '111122223333', region: 'eu-west-1' }

/** @typedef {{ text: string, column: number, color: string, isBold: boolean }} Piece */

const COLORS = /** @type {Readonly<Record<string, string>>} */ ({
  31: '#ff7b72',
  32: '#7ee787',
  33: '#e3b341',
  35: '#d2a8ff',
  36: '#76e3ea',
  90: '#8b949e',
})
const TEXT = '#e6edf3'
const FONT =
  "ui-monospace, SFMono-Regular, 'SF Mono', Menlo, Consolas, 'Liberation Mono', 'DejaVu Sans Mono', monospace"
const CHARACTER = 8.4
const LINE = 20
const MARGIN = 22
const TITLE = 38

export const planPicture = () => picture(ONE)
export const targetsPicture = () => picture(SEVERAL)

/**
 * @param {Scene} scene
 * @returns {Promise<string>}
 */
async function picture(scene) {
  const emulator = await startEmulator({ ...HOME, faults: scene.faults ?? [] })
  try {
    await seed(emulator.url, scene)
    const prompt = '\u001b[90m$\u001b[39m \u001b[1mecrsync plan\u001b[22m'
    return svgOf([prompt, '', ...(await plan(emulator.url, scene))], scene)
  } finally {
    await emulator.close()
  }
}

/**
 * @param {string} url
 * @param {Scene} scene
 */
async function seed(url, { folder }) {
  for (const { operation, input } of JSON.parse(await readFile(`${folder}/live.json`, 'utf8'))) {
    const headers = {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `AmazonEC2ContainerRegistry_V20150921.${operation}`,
    }
    const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(input) })
    if (!answer.ok) throw new Error(`${operation}: ${await answer.text()}`)
  }
}

/**
 * @param {string} url
 * @param {Scene} scene
 * @returns {Promise<readonly string[]>}
 */
function plan(url, { folder, exitCode }) {
  const env = {
    PATH: process.env.PATH,
    FORCE_COLOR: '1',
    AWS_ENDPOINT_URL_ECR: url,
    AWS_ENDPOINT_URL_STS: url,
    AWS_REGION: HOME.region,
    AWS_ACCESS_KEY_ID: HOME.account,
    AWS_SECRET_ACCESS_KEY: 'local',
  }
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [RUN_JS, 'plan', '--quiet'], { cwd: folder, env }, (error, stdout, stderr) => {
      // As it is against AWS: the emulator listens somewhere else each time.
      const text = stdout.replaceAll(` at ${url}`, place => ' '.repeat(place.length))
      if (error?.code === exitCode) resolve(text.trimEnd().split('\n'))
      else reject(error ?? new Error(`The plan of ${folder} ends otherwise: ${stdout}${stderr}`))
    })
  })
}

/**
 * The pieces of one line, each in one colour.
 * @param {string} line
 * @returns {readonly Piece[]}
 */
function piecesOf(line) {
  /** @type {Piece[]} */
  const pieces = []
  let [column, color, isBold] = [0, TEXT, false]
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences of a terminal begin with one
  for (const part of line.split(/(\u001b\[\d+m)/)) {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the same
    const code = /^\u001b\[(\d+)m$/.exec(part)?.[1]
    if (code === undefined) {
      if (part.trim() !== '') pieces.push({ ...trimmed(part, column), color, isBold })
      column += [...part].length
    } else if (code === '1' || code === '22') isBold = code === '1'
    else color = COLORS[code] ?? TEXT
  }
  return pieces
}

/** @type {(text: string, column: number) => { text: string, column: number }} */
const trimmed = (text, column) => ({
  text: text.trim(),
  column: column + [...text].length - [...text.trimStart()].length,
})

/** @param {number} number */
const rounded = number => String(Math.round(number * 10) / 10)

/** @param {string} text */
const escaped = text => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

/** Each run of words has its own place, so that columns stand also in a font of another width. @type {(piece: Piece, y: number) => readonly string[]} */
const textsOf = ({ text, column, color, isBold }, y) =>
  [...text.matchAll(/\S+(?: \S+)*/g)].map(({ 0: words, index }) => {
    const x = MARGIN + (column + [...text.slice(0, index)].length) * CHARACTER
    const style = `${color === TEXT ? '' : ` fill="${color}"`}${isBold ? ' font-weight="bold"' : ''}`
    return `<text x="${rounded(x)}" y="${y}" textLength="${rounded([...words].length * CHARACTER)}"${style}>${escaped(words)}</text>`
  })

/**
 * @param {readonly string[]} lines
 * @param {Scene} scene
 */
function svgOf(lines, { label }) {
  const pieces = lines.map(piecesOf)
  const columns = Math.max(...pieces.flat().map(({ text, column }) => column + [...text].length))
  const [width, height] = [Math.ceil(columns * CHARACTER) + 2 * MARGIN, lines.length * LINE + TITLE + MARGIN]
  const dots = ['#ff5f57', '#febc2e', '#28c840'].map(
    (fill, index) => `<circle cx="${MARGIN + index * 20}" cy="20" r="6" fill="${fill}"/>`,
  )
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${label}">`,
    `<rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="10" fill="#0d1117" stroke="#30363d"/>`,
    ...dots,
    `<g font-family="${FONT}" font-size="14" fill="${TEXT}" xml:space="preserve">`,
    ...pieces.flatMap((line, index) => line.flatMap(piece => textsOf(piece, TITLE + 20 + index * LINE))),
    '</g>',
    '</svg>',
    '',
  ].join('\n')
}
