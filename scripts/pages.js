// The parts of the documentation that are generated: what stands between markers, or after one that names a golden.
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { exits } from './reference.js'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** The pages that have such parts. */
export const PAGES = [
  'docs/commands.md',
  'docs/exit-codes.md',
  'docs/guards.md',
  'docs/lifecycle.md',
  'docs/ownership.md',
  'docs/plan.md',
]

const COMMANDS = /(<!-- commands -->\n)([\s\S]*?)(<!-- commandsstop -->)/
const EXIT_CODES = /(<!-- exit codes -->\n)([\s\S]*?)(<!-- exit codes stop -->)/
const SAMPLE = /(<!-- sample: (\S+) -->\n```text\n)[\s\S]*?(^```$)/gm

/**
 * A page with its generated parts made anew.
 * @param {string} page
 */
export async function withGenerated(page) {
  const text = await withSamples(await readFile(join(ROOT, page), 'utf8'))
  const exitCodes = filled(text, EXIT_CODES, exits)
  return COMMANDS.test(exitCodes) ? filled(exitCodes, COMMANDS, await commandsOnce()) : exitCodes
}

/** @type {(text: string, markers: RegExp, make: () => string) => string} */
const filled = (text, markers, make) => text.replace(markers, (_all, begin, _old, end) => `${begin}${make()}\n${end}`)

/**
 * What a plan prints, from the goldens of the tests, so that no page shows what is not so any more.
 * @param {string} text
 */
async function withSamples(text) {
  const files = [...text.matchAll(SAMPLE)].map(([, , file = '']) => file)
  const goldens = new Map()
  for (const file of files) goldens.set(file, await readFile(join(ROOT, file), 'utf8'))
  return text.replace(SAMPLE, (_all, begin, file, end) => `${begin}${goldens.get(file)}${end}`)
}

/** A table of the commands, and each as oclif's own generator describes it. */
async function commandsOnce() {
  const { commands } = JSON.parse(await readFile(join(ROOT, 'oclif.manifest.json'), 'utf8'))
  const rows = Object.keys(commands)
    .toSorted()
    .map(id => `| [\`ecrsync ${id}\`](#${anchorOf(commands[id])}) | ${commands[id].summary} |`)
  const text = [['| command | does |', '| --- | --- |', ...rows].join('\n'), await commandsText()].join('\n\n')
  return () => text
}

/** What GitHub makes of the heading. @param {{ id: string, args?: Readonly<Record<string, { name: string }>> }} command */
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
    const [, , commands = ''] = COMMANDS.exec(await readFile(path, 'utf8')) ?? []
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
