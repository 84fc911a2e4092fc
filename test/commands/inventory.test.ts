import { Ajv } from 'ajv'
import { describe, expect, test } from 'vitest'
import { inventorySchema } from '../../src/render/inventory/json.ts'
import { awsEnvironment, ecrsync } from '../cli.ts'
import { folderWith } from '../folder.ts'
import { type Seed, seeded } from '../seed.ts'

const MANIFEST = `version: 1
name: acme
repositories:
  team/api:
discovered: [{ match: "cache/**", tags: { by: cache } }]
`
const create = (repositoryName: string, tags: Readonly<Record<string, string>> = {}) => ({
  action: 'CreateRepository',
  input: { repositoryName, tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) },
})
const LIVE: Seed = {
  calls: [
    create('team/api', { 'ecrsync:manifest': 'acme', 'ecrsync:protect': 'true' }),
    create('team/left', { 'ecrsync:manifest': 'acme' }),
    create('cache/x'),
    create('alien', { 'ecrsync:manifest': '=1+1' }),
  ],
  images: { 'team/api': ['v1', null] },
  pushedAt: '2026-01-01T00:00:00.000Z',
}
const fits = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(inventorySchema)

async function run(
  args: readonly string[] = [],
  { columns = '160', ...seed }: Partial<Seed> & { columns?: string } = {},
) {
  const emulator = await seeded({ ...LIVE, ...seed })
  const cwd = await folderWith({ 'ecrsync.yaml': MANIFEST })
  const done = await ecrsync(['inventory', ...args], {
    cwd,
    env: { ...awsEnvironment(emulator.url), COLUMNS: columns },
  })
  return { ...done, calls: emulator.calls.map(({ operation }) => operation) }
}

interface Listed {
  readonly repository: string
  readonly status: string
}

const namesIn = (stdout: string): readonly string[] =>
  JSON.parse(stdout).repositories.map(({ repository }: Listed) => repository)

describe('ecrsync inventory', () => {
  test('lists every repository, whose it is, and what they come to', async () => {
    const { stdout, stderr, code } = await run()
    expect([code, stderr]).toEqual([0, ''])
    const rows = stdout.split('\n').map(line => line.trim().split(/ {2,}/).slice(0, 5))
    expect(rows.slice(0, 5)).toEqual([
      ['repository', 'status', 'prot.', 'owner', 'images'],
      ['alien', 'unmanaged', '–', '=1+1', '0'],
      ['cache/x', 'discovered', '–', '–', '0'],
      ['team/api', 'managed', 'yes', 'acme', '2'],
      ['team/left', 'orphan', '–', 'acme', '0'],
    ])
    expect(stdout).toMatch(/^team\/ +2 repositories +2 images .* 1 untagged +0\.00 USD\/month$/m)
    expect(stdout).toMatch(/^all +4 repositories /m)
  })

  test('a narrow page has a few lines for each, none longer than the page', async () => {
    const { stdout } = await run([], { columns: '70' })
    expect(stdout).toMatch(/^team\/api\n {2}status managed, protected yes, /m)
    expect(stdout.split('\n').filter(line => line.length > 70)).toEqual([])
  })

  test('answers in a published form', async () => {
    const { stdout, code } = await run(['--json', '--rate', '0.5'])
    const document = JSON.parse(stdout)
    expect([code, fits(document), fits.errors]).toEqual([0, true, null])
    expect(document).toMatchObject({ formatVersion: 1, rate: 0.5, totals: { all: { repositories: 4, images: 2 } } })
    expect(document.repositories[2]).toMatchObject({
      target: 'default',
      repository: 'team/api',
      lastPush: '2026-01-02T00:00:00.000Z',
      lastPull: null,
      untagged: 1,
    })
    expect((await run(['--format', 'json'])).stdout).toContain('"formatVersion": 1')
  })

  test.each([
    ['bytes', ['team/api', 'alien', 'cache/x', 'team/left']],
    ['status', ['cache/x', 'team/api', 'team/left', 'alien']],
    ['lastPush', ['alien', 'cache/x', 'team/left', 'team/api']],
  ])('sorts by %s', async (column, names) =>
    expect(namesIn((await run(['--json', '--sort', column])).stdout)).toEqual(names),
  )

  test('writes rows that no spreadsheet takes for a formula', async () => {
    const { stdout } = await run(['--format', 'csv'])
    const [head, alien] = stdout.split('\n')
    expect(head).toBe(
      'target,repository,status,protected,owner,images,bytes,untagged,lastPush,lastPull,lifecyclePolicy,repositoryPolicy,monthlyCost',
    )
    expect(alien).toBe("default,alien,unmanaged,false,'=1+1,0,0,0,,,false,false,0")
  })

  test('asks the tagging API for tags where it may, and ECR where that is said', async () => {
    expect((await run()).calls.filter(call => call === 'ListTagsForResource')).toEqual([])
    const byEcr = await run(['--tag-reader', 'ecr'])
    expect(byEcr.calls.filter(call => call === 'ListTagsForResource')).toHaveLength(4)
  })

  test.each([
    ['--rate', 'cheap', '--rate cheap is no amount of USD'],
    ['--sort', 'size', '--sort'],
    ['--format', 'xml', '--format'],
  ])('refuses %s %s', async (flag, value, words) => {
    const { stderr, code } = await run([flag, value])
    expect([code, stderr.includes(words)]).toEqual([3, true])
  })
})

describe('what could not be read', () => {
  const faults = [{ operation: 'DescribeImages', error: 'AccessDeniedException', repository: 'team/api' }]

  test.each([[[]], [['--format', 'csv']], [['--format', 'html']], [['--json']]])(
    'is told, and exits 7: %j',
    async args => {
      const { stdout, stderr, code } = await run(args, { faults })
      expect(code).toBe(7)
      expect(`${stdout}${stderr}`).toMatch(
        args[0] === '--json' ? /"field": "images"/ : /team\/api, images could not be read/,
      )
      if (args[0] === '--json') expect([fits(JSON.parse(stdout)), fits.errors]).toEqual([true, null])
    },
  )

  test('stands as ? in its row, and in no sum', async () => {
    const { stdout } = await run([], { faults })
    expect(stdout).toMatch(/^team\/api +managed +yes +acme +\? +\? /m)
    expect(stdout).toMatch(/^team\/ .* without 1 that could not be read$/m)
  })
})

const SEVERAL = `version: 1
name: acme
targets:
  here: { region: us-east-1 }
  there: { region: eu-west-1 }
  gone: { region: us-east-1, endpoint: "http://127.0.0.1:1" }
repositories: { team/api: }
`

describe('of several targets', () => {
  async function runSeveral(...args: readonly string[]) {
    const emulator = await seeded(LIVE)
    const cwd = await folderWith({ 'ecrsync.yaml': SEVERAL })
    const env = { ...awsEnvironment(emulator.url), AWS_MAX_ATTEMPTS: '1', COLUMNS: '200' }
    return ecrsync(['inventory', ...args], { cwd, env })
  }

  test('each row says its own, and one that cannot be asked is told beside the others', async () => {
    const { stdout, code } = await runSeveral()
    expect(code).toBe(7)
    expect(stdout).toMatch(/^target +repository /m)
    expect(stdout).toMatch(/^here +team\/api +managed /m)
    expect(stdout).toMatch(/^\? target gone could not be read: /m)
  })

  test('where none can be asked, that is the failure', async () => {
    const { stdout, code } = await runSeveral('--target', 'gone')
    expect([code, stdout]).toEqual([1, ''])
  })
})

describe('ecrsync inventory without a manifest', () => {
  const without = async (...args: readonly string[]) => {
    const emulator = await seeded(LIVE)
    return ecrsync(['inventory', ...args], { cwd: await folderWith({}), env: awsEnvironment(emulator.url) })
  }

  test('everything in the registry of the environment is unmanaged', async () => {
    const { stdout, stderr, code } = await without('--json')
    expect([code, stderr]).toEqual([0, ''])
    const document = JSON.parse(stdout)
    expect([fits(document), document.manifest]).toEqual([true, undefined])
    expect(document.repositories.map((one: Listed) => [one.repository, one.status])).toEqual(
      ['alien', 'cache/x', 'team/api', 'team/left'].map(name => [name, 'unmanaged']),
    )
  })

  test('there are no targets to choose from', async () => {
    const { stderr, code } = await without('--target', 'prod')
    expect([code, stderr.includes('--target is said, and there is no ')]).toEqual([3, true])
  })
})
