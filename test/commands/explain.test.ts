import { Ajv } from 'ajv'
import { describe, expect, test } from 'vitest'
import { explainSchema } from '../../src/render/explain-json.ts'
import { awsEnvironment, ecrsync } from '../cli.ts'
import { folderWith } from '../folder.ts'
import { type Seed, seeded } from '../seed.ts'

const MANIFEST = `version: 1
name: acme
ownership: none
lifecyclePolicies:
  few: [{ any: true, keepNewest: 3 }]
defaults:
  - { match: "**", imageTagMutability: MUTABLE, lifecyclePolicy: few }
  - { match: "team/**", imageTagMutability: IMMUTABLE, protect: true }
repositories:
  team/api: { tags: { team: shop }, unmanaged: [repositoryPolicy] }
  registry: { tags: { team: odd } }
removed: [{ name: team/old, reason: gone }]
discovered: [{ match: "cache/**", lifecyclePolicy: few }]
registry: { accountSettings: { BLOB_MOUNTING: ENABLED } }
`
const LIVE: Seed = {
  calls: [
    {
      action: 'CreateRepository',
      input: {
        repositoryName: 'team/api',
        tags: [
          { Key: 'team', Value: 'x' },
          { Key: '=more', Value: '@y' },
        ],
      },
    },
    { action: 'CreateRepository', input: { repositoryName: 'stranger', imageTagMutability: 'IMMUTABLE' } },
  ],
}
const fits = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(explainSchema)

const offline = async (...args: readonly string[]) =>
  ecrsync(['explain', ...args], { cwd: await folderWith({ 'ecrsync.yaml': MANIFEST }), env: { COLUMNS: '100' } })

async function live(args: readonly string[], seed: Seed = LIVE, manifest = MANIFEST) {
  const emulator = await seeded(seed)
  const cwd = await folderWith({ 'ecrsync.yaml': manifest })
  return ecrsync(['explain', ...args, '--live'], { cwd, env: { ...awsEnvironment(emulator.url), COLUMNS: '100' } })
}

describe('offline', () => {
  test('each value stands with the lines that it came through', async () => {
    const { stdout, stderr, code } = await offline('team/api')
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toBe(`team/api: declared at ecrsync.yaml:10

  tags.team: shop
    ecrsync.yaml:10  repositories

  protect: true
    ecrsync.yaml:8   defaults for team/**

  imageTagMutability: IMMUTABLE
    ecrsync.yaml:7   defaults for **: MUTABLE
    ecrsync.yaml:8   defaults for team/**

  lifecyclePolicy: [ { any: true, keepNewest: 3 } ]
    ecrsync.yaml:7   defaults for **: few
    ecrsync.yaml:5   lifecyclePolicies, by the name few

  unmanaged: [ repositoryPolicy ]
    ecrsync.yaml:10  repositories
`)
  })

  test.each([
    [['team/api', 'imageTagMutability'], 'imageTagMutability: IMMUTABLE'],
    [['team/api', 'tags'], 'tags.team: shop'],
    [['team/api', 'repositoryPolicy'], 'repositoryPolicy: left to others\n    ecrsync.yaml:10  repositories'],
    [['team/api', 'tags.owner'], 'tags.owner: not said, so it stays as it is'],
    [['team/old'], 'team/old: must not exist, by the tombstone at ecrsync.yaml:12'],
    [['cache/x', 'lifecyclePolicy'], 'ecrsync.yaml:13  discovered for cache/**: few'],
    [['registry', 'accountSettings'], 'accountSettings.BLOB_MOUNTING: ENABLED\n    ecrsync.yaml:14  registry'],
    [['registry'], 'registry: declared at ecrsync.yaml:11'],
    [['registry', 'tags'], 'tags.team: odd'],
  ])('%j says %j', async (args, text) => {
    const { stdout, code } = await offline(...args)
    expect(code).toBe(0)
    expect(stdout).toContain(text)
  })

  test.each([
    [['team/apu'], 'The manifest says nothing of team/apu', 'Did you mean team/api?'],
    [['zzz'], 'The manifest says nothing of zzz', 'add --live'],
    [
      ['team/api', 'lifecycle_policy'],
      '"lifecycle_policy" is no setting of a repository',
      'Did you mean lifecyclePolicy?',
    ],
    [['team/api:v1'], '"team/api:v1" is no name of a repository', 'Write team/api'],
    [['team/api', 'accountSettings'], 'is no setting of a repository', 'It is one of the registry.'],
  ])('%j is refused', async (args, ...words) => {
    const { stdout, stderr, code } = await offline(...args)
    expect([code, stdout]).toEqual([3, ''])
    for (const word of words) expect(stderr).toContain(word)
  })
})

const TARGETS = `version: 1
name: acme
targets:
  eu: { region: eu-west-1, labels: { env: prod } }
  us: { region: us-east-1, labels: { env: prod } }
  lab: { region: us-west-2 }
defaults:
  - { match: "**", tags: { at: "\${{ target.region }}" } }
  - { match: "**", targets: [env=prod], imageTagMutability: IMMUTABLE }
repositories:
  app: { targets: [env=prod] }
`

test('targets of which the same is to be said stand together', async () => {
  const cwd = await folderWith({ 'ecrsync.yaml': TARGETS })
  const mutability = await ecrsync(['explain', 'app', 'imageTagMutability'], { cwd })
  expect(mutability.stdout).toMatch(
    /^app in eu, us: declared at ecrsync\.yaml:11\n[\s\S]*^app in lab: the manifest says nothing of it\n/m,
  )
  const tags = await ecrsync(['explain', 'app', 'tags', '--target', 'env=prod', '--json'], { cwd })
  const { explanations } = JSON.parse(tags.stdout)
  expect(explanations.map((one: { fields: [{ value: unknown }] }) => one.fields[0].value)).toEqual([
    'eu-west-1',
    'us-east-1',
  ])
  expect([fits(JSON.parse(tags.stdout)), fits.errors]).toEqual([true, null])
})

describe('with --live', () => {
  test('what is there stands beside, and behind it what is not said', async () => {
    const { stdout, code } = await live(['team/api'])
    expect(code).toBe(0)
    expect(stdout).toContain('declared at ecrsync.yaml:10; it is there')
    for (const line of [
      '    live             x  differs',
      '    live             MUTABLE  differs',
      '    live             none  differs',
      '  tags["=more"]: not said, so it stays as it is\n    live             "@y"',
    ])
      expect(stdout).toContain(line)
  })

  test('what is as it should be is the same', async () => {
    const emulator = await seeded({ calls: [] })
    const cwd = await folderWith({ 'ecrsync.yaml': MANIFEST.replace(/^removed.*\n/m, '') })
    const env = awsEnvironment(emulator.url)
    expect(await ecrsync(['apply', '--auto-approve'], { cwd, env })).toMatchObject({ code: 0 })
    for (const subject of ['team/api', 'registry']) {
      const { stdout } = await ecrsync(['explain', subject, '--live', '--json'], { cwd, env })
      const { explanations } = JSON.parse(stdout)
      const lives = explanations.flatMap((one: { fields: { live?: object }[] }) =>
        one.fields.flatMap(({ live: at }) => at ?? []),
      )
      expect(lives.length).toBeGreaterThan(1)
      expect(lives.filter((at: { differs: boolean }) => at.differs)).toEqual([])
      expect([fits(JSON.parse(stdout)), fits.errors]).toEqual([true, null])
    }
  })

  test('one that the manifest does not know is shown as it is, one that is not there not at all', async () => {
    const stranger = await live(['stranger'])
    expect(stranger.stdout).toContain('stranger: the manifest says nothing of it; it is there')
    expect(stranger.stdout).toContain('IMMUTABLE')
    expect((await live(['registry', 'tags'])).stdout).toContain('; it is not there')
    expect(await live(['nobody'])).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('There is no such repository, either'),
    })
  })

  test('what could not be read is told, and exits 7', async () => {
    const faults = [{ operation: 'GetLifecyclePolicy', error: 'AccessDeniedException' }]
    const { stdout, code } = await live(['team/api', 'lifecyclePolicy'], { ...LIVE, faults })
    expect(code).toBe(7)
    expect(stdout).toContain('could not be read: ')
  })

  test('a target that cannot be asked is told beside the others', async () => {
    const manifest = MANIFEST.replace(
      'name: acme\n',
      'name: acme\ntargets: { here: { region: us-east-1 }, gone: { region: us-east-1, endpoint: "http://127.0.0.1:1" } }\n',
    )
    const emulator = await seeded(LIVE)
    const cwd = await folderWith({ 'ecrsync.yaml': manifest })
    const env = { ...awsEnvironment(emulator.url), AWS_MAX_ATTEMPTS: '1' }
    const { stdout, code } = await ecrsync(['explain', 'team/api', 'tags', '--live', '--json'], { cwd, env })
    const { explanations, unread } = JSON.parse(stdout)
    expect([code, explanations.length, unread.map(({ target }: { target: string }) => target)]).toEqual([
      7,
      1,
      ['gone'],
    ])
    expect([fits(JSON.parse(stdout)), fits.errors]).toEqual([true, null])
  })
})
