import { readdirSync, readFileSync } from 'node:fs'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import { startEmulator } from '../../src/emulator/server.ts'
import type { Plan } from '../../src/model.ts'
import { awsEnvironment, ecrsync } from '../cli.ts'
import { clientOf, pushImage } from '../emulator/ecr.ts'
import { folderWith } from '../folder.ts'
import { type Seed, seeded } from '../seed.ts'
import { comparable, planOfAll } from '../shards.ts'

const SCENARIOS = fileURLToPath(new URL('../scenarios', import.meta.url))
const scenarios = readdirSync(SCENARIOS, { withFileTypes: true })
  .filter(entry => entry.isDirectory())
  .map(({ name }) => name)

type Run = (...args: readonly string[]) => ReturnType<typeof ecrsync>

const shardsOf = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${index + 1}/${count}`)

async function planned(run: Run, ...args: readonly string[]): Promise<{ readonly plan: Plan; readonly code: number }> {
  const { stdout, code } = await run('plan', '--json', ...args)
  return { plan: JSON.parse(stdout) as Plan, code }
}

async function shardsPlanned(run: Run, count: number, ...args: readonly string[]): Promise<readonly Plan[]> {
  const plans: Plan[] = []
  for (const shard of shardsOf(count)) plans.push((await planned(run, '--shard', shard, ...args)).plan)
  return plans
}

/** An emulator for accounts whose keys are their ids, with this manifest beside it. */
async function world(manifest: string, account = '123456789012') {
  const emulator = await startEmulator()
  onTestFinished(() => emulator.close())
  const cwd = await folderWith({ 'ecrsync.yaml': manifest })
  const env = { ...awsEnvironment(emulator.url), AWS_ENDPOINT_URL_STS: emulator.url, AWS_ACCESS_KEY_ID: account }
  const ecrIn = (accessKey: string, region: string) => {
    const ecr = clientOf(emulator, { accessKey, region })
    onTestFinished(() => ecr.destroy())
    return ecr
  }
  const run: Run = (...args) => ecrsync(args, { cwd, env })
  return { emulator, ecrIn, run }
}

/** Without what is told of owners: of repositories that the manifest does not name, and by ECR or, of more than a few, by the index. */
const ownedApart = (plan: Plan): Plan => ({
  ...plan,
  targets: plan.targets.map(({ orphans: _, ...target }) => target),
  warnings: plan.warnings.filter(({ code }) => !['NOT_PRUNED', 'ORPHANS', 'OWNER_UNKNOWN'].includes(code)),
})

describe('the JSON plans of all shards together are the plan of the whole', () => {
  test.each(scenarios)('in the scenario %s', async name => {
    const live = JSON.parse(readFileSync(join(SCENARIOS, name, 'live.json'), 'utf8')) as Seed & {
      readonly flags?: readonly string[]
    }
    const cwd = await mkdtemp(join(tmpdir(), 'ecrsync-'))
    onTestFinished(() => rm(cwd, { recursive: true, force: true }))
    await cp(join(SCENARIOS, name), cwd, { recursive: true })
    const { url } = await seeded(live)
    const run: Run = (...args) =>
      ecrsync([...args, '-f', 'manifest.yaml', ...(live.flags ?? [])], { cwd, env: awsEnvironment(url) })
    // In a shard as in any part nothing is pruned; that a repository is nobody's, a shard cannot know.
    const { plan } = await planned(run, ...(name === 'deletes' ? ['--target', '*'] : []))
    const shards = planOfAll(await shardsPlanned(run, 3))
    expect(comparable(ownedApart(shards))).toEqual(comparable(ownedApart(plan)))
    expect(shards.targets.filter(({ orphans }) => orphans)).toEqual([])
  })
})

const MANIFEST = `version: 1
name: acme
ownership: none
defaults:
  - { match: "**", imageTagMutability: IMMUTABLE }
registry:
  accountSettings: { BLOB_MOUNTING: ENABLED }
repositories:
  team/a:
  team/b:
  team/c:
  team/d:
`

describe('one shard', () => {
  test('says which it is, in text and in JSON, and lists what it is not about without counting it', async () => {
    const { run, emulator } = await world(MANIFEST)
    const text = await run('plan', '--shard', '2/3')
    expect(text.stdout.split('\n')[0]).toMatch(/^acme → default .*, shard 2 of 3 {2,}0 repositories read$/)
    const { plan } = await planned(run, '--shard', '2/3')
    expect(plan.shard).toEqual({ index: 2, count: 3 })
    expect(Object.keys(plan).slice(0, 6)).toEqual([
      'formatVersion',
      'ecrsync',
      'manifest',
      'digest',
      'shard',
      'targets',
    ])
    expect(emulator.calls.map(({ operation }) => operation)).not.toContain('GetAccountSetting')
    expect((await planned(run)).plan.shard).toBeUndefined()
  })

  test('has all settings of registries, if it is the first', async () => {
    const { run } = await world(MANIFEST)
    const plans = await shardsPlanned(run, 3)
    expect(plans.map(({ changes }) => changes.some(({ scope }) => scope === 'registry'))).toEqual([true, false, false])
  })

  test('of which nothing is to be done ends as any other without changes', async () => {
    const { run } = await world(MANIFEST.replace(/registry:\n.*\n/, ''))
    const plans = await shardsPlanned(run, 40)
    const idle = plans.findIndex(({ changes }) => changes.length === 0) + 1
    const { stdout, code } = await run('apply', '--shard', `${idle}/40`, '--auto-approve')
    expect([stdout.trimEnd().split('\n').at(-1), code]).toEqual(['No changes. 0 repositories match the manifest.', 0])
  })

  test('is applied, and says of itself what was done; with all of them, nothing is left', async () => {
    const { run } = await world(MANIFEST)
    for (const shard of shardsOf(3)) {
      const { stdout, code } = await run('apply', '--shard', shard, '--auto-approve')
      expect([code, stdout]).toEqual([0, expect.stringContaining(`shard ${shard.replace('/', ' of ')}`)])
    }
    expect((await planned(run, '--detailed-exitcode')).code).toBe(0)
    const { stdout } = await run('apply', '--shard', '1/3', '--auto-approve', '--json')
    expect(JSON.parse(stdout).shard).toEqual({ index: 1, count: 3 })
  })

  test('of a filtered plan has of it what it has of the whole', async () => {
    const { run } = await world(MANIFEST)
    const only = ['--only', 'team/a', '--only', 'team/d']
    const { plan } = await planned(run, ...only)
    const shards = await shardsPlanned(run, 3, ...only)
    expect(comparable(planOfAll(shards))).toEqual(comparable(plan))
    const whole = await shardsPlanned(run, 3)
    const placesIn = (plans: readonly Plan[]) =>
      plans.map(({ changes }) =>
        changes.flatMap(({ repository = '' }) =>
          /a|d$/.test(repository) && /^team.[ad]$/.test(repository) ? [repository] : [],
        ),
      )
    expect(placesIn(shards)).toEqual(placesIn(whole))
  })

  test('counts its own images against a guard, and says so', async () => {
    const manifest = `version: 1
name: acme
ownership: none
guards: { expireImages: { max: 1 } }
defaults:
  - { match: "**", lifecyclePolicy: [{ any: true, keepNewest: 1 }] }
repositories: { team/a: {}, team/b: {}, team/c: {} }
`
    const { run, ecrIn } = await world(manifest)
    const ecr = ecrIn('123456789012', 'us-east-1')
    for (const repositoryName of ['team/a', 'team/b', 'team/c']) {
      await ecr.createRepository({ repositoryName })
      for (const tag of ['v1', 'v2']) await pushImage(ecr, repositoryName, tag, tag)
    }
    const whole = await planned(run)
    expect([whole.code, whole.plan.refused.map(({ code }) => code)]).toEqual([4, ['GUARD_EXPIRE_IMAGES']])
    const plans = await shardsPlanned(run, 9)
    const alone = plans.filter(({ summary }) => summary.expire === 1)
    expect(alone.length).toBeGreaterThan(0)
    expect(alone.flatMap(({ refused }) => refused)).toEqual([])
    const isTold = ({ warnings }: Plan) => warnings.some(({ code }) => code === 'GUARDED_BY_SHARD')
    expect(plans.filter(isTold)).toEqual(plans.filter(({ summary }) => summary.expire > 0))
    expect(comparable(planOfAll(plans))).toEqual(comparable(whole.plan))
  })
})

describe('what copies from each other is in one shard', () => {
  const names = Array.from({ length: 8 }, (_, index) => `line-${index}`)

  test('a way of promotions is done by one apply, and what it copies from is not deleted before', async () => {
    const manifest = `version: 1
name: acme
ownership: none
guards: { delete: { percent: 100 } }
repositories:
${names.map((name, index) => `  ${name}/prod: { images: { v1: "ecr:${name}/staging:v1" } }${index % 2 === 0 ? `\n  ${name}/staging:` : ''}`).join('\n')}
removed:
${names.flatMap((name, index) => (index % 2 === 0 ? [] : [`  - { name: ${name}/staging, maxImages: 1 }`])).join('\n')}
`
    const { run, ecrIn } = await world(manifest)
    const ecr = ecrIn('123456789012', 'us-east-1')
    for (const name of names) {
      await ecr.createRepository({ repositoryName: `${name}/staging` })
      await pushImage(ecr, `${name}/staging`, name, 'v1')
    }
    const { plan } = await planned(run)
    const shards = await shardsPlanned(run, 4)
    expect(comparable(planOfAll(shards))).toEqual(comparable(plan))
    expect(shards.filter(({ changes }) => changes.length > 0).length).toBeGreaterThan(1)
    for (const shard of shardsOf(4)) expect((await run('apply', '--shard', shard, '--auto-approve')).code).toBe(0)
    expect((await planned(run, '--detailed-exitcode')).code).toBe(0)
    const { imageIds = [] } = await ecr.listImages({ repositoryName: 'line-1/prod' })
    expect(imageIds.map(({ imageTag }) => imageTag)).toEqual(['v1'])
  })

  test('also from target to target, so that it waits there as it waits in the whole', async () => {
    const account = '111122223333'
    const manifest = `version: 1
name: acme
ownership: none
targets:
  hub: { account: "${account}", region: eu-west-1 }
  edge: { account: "${account}", region: us-east-1 }
repositories:
${names.map(name => `  ${name}: { targets: [hub], images: { v1: "ecr:base/${name}:v1" } }\n  edge/${name}: { targets: [edge], images: { v1: "ecr:${account}.dkr.ecr.eu-west-1.amazonaws.com/${name}:v1" } }\n  base/${name}: { targets: [hub] }`).join('\n')}
`
    const { run, ecrIn } = await world(manifest, account)
    const ecr = ecrIn(account, 'eu-west-1')
    for (const name of names) {
      await ecr.createRepository({ repositoryName: `base/${name}` })
      await pushImage(ecr, `base/${name}`, name, 'v1')
    }
    const { plan } = await planned(run)
    expect(
      plan.changes.filter(({ blocked }) => blocked?.reason.includes('which this run brings there first')).length,
    ).toBe(8)
    const shards = await shardsPlanned(run, 4)
    expect(comparable(planOfAll(shards))).toEqual(comparable(plan))
    expect(shards.filter(({ changes }) => changes.length > 0).length).toBeGreaterThan(1)
  })

  test('where names wait for the account as well', async () => {
    const manifest = `version: 1
name: acme
ownership: none
repositories:
${names.map(name => `  "${name}-\${{ target.account }}": { images: { v1: "ecr:${name}:v1" } }\n  ${name}: { images: { v1: "ecr:base/${name}:v1" } }\n  base/${name}:`).join('\n')}
`
    const { run, ecrIn } = await world(manifest)
    const ecr = ecrIn('123456789012', 'us-east-1')
    for (const name of names) {
      await ecr.createRepository({ repositoryName: `base/${name}` })
      await pushImage(ecr, `base/${name}`, name, 'v1')
    }
    const shards = await shardsPlanned(run, 4)
    expect(comparable(planOfAll(shards))).toEqual(comparable((await planned(run)).plan))
  })
})

test('of images in use, each shard tells of names in its own repositories, and none of digests that others may have', async () => {
  const { run, ecrIn } = await world(`version: 1
name: acme
ownership: none
repositories: { team/a: {}, team/b: {}, team/c: {} }
`)
  const ecr = ecrIn('123456789012', 'us-east-1')
  await ecr.createRepository({ repositoryName: 'team/a' })
  await pushImage(ecr, 'team/a', 'x', 'v1')
  const list = ['team/a:v1', 'team/a:gone', 'team/nowhere:v1', `sha256:${'0'.repeat(64)}`].join('\n')
  const cwd = await folderWith({ 'running.txt': list })
  const args = ['--in-use', join(cwd, 'running.txt')]
  const { plan } = await planned(run, ...args)
  const shards = await shardsPlanned(run, 3, ...args)
  const saidIn = (plans: readonly Plan[]) =>
    plans.flatMap(({ warnings }) => warnings.map(({ code, summary }) => `${code} ${summary}`)).sort()
  expect(saidIn(shards)).toEqual(saidIn([plan]).filter(said => !said.startsWith('DIGEST_NOT_SEEN')))
})
