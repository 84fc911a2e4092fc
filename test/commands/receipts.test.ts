import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readReceipt } from '../../src/documents/receipt-read.ts'
import type { Change } from '../../src/model.ts'
import { awsEnvironment, ecrsync } from '../cli.ts'
import { clientOf, pushImage } from '../emulator/ecr.ts'
import { folderWith } from '../folder.ts'
import { type Seed, seeded } from '../seed.ts'

const WRITES = /^(BatchDelete|Create|Delete|Put|Set|Tag|Untag)/
const HEADER = 'version: 1\nname: acme\n'
const MANIFEST = `${HEADER}repositories:
  team/a: { tags: { team: payments }, lifecyclePolicy: [{ any: true, keepNewest: 5 }] }
`

const OURS = { Key: 'ecrsync:manifest', Value: 'acme' }

/** A manifest in a folder, and a registry that it is applied to. */
async function at(seed: Seed = { calls: [] }, env: Readonly<Record<string, string>> = {}) {
  const ecr = await seeded(seed)
  const cwd = await folderWith({ 'ecrsync.yaml': MANIFEST })
  const place = { cwd, env: { ...awsEnvironment(ecr.url), AWS_MAX_ATTEMPTS: '1', ...env } }
  const run = (...args: string[]) => ecrsync(args, place)
  const receipts = async () => {
    const names = await readdir(join(cwd, '.ecrsync/receipts')).catch(() => [])
    return names.sort().map(name => join('.ecrsync/receipts', name))
  }
  return {
    ecr,
    cwd,
    run,
    client: clientOf(ecr, { accessKey: '123456789012' }),
    receipts,
    writes: () => ecr.calls.map(({ operation = '' }) => operation).filter(operation => WRITES.test(operation)),
    declare: (text: string) => writeFile(join(cwd, 'ecrsync.yaml'), HEADER + text),
    async apply(text?: string, ...flags: readonly string[]): Promise<string> {
      if (text !== undefined) await writeFile(join(cwd, 'ecrsync.yaml'), HEADER + text)
      const { code, stderr } = await run('apply', '--auto-approve', ...flags)
      if (code !== 0) throw new Error(`${code} ${stderr}`)
      return (await receipts()).at(-1) as string
    },
    /** The plan back, and its application, which a saved plan will be. */
    async revert(receipt: string) {
      const { code, stdout, stderr } = await run('revert', receipt, '--json')
      return { code, stderr, plan: JSON.parse(stdout) }
    },
  }
}

describe('an apply', () => {
  test('writes who did what, with the request id of each call, and says where', async () => {
    const { ecr, cwd, run, receipts } = await at()
    const { stdout } = await run('apply', '--auto-approve')
    const [file = ''] = await receipts()
    expect(stdout).toContain(`\nReceipt: ${file}\n`)
    const { head, outcomes, end } = await readReceipt(join(cwd, file))
    expect(head).toMatchObject({
      manifest: { name: 'acme' },
      consent: {},
      approval: 'auto',
      targets: [{ name: 'default', account: '123456789012', region: 'us-east-1', declared: 1, read: 0 }],
    })
    // STS has no endpoint of its own, and credentials of an emulator are not shown to AWS.
    expect(head.targets[0]?.caller).toBeUndefined()
    expect(outcomes.map(({ address, status }) => `${address} ${status}`)).toEqual([
      'repository["team/a"] done',
      'lifecyclePolicy["team/a"] done',
    ])
    const ids = outcomes.flatMap(({ calls }) => calls.map(({ requestId }) => requestId))
    expect(ids.every(id => /^[0-9a-f-]{36}$/.test(id ?? ''))).toBe(true)
    expect(new Set(ids).size).toBe(2)
    expect(outcomes.every(({ durationMs }) => Number.isInteger(durationMs))).toBe(true)
    expect(end).toMatchObject({ type: 'end', exit: 0 })
    expect(ecr.calls.length).toBeGreaterThan(0)
  })

  test('knows the caller where STS says it', async () => {
    const { ecr, cwd, run, receipts } = await at()
    const env = { ...awsEnvironment(ecr.url), AWS_ENDPOINT_URL_STS: ecr.url }
    await ecrsync(['apply', '--auto-approve'], { cwd, env })
    const [file = ''] = await receipts()
    expect((await readReceipt(join(cwd, file))).head.targets[0]?.caller).toEqual({
      account: '123456789012',
      arn: 'arn:aws:iam::123456789012:user/ecrsync',
    })
    expect((await run('plan')).code).toBe(0)
    expect(ecr.calls.filter(({ operation }) => operation === 'GetCallerIdentity')).toHaveLength(1)
  })

  test('tells of a failure with its request id, and of what was skipped for it', async () => {
    const fault = { operation: 'CreateRepository', error: 'LimitExceededException', message: 'quota' }
    const { cwd, run, receipts } = await at({ calls: [], faults: [fault] })
    expect((await run('apply', '--auto-approve')).code).toBe(6)
    const { outcomes, end } = await readReceipt(join(cwd, (await receipts())[0] ?? ''))
    expect(outcomes).toMatchObject([
      { status: 'failed', calls: [{ isDone: false, requestId: expect.any(String) }], error: { detail: 'quota' } },
      { status: 'skipped', because: 'repository["team/a"]', calls: [] },
    ])
    expect(end?.exit).toBe(6)
  })

  test('that changes nothing writes one, and does not speak of it', async () => {
    const { cwd, apply, run, receipts } = await at()
    await apply()
    expect((await run('apply', '--auto-approve')).stdout).not.toContain('Receipt')
    const { head, outcomes, end } = await readReceipt(join(cwd, (await receipts())[1] ?? ''))
    expect([head.targets[0]?.declared, outcomes, end?.exit]).toEqual([1, [], 0])
  })

  test('that changes nothing needs none, unless it is asked for', async () => {
    const { cwd, apply, run } = await at()
    await apply()
    await rm(join(cwd, '.ecrsync'), { recursive: true })
    await writeFile(join(cwd, '.ecrsync'), 'no folder')
    expect((await run('apply', '--auto-approve')).code).toBe(0)
    expect((await run('apply', '--auto-approve', '--receipt', 'ecrsync.yaml')).code).toBe(3)
  })

  test('names its receipt, and how long each change took, in its document', async () => {
    const { run, receipts } = await at()
    const { stdout } = await run('apply', '--auto-approve', '--json')
    const { receipt, outcomes } = JSON.parse(stdout)
    expect([receipt]).toEqual(await receipts())
    expect(outcomes[0]).toMatchObject({ durationMs: expect.any(Number), calls: [{ requestId: expect.any(String) }] })
  })
})

describe('what to type after a revert', () => {
  const told = (stderr: string) => stderr.split('\n').filter(line => /^(To apply|Saved)|^ {6}/.test(line))

  test('saves the plan, and applies it', async () => {
    const { apply, run } = await at()
    const receipt = await apply()
    const consent = '      ecrsync apply back.plan --allow delete=1'
    const guarded = 'guards: { delete: { max: 0 } }\nrepositories: {}\n'
    expect(told((await run('revert', receipt)).stderr)).toEqual([
      `To apply it, save it first: ecrsync revert ${receipt} --out back.plan`,
    ])
    expect(told((await run('revert', receipt, '--out', 'back.plan')).stderr)).toEqual([
      'Saved. To apply it: ecrsync apply back.plan',
    ])
    expect((await run('apply', 'back.plan', '--auto-approve')).code).toBe(0)
    const again = await apply(`${guarded.replace('{}\n', '\n  team/a:\n')}`)
    const { code, stderr } = await run('revert', again)
    expect([code, told(stderr).at(-1)]).toEqual([4, consent])
  })
})

describe('--receipt', () => {
  test('FILE is written to, and nothing beside the manifest', async () => {
    const { cwd, run, receipts } = await at()
    expect((await run('apply', '--auto-approve', '--receipt', 'my.json')).stdout).toContain('Receipt: my.json')
    expect((await readReceipt(join(cwd, 'my.json'))).outcomes).toHaveLength(2)
    expect(await receipts()).toEqual([])
  })

  test('none writes none', async () => {
    const { run, receipts, writes } = await at()
    expect((await run('apply', '--auto-approve', '--receipt', 'none')).stdout).not.toContain('Receipt')
    expect(await receipts()).toEqual([])
    expect(writes()).toEqual(['CreateRepository', 'PutLifecyclePolicy'])
  })

  test('a file that is there is not written over, and nothing is applied', async () => {
    const { cwd, run, writes } = await at()
    await writeFile(join(cwd, 'my.json'), 'mine')
    expect(await run('apply', '--auto-approve', '--receipt', 'my.json')).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('--receipt my.json is there already'),
    })
    expect(await readFile(join(cwd, 'my.json'), 'utf8')).toBe('mine')
    expect(writes()).toEqual([])
  })

  test('takes no - for a file', async () => {
    const { run, writes } = await at()
    expect(await run('apply', '--auto-approve', '--receipt', '-')).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('--receipt - is no name of a file'),
    })
    expect(writes()).toEqual([])
  })

  test('where none can be written, nothing is applied', async () => {
    const { cwd, run, writes } = await at()
    await writeFile(join(cwd, '.ecrsync'), '')
    const { code, stderr } = await run('apply', '--auto-approve')
    expect([code, stderr]).toEqual([1, expect.stringContaining('RECEIPT_NOT_WRITTEN')])
    expect(stderr).toContain('--receipt none')
    expect(writes()).toEqual([])
  })
})

const POLICY = {
  Version: '2012-10-17',
  Statement: [{ Sid: 'a', Effect: 'Allow', Principal: { AWS: '111122223333' }, Action: 'ecr:BatchGetImage' }],
}

describe('a revert', () => {
  test('writes nothing, and says what would bring back what was', async () => {
    const { apply, run, ecr, writes } = await at()
    await apply()
    const receipt = await apply('repositories: { team/a: { tags: { team: null }, imageTagMutability: IMMUTABLE } }')
    ecr.clearCalls()
    const { code, stdout } = await run('revert', receipt)
    expect([code, writes()]).toEqual([0, []])
    expect(stdout).toContain('imageTagMutability  IMMUTABLE → MUTABLE')
    expect(stdout).toMatch(/\+ tag +team=payments/)
  })

  test('saves its plan for an apply', async () => {
    const { apply, run, cwd } = await at()
    const receipt = await apply()
    expect((await run('revert', receipt, '--out', 'back.plan')).code).toBe(0)
    const { changes, seal } = JSON.parse(await readFile(join(cwd, 'back.plan'), 'utf8'))
    expect(changes).toHaveLength(2)
    expect(seal).toMatch(/^sha256:/)
  })

  test('leaves alone what somebody has changed since, and takes back the rest', async () => {
    const { apply, client, revert } = await at()
    await apply()
    const receipt = await apply(
      'repositories: { team/a: { imageTagMutability: IMMUTABLE, lifecyclePolicy: [{ any: true, keepNewest: 9 }] } }',
    )
    const lifecyclePolicyText = JSON.stringify({
      rules: [
        {
          rulePriority: 1,
          selection: { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 7 },
          action: { type: 'expire' },
        },
      ],
    })
    await client.putLifecyclePolicy({ repositoryName: 'team/a', lifecyclePolicyText })
    const { code, plan } = await revert(receipt)
    expect(code).toBe(4)
    expect(
      plan.changes.map(({ kind, blocked }: { kind: string; blocked?: { code: string } }) => [kind, blocked?.code]),
    ).toEqual([
      ['repository', undefined],
      ['lifecyclePolicy', 'CHANGED_SINCE'],
    ])
  })

  test('brings a deleted repository back with its tags and policies, and says which images cannot come', async () => {
    const { apply, client, revert } = await at()
    await apply()
    await client.setRepositoryPolicy({ repositoryName: 'team/a', policyText: JSON.stringify(POLICY) })
    const digest = await pushImage(client, 'team/a', 'one', 'v1')
    const receipt = await apply('removed: [{ name: team/a, maxImages: 1 }]', '--allow', 'empty-world=1')
    const { code, plan } = await revert(receipt)
    expect(code).toBe(0)
    expect(plan.changes.map(({ address }: { address: string }) => address)).toEqual([
      'repository["team/a"]',
      'repositoryPolicy["team/a"]',
      'lifecyclePolicy["team/a"]',
    ])
    expect(plan.changes[0].after.tags).toEqual({ 'ecrsync:manifest': 'acme', team: 'payments' })
    expect(plan.warnings).toMatchObject([
      {
        code: 'NOT_BROUGHT_BACK',
        summary: 'team/a had 1 image, which cannot be brought back',
        detail: expect.stringContaining(`v1 (${digest})`),
        hint: expect.stringContaining('ecrsync copy'),
      },
    ])
  })

  test('leaves alone a repository that somebody has made anew since, with all that belongs to it', async () => {
    const { apply, client, revert } = await at()
    await apply()
    const receipt = await apply('removed: [{ name: team/a }]', '--allow', 'empty-world=1')
    await client.createRepository({ repositoryName: 'team/a' })
    const { code, plan } = await revert(receipt)
    expect(code).toBe(4)
    expect(plan.changes.map(({ blocked }: { blocked: { code: string } }) => blocked.code)).toEqual([
      'CHANGED_SINCE',
      'BLOCKED_BEFORE',
    ])
  })

  test('deletes a repository that was created, but not one with images or with what somebody has put there', async () => {
    const { apply, client, revert } = await at()
    const receipt = await apply('repositories: { team/a: {}, team/b: {}, team/c: {} }')
    await pushImage(client, 'team/b', 'one', 'v1')
    await client.setRepositoryPolicy({ repositoryName: 'team/c', policyText: JSON.stringify(POLICY) })
    const { code, plan } = await revert(receipt)
    expect(code).toBe(4)
    const ends = plan.changes.map(
      ({ address, action, blocked }: Record<string, never> & { blocked?: { code: string } }) => [
        address,
        action,
        blocked?.code,
      ],
    )
    expect(ends).toEqual(
      expect.arrayContaining([
        ['repository["team/a"]', 'delete', undefined],
        ['repository["team/b"]', 'delete', 'NOT_EMPTY'],
        ['repository["team/c"]', 'delete', 'BLOCKED_BEFORE'],
        ['repositoryPolicy["team/c"]', 'delete', 'CHANGED_SINCE'],
      ]),
    )
  })

  test.each<[string, string, string, Record<string, string>, Record<string, string>, string, string]>([
    [
      'an adoption releases',
      'adopt: ["team/**"]\nrepositories: { team/a: }',
      'release',
      { team: 'app' },
      { 'ecrsync:manifest': 'acme', team: 'app' },
      'TagResource',
      'UntagResource',
    ],
    [
      'a release adopts',
      'released: [{ name: team/a, reason: in Terraform }]',
      'adopt',
      { 'ecrsync:manifest': 'acme', team: 'app' },
      { team: 'app' },
      'UntagResource',
      'TagResource',
    ],
  ])('of %s, and touches nothing else', async (_, text, claims, before, after, there, back) => {
    const tags = Object.entries(before).map(([Key, Value]) => ({ Key, Value }))
    const { apply, client, cwd, revert, run, writes } = await at({
      calls: [{ action: 'CreateRepository', input: { repositoryName: 'team/a', tags } }],
    })
    const held = async () => {
      const { repositories = [] } = await client.describeRepositories({ repositoryNames: ['team/a'] })
      const found = await client.listTagsForResource({ resourceArn: repositories[0]?.repositoryArn })
      return Object.fromEntries((found.tags ?? []).map(({ Key, Value }) => [Key, Value]))
    }
    const receipt = await apply(text)
    expect(await held()).toEqual(after)
    const { code, plan } = await revert(receipt)
    expect([code, plan.warnings]).toEqual([0, []])
    expect(plan.changes).toMatchObject([{ address: 'owner["team/a"]', claims }])
    expect((await run('revert', receipt, '--out', join(cwd, 'back.plan'))).code).toBe(0)
    expect((await run('apply', 'back.plan', '--auto-approve')).code).toBe(0)
    expect(await held()).toEqual(before)
    expect(writes().filter(operation => operation !== 'CreateRepository')).toEqual([there, back])
  })

  test.each([
    ['an adoption', 'adopt: ["team/**"]\nrepositories: { team/a: }', {}],
    ['a release', 'released: [{ name: team/a, reason: in Terraform }]', { tags: [OURS] }],
  ])('of %s leaves the repository to whoever has taken it since', async (_, text, more) => {
    const input = { repositoryName: 'team/a', ...more }
    const { apply, client, ecr, revert, writes } = await at({ calls: [{ action: 'CreateRepository', input }] })
    const receipt = await apply(text)
    const { repositories = [] } = await client.describeRepositories({ repositoryNames: ['team/a'] })
    const resourceArn = repositories[0]?.repositoryArn
    await client.tagResource({ resourceArn, tags: [{ ...OURS, Value: 'billing' }] })
    ecr.clearCalls()
    const { code, plan } = await revert(receipt)
    expect({ code, changes: plan.changes.filter(({ blocked }: { blocked?: object }) => !blocked) }).toEqual({
      code: 4,
      changes: [],
    })
    expect(writes()).toEqual([])
  })

  test('moves a tag back to the image that had it, and says where that is gone', async () => {
    const { apply, client, revert } = await at()
    await client.createRepository({ repositoryName: 'team/a' })
    const one = await pushImage(client, 'team/a', 'one', 'v1')
    await pushImage(client, 'team/a', 'one', 'prod')
    const two = await pushImage(client, 'team/a', 'two', 'v2')
    const receipt = await apply(`repositories: { team/a: { images: { prod: "ecr:team/a@${two}" } } }`)
    const { plan } = await revert(receipt)
    expect(plan.changes).toMatchObject([{ address: 'image["team/a:prod"]', after: { imageDigest: one } }])
    await client.batchDeleteImage({ repositoryName: 'team/a', imageIds: [{ imageDigest: one }] })
    const gone = await revert(receipt)
    expect(gone.code).toBe(0)
    expect(gone.plan.changes).toEqual([])
    expect(gone.plan.warnings).toMatchObject([
      { code: 'NOT_BROUGHT_BACK', detail: expect.stringContaining(one), hint: expect.stringContaining('ecrsync copy') },
    ])
  })

  test('takes an image away that came with its tag, and not one that was there before', async () => {
    const { apply, client, revert } = await at()
    for (const repositoryName of ['team/a', 'from']) await client.createRepository({ repositoryName })
    await pushImage(client, 'from', 'one', 'v1')
    const receipt = await apply('repositories: { team/a: { images: { prod: "ecr:from:v1" } } }')
    const { plan } = await revert(receipt)
    expect(plan.changes).toMatchObject([{ action: 'delete', facts: [{ word: 'DELETES' }] }])
    expect(plan.changes[0].blocked).toBeUndefined()

    await client.createRepository({ repositoryName: 'team/b' })
    await pushImage(client, 'team/b', 'one')
    const other = await apply('repositories: { team/b: { images: { prod: "ecr:from:v1" } } }')
    expect((await revert(other)).plan.changes).toMatchObject([{ blocked: { code: 'LAST_TAG' } }])
  })

  test.each<[what: string, edit: (text: string) => string, code: string]>([
    ['another manifest', text => text.replaceAll('"name":"acme"', '"name":"other"'), 'RECEIPT_OTHER_MANIFEST'],
    [
      'another account',
      text => text.replace('"account":"123456789012"', '"account":"111122223333"'),
      'RECEIPT_OTHER_TARGET',
    ],
    ['another region', text => text.replace('"region":"us-east-1"', '"region":"eu-west-1"'), 'RECEIPT_OTHER_TARGET'],
    ['another target', text => text.replaceAll('"default"', '"prod"'), 'RECEIPT_OTHER_TARGET'],
    ['a kind that there is not', text => text.replaceAll('lifecyclePolicy', 'constructor'), 'RECEIPT_INVALID'],
    [
      'a thing of another repository',
      text => text.replace('"name":"team/a","repository"', '"name":"team/b","repository"'),
      'RECEIPT_INVALID',
    ],
    [
      'a document of no form',
      text => text.replace(/"after":\{"rules".*?\]\}/, '"after":{"rules":7}'),
      'RECEIPT_INVALID',
    ],
    ['a change that is told twice', text => `${text}${text.split('\n')[1]}\n`, 'RECEIPT_INVALID'],
  ])('refuses a receipt of %s', async (_, edit, code) => {
    const { apply, cwd, run } = await at()
    const receipt = join(cwd, await apply())
    const [head, ...rest] = (await readFile(receipt, 'utf8')).split('\n')
    const lines = [head, ...rest.filter(line => !line.startsWith('{"type":"end"'))].join('\n')
    await writeFile(receipt, edit(lines))
    const { code: exit, stderr } = await run('revert', receipt)
    expect(stderr).toContain(code)
    expect(exit).toBe(3)
  })

  test.each([
    ['a setting', '{ imageTagMutability: IMMUTABLE }', 'repository["team/a"]'],
    ['a policy', '{ lifecyclePolicy: [{ any: true, keepNewest: 5 }] }', 'lifecyclePolicy["team/a"]'],
  ])('leaves alone what another manifest owns by now: %s', async (_, settings, address) => {
    const { apply, run, client, revert, ecr, writes } = await at({
      calls: [{ action: 'CreateRepository', input: { repositoryName: 'team/a' } }],
    })
    const receipt = await apply(`repositories: { team/a: ${settings} }\n`)
    const resourceArn = 'arn:aws:ecr:us-east-1:123456789012:repository/team/a'
    await run('revert', receipt, '--out', 'back.plan')
    await client.tagResource({ resourceArn, tags: [{ Key: OURS.Key, Value: 'billing' }] })
    const { code, plan } = await revert(receipt)
    const refused = (plan.changes as Change[]).map(one => [one.address, one.blocked?.code])
    expect([code, Object.fromEntries(refused)]).toEqual([
      4,
      { [address]: 'OTHER_OWNER', 'owner["team/a"]': 'OTHER_OWNER' },
    ])
    ecr.clearCalls()
    expect((await run('apply', 'back.plan', '--auto-approve')).code).toBe(5)
    expect(writes()).toEqual([])
  })

  test('of a run that was killed is of what it told, and says so', async () => {
    const { apply, cwd, revert } = await at()
    const receipt = await apply()
    const text = await readFile(join(cwd, receipt), 'utf8')
    await writeFile(join(cwd, receipt), text.slice(0, text.indexOf('{"type":"end"') - 20))
    const { code, plan } = await revert(receipt)
    expect(code).toBe(4)
    expect(plan.warnings).toMatchObject([{ code: 'PERHAPS_DONE', detail: expect.stringContaining('breaks off') }])
  })

  test('takes no notice of a folder that nobody may read', async () => {
    const { run, cwd } = await at()
    await mkdir(join(cwd, 'locked'))
    await chmod(join(cwd, 'locked'), 0o700)
    expect(await run('revert', 'locked')).toMatchObject({ code: 3, stderr: expect.stringContaining('RECEIPT_INVALID') })
  })
})
