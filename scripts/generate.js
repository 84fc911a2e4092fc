// Writes every generated file; with --check it only compares, and names what is stale. Needs a build.
import { execFile, execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { PUBLISHED } from '../dist/manifest/form/published.js'
import {
  applySchema,
  copySchema,
  diagnosticsSchema,
  planSchema,
  previewSchema,
  validateSchema,
} from '../dist/render/output-schemas.js'
import { iamPolicy } from './iam.js'
import { planPicture, targetsPicture } from './picture.js'
import { previewPicture } from './preview-picture.js'
import { reference } from './reference.js'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** @param {unknown} value */
const json = value => `${JSON.stringify(value, null, 2)}\n`

/**
 * With a line for each field of the root and each definition: editors load it whenever a manifest is opened.
 * @param {unknown} value
 * @param {number} [depth]
 * @returns {string}
 */
function lines(value, depth = 2) {
  if (depth === 0 || typeof value !== 'object' || value === null || Array.isArray(value)) return JSON.stringify(value)
  const entries = Object.entries(value).map(([key, inner]) => `${JSON.stringify(key)}: ${lines(inner, depth - 1)}`)
  return `{\n${entries.join(',\n')}\n}`
}

/** @type {Readonly<Record<string, () => string | Promise<string>>>} */
const FILES = {
  'schemas/manifest.schema.json': () => `${lines(PUBLISHED.manifest())}\n`,
  'schemas/fragment.schema.json': () => `${lines(PUBLISHED.fragment())}\n`,
  'schemas/plan.schema.json': () => json(planSchema),
  'schemas/apply.schema.json': () => json(applySchema),
  'schemas/preview.schema.json': () => json(previewSchema),
  'schemas/copy.schema.json': () => json(copySchema),
  'schemas/validate.schema.json': () => json(validateSchema),
  'schemas/diagnostics.schema.json': () => json(diagnosticsSchema),
  'schemas/README.md': reference,
  'iam-policy.json': () => json(iamPolicy()),
  'docs/plan.svg': planPicture,
  'docs/targets.svg': targetsPicture,
  'docs/preview.svg': previewPicture,
  'docs/commands.md': commandsPage,
  'README.md': readme,
}

const MARKERS = /(<!-- commands -->\n)([\s\S]*?)(<!-- commandsstop -->)/

/** All commands, as oclif's own generator describes them. */
async function commandsPage() {
  const text = await readFile(join(ROOT, 'docs', 'commands.md'), 'utf8')
  const commands = await commandsText()
  return text.replace(MARKERS, (_all, begin, _old, end) => `${begin}${commands}\n${end}`)
}

/** The README with a line for each command. */
async function readme() {
  const text = await readFile(join(ROOT, 'README.md'), 'utf8')
  const { commands } = JSON.parse(await readFile(join(ROOT, 'oclif.manifest.json'), 'utf8'))
  const rows = Object.keys(commands)
    .toSorted()
    .map(id => `| [\`ecrsync ${id}\`](docs/commands.md#${anchorOf(commands[id])}) | ${commands[id].summary} |`)
  const table = ['| command | does |', '| --- | --- |', ...rows].join('\n')
  return text.replace(MARKERS, (_all, begin, _old, end) => `${begin}${table}\n${end}`)
}

/** What GitHub makes of the heading. @param {{ id: string, args?: Readonly<Record<string, { name: string, required?: boolean }>> }} command */
const anchorOf = ({ id, args = {} }) =>
  ['ecrsync', id, ...Object.values(args).map(({ name }) => name.toLowerCase())].join('-')

async function commandsText() {
  const folder = await mkdtemp(join(tmpdir(), 'ecrsync-readme-'))
  const path = join(folder, 'README.md')
  try {
    await writeFile(path, '<!-- commands -->\n<!-- commandsstop -->\n')
    const args = ['readme', '--readme-path', path, '--no-source-links', '--no-aliases']
    const env = { ...process.env, OCLIF_SKIP_NEW_VERSION_CHECK: 'true', NO_COLOR: '1' }
    await promisify(execFile)(process.execPath, [join(ROOT, 'node_modules', 'oclif', 'bin', 'run.js'), ...args], {
      cwd: ROOT,
      env,
    })
    const [, , commands = ''] = MARKERS.exec(await readFile(path, 'utf8')) ?? []
    if (!commands.includes('## `ecrsync ')) throw new Error('oclif described no command')
    return shortened(commands)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/**
 * Without the list of what follows at once, and nothing said twice.
 * @param {string} commands
 */
const shortened = commands =>
  commands
    .replaceAll(/^\* .*\n/gm, '')
    .replaceAll(/(\n\n(.+)\n\n```\n[\s\S]*?DESCRIPTION\n) {2}\2\n\n/g, '$1')
    .replaceAll(/(\n {2}\$ .*)\n(?=\n {2}\$ )/g, '$1')
    .trim()

/**
 * As `npm run format` would leave it, so that the linter and --check ask for the same bytes.
 * @param {string} file
 * @param {string} text
 */
function formatted(file, text) {
  if (!/^(?!schemas\/).*\.json$/.test(file)) return text
  const biome = join(ROOT, 'node_modules', '@biomejs', 'biome', 'bin', 'biome')
  const args = [biome, 'format', `--stdin-file-path=${file}`]
  return execFileSync(process.execPath, args, { cwd: ROOT, input: text, encoding: 'utf8' })
}

/** @param {string} file */
const written = file => readFile(join(ROOT, file), 'utf8').catch(() => undefined)

const isCheck = process.argv.includes('--check')
const stale = []
for (const [file, generate] of Object.entries(FILES)) {
  const text = formatted(file, await generate())
  if ((await written(file)) === text) continue
  stale.push(file)
  if (isCheck) continue
  await mkdir(dirname(join(ROOT, file)), { recursive: true })
  await writeFile(join(ROOT, file), text)
}

if (stale.length === 0) process.stdout.write('All generated files are fresh.\n')
else if (isCheck) {
  process.stderr.write(`Stale: ${stale.join(', ')}\nRun npm run gen, and commit what it writes.\n`)
  process.exitCode = 1
} else process.stdout.write(`Written: ${stale.join(', ')}\n`)
