import { beforeEach, describe, expect, test } from 'vitest'
import { ACCOUNT, type Caller, clientOf, emulated, pushImage } from './ecr.ts'

const OTHER = '444455556666'
const ROLE = `arn:aws:iam::${OTHER}:role/team/ci`
const USER = `arn:aws:iam::${OTHER}:user/ann`
const ORGANIZATION = 'o-aaaaaaaaaa'
const world = emulated({
  now: () => new Date('2026-06-15T12:00:00Z'),
  principals: { CI: ROLE, ANN: USER, OWNER: `arn:aws:iam::${ACCOUNT}:user/owner` },
  organizations: { [`${ORGANIZATION}/r-root/ou-root-apps`]: [OTHER], 'o-bbbbbbbbbb/r-root': ['777788889999'] },
})

const REPOSITORY = `arn:aws:ecr:us-east-1:${ACCOUNT}:repository/aa`
const pull = { registryId: ACCOUNT, repositoryName: 'aa', imageIds: [{ imageTag: 'v1' }] }

type Statement = Readonly<Record<string, unknown>>
const statement = (more: Statement = {}): Statement => ({
  Effect: 'Allow',
  ...(more.NotPrincipal === undefined && { Principal: '*' }),
  ...(more.NotAction === undefined && { Action: 'ecr:*' }),
  ...more,
})

const setPolicy = (...statements: readonly Statement[]) =>
  world.ecr.setRepositoryPolicy({
    repositoryName: 'aa',
    policyText: JSON.stringify({ Statement: statements.map(statement) }),
    force: true,
  })

const outcome = (call: Promise<unknown>) =>
  call.then(
    () => 'done',
    ({ name }: Error) => name,
  )
const as = (accessKey: string, more: Caller = {}) => clientOf(world.emulator, { accessKey, ...more })
const pulled = async (accessKey: string) => (await outcome(as(accessKey).batchGetImage(pull))) === 'done'

beforeEach(async () => {
  await world.ecr.createRepository({ repositoryName: 'aa' })
  await pushImage(world.ecr, 'aa', 'one', 'v1')
})

describe('another account', () => {
  test('is not let in without a policy, in the words of AWS', async () => {
    await expect(as('ANN').batchGetImage(pull)).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: `User: ${USER} is not authorized to perform: ecr:BatchGetImage on resource: ${REPOSITORY} because no resource-based policy allows the ecr:BatchGetImage action`,
      $metadata: { httpStatusCode: 403 },
    })
  })

  test('does not learn whether a repository is there', async () => {
    const call = as(OTHER).describeImages({ registryId: ACCOUNT, repositoryName: 'not/there' })
    expect(await outcome(call)).toBe('AccessDeniedException')
  })

  test('is answered for the registry that it names', async () => {
    await setPolicy({ Principal: { AWS: OTHER } })
    await as(OTHER).createRepository({ repositoryName: 'aa' })
    const { repositories } = await as(OTHER).describeRepositories({ registryId: ACCOUNT, repositoryNames: ['aa'] })
    expect(repositories).toMatchObject([{ registryId: ACCOUNT, repositoryArn: REPOSITORY }])
    expect((await as(OTHER).batchGetImage(pull)).images).toMatchObject([{ registryId: ACCOUNT }])
    expect((await as(OTHER).listImages({ repositoryName: 'aa' })).imageIds).toEqual([])
  })

  test('writes where it may', async () => {
    await setPolicy({ Principal: { AWS: OTHER } })
    await pushImage(world.ecr, 'aa', 'two', 'v2')
    const imageIds = [{ imageTag: 'v2' }]
    await as(OTHER).batchDeleteImage({ registryId: ACCOUNT, repositoryName: 'aa', imageIds })
    expect((await world.ecr.listImages({ repositoryName: 'aa' })).imageIds).toHaveLength(1)
  })

  test('is let in only in the region of the policy', async () => {
    await setPolicy({ Principal: { AWS: OTHER } })
    expect(await outcome(as(OTHER, { region: 'eu-west-1' }).batchGetImage(pull))).toBe('AccessDeniedException')
  })

  test('has its referrers listed by who may have manifests', async () => {
    await setPolicy({ Action: 'ecr:BatchGetImage' })
    const subjectId = { imageDigest: `sha256:${'0'.repeat(64)}` }
    const list = () => as(OTHER).listImageReferrers({ registryId: ACCOUNT, repositoryName: 'aa', subjectId })
    expect(await outcome(list())).toBe('done')
    await setPolicy({ Action: 'ecr:ListImageReferrers' })
    await expect(list()).rejects.toThrow('ecr:BatchGetImage')
  })
})

const ROOT = `arn:aws:iam::${OTHER}:root`
const SESSION = `arn:aws:sts::${OTHER}:assumed-role/ci/ecrsync`

describe('a principal', () => {
  test.each<[string, Statement, Readonly<Record<'CI' | 'ANN' | '777788889999', boolean>>]>([
    ['everybody', { Principal: '*' }, { CI: true, ANN: true, '777788889999': true }],
    ['everybody of AWS', { Principal: { AWS: '*' } }, { CI: true, ANN: true, '777788889999': true }],
    ['an account', { Principal: { AWS: OTHER } }, { CI: true, ANN: true, '777788889999': false }],
    ['the root of an account', { Principal: { AWS: ROOT } }, { CI: true, ANN: true, '777788889999': false }],
    ['a role', { Principal: { AWS: ROLE } }, { CI: true, ANN: false, '777788889999': false }],
    ['a session of a role', { Principal: { AWS: SESSION } }, { CI: true, ANN: false, '777788889999': false }],
    ['a user', { Principal: { AWS: [USER] } }, { CI: false, ANN: true, '777788889999': false }],
    ['a list', { Principal: { AWS: [ROLE, '777788889999'] } }, { CI: true, ANN: false, '777788889999': true }],
    ['a service', { Principal: { Service: 'ecr.amazonaws.com' } }, { CI: false, ANN: false, '777788889999': false }],
    ['all but an account', { NotPrincipal: { AWS: OTHER } }, { CI: false, ANN: false, '777788889999': true }],
    ['all but a role', { NotPrincipal: { AWS: ROLE } }, { CI: false, ANN: true, '777788889999': true }],
    ['all but everybody', { NotPrincipal: '*' }, { CI: false, ANN: false, '777788889999': false }],
  ])('that is %s is let in, and nobody else', async (_, given, expected) => {
    await setPolicy(given)
    const entries = await Promise.all(Object.keys(expected).map(async key => [key, await pulled(key)]))
    expect(Object.fromEntries(entries)).toEqual(expected)
  })
})

describe('an action', () => {
  test.each<[Statement, boolean, boolean]>([
    [{ Action: 'ecr:BatchGetImage' }, true, false],
    [{ Action: ['ecr:BatchGetImage', 'ecr:ListImages'] }, true, true],
    [{ Action: 'ecr:*' }, true, true],
    [{ Action: '*' }, true, true],
    [{ Action: 'ecr:Batch*' }, true, false],
    [{ Action: 'ecr:*Image*' }, true, true],
    [{ Action: 'ecr:ListImage?' }, false, true],
    [{ Action: 'ECR:batchgetimage' }, true, false],
    [{ Action: 'ecr:GetImage' }, false, false],
    [{ NotAction: 'ecr:BatchGetImage' }, false, true],
    [{ NotAction: ['ecr:Batch*', 'ecr:List*'] }, false, false],
  ])('%j: BatchGetImage %s, ListImages %s', async (given, mayPull, mayList) => {
    await setPolicy(given)
    expect(await pulled(OTHER)).toBe(mayPull)
    const list = as(OTHER).listImages({ registryId: ACCOUNT, repositoryName: 'aa' })
    expect((await outcome(list)) === 'done').toBe(mayList)
  })
})

describe('a deny', () => {
  test('outweighs what is allowed, wherever it stands', async () => {
    const deny = { Effect: 'Deny', Action: 'ecr:BatchGetImage', Principal: { AWS: ROLE } }
    for (const statements of [
      [{}, deny],
      [deny, {}],
    ]) {
      await setPolicy(...statements)
      expect(await pulled('CI')).toBe(false)
      expect(await pulled('ANN')).toBe(true)
    }
  })

  test('is for the owner, too', async () => {
    await setPolicy({ Effect: 'Deny', Action: 'ecr:BatchDeleteImage' })
    const call = as('OWNER').batchDeleteImage({ repositoryName: 'aa', imageIds: [{ imageTag: 'v1' }] })
    await expect(call).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: `User: arn:aws:iam::${ACCOUNT}:user/owner is not authorized to perform: ecr:BatchDeleteImage on resource: ${REPOSITORY} with an explicit deny in a resource-based policy`,
    })
    expect(await pulled('OWNER')).toBe(true)
  })

  test('of all but one leaves that one', async () => {
    await setPolicy({}, { Effect: 'Deny', NotPrincipal: { AWS: [ROLE, ACCOUNT] }, Principal: undefined })
    expect([await pulled('CI'), await pulled('ANN'), await pulled('OWNER')]).toEqual([true, false, true])
  })
})

describe('the policy of a registry', () => {
  const setRegistry = (more: Statement) =>
    world.ecr.putRegistryPolicy({
      policyText: JSON.stringify({ Statement: statement({ Resource: `${REPOSITORY}*`, ...more }) }),
    })
  const describe_ = (name: string) => as(OTHER).describeImages({ registryId: ACCOUNT, repositoryName: name })

  test('lets others read, by the names of repositories', async () => {
    await world.ecr.createRepository({ repositoryName: 'bb' })
    await setRegistry({ Principal: { AWS: OTHER } })
    expect(await outcome(describe_('aa'))).toBe('done')
    expect(await outcome(describe_('aa/not/there'))).toBe('RepositoryNotFoundException')
    expect(await outcome(describe_('bb'))).toBe('AccessDeniedException')
    expect(await pulled('777788889999')).toBe(false)
  })

  test('is about nothing but replication in its first scope', async () => {
    await world.ecr.putAccountSetting({ name: 'REGISTRY_POLICY_SCOPE', value: 'V1' })
    await setRegistry({ Principal: { AWS: OTHER } })
    expect(await outcome(describe_('aa'))).toBe('AccessDeniedException')
    const create = as(OTHER).createRepository({ registryId: ACCOUNT, repositoryName: 'aa/new' })
    expect(await outcome(create)).toBe('done')
    await world.ecr.putAccountSetting({ name: 'REGISTRY_POLICY_SCOPE', value: 'V2' })
    expect(await outcome(describe_('aa'))).toBe('done')
  })

  test('denies what a repository allows, and the other way round', async () => {
    await setPolicy({ Principal: { AWS: OTHER } })
    await setRegistry({ Effect: 'Deny', Action: 'ecr:BatchGetImage' })
    expect([await pulled(OTHER), await pulled('OWNER')]).toEqual([false, false])
    await setRegistry({ Principal: { AWS: '777788889999' } })
    await setPolicy({ Effect: 'Deny', Principal: { AWS: '777788889999' } })
    expect(await pulled('777788889999')).toBe(false)
  })

  test('lets others list all repositories where it is about all', async () => {
    const list = () => as(OTHER).describeRepositories({ registryId: ACCOUNT })
    await setRegistry({ Principal: { AWS: OTHER } })
    expect(await outcome(list())).toBe('AccessDeniedException')
    await setRegistry({ Principal: { AWS: OTHER }, Resource: '*' })
    expect((await list()).repositories).toMatchObject([{ registryId: ACCOUNT, repositoryName: 'aa' }])
  })
})
