import { chmod, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { planIn, type SavedPlan } from '../../src/documents/plan-file.ts'
import { sealOf } from '../../src/documents/seal.ts'
import { digestOf } from '../../src/plan/digest.ts'
import { awsEnvironment, ecrsync, unbroken } from '../cli.ts'
import { clientOf, pushImage } from '../emulator/ecr.ts'
import { folderWith } from '../folder.ts'
import { secondClient } from '../races/second-client.ts'
import { seeded } from '../seed.ts'

const MANIFEST = `version: 1
name: acme
repositories:
  team/a:
    imageTagMutability: IMMUTABLE
    lifecyclePolicy: [{ any: true, keepNewest: 5 }]
  team/b:
    tags: { team: storefront }
removed:
  - { name: team/old, maxImages: 0, reason: moved }
`
const CALLS = [
  { action: 'CreateRepository', input: { repositoryName: 'team/b' } },
  { action: 'CreateRepository', input: { repositoryName: 'team/old' } },
]
const WRITES = /^(Create|Delete|Put|Set|Tag|Untag)/

async function opened(files: Readonly<Record<string, string>> = {}) {
  const emulator = await seeded({ calls: CALLS })
  const cwd = await folderWith({ 'ecrsync.yaml': MANIFEST, ...files })
  const env = { ...awsEnvironment(emulator.url), AWS_MAX_ATTEMPTS: '1' }
  const run = (...args: string[]) => ecrsync(args, { cwd, env })
  return {
    ...{ emulator, cwd, env, run, ecr: clientOf(emulator) },
    at: (file: string) => join(cwd, file),
    writes: () => emulator.calls.map(({ operation }) => operation).filter(operation => WRITES.test(operation)),
  }
}

/** With a plan of it in `ecr.plan`, and nothing in the log. */
async function planned(files: Readonly<Record<string, string>> = {}) {
  const world = await opened(files)
  expect((await world.run('plan', '--out', 'ecr.plan')).code).toBe(0)
  world.emulator.clearCalls()
  return world
}

type Planned = Awaited<ReturnType<typeof planned>>

/** The file as somebody has changed it who knows how to seal it. */
async function resealed(world: Planned, change: (plan: SavedPlan) => object): Promise<void> {
  const plan = JSON.parse(await readFile(world.at('ecr.plan'), 'utf8')) as SavedPlan
  const changed = { ...plan, ...change(plan) }
  const whole = { ...changed, digest: digestOf(changed) }
  await writeFile(world.at('ecr.plan'), JSON.stringify({ ...whole, seal: sealOf(whole) }))
}

const ago = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString()

describe('a plan', () => {
  test('is saved whole, for its owner alone, as the plan that is printed', async () => {
    const { run, at, emulator, writes } = await opened()
    const { code, stderr } = await run('plan', '--out', 'ecr.plan')
    expect(code).toBe(0)
    expect(stderr).toMatch(/\nSaved\. To apply it: ecrsync apply ecr\.plan\n$/)
    expect((await stat(at('ecr.plan'))).mode & 0o777).toBe(0o600)
    const text = await readFile(at('ecr.plan'), 'utf8')
    const { createdAt: _, seal: __, ...plan } = JSON.parse(text)
    expect(plan).toEqual(JSON.parse((await run('plan', '--json')).stdout))
    expect(writes()).toEqual([])
    expect(emulator.calls.length).toBeGreaterThan(0)
  })

  test('has the same bytes each time, but for when it was saved and its seal', async () => {
    const { run, at } = await planned()
    const without = async (file: string) =>
      (await readFile(at(file), 'utf8')).replace(/^ {2}"(createdAt|seal)": .*$/gm, '')
    await run('plan', '--out', 'other.plan')
    expect(await without('other.plan')).toBe(await without('ecr.plan'))
  })

  test('says what to type for it alone, and says nothing where nothing is to do', async () => {
    const { run } = await opened()
    const { stderr } = await run('plan', '--only', 'team/*')
    const [, digest = ''] =
      /\nTo apply this plan and no other: ecrsync apply --only 'team\/\*' --expect (\S+)\n$/.exec(stderr) ?? []
    expect(await run('apply', '--only', 'team/*', '--expect', digest, '--auto-approve')).toMatchObject({ code: 0 })
    expect(await run('plan')).toMatchObject({
      stdout: expect.stringMatching(/No changes\. .*\n$/),
      stderr: expect.not.stringContaining('--expect'),
    })
  })

  test.each<[string, string, (world: Planned) => Promise<unknown>]>([
    ['ecrsync.yaml', 'no plan: it would be lost', async () => {}],
    ['.', 'a folder, a link or a device', async () => {}],
    ['-', 'no name of a file', async () => {}],
    ['link', 'a folder, a link or a device', ({ at }) => symlink(at('ecrsync.yaml'), at('link'))],
    ['/dev/null', 'a folder, a link or a device', async () => {}],
  ])('is written over nothing that is no plan: %s', async (file, detail, prepare) => {
    const world = await opened()
    await prepare(world)
    const { code, stderr } = await world.run('plan', '--out', file)
    expect({ code, stderr: unbroken(stderr) }).toEqual({ code: 3, stderr: expect.stringContaining(detail) })
    expect(world.emulator.calls).toEqual([])
    expect(await readFile(world.at('ecrsync.yaml'), 'utf8')).toBe(MANIFEST)
  })

  test('that cannot be saved is a failure before anything is asked', async () => {
    const { run, emulator } = await opened()
    expect(await run('plan', '--out', 'no/such/folder.plan')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('error PLAN_NOT_SAVED'),
    })
    expect(emulator.calls).toEqual([])
  })

  test('that is refused or not whole is saved, too, and shown with 0', async () => {
    const { run, emulator } = await opened()
    emulator.inject({ operation: 'GetLifecyclePolicy', error: 'AccessDeniedException' })
    emulator.inject({ operation: 'ListTagsForResource', error: 'AccessDeniedException' })
    emulator.inject({ operation: 'GetResources', error: 'AccessDeniedException' })
    const { code, stdout } = await run('plan', '--out', 'ecr.plan', '--tag-reader', 'ecr')
    expect(code).toBe(7)
    expect(stdout).toContain('unread')
    const shown = await run('show', 'ecr.plan')
    expect(shown.code).toBe(0)
    expect(shown.stdout).toContain('unread')
  })
})

describe('show', () => {
  test('prints what plan printed, without AWS, the manifest or credentials', async () => {
    const { run, at, cwd } = await opened()
    const { stdout } = await run('plan', '--out', 'ecr.plan')
    const folder = await folderWith({ 'ecr.plan': await readFile(at('ecr.plan'), 'utf8') })
    const shown = await ecrsync(['show', 'ecr.plan'], { cwd: folder })
    expect(shown).toMatchObject({ code: 0, stderr: expect.stringContaining('note PLAN_SAVED: Saved 20') })
    expect(shown.stdout).toBe(stdout)
    const json = await ecrsync(['show', 'ecr.plan', '--json'], { cwd: folder })
    expect(JSON.parse(json.stdout)).toEqual(JSON.parse(await readFile(join(cwd, 'ecr.plan'), 'utf8')))
    expect(await ecrsync(['show', 'ecr.plan', '--quiet', '--expand'], { cwd: folder })).toMatchObject({
      code: 0,
      stderr: '',
    })
  })

  test.each([
    ['missing.plan', 'PLAN_NOT_FOUND'],
    ['ecrsync.yaml', 'PLAN_INVALID'],
    ['.', 'PLAN_INVALID'],
  ])('of %s ends with 3 and %s', async (file, code) => {
    const { run } = await opened()
    expect(await run('show', file)).toMatchObject({
      code: 3,
      stdout: '',
      stderr: expect.stringContaining(`error ${code}`),
    })
  })
})

describe('a saved plan that is applied', () => {
  test('does what it shows, and a second time nothing, with nobody asked', async () => {
    const { run, writes, emulator } = await planned()
    const first = await run('apply', 'ecr.plan', '--auto-approve')
    expect(first).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('4 changes to make, 0 already done, 0 stale.'),
    })
    expect(writes().sort()).toEqual(['CreateRepository', 'DeleteRepository', 'PutLifecyclePolicy', 'TagResource'])
    emulator.clearCalls()
    const second = await run('apply', 'ecr.plan')
    expect(second).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('0 changes to make, 4 already done, 0 stale.'),
    })
    expect(unbroken(second.stdout)).toContain('0 created, 0 updated, 0 deleted, 4 already done.')
    expect(writes()).toEqual([])
  })

  test('reads what its changes are about, and lists nothing', async () => {
    const { run, emulator } = await planned()
    await run('apply', 'ecr.plan', '--auto-approve')
    const listings = emulator.calls.filter(
      ({ operation, input }) =>
        operation === 'DescribeRepositories' && !Object.hasOwn(input as object, 'repositoryNames'),
    )
    expect(listings).toEqual([])
  })

  test('without a terminal is not made', async () => {
    const { run, writes } = await planned()
    expect((await run('apply', 'ecr.plan')).code).toBe(8)
    expect(writes()).toEqual([])
  })

  test('goes on where another run has stopped', async () => {
    const { run, ecr } = await planned()
    await ecr.deleteRepository({ repositoryName: 'team/old' })
    const { code, stdout } = await run('apply', 'ecr.plan', '--auto-approve', '--json')
    expect(code).toBe(0)
    expect(JSON.parse(stdout).summary).toMatchObject({ created: 2, updated: 1, deleted: 0, alreadyDone: 1, stale: 0 })
  })

  test('is told where the manifest is another one by now, and is applied as it was saved', async () => {
    const world = await planned()
    await writeFile(world.at('ecrsync.yaml'), MANIFEST.replace('keepNewest: 5', 'keepNewest: 50'))
    const { code, stderr } = await world.run('apply', 'ecr.plan', '--auto-approve')
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining('warning MANIFEST_CHANGED') })
    const { lifecyclePolicyText = '' } = await world.ecr.getLifecyclePolicy({ repositoryName: 'team/a' })
    expect(JSON.parse(lifecyclePolicyText).rules[0].selection.countNumber).toBe(5)
  })
})

describe('a saved plan of which something has changed', () => {
  const changed = async () => {
    const world = await planned()
    await world.ecr.createRepository({ repositoryName: 'team/a' })
    world.emulator.clearCalls()
    return world
  }

  test('writes nothing, exits 5, and names what it was planned from, what is there and what is desired', async () => {
    const { run, writes } = await changed()
    const { code, stdout, stderr } = await run('apply', 'ecr.plan', '--auto-approve')
    expect({ code, stderr }).toEqual({ code: 5, stderr: expect.stringContaining('error PLAN_STALE') })
    expect(stdout).toContain('3 changes to make, 0 already done, 1 stale.')
    expect(stdout).toMatch(
      /stale {3}repository\["team\/a"\] +is not any more what the plan showed\n {8}planned from {2}nothing\n {8}there now {5}\{.*\n {8}desired {7}\{/,
    )
    expect(writes()).toEqual([])
  })

  test('says the same in JSON', async () => {
    const { run } = await changed()
    const { code, stdout } = await run('apply', 'ecr.plan', '--auto-approve', '--json')
    const { diagnostics, stale } = JSON.parse(stdout)
    expect({ code, diagnostics }).toMatchObject({ code: 5, diagnostics: [{ code: 'PLAN_STALE' }] })
    expect(stale).toMatchObject([
      {
        target: 'default',
        address: 'repository["team/a"]',
        action: 'create',
        differing: [{ path: '', planned: null, live: { imageTagMutability: 'MUTABLE' }, desired: {} }],
      },
    ])
  })

  test('is applied in what is fresh with --stale skip, and exits 6', async () => {
    const { run, writes } = await changed()
    const { code, stdout } = await run('apply', 'ecr.plan', '--auto-approve', '--stale', 'skip')
    expect(code).toBe(6)
    expect(stdout).toMatch(/stale +repository\["team\/a"\]/)
    expect(unbroken(stdout)).toContain('1 stale')
    expect(writes().sort()).toEqual(['DeleteRepository', 'TagResource'])
    const json = await run('apply', 'ecr.plan', '--auto-approve', '--stale', 'skip', '--json')
    expect(
      JSON.parse(json.stdout).outcomes.find(({ because }: { because: string }) => because === 'stale'),
    ).toMatchObject({
      address: 'repository["team/a"]',
      status: 'skipped',
      stale: { reason: 'is not any more what the plan showed' },
    })
  })

  test('is looked at once more before it deletes, and keeps what has come meanwhile', async () => {
    const { emulator, ecr, cwd, writes } = await opened()
    const push = async () => void (await pushImage(ecr, 'team/old', 'one', 'v1'))
    const second = await secondClient(emulator, { before: 'CreateRepository', act: push })
    const run = (...args: string[]) => ecrsync(args, { cwd, env: awsEnvironment(second.url) })
    await run('plan', '--out', 'ecr.plan')
    const { code, stdout } = await run('apply', 'ecr.plan', '--auto-approve')
    expect({ code, stdout }).toEqual({ code: 6, stdout: expect.stringMatching(/failed +repository\["team\/old"\]/) })
    expect(stdout).toContain('4 changes to make, 0 already done, 0 stale.')
    expect(writes()).not.toContain('DeleteRepository')
  })
})

test('a saved plan is held to the guards of the manifest, whoever has written others into it', async () => {
  const { run, at, writes } = await opened({
    'ecrsync.yaml': 'version: 1\nname: acme\nguards: { create: { max: 0 } }\nrepositories: { team/new: }\n',
  })
  expect((await run('plan', '--out', 'ecr.plan')).code).toBe(4)
  await resealed({ at } as Planned, () => ({ guards: {}, refused: [] }))
  expect(await run('apply', 'ecr.plan', '--auto-approve')).toMatchObject({
    code: 4,
    stderr: expect.stringContaining('--allow create=1'),
  })
  expect(writes()).toEqual([])
})

describe('a saved plan of a part', () => {
  const parts: readonly (readonly [string, readonly string[], string, object])[] = [
    ['that --only chooses', ['--only', 'team/*'], 'only team/*', { only: ['team/*'] }],
    ['that is a shard', ['--shard', '1/1'], 'shard 1 of 1', { shard: { index: 1, count: 1 } }],
  ]

  test.each(parts)('%s says so when it is shown, applied and told of', async (_, flags, said, part) => {
    const { run, at } = await opened()
    expect((await run('plan', '--out', 'ecr.plan', ...flags)).code).toBe(0)
    expect((await run('show', 'ecr.plan')).stdout.split('\n')[0]).toContain(`, ${said}`)
    expect(JSON.parse((await run('show', 'ecr.plan', '--json')).stdout)).toMatchObject(part)
    const { code, stdout } = await run('apply', 'ecr.plan', '--auto-approve', '--receipt', 'receipt.json')
    expect([code, stdout.split('\n')[0]]).toEqual([0, expect.stringContaining(`, ${said}`)])
    expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(new RegExp(`Applied to [^;]*, ${said.replaceAll('*', '\\*')}: `))
    const [head = ''] = (await readFile(at('receipt.json'), 'utf8')).split('\n')
    expect(JSON.parse(head)).toMatchObject(part)
  })

  test('has nothing of the registry, whoever has written it', async () => {
    const { run, at } = await opened({
      'ecrsync.yaml':
        'version: 1\nname: acme\nownership: none\nregistry: { accountSettings: { BLOB_MOUNTING: ENABLED } }\n',
    })
    await run('plan', '--out', 'ecr.plan')
    for (const part of [{ only: ['**'] }, { shard: { index: 2, count: 2 } }]) {
      await resealed({ at } as Planned, () => part)
      const { code, stderr } = await run('apply', 'ecr.plan', '--auto-approve')
      expect([code, stderr]).toEqual([
        3,
        expect.stringMatching(/PLAN_INVALID.*beyond the part[\s\S]*setting of the registry/),
      ])
      await run('plan', '--out', 'ecr.plan')
    }
  })
})

describe('a saved plan that prunes', () => {
  const declaring = (...names: readonly string[]) => `version: 1
name: acme
repositories: { ${names.map(name => `team/${name}: {}`).join(', ')} }
prune: { match: "team/**", maxImages: 1 }
`
  const pruning = async () => {
    const world = await opened({ 'ecrsync.yaml': declaring('a', 'b', 'c', 'd') })
    await world.run('apply', '--auto-approve')
    await pushImage(world.ecr, 'team/d', 'one', 'v1')
    await writeFile(world.at('ecrsync.yaml'), declaring('a', 'b', 'c'))
    expect((await world.run('plan', '--out', 'ecr.plan')).code).toBe(0)
    world.emulator.clearCalls()
    return world
  }

  test('leaves what the manifest names by now, whatever it was made of', async () => {
    const { run, at, writes } = await pruning()
    await writeFile(at('ecrsync.yaml'), declaring('a', 'b', 'c', 'd'))
    const { code, stdout } = await run('apply', 'ecr.plan', '--auto-approve')
    expect([code, writes()]).toEqual([5, []])
    expect(stdout).toMatch(/stale +repository\["team\/d"\] +is named in the manifest by now: not pruned/)
    expect((await run('apply', 'ecr.plan', '--auto-approve', '--stale', 'skip')).code).toBe(6)
    expect(writes()).toEqual([])
  })

  test('leaves what ECR makes by itself by now', async () => {
    const { run, ecr, writes } = await pruning()
    await ecr.createPullThroughCacheRule({ ecrRepositoryPrefix: 'team', upstreamRegistryUrl: 'public.ecr.aws' })
    expect((await run('apply', 'ecr.plan', '--auto-approve')).code).toBe(5)
    expect(writes()).toEqual(['CreatePullThroughCacheRule'])
  })

  test('does what it shows where neither is so', async () => {
    const { run, writes } = await pruning()
    expect((await run('apply', 'ecr.plan', '--auto-approve')).code).toBe(0)
    expect(writes()).toContain('DeleteRepository')
  })
})

describe('a saved plan that is not for this run', () => {
  const edited = async (world: Planned, edit: (text: string) => string) =>
    writeFile(world.at('ecr.plan'), edit(await readFile(world.at('ecr.plan'), 'utf8')))

  const target = (more: object) => (plan: SavedPlan) => ({
    targets: plan.targets.map(one => ({ ...one, ...more })),
  })

  const pruning = (part: object) => (plan: SavedPlan) => ({
    ...part,
    changes: plan.changes.map(change => ({ ...change, ...(change.action === 'delete' && { isPruned: true }) })),
  })

  test.each<[string, string, (world: Planned) => Promise<void>, (readonly string[])?]>([
    ['is too old', 'PLAN_EXPIRED', world => resealed(world, () => ({ createdAt: ago(25) }))],
    [
      'is older than asked',
      'PLAN_EXPIRED',
      world => resealed(world, () => ({ createdAt: ago(1) })),
      ['--max-age', '30m'],
    ],
    ['is of the future', 'PLAN_FROM_FUTURE', world => resealed(world, () => ({ createdAt: ago(-1) }))],
    ['was edited', 'PLAN_TAMPERED', world => edited(world, text => text.replaceAll('IMMUTABLE', 'MUTABLE'))],
    ['lost its end', 'PLAN_INVALID', world => edited(world, text => text.slice(0, -100))],
    ['has no seal', 'PLAN_INVALID', world => edited(world, text => text.replace(/"seal": "[^"]*"/, '"stats": null'))],
    [
      'is of another manifest',
      'PLAN_OTHER_MANIFEST',
      world => resealed(world, ({ manifest }) => ({ manifest: { ...manifest, name: 'other' } })),
    ],
    ['is of another account', 'PLAN_OTHER_ACCOUNT', world => resealed(world, target({ account: '999900001111' }))],
    ['is of another region', 'PLAN_OTHER_REGION', world => resealed(world, target({ region: 'eu-west-1' }))],
    ['is of another endpoint', 'PLAN_OTHER_ENDPOINT', world => resealed(world, target({ endpoint: 'embedded' }))],
    ['is of AWS itself', 'PLAN_OTHER_ENDPOINT', world => resealed(world, target({ endpoint: undefined }))],
    [
      'has a target that is not declared',
      'PLAN_OTHER_TARGET',
      world =>
        resealed(world, plan => ({
          ...target({ name: 'prod' })(plan),
          changes: plan.changes.map(change => ({ ...change, target: 'prod', needs: [], requires: [] })),
        })),
    ],
    ['does what --only does not choose', 'PLAN_INVALID', world => resealed(world, () => ({ only: ['other/*'] }))],
    ['is chosen by what is no glob', 'PLAN_INVALID', world => resealed(world, () => ({ only: ['a('] }))],
    ['prunes in a shard', 'PLAN_INVALID', world => resealed(world, pruning({ shard: { index: 1, count: 2 } }))],
    ['prunes in a part', 'PLAN_INVALID', world => resealed(world, pruning({ only: ['**'] }))],
    [
      'prunes where not all was read',
      'PLAN_INVALID',
      world => resealed(world, plan => ({ ...pruning({})(plan), ...target({ complete: false })(plan) })),
    ],
    ['is of another format', 'PLAN_FORMAT', world => resealed(world, () => ({ formatVersion: 2 }))],
    ['is of another version', 'PLAN_VERSION', world => resealed(world, () => ({ ecrsync: '7.0.0' }))],
  ])('%s: %s', async (_, code, change, flags = []) => {
    const world = await planned()
    await change(world)
    const { code: exit, stderr } = await world.run('apply', 'ecr.plan', '--auto-approve', ...flags)
    expect({ exit, stderr }).toEqual({ exit: 3, stderr: expect.stringContaining(`error ${code}: ecr.plan `) })
    expect(stderr).toMatch(/\n {2}hint: /)
    expect(world.writes()).toEqual([])
  })

  test('may be older where that is said', async () => {
    const world = await planned()
    await resealed(world, () => ({ createdAt: ago(25) }))
    expect((await world.run('apply', 'ecr.plan', '--auto-approve', '--max-age', '2d')).code).toBe(0)
  })

  test('nor where it hides from the guards whom it lets in', async () => {
    const opening = MANIFEST.replace('team/b:', 'team/b:\n    repositoryPolicy: { access: { pull: ["444455556666"] } }')
    const world = await planned({ 'ecrsync.yaml': opening })
    await resealed(world, ({ changes }) => ({ changes: changes.map(({ opens: _, ...change }) => change) }))
    const { code, stderr } = await world.run('apply', 'ecr.plan', '--auto-approve')
    expect([code, stderr]).toEqual([3, expect.stringContaining('error PLAN_INVALID')])
    expect(world.writes()).toEqual([])
  })

  test('may not be read by this user, which is said', async () => {
    const world = await planned()
    await chmod(world.at('ecr.plan'), 0o000)
    // Root may read whatever there is.
    const expected = process.getuid?.() === 0 ? 0 : 3
    expect((await world.run('show', 'ecr.plan')).code).toBe(expected)
  })

  test.each([
    [['apply', 'ecr.plan', '--only', 'team/*'], '--only belongs to the plan'],
    [['apply', 'ecr.plan', '--target', 'default'], '--target belongs to the plan'],
    [['apply', 'ecr.plan', '--shard', '1/2'], '--shard belongs to the plan'],
    [['apply', 'ecr.plan', '--in-use', '-'], '--in-use belongs to the plan'],
    [['apply', 'ecr.plan', '--lifecycle-preview', 'local'], '--lifecycle-preview belongs to the plan'],
    [['apply', 'ecr.plan', '--tag-reader', 'ecr'], '--tag-reader belongs to the plan'],
    [['apply', '--stale', 'skip'], '--stale is about a saved plan'],
    [['apply', '--max-age', '7d'], '--max-age is about a saved plan'],
    [['apply', 'ecr.plan', '--max-age', '1w'], '--max-age 1w is no age'],
    [['apply', 'ecr.plan', '--max-age', '0s'], '--max-age 0s is no age'],
    [['apply', 'ecr.plan', '--max-age', '999999999d'], '--max-age 999999999d is no age'],
    [['apply', '--expect', 'sha256:12'], '--expect sha256:12 is no digest of a plan'],
  ])('nor for these flags: %j', async (args, summary) => {
    const { run, emulator } = await planned()
    const { code, stderr } = await run(...args)
    expect({ code, stderr }).toEqual({ code: 3, stderr: expect.stringContaining(`error INVALID_FLAG: ${summary}`) })
    expect(emulator.calls).toEqual([])
  })
})

describe('--expect', () => {
  const digestIn = async (world: Planned) =>
    planIn(await readFile(world.at('ecr.plan'), 'utf8'), 'ecr.plan', '0.1.0').digest

  test('applies the plan that it names, made anew', async () => {
    const world = await planned()
    const digest = await digestIn(world)
    expect((await world.run('apply', '--expect', digest, '--auto-approve')).code).toBe(0)
    expect(world.writes()).toHaveLength(4)
  })

  test('of another plan prints the plan as it is, and writes nothing', async () => {
    const world = await planned()
    const digest = await digestIn(world)
    await world.ecr.createRepository({ repositoryName: 'team/a' })
    world.emulator.clearCalls()
    const { code, stdout, stderr } = await world.run('apply', '--expect', digest, '--auto-approve')
    expect({ code, stderr }).toEqual({ code: 5, stderr: expect.stringContaining('error PLAN_DIFFERS') })
    expect(unbroken(stderr)).toContain(`Expected was ${digest}, and it is sha256:`)
    expect(stdout).toContain('Plan: 1 to create, 2 to update, 1 to delete')
    expect(world.writes()).toEqual([])
  })

  test('of a file says which changes differ', async () => {
    const world = await planned()
    await world.ecr.createRepository({ repositoryName: 'team/a' })
    const { code, stdout } = await world.run('apply', '--expect', 'ecr.plan', '--auto-approve')
    expect(code).toBe(5)
    expect(stdout).toMatch(
      /other {3}repository\["team\/a"\]\n {8}expected {2}create\n {8}now {7}update of imageTagMutability/,
    )
    const json = await world.run('apply', '--expect', 'ecr.plan', '--auto-approve', '--json')
    expect(JSON.parse(json.stdout)).toMatchObject({
      diagnostics: [{ code: 'PLAN_DIFFERS' }],
      others: [{ address: 'repository["team/a"]', expected: 'create' }, {}],
    })
  })

  test('beside a file holds that to the digest that was looked at', async () => {
    const world = await planned()
    const digest = await digestIn(world)
    await resealed(world, ({ changes }) => ({ changes: changes.slice(1) }))
    const { code, stderr } = await world.run('apply', 'ecr.plan', '--expect', digest, '--auto-approve')
    expect([code, unbroken(stderr)]).toEqual([5, expect.stringContaining(`Expected was ${digest}, and ecr.plan is `)])
    expect(stderr).toContain(`\n      ecrsync apply ecr.plan --expect ${await digestIn(world)}\n`)
    expect(world.writes()).toEqual([])
  })

  test('of a plan that has been applied says that nothing is left', async () => {
    const world = await planned()
    const digest = await digestIn(world)
    await world.run('apply', 'ecr.plan', '--auto-approve')
    const { code, stderr } = await world.run('apply', '--expect', digest, '--auto-approve')
    expect([code, stderr]).toEqual([5, expect.stringContaining('hint: There is nothing left to do')])
  })

  test('of a plan that skips what is stale says what to type to see the rest', async () => {
    const world = await planned()
    await world.ecr.createRepository({ repositoryName: 'team/a', imageTagMutability: 'MUTABLE' })
    const { stdout } = await world.run(
      'apply',
      'ecr.plan',
      '--stale',
      'skip',
      '--auto-approve',
      '--region',
      'us-east-1',
    )
    expect(stdout).toContain('\nRun ecrsync plan --region us-east-1 to see what is left.\n')
  })
})
