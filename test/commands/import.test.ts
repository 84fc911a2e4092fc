import { access, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { awsEnvironment, ecrsync } from '../cli.ts'
import { clientOf } from '../emulator/ecr.ts'
import { folderWith } from '../folder.ts'
import { type Seed, seeded } from '../seed.ts'

const RULES = {
  rules: [
    {
      rulePriority: 1,
      selection: { tagStatus: 'untagged', countType: 'sinceImagePushed', countUnit: 'days', countNumber: 7 },
      action: { type: 'expire' },
    },
  ],
}

const create = (repositoryName: string, more: object = {}) => ({
  action: 'CreateRepository',
  input: { repositoryName, ...more },
})
const withRules = (repositoryName: string) => ({
  action: 'PutLifecyclePolicy',
  input: { repositoryName, lifecyclePolicyText: JSON.stringify(RULES) },
})
const tag = (Key: string, Value: string) => ({ Key, Value })

const TEAM: Seed = {
  calls: [
    create('team/api', { imageTagMutability: 'IMMUTABLE', tags: [tag('team', 'a'), tag('ecrsync:manifest', 'acme')] }),
    create('team/web', { imageTagMutability: 'IMMUTABLE', tags: [tag('team', 'a')] }),
    create('other/one'),
    withRules('team/api'),
    withRules('team/web'),
  ],
}

async function world(seed: Seed = TEAM, files: Readonly<Record<string, string>> = {}) {
  const emulator = await seeded(seed)
  const cwd = await folderWith(files)
  const env = awsEnvironment(emulator.url)
  const place = { cwd, env: { ...env, AWS_ENDPOINT_URL_STS: emulator.url } }
  return { emulator, cwd, ecr: clientOf(emulator), run: (...args: readonly string[]) => ecrsync(args, place) }
}

const SHARED = `# yaml-language-server: $schema=./node_modules/ecrsync/schemas/manifest.schema.json
version: 1
name: acme

lifecyclePolicies:
  untagged-7-days: [{ untagged: true, expireAfter: 7 days }]

defaults:
  - { match: "**", imageTagMutability: IMMUTABLE }

repositories:
  other/one: { imageTagMutability: MUTABLE }
  team/api: { tags: { team: a }, lifecyclePolicy: untagged-7-days }
  team/web: { tags: { team: a }, lifecyclePolicy: untagged-7-days }
`

describe('import', () => {
  test('prints a manifest that says once what many share, and that changes nothing', async () => {
    const { run, cwd } = await world()
    const { code, stdout, stderr } = await run('import', '--name', 'acme')
    expect([code, stdout]).toEqual([0, SHARED])
    expect(stderr).toContain('3 repositories of account 123456789012, us-east-1')
    await writeFile(join(cwd, 'ecrsync.yaml'), stdout)
    const planned = await run('plan')
    expect([planned.code, planned.stdout]).toEqual([0, expect.stringContaining('No changes.')])
  })

  test('writes a file for each prefix, and over none', async () => {
    const { run, cwd } = await world()
    const first = await run('import', '--name', 'acme', '--layout', 'by-prefix', '--out', 'made')
    expect([first.code, first.stdout]).toEqual([0, ''])
    const root = parse(await readFile(join(cwd, 'made/ecrsync.yaml'), 'utf8'))
    expect(root.include).toEqual(['other.yaml', 'team.yaml'])
    expect((await run('plan', '-f', 'made/ecrsync.yaml')).stdout).toContain('No changes.')
    const again = await run('import', '--name', 'acme', '--out', 'made')
    expect([again.code, again.stderr]).toEqual([3, expect.stringContaining('error FILE_EXISTS: ')])
  })

  test('writes none of its files where one of them is there', async () => {
    const { run, cwd } = await world(TEAM, { 'made/team.yaml': 'mine' })
    const { code, stderr } = await run('import', '--layout', 'by-prefix', '--out', 'made')
    expect([code, stderr]).toEqual([3, expect.stringContaining('team.yaml is there already')])
    await expect(access(join(cwd, 'made/ecrsync.yaml'))).rejects.toThrow('ENOENT')
  })

  test('of a part, only what --only chooses, and nothing of the registry', async () => {
    const { run, emulator } = await world()
    const { code, stdout } = await run('import', '--name', 'acme', '--only', 'other/**')
    expect([code, parse(stdout).repositories]).toEqual([0, { 'other/one': { imageTagMutability: 'MUTABLE' } }])
    expect(emulator.calls.map(({ operation }) => operation)).not.toContain('GetRegistryScanningConfiguration')
  })

  test('leaves out what others manage, and says why', async () => {
    const { run } = await world()
    const { stdout, stderr } = await run('import', '--name', 'mine')
    expect(Object.keys(parse(stdout).repositories)).toEqual(['other/one', 'team/web'])
    for (const text of [stdout, stderr]) expect(text).toContain('the manifest acme owns it')
  })

  test('leaves repositories of a pull-through cache to a glob', async () => {
    const rule = {
      action: 'CreatePullThroughCacheRule',
      input: { ecrRepositoryPrefix: 'quay', upstreamRegistryUrl: 'quay.io' },
    }
    const { run } = await world({ calls: [rule, create('quay/coreos/etcd'), create('quayside')] })
    const { stdout } = await run('import', '--name', 'acme')
    const manifest = parse(stdout)
    expect(Object.keys(manifest.repositories)).toEqual(['quayside'])
    expect(manifest.registry.pullThroughCacheRules).toEqual({ quay: { upstreamRegistryUrl: 'quay.io' } })
    expect(stdout).toMatch(/^#.*match: "quay\/\*\*"/m)
  })

  test.each([
    ['leaves what others may replicate below a prefix to a glob', 'mirror/*', ['other']],
    [
      'takes all for repositories of somebody where others may replicate whatever they want',
      '*',
      ['mirror/app', 'other'],
    ],
  ])('%s', async (_, names, declared) => {
    const Resource = `arn:aws:ecr:us-east-1:123456789012:repository/${names}`
    const Principal = { AWS: 'arn:aws:iam::444455556666:root' }
    const Statement = [{ Sid: 'a', Effect: 'Allow', Principal, Action: ['ecr:ReplicateImage'], Resource }]
    const policyText = JSON.stringify({ Version: '2012-10-17', Statement })
    const policy = { action: 'PutRegistryPolicy', input: { policyText } }
    const { run } = await world({ calls: [policy, create('mirror/app'), create('other')] })
    const { code, stdout } = await run('import', '--name', 'acme')
    expect([code, Object.keys(parse(stdout).repositories)]).toEqual([0, declared])
    expect(/^#.*match: "mirror\/\*\*"/m.test(stdout)).toBe(names !== '*')
  })

  test('what cannot be read is left as it is, and said with exit code 7', async () => {
    const fault = { operation: 'GetLifecyclePolicy', error: 'AccessDeniedException', repository: 'team/web' }
    const { run } = await world({ ...TEAM, faults: [fault] })
    const { code, stdout, stderr } = await run('import', '--name', 'acme')
    expect(code).toBe(7)
    expect(stderr).toMatch(/unread {2}lifecyclePolicy\["team\/web"\]/)
    expect(parse(stdout).repositories['team/web']?.lifecyclePolicy).toBeUndefined()
  })

  test('of a part, too, which repositories ECR makes by itself is said where it cannot be read', async () => {
    const fault = { operation: 'DescribePullThroughCacheRules', error: 'AccessDeniedException' }
    const { run } = await world({ ...TEAM, faults: [fault] })
    const { code, stderr } = await run('import', '--name', 'acme', '--only', 'other/**')
    expect([code, stderr]).toEqual([7, expect.stringContaining('unread  discovered["default"]')])
  })

  test('ends where the list of repositories cannot be read whole', async () => {
    const { run } = await world({
      ...TEAM,
      faults: [{ operation: 'DescribeRepositories', error: 'AccessDeniedException' }],
    })
    const { code, stdout, stderr } = await run('import')
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toContain('error ACCESS_DENIED: ')
  })

  test('reads the targets of a manifest that is there, and keeps them', async () => {
    const targets = 'targets: { eu: { region: eu-west-1 }, us: { region: us-east-1 } }\n'
    const { run } = await world(TEAM, { 'ecrsync.yaml': `version: 1\nname: acme\n${targets}repositories: {}\n` })
    const { code, stdout } = await run('import')
    const manifest = parse(stdout)
    expect([code, manifest.name, manifest.targets]).toEqual([
      0,
      'acme',
      { eu: { region: 'eu-west-1' }, us: { region: 'us-east-1' } },
    ])
    expect(manifest.repositories['team/api']).toMatchObject({ targets: ['us'] })
  })

  test('without a manifest there are no targets to choose from', async () => {
    const { run } = await world()
    const { code, stderr } = await run('import', '--target', 'eu')
    expect([code, stderr]).toEqual([3, expect.stringContaining('--target is said, and there is no ecrsync.yaml')])
  })

  test('a name that no manifest may have is refused before anything is asked', async () => {
    const { run, emulator } = await world()
    expect(await run('import', '--name', 'aws:acme')).toMatchObject({ code: 3, stdout: '' })
    expect(emulator.calls).toEqual([])
  })

  test('a manifest that is named has to be there', async () => {
    const { run, emulator } = await world()
    const { code, stderr } = await run('import', '-f', 'prod.yml')
    expect([code, stderr]).toEqual([3, expect.stringContaining('MANIFEST_NOT_FOUND')])
    expect((await run('inventory', '-f', 'prod.yml')).code).toBe(3)
    expect(emulator.calls).toEqual([])
  })

  test('makes no call that writes', async () => {
    const { run, emulator } = await world()
    await run('import')
    expect(emulator.calls.filter(({ operation }) => !/^(Describe|Get|List)/.test(operation))).toEqual([])
  })

  test('as JSON, the files are in one document', async () => {
    const { run } = await world()
    const { stdout, stderr } = await run('import', '--name', 'acme', '--json')
    const document = JSON.parse(stdout)
    expect([stderr, document.manifest, document.repositories]).toEqual(['', { name: 'acme' }, 3])
    expect(document.files).toEqual([
      { path: 'ecrsync.yaml', text: expect.stringContaining('name: acme'), lines: expect.any(Number) },
    ])
  })
})
