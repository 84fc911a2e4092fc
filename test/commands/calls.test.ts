import { expect, test } from 'vitest'
import { awsEnvironment, ecrsync } from '../cli.ts'
import { folderWith } from '../folder.ts'
import { seeded } from '../seed.ts'

const COUNT = 100
const MANIFEST = `version: 1
name: acme
defaults:
  - match: "**"
    tags: { team: app }
    repositoryPolicy: { access: { pull: ["444455556666"] } }
    lifecyclePolicy: [{ untagged: true, expireAfter: 7 days }]
repositories:
${Array.from({ length: COUNT }, (_, index) => `  team/app-${index}:\n`).join('')}`

const WRITES = /^(Create|Delete|Put|Set|Tag|Untag)/

test('repositories are created with three writes each, and looked at with three reads each', async () => {
  const ecr = await seeded({ calls: [{ action: 'CreateRepository', input: { repositoryName: 'somebody/elses' } }] })
  const options = { cwd: await folderWith({ 'ecrsync.yaml': MANIFEST }), env: awsEnvironment(ecr.url) }
  const writes = () => ecr.calls.filter(({ operation }) => WRITES.test(operation)).map(({ operation }) => operation)

  await ecrsync(['apply', '--auto-approve', '--quiet'], options)
  expect(writes()).toHaveLength(3 * COUNT)
  expect(new Set(writes())).toEqual(new Set(['CreateRepository', 'SetRepositoryPolicy', 'PutLifecyclePolicy']))

  ecr.clearCalls()
  const { stdout } = await ecrsync(['plan'], options)
  expect(stdout).toMatch(/No changes\. 100 repositories match the manifest\.\n$/)
  expect(ecr.calls.length).toBeLessThanOrEqual(3 * COUNT + 3)
  expect(ecr.calls.filter(({ name }) => name === 'somebody/elses')).toEqual([])
  expect(writes()).toEqual([])

  ecr.clearCalls()
  expect((await ecrsync(['apply', '--auto-approve'], options)).code).toBe(0)
  expect(writes()).toEqual([])
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
