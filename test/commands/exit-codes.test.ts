import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { awsEnvironment, ecrsync } from '../cli.ts'
import { folderWith } from '../folder.ts'
import { type Seed, seeded } from '../seed.ts'

const create = (repositoryName: string) => ({ action: 'CreateRepository', input: { repositoryName } })

/** What holds of a run: each adds to the manifest, or to what goes wrong. */
const CASES = {
  equal: { text: 'team/a: {}' },
  changed: { text: 'team/a: { tags: { team: app } }' },
  fixed: { text: 'team/a: { encryptionConfiguration: { encryptionType: KMS } }' },
  blocked: { root: 'removed: [{ name: team/full }]' },
  guarded: { root: 'guards: { update: { max: 0 } }', text: 'team/a: { tags: { team: app } }' },
  invalid: { root: 'repositorys: {}' },
  unread: {
    text: 'team/b: { lifecyclePolicy: [{ any: true, keepNewest: 5 }] }',
    fault: { operation: 'GetLifecyclePolicy', error: 'AccessDeniedException' },
  },
  failing: {
    text: 'team/c: { imageTagMutability: IMMUTABLE }',
    fault: { operation: 'PutImageTagMutability', error: 'AccessDeniedException' },
  },
  unreachable: { env: { AWS_ENDPOINT_URL_ECR: 'http://127.0.0.1:9' } },
} as const

type Case = keyof typeof CASES

interface Part {
  readonly root?: string
  readonly text?: string
  readonly fault?: { readonly operation: string; readonly error: string }
  readonly env?: Readonly<Record<string, string>>
}

function manifestOf(parts: readonly Part[]): string {
  const repositories = parts.flatMap(({ text }) => text ?? [])
  const roots = parts.flatMap(({ root }) => root ?? [])
  return `${['version: 1', 'name: acme', 'ownership: none', ...new Set(roots)].join('\n')}\nrepositories: { ${[...new Set(repositories)].join(', ')} }\n`
}

async function world(cases: readonly Case[]) {
  const parts: readonly Part[] = cases.map(name => CASES[name])
  const seed: Seed = {
    calls: ['team/a', 'team/b', 'team/c', 'team/full'].map(create),
    images: { 'team/full': ['v1'] },
    faults: parts.flatMap(({ fault }) => fault ?? []),
  }
  const emulator = await seeded(seed)
  const cwd = await folderWith({ 'ecrsync.yaml': manifestOf(parts) })
  const env = Object.assign(awsEnvironment(emulator.url), ...parts.map(({ env }) => env ?? {}))
  const run = (...args: readonly string[]) => ecrsync(args, { cwd, env })
  const declare = (...later: readonly Case[]) =>
    writeFile(join(cwd, 'ecrsync.yaml'), manifestOf(later.map(name => CASES[name])))
  return { run, declare }
}

type Row = readonly [cases: readonly Case[], flags: readonly string[], code: number]

const OTHER = `sha256:${'0'.repeat(64)}`

const DETAILED = ['--detailed-exitcode']

const PLAN: readonly Row[] = [
  [['equal'], [], 0],
  [['equal'], DETAILED, 0],
  [['changed'], [], 0],
  [['changed'], DETAILED, 2],
  [['fixed'], DETAILED, 0],
  [['fixed', 'blocked'], DETAILED, 4],
  [['blocked'], [], 4],
  [['guarded'], [], 4],
  [['guarded'], DETAILED, 4],
  [['changed', 'blocked'], DETAILED, 4],
  [['unread'], [], 7],
  [['unread', 'changed'], DETAILED, 7],
  [['unread', 'blocked'], [], 7],
  [['unread', 'guarded'], [], 7],
  [['invalid'], [], 3],
  [['equal'], ['--bogus'], 3],
  [['invalid', 'unread'], [], 3],
  [['invalid', 'unreachable'], [], 3],
  [['unreachable'], [], 1],
  [['unreachable', 'blocked', 'guarded'], DETAILED, 1],
]

const APPROVED = ['--auto-approve']

const APPLY: readonly Row[] = [
  [['equal'], [], 0],
  [['equal'], APPROVED, 0],
  [['changed'], APPROVED, 0],
  [['fixed'], APPROVED, 0],
  [['changed'], [], 8],
  [['changed', 'unread'], [], 8],
  [['blocked'], APPROVED, 6],
  [['unread'], APPROVED, 6],
  [['failing'], APPROVED, 6],
  [['changed', 'blocked', 'unread', 'failing'], APPROVED, 6],
  [['guarded'], APPROVED, 4],
  [['guarded'], [], 4],
  [['guarded', 'blocked', 'unread', 'failing'], APPROVED, 4],
  [['guarded'], [...APPROVED, '--allow', 'update=1'], 0],
  [['changed'], [...APPROVED, '--expect', OTHER], 5],
  [['guarded', 'blocked', 'unread'], [...APPROVED, '--expect', OTHER], 5],
  [['invalid'], APPROVED, 3],
  [['changed'], ['--allow', 'update'], 3],
  [['invalid', 'guarded', 'unreachable'], [], 3],
  [['unreachable', 'guarded'], APPROVED, 1],
]

const OTHERS: readonly (readonly [command: string, ...Row])[] = [
  ['validate', ['equal'], [], 0],
  ['validate', ['unreachable', 'changed'], [], 0],
  ['validate', ['invalid'], [], 3],
  ['preview', ['changed'], [], 0],
  ['preview', ['unread'], [], 7],
  ['preview', ['invalid'], [], 3],
  ['preview', ['unreachable'], [], 1],
  ['copy', ['equal'], ['team/full', 'team/a', '--auto-approve'], 0],
  ['copy', ['equal'], ['team/full', 'team/a', '--dry-run'], 6],
  ['copy', ['equal'], ['team/full', 'team/a'], 8],
  ['copy', ['equal'], ['team/full'], 3],
  ['copy', ['equal', 'unreachable'], ['team/full', 'team/a', '--auto-approve'], 1],
  ['show', ['equal'], ['nowhere.plan'], 3],
  ['revert', ['equal'], ['nowhere.json'], 3],
  ['schema', ['invalid', 'unreachable'], [], 0],
  ['login', ['unreachable'], ['--print'], 1],
  ['login', ['equal'], ['--bogus'], 3],
  ['emulator', ['equal'], ['--port', 'x'], 3],
]

describe('when several hold, the first counts', () => {
  test.each(PLAN)('plan: %j %j → %i', async (cases, flags, code) => {
    const { run } = await world(cases)
    expect((await run('plan', ...flags)).code).toBe(code)
  })

  test.each(APPLY)('apply: %j %j → %i', async (cases, flags, code) => {
    const { run } = await world(cases)
    expect((await run('apply', ...flags)).code).toBe(code)
  })

  test.each(OTHERS)('%s: %j %j → %i', async (command, cases, flags, code) => {
    const { run } = await world(cases)
    expect((await run(command, ...flags)).code).toBe(code)
  })
})

/** Of a plan that is saved, and of what has become of it since. */
const SAVED: readonly (readonly [planned: Case, later: readonly Case[], flags: readonly string[], code: number])[] = [
  ['changed', ['changed'], APPROVED, 0],
  ['changed', ['changed'], [], 8],
  ['guarded', ['guarded'], APPROVED, 4],
  ['changed', ['changed'], [...APPROVED, '--expect', OTHER], 5],
  ['failing', ['failing'], APPROVED, 6],
  ['changed', ['invalid'], APPROVED, 3],
]

test.each(SAVED)('a saved plan: %s, then %j %j → %i', async (planned, later, flags, code) => {
  const { run, declare } = await world([planned])
  await run('plan', '--out', 'ecr.plan')
  await declare(...later)
  expect((await run('apply', 'ecr.plan', ...flags)).code).toBe(code)
})

/** What somebody else does between the plan and its apply makes it stale. */
test.each([
  [[], 5],
  [['--stale', 'skip'], 6],
])('a saved plan of which something is stale: %j → %i', async (flags, code) => {
  const { run, declare } = await world(['changed'])
  await run('plan', '--out', 'ecr.plan')
  await declare('equal')
  const other = await folderWith({
    'ecrsync.yaml': 'version: 1\nname: acme\nownership: none\nrepositories: { team/a: { tags: { team: web } } }\n',
  })
  expect((await run('apply', '--auto-approve', '-f', join(other, 'ecrsync.yaml'))).code).toBe(0)
  await declare('changed')
  expect((await run('apply', 'ecr.plan', '--auto-approve', ...flags)).code).toBe(code)
})
