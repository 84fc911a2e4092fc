import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { Ajv } from 'ajv'
import { afterAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { planSchema } from '../../src/render/output-schemas.ts'
import { awsEnvironment, bareEnvironment, type Run } from '../cli.ts'
import { clientOf } from '../emulator/ecr.ts'
import { folderWith } from '../folder.ts'
import { seeded } from '../seed.ts'

/** The command line with the kinds in it: what is built, in one process for all tests, which run one after the other. */
const host = spawn(process.execPath, [fileURLToPath(new URL('made-up/host.js', import.meta.url))], {
  stdio: ['pipe', 'pipe', 'inherit'],
  env: bareEnvironment(),
})
const answers = createInterface({ input: host.stdout })
const ended = new AbortController()
host.on('exit', () => ended.abort())
afterAll(() => void host.kill())

async function asked(request: object): Promise<Run> {
  const answer = once(answers, 'line', { signal: ended.signal })
  host.stdin.write(`${JSON.stringify(request)}\n`)
  return JSON.parse((await answer)[0])
}

const [SCANNER, OLD] = ['scanner', 'old'].map(name => `arn:aws:iam::123456789012:role/${name}`) as [string, string]
const MANIFEST = `version: 1
name: acme
registry:
  exclusions:
    "${SCANNER}": { note: "of \${{ target.region }}" }
    "${OLD}": null
defaults:
  - { match: "**", pushScan: true }
repositories:
  team/api:
  team/web:
`

const HEAD = 'version: 1\nname: acme\n'
const LAYERS = `${HEAD}registry:
  - exclusions:
      "arn:aws:iam::\${{ target.account }}:role/scanner": {}
      "${OLD}": {}
  - exclusions: { "${OLD}": { note: old } }
  - targets: [default]
    exclusions: { "${OLD}": null }
`

/** A registry with one of the repositories and the exclusion that is to go, and the command line with the kinds in it. */
async function opened(manifest = MANIFEST) {
  const cwd = await folderWith({ 'ecrsync.yaml': manifest })
  const emulator = await seeded({
    calls: [
      { action: 'CreateRepository', input: { repositoryName: 'team/web' } },
      { action: 'RegisterPullTimeUpdateExclusion', input: { principalArn: OLD } },
    ],
  })
  const env = bareEnvironment(awsEnvironment(emulator.url))
  const run = (args: readonly string[]): Promise<Run> => asked({ args, cwd, env })
  return { emulator, run }
}

describe('a kind of each scope that is added to the list', () => {
  test('is planned, and rendered as text', async () => {
    const { run } = await opened()
    const { stdout, stderr } = await run(['plan'])
    expect(stderr).toMatch(/^\nTo apply this plan and no other: ecrsync apply --expect sha256:[0-9a-f]{64}\n$/)
    expect([stdout.replaceAll(/ {2,}/g, '  ').split('\n').slice(1)]).toMatchInlineSnapshot(`
      [
        [
          "",
          "  OPENS  the registry  a made-up fact",
          "",
          "  the registry",
          "  + exclusion scanner  its pulls do not count  ecrsync.yaml:5",
          "  - exclusion old  its pulls count again  :6",
          "",
          "  team/api",
          "  + repository  ecrsync.yaml:10",
          "  tags  ecrsync:manifest=acme  :10",
          "  + pushScan  scanned when pushed  :10",
          "  team/web",
          "  ~ pushScan  scanned when pushed  ecrsync.yaml:11",
          "",
          "Plan: 3 to create, 1 to update, 1 to delete, 0 blocked.",
          "",
        ],
      ]
    `)
  })

  test('is a document that fits the schema of plans', async () => {
    const { run } = await opened()
    const plan = JSON.parse((await run(['plan', '--json'])).stdout)
    const validate = new Ajv({ strict: false }).compile(planSchema)
    validate(plan)
    expect(validate.errors).toBeNull()
    const [first] = plan.changes
    expect(first).toMatchObject({
      scope: 'registry',
      address: `exclusion["${SCANNER}"]`,
      source: { file: 'ecrsync.yaml', line: 5, column: 5 },
      operations: [{ action: 'RegisterPullTimeUpdateExclusion', input: { principalArn: SCANNER } }],
    })
    expect(first).not.toHaveProperty('repository')
  })

  test('is applied, and then there is nothing left to do', async () => {
    const { emulator, run } = await opened()
    expect(await run(['apply', '--auto-approve'])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Applied to '),
    })
    const ecr = clientOf(emulator)
    expect((await ecr.listPullTimeUpdateExclusions({})).pullTimeUpdateExclusions).toEqual([SCANNER])
    const { repositories = [] } = await ecr.describeRepositories({})
    expect(repositories.map(one => [one.repositoryName, one.imageScanningConfiguration?.scanOnPush])).toEqual([
      ['team/api', true],
      ['team/web', true],
    ])
    ecr.destroy()
    const again = await run(['plan', '--detailed-exitcode'])
    expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining('No changes. 2 repositories match') })
  })

  test('that cannot be read is unread, and stops nothing else', async () => {
    const { emulator, run } = await opened()
    emulator.inject({ operation: 'ListPullTimeUpdateExclusions', error: 'AccessDeniedException' })
    const { code, stdout } = await run(['plan'])
    expect(code).toBe(7)
    expect(stdout).toMatch(/^ {2}the registry\n {4}\? exclusion old [^?]*\n {4}\? exclusion scanner /m)
    expect(stdout).toMatch(/Plan: 2 to create, 1 to update, 0 to delete, 0 blocked, 2 unread\.\n$/)
  })

  test('is left out of a filtered run, where it is of the registry', async () => {
    const { run } = await opened()
    const { changes } = JSON.parse((await run(['plan', '--json', '--only', 'team/web'])).stdout)
    expect(changes.map(({ address }: { address: string }) => address)).toEqual(['pushScan["team/web"]'])
  })

  test('is in the schema, which accepts what is said of it', async () => {
    const { run } = await opened()
    const schema = JSON.parse((await run(['schema'])).stdout)
    const validate = new Ajv({ strict: false }).compile(schema)
    validate(parse(MANIFEST.replaceAll(/(team\/\w+):/g, '$1: {}')))
    expect(validate.errors).toBeNull()
    expect(validate({ version: 1, name: 'acme', registry: { pushScan: true } })).toBe(false)
    expect(validate({ version: 1, name: 'acme', repositories: { app: { exclusions: {} } } })).toBe(false)
  })

  test('is checked where it stands, and filled in', async () => {
    const wrong = await opened(MANIFEST.replace(/"[^"]*scanner": .*/, '"x": 5'))
    expect(await wrong.run(['validate'])).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(/^ecrsync\.yaml:5:5 error WRONG_TYPE: /),
    })
    const unknown = await opened(MANIFEST.replace('target.region', 'repository.name'))
    expect((await unknown.run(['validate'])).stderr).toMatch(/^ecrsync\.yaml:5:\d+ error UNKNOWN_VARIABLE: /)
  })

  test('is printed with the place that it comes from', async () => {
    const { run } = await opened()
    const { stdout } = await run(['validate', '--print'])
    expect(stdout).toContain(`registry:
  exclusions:
    ${SCANNER}:
      note: of us-east-1 # ecrsync.yaml:5
    ${OLD}: null # ecrsync.yaml:6
`)
    expect(stdout).toContain('pushScan: true # ecrsync.yaml:8\n')
  })

  test('is said in layers, and its names are filled in', async () => {
    const layers = LAYERS.replace('role/scanner": {}', 'role/scanner": { note: "of ${{ target.region }}" }')
    const { run } = await opened(layers)
    const { stdout } = await run(['plan', '--json'])
    const { changes } = JSON.parse(stdout)
    expect(
      changes.map(({ action, address, source }: { action: string; address: string; source: object }) => [
        action,
        address,
        source,
      ]),
    ).toEqual([
      ['create', `exclusion["${SCANNER}"]`, expect.objectContaining({ line: 5 })],
      ['delete', `exclusion["${OLD}"]`, expect.objectContaining({ line: 9 })],
    ])
    const printed = (await run(['validate', '--print'])).stdout
    expect(printed).toContain(`registry:
  exclusions:
    arn:aws:iam::\${{ target.account }}:role/scanner:
      note: of us-east-1 # ecrsync.yaml:5
    ${OLD}: null # ecrsync.yaml:9
`)
    const again = await opened(printed)
    expect(JSON.parse((await again.run(['plan', '--json'])).stdout).summary).toEqual(JSON.parse(stdout).summary)
  })

  test.each([
    ['of another form', '7:19 error WRONG_TYPE', LAYERS.replace('{ note: old }', '5')],
    ['that is no setting', '7:5 error UNKNOWN_KEY', LAYERS.replace('  - exclusions: { "', '  - exclusion: { "')],
    ['of which a name is no text', '5:7 error UNKNOWN_VARIABLE', LAYERS.replace('target.account', 'repository.name')],
    ['of a map without a form', '3:1 error WRONG_TYPE', `${HEAD}registry: all\n`],
    [
      'with two names that are the same once filled in',
      '8:7 error DUPLICATE_KEY',
      `${HEAD}accounts: { own: "123456789012" }
registry:
  - exclusions:
      "${OLD}": {}
      "arn:aws:iam::123456789012:role/other": {}
      "arn:aws:iam::\${{ accounts.own }}:role/old": null
`,
    ],
  ])('has a layer %s', async (_title, place, manifest) => {
    const { run } = await opened(manifest)
    const { code, stderr } = await run(['validate'])
    expect([
      code,
      stderr
        .split('\n')
        .filter(line => / error /.test(line))
        .map(line => line.replace(/: .*/, '')),
    ]).toEqual([3, [`ecrsync.yaml:${place}`]])
  })

  test('is in the reference, with its settings and examples', async () => {
    const { run } = await opened()
    const { stdout, stderr } = await run(['reference'])
    expect(stderr).toBe('')
    expect(stdout).toContain('## The registry\n\nSettings of the registry itself.\n')
    expect(stdout).toMatch(/\| `exclusions` \| .* \| Whose pulls do not count, by ARN\. \|/)
    expect(stdout).toMatch(/\| `pushScan` \| `true`, `false` \| .*Whether images are scanned when they are pushed\. \|/)
    expect(stdout).toContain(
      '```yaml\nregistry: { exclusions: { arn:aws:iam::111122223333:role/scanner: { note: it pulls everything } } }\n```',
    )
  })
})

describe('a kind whose things hold documents of other kinds', () => {
  const WITH_TEMPLATES = `version: 1
name: acme
repositoryPolicies: { org: { access: { pull: ["o-abc1234567"] } } }
registry:
  templates:
    hub:
      note: "in \${{ target.region }}"
      repositoryPolicy: [org, { access: { push: ["\${{ target.account }}"] } }]
      lifecyclePolicy: [{ untagged: true, expireAfter: 7 days }]
    old: null
`

  test.each([
    ['their forms', 'expireAfter', 'expireAftr', /^ecrsync\.yaml:9:43 error UNKNOWN_KEY: /m],
    ['their names', '[org,', '[orgs,', /^ecrsync\.yaml:8:26 error UNKNOWN_POLICY: /m],
  ])('has %s checked where they are said', async (_, right, wrong, found) => {
    const { run } = await opened(WITH_TEMPLATES.replace(right, wrong))
    expect(await run(['validate'])).toMatchObject({ code: 3, stderr: expect.stringMatching(found) })
  })

  test('receives them as parts', async () => {
    const { run } = await opened(WITH_TEMPLATES)
    const { changes } = JSON.parse((await run(['plan', '--json'])).stdout)
    expect(changes).toMatchObject([
      {
        address: 'template["hub"]',
        after: {
          note: 'in us-east-1',
          repositoryPolicy: [{ named: 'org' }, { body: { access: { push: ['123456789012'] } } }],
          lifecyclePolicy: [{ body: [{ expireAfter: '7 days' }] }],
        },
      },
    ])
  })

  test('is printed with what their names stand for', async () => {
    const { run } = await opened(WITH_TEMPLATES)
    const { stdout } = await run(['validate', '--print'])
    expect(stdout).toMatch(/repositoryPolicy:\n +- access:\n +pull:\n +- o-abc1234567 # ecrsync.yaml:3\n/)
    expect(stdout).toMatch(/untagged: true # ecrsync.yaml:9\n/)
  })
})
