import { describe, expect, test } from 'vitest'
import { docked, login } from './distribution/docker.ts'
import { ACCOUNT, clientOf, pushImage } from './ecr.ts'
import { element, send, signed } from './http.ts'

const ROLE = `arn:aws:iam::${ACCOUNT}:role/ci`
const { world, docker } = docked({
  principals: { ROOT: `arn:aws:iam::${ACCOUNT}:root`, CI: ROLE, OTHER: 'arn:aws:iam::444455556666:root' },
})
const root = () => clientOf(world.emulator, { accessKey: 'ROOT' })

const policyText = (more: object) =>
  JSON.stringify({ Statement: { Effect: 'Deny', Principal: '*', Action: 'ecr:*', Resource: '*', ...more } })
const deny = (more: object = {}) => root().putRegistryPolicy({ policyText: policyText(more) })

const outcome = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'done',
    (error: Error) => error.name,
  )

const destination = { region: 'eu-west-1', registryId: ACCOUNT }
const rule = { ecrRepositoryPrefix: 'quay', upstreamRegistryUrl: 'quay.io' }

/** Calls about the registry as a whole, and of a repository that is yet to be. */
const CALLS = [
  ['DescribeRegistry', () => world.ecr.describeRegistry({})],
  ['DescribeRepositories', () => world.ecr.describeRepositories({})],
  ['GetRegistryPolicy', () => world.ecr.getRegistryPolicy({})],
  ['PutRegistryPolicy', () => world.ecr.putRegistryPolicy({ policyText: policyText({ Action: 'ecr:PutImage' }) })],
  ['DeleteRegistryPolicy', () => world.ecr.deleteRegistryPolicy({})],
  [
    'PutReplicationConfiguration',
    () => world.ecr.putReplicationConfiguration({ replicationConfiguration: { rules: [] } }),
  ],
  ['StartReplicationBackfill', () => world.ecr.startReplicationBackfill({ destination })],
  ['ListReplicationBackfills', () => world.ecr.listReplicationBackfills({})],
  ['PutRegistryScanningConfiguration', () => world.ecr.putRegistryScanningConfiguration({ scanType: 'BASIC' })],
  ['GetRegistryScanningConfiguration', () => world.ecr.getRegistryScanningConfiguration({})],
  ['PutSigningConfiguration', () => world.ecr.putSigningConfiguration({ signingConfiguration: { rules: [] } })],
  ['GetSigningConfiguration', () => world.ecr.getSigningConfiguration({})],
  ['CreatePullThroughCacheRule', () => world.ecr.createPullThroughCacheRule(rule)],
  ['DescribePullThroughCacheRules', () => world.ecr.describePullThroughCacheRules({})],
  ['DeletePullThroughCacheRule', () => world.ecr.deletePullThroughCacheRule({ ecrRepositoryPrefix: 'quay' })],
  [
    'CreateRepositoryCreationTemplate',
    () => world.ecr.createRepositoryCreationTemplate({ prefix: 'aa', appliedFor: ['REPLICATION'] }),
  ],
  ['DescribeRepositoryCreationTemplates', () => world.ecr.describeRepositoryCreationTemplates({})],
  ['GetAccountSetting', () => world.ecr.getAccountSetting({ name: 'BLOB_MOUNTING' })],
  ['PutAccountSetting', () => world.ecr.putAccountSetting({ name: 'BLOB_MOUNTING', value: 'ENABLED' })],
  ['ListPullTimeUpdateExclusions', () => world.ecr.listPullTimeUpdateExclusions({})],
  ['RegisterPullTimeUpdateExclusion', () => world.ecr.registerPullTimeUpdateExclusion({ principalArn: ROLE })],
  ['GetAuthorizationToken', () => world.ecr.getAuthorizationToken({})],
  ['CreateRepository', () => world.ecr.createRepository({ repositoryName: 'new' })],
] as const

describe.each(CALLS)('%s of the owner', (operation, call) => {
  test('is denied by a Deny of the registry policy', async () => {
    await deny({ Action: `ecr:${operation}` })
    await expect(call()).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining(`ecr:${operation} on resource: arn:aws:ecr:us-east-1:${ACCOUNT}:repository/`),
    })
    await deny()
    expect(await outcome(call())).toBe('AccessDeniedException')
  })

  test('is not denied by a Deny of something else', async () => {
    await deny({ NotAction: `ecr:${operation}`, Action: undefined })
    expect(await outcome(call())).not.toBe('AccessDeniedException')
  })
})

test('a Deny of some repositories is about no call on all of them', async () => {
  await deny({ Resource: `arn:aws:ecr:us-east-1:${ACCOUNT}:repository/team/*` })
  expect(await outcome(world.ecr.describeRepositories({}))).toBe('done')
  expect(await outcome(world.ecr.createRepository({ repositoryName: 'team/api' }))).toBe('AccessDeniedException')
  expect(await outcome(world.ecr.createRepository({ repositoryName: 'teams' }))).toBe('done')
})

test('a Deny of one principal leaves the others', async () => {
  await deny({ Principal: { AWS: ROLE } })
  expect(await outcome(clientOf(world.emulator, { accessKey: 'CI' }).describeRegistry({}))).toBe(
    'AccessDeniedException',
  )
  expect(await outcome(world.ecr.describeRegistry({}))).toBe('done')
})

test('the first scope of the registry policy is about fewer calls', async () => {
  await world.ecr.putAccountSetting({ name: 'REGISTRY_POLICY_SCOPE', value: 'V1' })
  await deny()
  expect(await outcome(world.ecr.describeRegistry({}))).toBe('done')
  expect(await outcome(world.ecr.createRepository({ repositoryName: 'new' }))).toBe('AccessDeniedException')
})

test('other services are not asked about', async () => {
  await deny()
  const { status, text } = await send(world.emulator.url, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', authorization: signed('ROOT', 'us-east-1', 'sts') },
    body: 'Action=GetCallerIdentity&Version=2011-06-15',
  })
  expect([status, element(text, 'Arn'), element(text, 'UserId')]).toEqual([
    200,
    `arn:aws:iam::${ACCOUNT}:root`,
    ACCOUNT,
  ])
  const tagging = await send(world.emulator.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'ResourceGroupsTaggingAPI_20170126.GetResources',
    },
    body: '{}',
  })
  expect(tagging.status).toBe(200)
})

test('the catalog is denied as well', async () => {
  const authorization = await login(world.ecr)
  await deny({ Action: 'ecr:DescribeRepositories' })
  expect((await docker.ask('GET', '/v2/_catalog', { headers: { authorization } })).status).toBe(403)
})

describe('the root user', () => {
  test('puts right what locks everybody out', async () => {
    await deny()
    expect((await root().getRegistryPolicy({})).policyText).toContain('"Deny"')
    expect(await outcome(root().describeRegistry({}))).toBe('AccessDeniedException')
    await root().deleteRegistryPolicy({})
    expect(await outcome(world.ecr.describeRegistry({}))).toBe('done')
  })

  test('also of a repository', async () => {
    await world.ecr.createRepository({ repositoryName: 'aa' })
    const lockOut = JSON.stringify({ Statement: { Effect: 'Deny', Principal: '*', Action: 'ecr:*' } })
    await world.ecr.setRepositoryPolicy({ repositoryName: 'aa', policyText: lockOut, force: true })
    expect(await outcome(world.ecr.deleteRepositoryPolicy({ repositoryName: 'aa' }))).toBe('AccessDeniedException')
    expect(await outcome(root().listImages({ repositoryName: 'aa' }))).toBe('AccessDeniedException')
    await root().deleteRepositoryPolicy({ repositoryName: 'aa' })
    expect(await outcome(world.ecr.listImages({ repositoryName: 'aa' }))).toBe('done')
  })

  test('of another account has no such right', async () => {
    await world.ecr.createRepository({ repositoryName: 'aa' })
    const other = clientOf(world.emulator, { accessKey: 'OTHER' })
    const call = other.deleteRepositoryPolicy({ registryId: ACCOUNT, repositoryName: 'aa' })
    expect(await outcome(call)).toBe('AccessDeniedException')
  })
})

test('a copy to one’s own registry elsewhere is denied there', async () => {
  const [there, repositoryName] = [clientOf(world.emulator, { region: 'eu-west-1' }), 'aa']
  const replicated = async (content: string) => {
    const imageDigest = await pushImage(world.ecr, repositoryName, content)
    const answer = await world.ecr.describeImageReplicationStatus({ repositoryName, imageId: { imageDigest } })
    return answer.replicationStatuses?.map(({ status, failureCode }) => failureCode ?? status)
  }
  await world.ecr.createRepository({ repositoryName })
  await world.ecr.putReplicationConfiguration({
    replicationConfiguration: { rules: [{ destinations: [destination] }] },
  })
  await there.putRegistryPolicy({ policyText: policyText({ Action: 'ecr:CreateRepository' }) })
  expect(await replicated('one')).toEqual(['AccessDenied'])
  await there.putRegistryPolicy({ policyText: policyText({ Action: 'ecr:ReplicateImage' }) })
  expect(await replicated('two')).toEqual(['AccessDenied'])
  await there.deleteRegistryPolicy({})
  expect(await replicated('three')).toEqual(['COMPLETE'])
})
