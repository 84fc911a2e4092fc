import { readdirSync } from 'node:fs'
import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import core from '@action-validator/core'
import picomatch from 'picomatch'
import { describe, expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { ecrsync } from '../cli.ts'
import { folderWith } from '../folder.ts'
import { BLOCKS, ROOT, read } from './pages.ts'
import { argumentsOf } from './sections.ts'
import { commandsOf } from './shell.ts'

interface Step {
  readonly uses?: string
  readonly run?: string
}
interface Workflow {
  readonly on: Readonly<Record<string, { readonly paths?: readonly string[] } | null>>
  readonly permissions: Readonly<Record<string, string>>
  readonly jobs: Readonly<Record<string, WorkflowJob>>
}
interface WorkflowJob {
  readonly needs?: string
  readonly permissions?: Readonly<Record<string, string>>
  readonly strategy?: { readonly matrix: Readonly<Record<string, readonly (string | number)[]>> }
  readonly steps: readonly Step[]
}

interface Job {
  readonly image?: unknown
  readonly script?: readonly string[]
  readonly rules?: readonly { readonly changes: readonly string[] }[]
}

const ofGitHub = (text: string): boolean => text.startsWith('# .github/workflows/')
const SHOWN = BLOCKS.filter(({ language, text }) => language === 'yaml' && ofGitHub(text))
const WORKFLOWS: readonly (readonly [string, string])[] = [
  ...SHOWN.map(({ page, text }) => [`the one in ${page}`, text] as const),
  ...readdirSync(join(ROOT, '.github/workflows')).map(name => [name, read(`.github/workflows/${name}`)] as const),
]
/** The validator says aloud that it does not look at globs, and its schema is from before there were attestations. */
const asOfTheSchema = (workflow: Workflow): string =>
  stringify(
    JSON.parse(
      JSON.stringify(workflow, (key, value: unknown) => (['paths', 'attestations'].includes(key) ? undefined : value)),
    ),
  )

const stepsOf = (workflow: Workflow): readonly Step[] => Object.values(workflow.jobs).flatMap(({ steps }) => steps)

/** Of each job of a matrix. */
function linesOf({ steps, strategy = { matrix: {} } }: WorkflowJob): readonly string[] {
  // A digest that another job hands over is that of the plan that it has saved.
  const lines = steps.flatMap(({ run }) => run?.replace('"$DIGEST"', 'ecr.plan') ?? [])
  return Object.entries(strategy.matrix).reduce(
    (lines, [name, values]) =>
      lines.flatMap(line => values.map(value => line.replaceAll(`\${{ matrix.${name} }}`, String(value)))),
    lines,
  )
}

/** Runs what of some lines is ecrsync's, at the embedded ECR, beside a manifest. */
async function runEach(lines: readonly string[]): Promise<void> {
  const block = { page: '', heading: '', line: 0, language: 'sh' }
  const cwd = await folderWith({ 'ecrsync.yaml': 'version: 1\nname: acme\nrepositories: { team/api: }\n' })
  for (const command of lines.flatMap(line => commandsOf({ ...block, text: line }))) {
    const args = argumentsOf(command)
    if (args === undefined) continue
    const { code } = await ecrsync([...args, '--local'], { cwd })
    expect([0, ...(args.includes('--detailed-exitcode') ? [2] : [])]).toContain(code)
  }
}

describe.each(WORKFLOWS)('the workflow %s', (_name, text) => {
  const workflow: Workflow = parse(text)

  test('is of the form that GitHub takes', () => {
    expect(core.validateWorkflow(asOfTheSchema(workflow)).errors).toEqual([])
  })

  test('names a version of each action, and may do no more than it says', () => {
    const used = stepsOf(workflow).flatMap(({ uses }) => uses ?? [])
    expect(used.filter(uses => !/^[\w-]+\/[\w-]+@v\d+$/.test(uses))).toEqual([])
    expect(workflow.permissions).toBeDefined()
  })

  test('runs commands of ecrsync that there are', async () => {
    await runEach(Object.values(workflow.jobs).flatMap(linesOf))
  })
})

describe('the workflow of a release', () => {
  const { jobs, permissions }: Workflow = parse(read('.github/workflows/release.yaml'))
  const mayWrite = ({ permissions = {} }: WorkflowJob) => Object.values(permissions).includes('write')
  const [check, release] = [true, false].map(isFirst =>
    Object.entries(jobs).filter(([, { needs }]) => (needs === undefined) === isFirst),
  )

  test('checks everything where nothing can be written, and publishes the file that was checked', () => {
    expect(permissions).toEqual({})
    expect(check?.map(([name, job]) => [name, mayWrite(job)])).toEqual([['check', false]])
    expect(release?.map(([name, job]) => [name, job.needs, mayWrite(job)])).toEqual([['release', 'check', true]])
    expect(check?.[0]?.[1].steps.flatMap(({ run }) => run ?? [])).toContain('.ci/run')
  })

  test('runs nothing of npm or of the repository where something can be written', () => {
    const lines = Object.values(jobs)
      .filter(mayWrite)
      .flatMap(({ steps }) => steps.flatMap(({ run }) => run?.trim().split('\n') ?? []))
    expect(lines.map(line => line.split(' ')[0])).toEqual(['sha256sum', 'echo', 'gh'])
  })
})

describe('the pipeline of GitLab', () => {
  const [text = ''] = BLOCKS.flatMap(({ text }) => (text.startsWith('# .gitlab-ci.yml') ? [text] : []))
  const { default: all, '.ecr': _shared, ...jobs }: Readonly<Record<string, Job>> = parse(text)

  test('has a job to plan and one to apply, whose commands there are', async () => {
    expect(Object.keys(jobs)).toEqual(['plan', 'apply'])
    await runEach(Object.values(jobs).flatMap(({ script = [] }) => script))
  })

  test('runs in the image of this version, with a shell of its own', () => {
    expect(all?.image).toEqual({
      name: `ghcr.io/OWNER/ecrsync:${JSON.parse(read('package.json')).version}`,
      entrypoint: [''],
    })
  })

  test('plans and applies for the same files', () => {
    const [plan, apply] = Object.values(jobs).map(({ rules = [] }) => rules.flatMap(({ changes }) => changes))
    expect(plan).toEqual(apply)
    expect(plan).toContain('.gitlab-ci.yml')
  })
})

describe('the workflow of the README', () => {
  const [readme = ''] = WORKFLOWS.flatMap(([name, text]) => (name === 'the one in README.md' ? [text] : []))
  const { on, permissions } = parse(readme) as Workflow
  const paths = Object.values(on).map(event => event?.paths ?? [])

  test('plans and applies for the same files', () => {
    expect(Object.keys(on)).toEqual(['pull_request', 'push'])
    expect(paths[0]).toEqual(paths[1])
  })

  test('gets a token for its role, and may write nothing of the repository', () => {
    expect(permissions).toEqual({ 'id-token': 'write', contents: 'read' })
  })

  test.each(['package.json', 'package-lock.json', '.npmrc', readme.split('\n')[0]?.slice(2) ?? ''])(
    'runs when %s changes',
    file => {
      expect(paths.map(globs => globs.includes(file))).toEqual([true, true])
    },
  )

  test.each(['minimal', 'team', 'policies', 'fleet', 'aws-lifecycle'])(
    'runs for every file that the manifest of examples/%s reads',
    async example => {
      const cwd = await folderWith({})
      await cp(join(ROOT, 'examples', example), cwd, { recursive: true })
      const files = readdirSync(cwd, { recursive: true, encoding: 'utf8' }).filter(name => /\.(yaml|json)$/.test(name))
      const isCovered = picomatch([...(paths[0] ?? [])], { dot: true })
      expect(files.filter(file => !isCovered(file))).toEqual([])
    },
  )
})

describe('the container image', () => {
  const lines = read('Dockerfile')
    .split('\n')
    .filter(line => line !== '' && !line.startsWith('#'))
  const said = (instruction: string) =>
    lines.filter(line => line.startsWith(`${instruction} `)).map(line => line.slice(instruction.length + 1))

  test('is made of a Node of one version, in both stages', () => {
    const bases = said('FROM').map(from => from.replace(/^--platform=\S+ /, '').split(' ')[0] ?? '')
    expect(bases).toHaveLength(2)
    expect(new Set(bases).size).toBe(1)
    expect(bases[0]).toMatch(/^node:\d+\.\d+\.\d+-alpine$/)
  })

  test('runs as nobody in particular, and is the command itself', () => {
    expect(said('USER')).toEqual(['1000:1000'])
    expect(said('ENTRYPOINT')).toEqual(['["ecrsync"]'])
    expect(said('WORKDIR')).toEqual(['/manifest'])
  })

  test('sees the packed file, and nothing else of the folder', () => {
    expect(read('.dockerignore')).toBe('*\n!ecrsync-*.tgz\n')
  })
})

test('the package needs no other one: what it is made of is in its bundle', () => {
  const { dependencies, optionalDependencies, peerDependencies } = JSON.parse(read('package.json'))
  expect({ dependencies, optionalDependencies, peerDependencies }).toEqual({})
})

test('nothing runs when the package is installed', () => {
  const { scripts } = JSON.parse(read('package.json'))
  expect(Object.keys(scripts).filter(name => /^(pre|post)?(install|prepare)$/.test(name))).toEqual([])
})
