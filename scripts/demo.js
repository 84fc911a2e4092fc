// The main job on the embedded ECR: plan, apply, plan again, change one thing, plan and apply that, plan a last time.
import { spawn } from 'node:child_process'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { styleText } from 'node:util'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const EXAMPLE = join(ROOT, 'examples', 'team')
const RUN_JS = join(ROOT, 'bin', 'run.js')

const EDIT = { file: 'ecrsync.yaml', before: 'keepNewest: 30', after: 'keepNewest: 20' }

/** @type {readonly { title: string, run?: readonly string[], ends?: string }[]} */
const STEPS = [
  {
    title: 'Plan: 12 repositories in three files, and an empty registry',
    run: ['plan', '--local'],
    ends: 'Plan: 33 to create, 0 to update, 0 to delete, 0 blocked.',
  },
  {
    title: 'Apply: it plans again, and makes it so',
    run: ['apply', '--local', '--auto-approve'],
    ends: 'Applied to 123456789012, us-east-1 in the embedded ECR: 33 created, 0 updated, 0 deleted.',
  },
  {
    title: 'Plan again: the registry is what the manifest says',
    run: ['plan', '--local', '--quiet'],
    ends: 'No changes. 12 repositories match the manifest.',
  },
  { title: 'Change one line, in a policy that eight repositories use' },
  {
    title: 'Plan: equal changes of many repositories are said once',
    run: ['plan', '--local', '--quiet'],
    ends: 'Plan: 0 to create, 8 to update, 0 to delete, 0 blocked.',
  },
  {
    title: 'Apply: one PutLifecyclePolicy for each, in place',
    run: ['apply', '--local', '--auto-approve'],
    ends: 'Applied to 123456789012, us-east-1 in the embedded ECR: 0 created, 8 updated, 0 deleted.',
  },
  {
    title: 'Plan a last time',
    run: ['plan', '--local', '--quiet'],
    ends: 'No changes. 12 repositories match the manifest.',
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
 * @returns {Promise<{ code: number | null, lastLine: string }>}
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
    child.on('close', code => resolve({ code, lastLine: output.trimEnd().split('\n').at(-1) ?? '' }))
  })
}

/**
 * Changes one line of the manifest, and shows it.
 * @param {string} folder
 */
async function edit(folder) {
  const path = join(folder, EDIT.file)
  const text = await readFile(path, 'utf8')
  const lines = text.split('\n')
  const index = lines.findIndex(line => line.includes(EDIT.before))
  const line = lines[index]
  if (line === undefined) throw new Error(`${EDIT.file} does not hold ${EDIT.before}`)
  const changed = line.replace(EDIT.before, EDIT.after)
  await writeFile(path, lines.with(index, changed).join('\n'))
  print(styled('gray', `${EDIT.file}:${index + 1}`))
  print(styled('red', `-${line}`))
  print(styled('green', `+${changed}`))
}

/** @param {string} folder */
async function demo(folder) {
  for (const [index, { title, run, ends }] of STEPS.entries()) {
    print(`\n${styled(['bold', 'cyan'], `${index + 1}. ${title}`)}`)
    if (run === undefined) {
      await edit(folder)
      continue
    }
    print(`${styled('gray', `$ ecrsync ${run.join(' ')}`)}\n`)
    const { code, lastLine } = await ecrsync(run, folder)
    if (code !== 0) throw new Error(`step ${index + 1} ended with exit code ${code}`)
    if (lastLine !== ends) throw new Error(`step ${index + 1} ended with "${lastLine}", expected "${ends}"`)
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
