// The main job on the embedded ECR: apply, change one thing, with a mistake at first, plan and apply that, plan a last time.
import { spawn } from 'node:child_process'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { styleText } from 'node:util'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const EXAMPLE = join(ROOT, 'examples', 'team')
const RUN_JS = join(ROOT, 'bin', 'run.js')

const MANIFEST = 'ecrsync.yaml'
const RULE = '{ tagPattern: "v*", keepNewest: 30 }'
const MISSPELT = '{ tagPattern: "v*", keepNewst: 20 }'
const CHANGED = '{ tagPattern: "v*", keepNewest: 20 }'

/** @type {readonly { title: string, edit?: readonly [before: string, after: string], run?: readonly string[], code?: number, says?: string }[]} */
const STEPS = [
  {
    title: 'Validate: 12 repositories in three files, offline',
    run: ['validate'],
    says: 'ecrsync.yaml is valid: 12 repositories in 3 files.',
  },
  {
    title: 'Apply: shows the plan for an empty registry, and makes it so. Without --auto-approve it asks in between',
    run: ['apply', '--local', '--auto-approve'],
    says: 'Applied to 123456789012, us-east-1 in the embedded ECR: 33 created, 0 updated, 0 deleted.',
  },
  { title: 'Change one line, in a policy that eight repositories use, and misspell it', edit: [RULE, MISSPELT] },
  { title: 'Plan: the mistake is told at its place, and nothing is asked of ECR', run: ['plan', '--local'], code: 3 },
  { title: 'Mend it', edit: [MISSPELT, CHANGED] },
  {
    title: 'Plan: equal changes of many repositories are said once',
    run: ['plan', '--local', '--quiet'],
    says: 'Plan: 0 to create, 8 to update, 0 to delete, 0 blocked.',
  },
  {
    title: 'Apply: one PutLifecyclePolicy for each, in place',
    run: ['apply', '--local', '--auto-approve', '--quiet'],
    says: 'Applied to 123456789012, us-east-1 in the embedded ECR: 0 created, 8 updated, 0 deleted.',
  },
  {
    title: 'Plan a last time: the registry is what the manifest says',
    run: ['plan', '--local', '--quiet'],
    says: 'No changes. 12 repositories match the manifest.',
  },
]

const isColored = Boolean(process.stdout.isTTY) && !process.env.NO_COLOR

/** @type {(format: Parameters<typeof styleText>[0], text: string) => string} */
const styled = (format, text) => (isColored ? styleText(format, text) : text)

/** @param {string} text */
const print = text => void process.stdout.write(`${text}\n`)

/**
 * Runs the real command line, and shows what it says while it says it.
 * @param {readonly string[]} args
 * @param {string} cwd
 * @returns {Promise<{ code: number | null, lines: readonly string[] }>}
 */
function ecrsync(args, cwd) {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, ...(isColored && { FORCE_COLOR: '1' }) }
    const child = spawn(process.execPath, [RUN_JS, ...args], { cwd, env, stdio: ['ignore', 'pipe', 'inherit'] })
    let output = ''
    child.stdout.setEncoding('utf8').on('data', text => {
      output += text
      process.stdout.write(text)
    })
    child.on('error', reject)
    child.on('close', code => resolve({ code, lines: output.trimEnd().split('\n') }))
  })
}

/**
 * Changes one line of the manifest, and shows it.
 * @param {string} folder
 * @param {readonly [before: string, after: string]} texts
 */
async function edit(folder, [before, after]) {
  const path = join(folder, MANIFEST)
  const lines = (await readFile(path, 'utf8')).split('\n')
  const index = lines.findIndex(line => line.includes(before))
  const line = lines[index]
  if (line === undefined) throw new Error(`${MANIFEST} does not hold ${before}`)
  const changed = line.replace(before, after)
  await writeFile(path, lines.with(index, changed).join('\n'))
  print(styled('gray', `${MANIFEST}:${index + 1}`))
  print(styled('red', `-${line}`))
  print(styled('green', `+${changed}`))
}

/** @param {string} folder */
async function demo(folder) {
  for (const [index, { title, edit: texts, run, code: expected = 0, says }] of STEPS.entries()) {
    print(`\n${styled(['bold', 'cyan'], `${index + 1}. ${title}`)}`)
    if (texts !== undefined) await edit(folder, texts)
    if (run === undefined) continue
    print(`${styled('gray', `$ ecrsync ${run.join(' ')}`)}\n`)
    const { code, lines } = await ecrsync(run, folder)
    if (code !== expected) throw new Error(`step ${index + 1} ended with exit code ${code}`)
    if (says !== undefined && !lines.includes(says))
      throw new Error(`step ${index + 1} ended with "${lines.at(-1)}", expected "${says}"`)
  }
}

const folder = await mkdtemp(join(tmpdir(), 'ecrsync-demo-'))
try {
  await cp(EXAMPLE, folder, { recursive: true })
  await demo(folder)
  print(`\n${styled('green', 'All steps went as expected. The manifest that you saw is examples/team.')}`)
  print('Your own is five minutes away: README.md, "Five minutes on your own registry".')
} catch (error) {
  process.stderr.write(`\nThe demo failed: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
} finally {
  await rm(folder, { recursive: true, force: true })
}
