import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { grouped } from '../../src/collate.ts'
import type { Emulator, EmulatorOptions } from '../../src/emulator/server.ts'
import { awsEnvironment, ecrsync } from '../cli.ts'
import { folderWith } from '../folder.ts'
import { seeded } from '../seed.ts'

const manifestOf = (count: number, targets = '') => `version: 1
name: acme
${targets}defaults:
  - match: "**"
    tags: { team: app }
    repositoryPolicy: { access: { pull: ["444455556666"] } }
    lifecyclePolicy: [{ untagged: true, expireAfter: 7 days }]
repositories:
${Array.from({ length: count }, (_, index) => `  team/app-${index}:\n`).join('')}`

const WRITES = /^(Create|Delete|Put|Set|Tag|Untag)/
const SAME = /No changes\. \d+ repositories match the manifest\.\n$/

/** How many calls of each operation an emulator has answered. */
const counted = ({ calls }: Pick<Emulator, 'calls'>) =>
  Object.fromEntries(
    [...grouped(calls, ({ operation }) => operation)].map(([operation, { length }]) => [operation, length]),
  )

/** So many repositories as the manifest says, beside one of somebody else, and nothing counted yet. */
async function applied(count: number, options: EmulatorOptions = {}, targets = '') {
  const ecr = await seeded({
    calls: [{ action: 'CreateRepository', input: { repositoryName: 'somebody/elses' } }],
    options,
  })
  const there = {
    cwd: await folderWith({ 'ecrsync.yaml': manifestOf(count, targets) }),
    env: { ...awsEnvironment(ecr.url), AWS_ENDPOINT_URL_STS: ecr.url },
  }
  await ecrsync(['apply', '--auto-approve', '--quiet'], there)
  const created = counted(ecr)
  ecr.clearCalls()
  return { ecr, there, created }
}

/** What is read of each that has no tags to be read. */
const read = (count: number) => ({ DescribeRepositories: 1, GetRepositoryPolicy: count, GetLifecyclePolicy: count })

test('repositories are created with three writes each, and planned by two reads each', async () => {
  const { ecr, there, created } = await applied(101)
  const writes = { CreateRepository: 101, SetRepositoryPolicy: 101, PutLifecyclePolicy: 101 }
  // Who is asked for the receipt, and for what the manifest owns and does not declare, is no call to ECR.
  expect(created).toEqual({ ...writes, DescribeRepositories: 1, GetCallerIdentity: 1, GetResources: 1 })

  expect((await ecrsync(['plan'], there)).stdout).toMatch(SAME)
  expect(counted(ecr)).toEqual({ ...read(101), GetResources: 4 })
  expect(ecr.calls.filter(({ name }) => name === 'somebody/elses')).toEqual([])

  ecr.clearCalls()
  expect((await ecrsync(['apply', '--auto-approve'], there)).code).toBe(0)
  expect(counted(ecr)).toEqual({ ...read(101), GetResources: 4 })
})

test('a target that says its account and role takes two calls more', async () => {
  const role = 'arn:aws:iam::123456789012:role/ecrsync'
  const targets = `targets: { here: { account: "123456789012", region: us-east-1, role: "${role}" } }\n`
  const { ecr, there } = await applied(12, {}, targets)
  expect((await ecrsync(['plan'], there)).stdout).toMatch(SAME)
  expect(counted(ecr)).toEqual({ ...read(12), GetResources: 2, AssumeRole: 1, GetCallerIdentity: 1 })
})

test('one repository is planned by one read for each thing of it', async () => {
  const { ecr, there } = await applied(1)
  expect((await ecrsync(['plan'], there)).code).toBe(0)
  expect(counted(ecr)).toEqual({ ...read(1), GetResources: 1, ListTagsForResource: 1 })
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
    expect(counted(ecr)).toEqual({ ...read(12), GetResources: 2, ListTagsForResource: 12 })
  })

  test('are read out of the tagging API after it was throttled', async () => {
    const { ecr, there } = await applied(12)
    ecr.inject({ operation: 'GetResources', error: 'ThrottlingException', when: { first: 1 } })
    expect((await ecrsync(['plan'], there)).stdout).toMatch(SAME)
    expect(counted(ecr)).toEqual({ ...read(12), GetResources: 3 })
  })

  test('that the tagging API does not know yet are no change', async () => {
    const { ecr, there } = await applied(12, { staleTags: 9 })
    expect((await ecrsync(['plan'], there)).stdout).toMatch(SAME)
    expect(counted(ecr)).toEqual({ ...read(12), GetResources: 2, ListTagsForResource: 12 })
  })

  test('that it does not know yet are not written twice, and what it has is looked at before a write', async () => {
    const { ecr, there } = await applied(12, { staleTags: 1 })
    await ecrsync(['plan'], there)
    await writeFile(join(there.cwd, 'ecrsync.yaml'), manifestOf(12).replace('team: app', 'team: other'))
    ecr.clearCalls()
    expect((await ecrsync(['apply', '--auto-approve', '--quiet'], there)).code).toBe(0)
    expect(counted(ecr)).toMatchObject({ GetResources: 2, ListTagsForResource: 24, TagResource: 12 })
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
