import { readdirSync, readFileSync } from 'node:fs'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import { asOfAws, awsEnvironment, ecrsync } from './cli.ts'
import { clientOf } from './emulator/ecr.ts'
import vectors from './lifecycle/lifecycle-vectors.json' with { type: 'json' }
import { seeded } from './seed.ts'

const EXAMPLES = fileURLToPath(new URL('../examples', import.meta.url))
const REAL = readdirSync(join(EXAMPLES, 'real')).map(name => `real/${name}`)
const names = [...readdirSync(EXAMPLES).filter(name => name !== 'real'), ...REAL]
/** It is 90 registries, and has a test of its own, which makes each call once. */
const ofOneRegistry = names.filter(name => name !== 'fleet')

/** What a manifest takes from its environment. */
const VARIABLES = { ECRSYNC_VAR_STAGE: 'production' }

const WRITES = /^(Create|Delete|Put|Set|Tag|Untag)/

/** A copy of an example beside an empty registry, with nothing but AWS's own variables to find it by. */
async function opened(name: string, variables: object = VARIABLES) {
  const cwd = await mkdtemp(join(tmpdir(), 'ecrsync-'))
  onTestFinished(() => rm(cwd, { recursive: true, force: true }))
  await cp(join(EXAMPLES, name), cwd, { recursive: true })
  const emulator = await seeded({ calls: [] })
  return {
    emulator,
    run: (...args: readonly string[]) =>
      ecrsync(args, {
        cwd,
        env: { ...awsEnvironment(emulator.url), AWS_ENDPOINT_URL_STS: emulator.url, ...variables },
      }),
  }
}

test('the examples are here, and three after the shape of real setups', () => {
  expect(names).toEqual([
    'aws-lifecycle',
    'fleet',
    'kubernetes',
    'minimal',
    'policies',
    'team',
    'real/ministry',
    'real/platform',
    'real/team-2008',
  ])
})

/** They show what people have, and paste as it is. */
const PASTED = ['aws-lifecycle', 'real/team-2008']

test.each(names.filter(name => !PASTED.includes(name)))('%s has the one layout', async name => {
  const { run } = await opened(name)
  expect(await run('fmt', '--check')).toMatchObject({ code: 0, stdout: '' })
})

describe.each(ofOneRegistry)('%s', name => {
  test('plans as it says, applies, and plans clean', async () => {
    const { emulator, run } = await opened(name)
    const plan = await run('plan')
    await expect(asOfAws(plan.stdout, emulator.url)).toMatchFileSnapshot(join(EXAMPLES, name, 'expected-plan.txt'))
    expect((await run('apply', '--auto-approve')).code).toBe(0)
    const clean = await run('plan', '--detailed-exitcode')
    expect(clean).toMatchObject({ code: 0, stdout: expect.stringMatching(/\nNo changes\. \d+ repositories match/) })
    emulator.clearCalls()
    expect((await run('apply', '--auto-approve')).code).toBe(0)
    expect(emulator.calls.map(({ operation }) => operation).filter(operation => WRITES.test(operation))).toEqual([])
  })
})

describe.each(names)('%s', name => {
  test('validates without a word', async () => {
    const { run } = await opened(name)
    expect(await run('validate')).toMatchObject({ code: 0, stderr: '' })
  })

  test('points an editor at the schema that a user has beside it', () => {
    const manifest = readFileSync(join(EXAMPLES, name, 'ecrsync.yaml'), 'utf8')
    expect(manifest.split('\n')[0]).toBe(
      '# yaml-language-server: $schema=./node_modules/ecrsync/schemas/manifest.schema.json',
    )
  })
})

test('team is 12 repositories in three files', async () => {
  const { run } = await opened('team')
  expect((await run('validate')).stdout).toBe('ecrsync.yaml is valid: 12 repositories in 3 files.\n')
})

describe('fleet', () => {
  const ACCOUNT = '404040400021'
  const HERE = `search/prod/${ACCOUNT}/eu-west-1`
  /** What another team keeps in the same policy. */
  const OF_SECURITY = {
    Sid: 'security-imports',
    Effect: 'Allow',
    Principal: { AWS: 'arn:aws:iam::999900001111:root' },
    Action: 'ecr:BatchImportUpstreamImage',
    Resource: `arn:aws:ecr:eu-west-1:${ACCOUNT}:repository/security/*`,
  }

  test('is 90 targets: it plans as it says, applies, and plans clean', async () => {
    const { emulator, run } = await opened('fleet')
    const ecr = clientOf(emulator, { accessKey: ACCOUNT, region: 'eu-west-1' })
    onTestFinished(() => ecr.destroy())
    const { code, stdout } = await run('apply', '--auto-approve', '--quiet')
    const [plan = '', applied] = stdout.split(/\n\n(?=Calls went to |Applied )/)
    await expect(asOfAws(`${plan}\n`, emulator.url)).toMatchFileSnapshot(join(EXAMPLES, 'fleet/expected-plan.txt'))
    expect([code, applied]).toEqual([
      0,
      expect.stringContaining('Applied to 90 targets: 1418 created, 90 updated, 0 deleted.'),
    ])

    const { policyText = '{}' } = await ecr.getRegistryPolicy({})
    const { Statement: ours, ...policy } = JSON.parse(policyText)
    await ecr.putRegistryPolicy({ policyText: JSON.stringify({ ...policy, Statement: [OF_SECURITY, ...ours] }) })
    await ecr.createRepository({ repositoryName: 'docker-hub/library/alpine' })
    expect((await run('apply', '--auto-approve', '--quiet', '--target', HERE)).stdout).toContain('1 discovered')
    expect(await run('plan', '--detailed-exitcode')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/ {4}90 targets .*\n\nNo changes\. 263 repositories match/s),
    })
    expect((await ecr.getRegistryPolicy({})).policyText).toContain(OF_SECURITY.Sid)
  })
})

test('a platform has other names in each stage, and plans clean in both', async () => {
  const { run } = await opened('real/platform', { ECRSYNC_VAR_STAGE: 'staging' })
  expect((await run('validate', '--json')).stdout).toContain('"staging/web/shop"')
  expect((await run('apply', '--auto-approve')).code).toBe(0)
  expect((await run('plan')).stdout).toContain('\nNo changes. 5 repositories match')
})

describe('aws-lifecycle holds the policies of the user guide', () => {
  const documented = vectors.vectors.filter(({ policyOrigin }) => policyOrigin === 'doc')
  const copies = [
    ['rules/archive-prod-30', 'doc-archive-prod-30'],
    ['file/expire-archived-365', 'doc-expire-archived-365'],
  ] as const
  const expected = [...documented.map(({ id }) => [id.replace('-', '/').toLowerCase(), id] as const), ...copies]

  test('each repository ends up with exactly the policy of its example', async () => {
    const { emulator, run } = await opened('aws-lifecycle')
    await run('apply', '--auto-approve')
    const ecr = clientOf(emulator, { accessKey: '123456789012' })
    onTestFinished(() => ecr.destroy())
    const held = await Promise.all(
      expected.map(async ([repositoryName]) => {
        const { lifecyclePolicyText = '' } = await ecr.getLifecyclePolicy({ repositoryName })
        return [repositoryName, JSON.parse(lifecyclePolicyText)]
      }),
    )
    expect(held).toEqual(
      expected.map(([repositoryName, id]) => [repositoryName, documented.find(vector => vector.id === id)?.policy]),
    )
  })
})
