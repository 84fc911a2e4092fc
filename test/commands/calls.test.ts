import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { grouped } from '../../src/collate.ts'
import type { Emulator, EmulatorOptions } from '../../src/emulator/server.ts'
import { awsEnvironment, ecrsync } from '../cli.ts'
import { clientOf } from '../emulator/ecr.ts'
import { folderWith } from '../folder.ts'
import { seeded } from '../seed.ts'
import { arnOf } from '../world.ts'

const DEFAULTS = `defaults:
  - match: "**"
    tags: { team: app }
    repositoryPolicy: { access: { pull: ["444455556666"] } }
    lifecyclePolicy: [{ untagged: true, expireAfter: 7 days }]
`
const named = (count: number) => Array.from({ length: count }, (_, index) => `  team/app-${index}:\n`).join('')

const manifestOf = (count: number, root = '') => `version: 1
name: acme
${root}${DEFAULTS}repositories:
${named(count)}`

const WRITES = /^(Create|Delete|Put|Set|Tag|Untag)/
const SAME = /No changes\. \d+ repositor(y matches|ies match) the manifest\.\n$/

/** How many calls of each operation an emulator has answered. */
const counted = ({ calls }: Pick<Emulator, 'calls'>) =>
  Object.fromEntries(
    [...grouped(calls, ({ operation }) => operation)].map(([operation, { length }]) => [operation, length]),
  )

/** Calls that were made more than once, each with what it asked for. */
const twice = ({ calls }: Pick<Emulator, 'calls'>) =>
  [...grouped(calls, ({ operation, input }) => `${operation} ${JSON.stringify(input)}`)].flatMap(
    ([call, { length }]) => (length > 1 ? [call] : []),
  )

const created = (repositoryName: string, owner?: string) => ({
  action: 'CreateRepository',
  input: { repositoryName, ...(owner !== undefined && { tags: [{ Key: 'ecrsync:manifest', Value: owner }] }) },
})

interface Beside {
  readonly options?: EmulatorOptions
  /** Of the manifest. */
  readonly root?: string
  /** What else is there. */
  readonly others?: readonly ReturnType<typeof created>[]
}

const SOMEBODY_ELSES = [created('somebody/elses')]

/** So many repositories as the manifest says, beside one of somebody else, and nothing counted yet. */
async function applied(count: number, { options = {}, root = '', others = SOMEBODY_ELSES }: Beside = {}) {
  const ecr = await seeded({ calls: others, options })
  const there = {
    cwd: await folderWith({ 'ecrsync.yaml': manifestOf(count, root) }),
    env: { ...awsEnvironment(ecr.url), AWS_ENDPOINT_URL_STS: ecr.url },
  }
  await ecrsync(['apply', '--auto-approve', '--quiet'], there)
  const made = counted(ecr)
  ecr.clearCalls()
  return { ecr, there, made }
}

/** What is read of each that has no tags to be read. */
const read = (count: number) => ({ DescribeRepositories: 1, GetRepositoryPolicy: count, GetLifecyclePolicy: count })

test('repositories are created with three writes each, and planned by two reads each', async () => {
  const { ecr, there, made } = await applied(101)
  const writes = { CreateRepository: 101, SetRepositoryPolicy: 101, PutLifecyclePolicy: 101 }
  // Who is asked for the receipt, and for what the manifest owns and does not declare, is no call to ECR.
  expect(made).toEqual({ ...writes, DescribeRepositories: 1, GetCallerIdentity: 1, GetResources: 1 })

  expect((await ecrsync(['plan'], there)).stdout).toMatch(SAME)
  expect(counted(ecr)).toEqual({ ...read(101), GetResources: 2 })
  expect(ecr.calls.filter(({ name }) => name === 'somebody/elses')).toEqual([])

  ecr.clearCalls()
  expect((await ecrsync(['apply', '--auto-approve'], there)).code).toBe(0)
  expect(counted(ecr)).toEqual({ ...read(101), GetResources: 2 })
})

/** How many repositories the tagging API is told of, or by a tag asked for, in each call. */
const lookedUp = ({ calls }: Pick<Emulator, 'calls'>) =>
  calls
    .filter(({ operation }) => operation === 'GetResources')
    .map(({ input }) => (input as { readonly ResourceARNList?: readonly string[] }).ResourceARNList?.length ?? 'ours')

describe('repositories that the manifest does not name are looked up', () => {
  const some = (count: number) => Array.from({ length: count }, (_, index) => created(`other/app-${index}`, 'billing'))
  const orphan = created('old/app', 'acme')
  test.each<[string, number, Beside, readonly (number | 'ours')[], object]>([
    ['not, where there are none', 12, { others: [] }, [12], {}],
    ['not, where nothing is owned', 12, { root: 'ownership: none\n' }, [12], {}],
    ['with the others, where that takes no call more', 12, {}, [13], {}],
    ['with the others, also where one is an orphan', 12, { others: [orphan] }, [13], {}],
    ['with the one that there is', 1, {}, [2], {}],
    ['not, where there is but one', 1, { others: [] }, [], { ListTagsForResource: 1 }],
    ['not, where there are but two', 2, { others: [] }, [], { ListTagsForResource: 2 }],
    ['not, where there are three', 3, { others: [] }, [3], {}],
    ['by one call for all that is ours, where they are many', 3, { others: [...some(98), orphan] }, ['ours'], {}],
  ])('%s', async (_, count, beside, asked, more) => {
    const { ecr, there } = await applied(count, beside)
    const { stdout, stderr } = await ecrsync(['plan'], there)
    expect(stdout).toMatch(SAME)
    expect(stderr.includes('ORPHANS')).toBe(beside.others?.includes(orphan) === true)
    const { GetResources: _calls, ...others } = counted(ecr)
    expect([lookedUp(ecr), others, twice(ecr)]).toEqual([asked, { ...read(count), ...more }, []])
    expect(ecr.calls.length).toBeLessThanOrEqual(2 * count + count / 100 + count / 1000 + 3)
  })

  test('where nobody owns what is declared, by one call for what is ours and one for the others', async () => {
    const { ecr, there } = await applied(3, { others: some(98) })
    const client = clientOf(ecr)
    for (const name of ['team/app-0', 'team/app-1', 'team/app-2'])
      await client.untagResource({ resourceArn: arnOf(name), tagKeys: ['ecrsync:manifest'] })
    ecr.clearCalls()
    expect((await ecrsync(['plan'], there)).stdout).toMatch(SAME)
    expect([lookedUp(ecr), counted(ecr)]).toEqual([['ours', 3], { ...read(3), GetResources: 2 }])
  })
})

describe('a plan that prunes', () => {
  const root = 'prune: { match: ["old/**"] }\n'
  const old = ['old/a', 'old/b', 'new/c'].map(name => created(name, 'acme'))

  test('asks ECR for the tags of what matches and is ours, and for nothing twice', async () => {
    const { ecr, there } = await applied(12)
    const client = clientOf(ecr)
    for (const { input } of [...old, created('old/theirs', 'billing')]) await client.createRepository(input)
    await writeFile(join(there.cwd, 'ecrsync.yaml'), manifestOf(12, root))
    ecr.clearCalls()
    expect((await ecrsync(['plan'], there)).stdout).toContain('2 to delete')
    expect([counted(ecr), twice(ecr)]).toEqual([
      {
        ...read(12),
        GetResources: 1,
        ListTagsForResource: 2,
        DescribePullThroughCacheRules: 1,
        DescribeRepositoryCreationTemplates: 1,
        GetRegistryPolicy: 1,
        ListImages: 2,
      },
      [],
    ])
  })

  test('asks for them with nothing to prune as one that does not', async () => {
    const { ecr, there } = await applied(12, { root, others: [created('old/theirs', 'billing')] })
    expect((await ecrsync(['plan'], there)).stdout).toMatch(SAME)
    expect(counted(ecr)).toEqual({ ...read(12), GetResources: 1 })
  })

  test('and its apply, too: before each delete what it is judged by, and what goes, is read again', async () => {
    const { ecr, there } = await applied(12)
    await clientOf(ecr).createRepository(created('old/a', 'acme').input)
    await writeFile(join(there.cwd, 'ecrsync.yaml'), manifestOf(12, root))
    ecr.clearCalls()
    expect((await ecrsync(['apply', '--auto-approve'], there)).code).toBe(0)
    const ofOld = ecr.calls.filter(({ name }) => name === 'old/a').map(({ operation }) => operation)
    expect(counted({ calls: ecr.calls.filter(({ name }) => name === 'old/a') })).toEqual({
      // In the plan, for the receipt, and last of all.
      ListTagsForResource: 3,
      ListImages: 2,
      DescribeRepositories: 2,
      GetRepositoryPolicy: 1,
      GetLifecyclePolicy: 1,
      DeleteRepository: 1,
    })
    expect(ofOld.slice(-4)).toEqual(['DescribeRepositories', 'ListTagsForResource', 'ListImages', 'DeleteRepository'])
  })
})

describe('an apply of a saved plan', () => {
  const CHANGED = manifestOf(12).replace('team: app', 'team: other').replace('7 days', '9 days')

  test('reads again what its changes are about, each once, then looks before each write', async () => {
    const { ecr, there } = await applied(12)
    await writeFile(join(there.cwd, 'ecrsync.yaml'), CHANGED.replace('team/app-11:\n', ''))
    await ecrsync(['plan', '--out', 'ecr.plan'], there)
    ecr.clearCalls()
    expect((await ecrsync(['apply', 'ecr.plan', '--auto-approve'], there)).code).toBe(0)
    const writes = ecr.calls.findIndex(({ operation }) => WRITES.test(operation))
    const who = ecr.calls.findIndex(({ operation }) => operation === 'GetCallerIdentity')
    const sorting = { calls: ecr.calls.slice(0, who) }
    expect(who).toBeLessThan(writes)
    expect([counted(sorting), twice(sorting)]).toEqual([
      { DescribeRegistry: 1, DescribeRepositories: 11, ListTagsForResource: 11, GetLifecyclePolicy: 11 },
      [],
    ])
    expect(counted({ calls: ecr.calls.slice(who) })).toEqual({
      GetCallerIdentity: 1,
      DescribeRepositories: 22,
      ListTagsForResource: 22,
      GetLifecyclePolicy: 11,
      TagResource: 11,
      PutLifecyclePolicy: 11,
    })
  })

  test('which replicates, too: whose registry it is, and to where it replicates, is one call', async () => {
    const { ecr, there } = await applied(1)
    const registry =
      'registry: { replicationConfiguration: { rules: [{ destinations: [{ region: us-west-2, registryId: "111122223333" }] }] } }\n'
    await writeFile(join(there.cwd, 'ecrsync.yaml'), manifestOf(1, registry))
    await ecrsync(['plan', '--out', 'ecr.plan'], there)
    ecr.clearCalls()
    expect((await ecrsync(['apply', 'ecr.plan', '--auto-approve'], there)).code).toBe(0)
    expect(ecr.calls.map(({ operation }) => operation)).toEqual([
      'DescribeRegistry',
      'GetCallerIdentity',
      // The last look.
      'DescribeRegistry',
      'PutReplicationConfiguration',
    ])
  })

  test('in which all is done already reads each once, and writes nothing', async () => {
    const { ecr, there } = await applied(12)
    await writeFile(join(there.cwd, 'ecrsync.yaml'), CHANGED)
    await ecrsync(['plan', '--out', 'ecr.plan'], there)
    await ecrsync(['apply', '--auto-approve', '--quiet'], there)
    ecr.clearCalls()
    expect((await ecrsync(['apply', 'ecr.plan', '--auto-approve'], there)).code).toBe(0)
    const { GetCallerIdentity: _, ...calls } = counted(ecr)
    expect([calls, twice(ecr)]).toEqual([
      { DescribeRegistry: 1, DescribeRepositories: 12, ListTagsForResource: 12, GetLifecyclePolicy: 12 },
      [],
    ])
  })
})

test('a target that says its account and role takes two calls more', async () => {
  const role = 'arn:aws:iam::123456789012:role/ecrsync'
  const targets = `targets: { here: { account: "123456789012", region: us-east-1, role: "${role}" } }\n`
  const { ecr, there } = await applied(12, { root: targets })
  expect((await ecrsync(['plan'], there)).stdout).toMatch(SAME)
  expect(counted(ecr)).toEqual({ ...read(12), GetResources: 1, AssumeRole: 1, GetCallerIdentity: 1 })
})

describe('tags', () => {
  test('are asked for one by one with --tag-reader ecr', async () => {
    const { ecr, there } = await applied(12)
    expect((await ecrsync(['plan', '--tag-reader', 'ecr'], there)).stdout).toMatch(SAME)
    expect(counted(ecr)).toEqual({ ...read(12), ListTagsForResource: 12 })
  })

  test.each<[string, string, readonly string[], RegExp]>([
    [
      'with a note, where the tagging API is not allowed',
      'AccessDeniedException',
      [],
      /^note TAGS_ONE_BY_ONE: Tags were read one repository a call: GetResources is not allowed$/m,
    ],
    ['without a word, where an emulator has none', 'UnknownOperationException', [], /^(?!.*TAGS_ONE_BY_ONE)/s],
    [
      'with a warning, where it was asked for',
      'UnknownOperationException',
      ['--tag-reader', 'tagging'],
      /^warning TAGS_ONE_BY_ONE: Tags were read one repository a call: /m,
    ],
  ])('are asked for one by one %s', async (_, error, flags, said) => {
    const { ecr, there } = await applied(12)
    ecr.inject({ operation: 'GetResources', error })
    const run = await ecrsync(['plan', ...flags], there)
    expect([run.stdout, run.stderr]).toEqual([expect.stringMatching(SAME), expect.stringMatching(said)])
    expect(counted(ecr)).toEqual({ ...read(12), GetResources: 1, ListTagsForResource: 12 })
  })

  test('are read out of the tagging API after it was throttled', async () => {
    const { ecr, there } = await applied(12)
    ecr.inject({ operation: 'GetResources', error: 'ThrottlingException', when: { first: 1 } })
    expect((await ecrsync(['plan'], there)).stdout).toMatch(SAME)
    expect(counted(ecr)).toEqual({ ...read(12), GetResources: 2 })
  })

  test('that the tagging API does not know yet are no change', async () => {
    const { ecr, there } = await applied(12, { options: { staleTags: 9 } })
    expect((await ecrsync(['plan'], there)).stdout).toMatch(SAME)
    expect(counted(ecr)).toEqual({ ...read(12), GetResources: 1, ListTagsForResource: 12 })
  })

  test('that it does not know yet are not written twice, and what it has is looked at before a write', async () => {
    const { ecr, there } = await applied(12, { options: { staleTags: 1 } })
    await ecrsync(['plan'], there)
    await writeFile(join(there.cwd, 'ecrsync.yaml'), manifestOf(12).replace('team: app', 'team: other'))
    ecr.clearCalls()
    expect((await ecrsync(['apply', '--auto-approve', '--quiet'], there)).code).toBe(0)
    expect(counted(ecr)).toMatchObject({ GetResources: 1, ListTagsForResource: 24, TagResource: 12 })
    ecr.clearCalls()
    expect((await ecrsync(['apply', '--auto-approve'], there)).stdout).toMatch(SAME)
    expect(ecr.calls.filter(({ operation }) => WRITES.test(operation))).toEqual([])
  })
})

test.each([
  ['whose account nobody says', '111122223333'],
  ['whose account the manifest asks for', '${{ target.account }}'],
])('a plan asks an empty registry %s once for what takes no input', async (_, registryId) => {
  const ecr = await seeded({ calls: [] })
  const manifest = `version: 1
name: acme
registry:
  replicationConfiguration: { rules: [{ destinations: [{ region: us-west-2, registryId: "${registryId}" }] }] }
`
  const options = { cwd: await folderWith({ 'ecrsync.yaml': manifest }), env: awsEnvironment(ecr.url) }
  expect(await ecrsync(['plan'], options)).toMatchObject({ code: 0, stdout: expect.stringContaining('1 to create') })
  expect(ecr.calls.map(({ operation }) => operation).sort()).toEqual(['DescribeRegistry', 'DescribeRepositories'])
})
