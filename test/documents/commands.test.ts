import { existsSync, readFileSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { COMMANDS } from '../../src/commands/index.ts'
import { ecrsync } from '../cli.ts'
import { startedAndEnded } from '../emulator-process.ts'
import { END, HEAD, textOf } from '../receipts/world.ts'
import { unknownToAws } from './forms.ts'
import { FILES, isManifest, PLAIN, wholeManifest } from './manifests.ts'
import { GUIDE, ROOT, read, withoutCode } from './pages.ts'
import { type ReadersPlace, readersPlace } from './registries.ts'
import { argumentsOf, manifestFor, SECTIONS, type Section } from './sections.ts'
import { type Command, commandsOf } from './shell.ts'

/** Programs of others, and what runs their commands or why nothing does. */
const OTHERS: Readonly<Record<string, string>> = {
  mkdir: '.ci/fresh runs it',
  cd: '.ci/fresh runs it',
  printf: 'test/clients/documents.test.ts runs it',
  sed: 'test/clients/documents.test.ts runs it',
  skopeo: 'test/clients/documents.test.ts runs it',
  xargs: 'the AWS CLI behind it is looked at',
  kubectl: 'takes a cluster',
  docker: 'takes a daemon; what runs the image of ecrsync is run as ecrsync',
  terraform: 'takes a state; test/clients/terraform.test.ts compares plans',
  gh: 'takes a release of GitHub',
  sha256sum: 'takes a release',
  echo: 'only prints',
  eval: 'test/commands/autocomplete.test.ts runs it',
}
/** Commands of npm, and the script of CI that runs them as the pages have them. */
const OF_NPM: readonly (readonly [RegExp, string])[] = [
  [/^ci$/, '.ci/run'],
  [/^run demo$/, '.ci/run'],
  [/^test$/, '.ci/run'],
  [/^pack --loglevel=error --pack-destination /, '.ci/fresh'],
  [/^init --yes$/, '.ci/fresh'],
  [/^install --save-dev \.\/ecrsync-/, '.ci/fresh'],
  [/^install --save-dev https:/, '.ci/fresh'],
]

const flagsOf = (id: string): object =>
  (COMMANDS as Readonly<Record<string, { readonly flags?: object }>>)[id]?.flags ?? {}

/** Nobody is there who could be asked. */
function unasked([id = '', ...args]: readonly string[]): readonly string[] {
  if (id === 'init' && !args.includes('--name')) return [id, ...args, '--name', 'acme']
  return 'auto-approve' in flagsOf(id) && !args.includes('--auto-approve')
    ? [id, ...args, '--auto-approve']
    : [id, ...args]
}

/** What a folder does not have where a manifest is begun. */
const BEGUN = ['ecrsync.yaml', '.github/workflows/ecr.yaml', '.gitlab-ci.yml']

const endsWell = (args: readonly string[], code: number): boolean =>
  code === 0 || (code === 2 && (args.includes('--detailed-exitcode') || args.includes('--check')))

/** A plan that somebody has saved before. */
const SAVED = 'ecr.plan'

/** Of an apply that somebody has made before: it changed nothing that there still is. */
async function keepReceipt(file: string, place: ReadersPlace): Promise<void> {
  const { manifest, digest, targets } = JSON.parse((await ecrsync(['plan', '--json'], place)).stdout)
  const head = { ...HEAD, manifest, planDigest: digest }
  const kept = targets.map(({ name, account, region }: (typeof HEAD.targets)[number]) => ({
    ...HEAD.targets[0],
    ...{ name, account, region },
  }))
  await mkdir(dirname(join(place.cwd, file)), { recursive: true })
  await writeFile(join(place.cwd, file), textOf({ ...head, targets: kept }, END))
}

async function runOwn(args: readonly string[], place: ReadersPlace): Promise<void> {
  if (args[0] === 'emulator') {
    const port = args.includes('--port') ? [] : ['--port', '0']
    expect((await startedAndEnded([...args.slice(1), ...port], place.cwd)).code).toBe(0)
    return
  }
  const isOfSaved = args.includes(SAVED) && !args.includes('--out') && !existsSync(join(place.cwd, SAVED))
  if (isOfSaved) expect(await ecrsync(['plan', '--out', SAVED, '--quiet'], place)).toMatchObject({ code: 0 })
  if (args[0] === 'init') for (const file of BEGUN) await rm(join(place.cwd, file), { force: true })
  if (args[0] === 'revert') await keepReceipt(args[1] ?? '', place)
  const here = unasked(args).map(word => word.replace('127.0.0.1:4510', place.host))
  const { code, stdout, stderr } = await ecrsync(here, place)
  expect({ args: here, ...(!endsWell(args, code) && { code, stdout, stderr }) }).toEqual({ args: here })
}

function checkOther({ words, text }: Command): void {
  const [program = '', ...rest] = words
  if (program === 'npm') {
    const script = OF_NPM.find(([form]) => form.test(rest.join(' ')))?.[1]
    expect({ text, isRun: script !== undefined }).toEqual({ text, isRun: true })
    return
  }
  const aws = words.indexOf('aws')
  if (aws >= 0) expect({ text, unknown: unknownToAws(words.slice(aws)) }).toEqual({ text, unknown: [] })
  else expect(Object.keys(OTHERS)).toContain(program)
}

async function runAll({ blocks }: Section, place: ReadersPlace): Promise<void> {
  const isShown = blocks.some(isManifest)
  for (const block of blocks) {
    if (isManifest(block)) await place.write(wholeManifest(block.text))
    for (const command of commandsOf(block)) {
      if (!isShown) await place.write(manifestFor(command))
      const args = argumentsOf(command)
      if (args === undefined) checkOther(command)
      else await runOwn(args, place)
    }
  }
}

/** What is in force before a reader types, where a section shows no manifest. */
function appliedBefore({ blocks }: Section): readonly string[] {
  if (blocks.some(isManifest)) return []
  const own = blocks.flatMap(commandsOf).filter(command => argumentsOf(command) !== undefined)
  return [...new Set(own.map(manifestFor))]
}

test.each(SECTIONS)('every command runs: $section', async section => {
  const place = await readersPlace(FILES)
  await place.write(PLAIN)
  for (const manifest of appliedBefore(section)) {
    await place.write(manifest)
    await ecrsync(['apply', '--auto-approve', '--quiet'], place)
  }
  await runAll(section, place)
  if (section.section.startsWith('docs/recipes.md'))
    expect(await ecrsync(['plan', '--detailed-exitcode'], place)).toMatchObject({ code: 0 })
})

/** Commands that stand in a sentence. */
const SPOKEN = GUIDE.flatMap(page =>
  [...withoutCode(read(page)).matchAll(/`(?:npx )?ecrsync ([a-z][^`]*)`/g)].map(([, text = '']) => ({ page, text })),
)

test.each(SPOKEN)('$page speaks of ecrsync $text, which there is', async ({ text }) => {
  const [id = '', ...argv] = text.replaceAll(/[[\]]/g, '').split(' ')
  expect(Object.keys(COMMANDS)).toContain(id)
  const flags = argv.filter(word => word.startsWith('--'))
  expect(flags.filter(flag => !(flag.slice(2) in { ...flagsOf(id), json: true, help: true }))).toEqual([])
})

test('what is said to be run elsewhere is run there', () => {
  const scripts = new Map(['.ci/run', '.ci/fresh'].map(path => [path, readFileSync(join(ROOT, path), 'utf8')]))
  expect(scripts.get('.ci/run')).toMatch(/npm ci[\s\S]*npm run demo/)
  expect(scripts.get('.ci/run')).toContain('.ci/fresh')
  for (const part of ['clone', 'install', 'manifest', 'try', 'steps'])
    expect(scripts.get('.ci/fresh')).toContain(`readme ${part}`)
})
