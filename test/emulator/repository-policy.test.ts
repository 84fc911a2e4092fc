import { beforeEach, describe, expect, test } from 'vitest'
import { ACCOUNT, clientOf, emulated } from './ecr.ts'

const world = emulated()
const repositoryName = 'aa'

const pull = { Effect: 'Allow', Principal: '*', Action: 'ecr:BatchGetImage' }
const STORED = `{
  "Version" : "2008-10-17",
  "Statement" : [ {
    "Sid" : "new statement",
    "Effect" : "Allow",
    "Principal" : {
      "AWS" : [ "arn:aws:iam::111122223333:root" ],
      "Service" : [ "lambda.amazonaws.com", "codebuild.amazonaws.com" ]
    },
    "Action" : [ "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer" ],
    "Condition" : {
      "StringLike" : {
        "aws:SourceArn" : [ "arn:aws:lambda:*:111122223333:function:*" ]
      }
    }
  } ]
}`

const set = (policy: unknown) =>
  world.ecr.setRepositoryPolicy({
    repositoryName,
    policyText: typeof policy === 'string' ? policy : JSON.stringify(policy),
  })

beforeEach(async () => {
  await world.ecr.createRepository({ repositoryName })
})

describe('SetRepositoryPolicy', () => {
  test('stores the policy as ECR writes it', async () => {
    const answer = await set({
      Statement: {
        Condition: { StringLike: { 'aws:SourceArn': ['arn:aws:lambda:*:111122223333:function:*'] } },
        Action: ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
        Principal: { AWS: ['111122223333'], Service: ['lambda.amazonaws.com', 'codebuild.amazonaws.com'] },
        Effect: 'Allow',
        Sid: 'new statement',
      },
    })
    expect(answer).toMatchObject({ registryId: ACCOUNT, repositoryName, policyText: STORED })
    expect((await world.ecr.getRepositoryPolicy({ repositoryName })).policyText).toBe(STORED)
  })

  test('reads what it wrote as the same policy', async () => {
    expect((await set(STORED)).policyText).toBe(STORED)
  })

  test('replaces the whole document', async () => {
    await set(STORED)
    await set({ Version: '2012-10-17', Id: 'mine', Statement: [pull, { ...pull, Sid: 'two' }] })
    const { policyText = '' } = await world.ecr.getRepositoryPolicy({ repositoryName })
    expect(JSON.parse(policyText)).toEqual({
      Version: '2012-10-17',
      Id: 'mine',
      Statement: [pull, { ...pull, Sid: 'two' }],
    })
  })

  test('expands an account in the partition of the region', async () => {
    const china = clientOf(world.emulator, { region: 'cn-north-1' })
    await china.createRepository({ repositoryName })
    const policyText = JSON.stringify({ Statement: [{ ...pull, Principal: { AWS: '111122223333' } }] })
    const answer = await china.setRepositoryPolicy({ repositoryName, policyText })
    expect(answer.policyText).toContain('"AWS" : "arn:aws-cn:iam::111122223333:root"')
  })

  test.each([
    ['a role', { Principal: { AWS: 'arn:aws:iam::111122223333:role/path/ci' } }],
    ['a session', { Principal: { AWS: 'arn:aws:sts::111122223333:assumed-role/ci/session' } }],
    ['a federated user', { Principal: { Federated: 'cognito-identity.amazonaws.com' } }],
    ['a canonical user', { Principal: { CanonicalUser: 'a'.repeat(64) } }],
    ['everyone but', { Principal: undefined, NotPrincipal: { AWS: '111122223333' } }],
    ['all but an action', { Action: undefined, NotAction: 'ecr:PutImage' }],
    ['a wildcard in an action', { Action: ['ecr:Batch*', 'ECR:getimage'] }],
    ['a condition', { Condition: { 'ForAnyValue:StringLikeIfExists': { 'aws:PrincipalOrgPaths': ['o-1/*'] } } }],
    ['a boolean in a condition', { Condition: { Bool: { 'aws:SecureTransport': true } } }],
    [
      'a denial of the own account under a condition',
      deny({ Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
    ],
    ['a denial of other actions', deny({ Action: 'ecr:PutImage' })],
  ])('accepts %s', async (_, members) => {
    const { policyText = '' } = await set({ Version: '2012-10-17', Statement: [{ ...pull, ...members }] })
    expect(JSON.parse(policyText).Statement).toHaveLength(1)
  })

  test.each([
    ['no JSON', '{'],
    ['nothing', ''],
    ['a list', []],
    ['no statement', { Version: '2012-10-17' }],
    ['an empty list of statements', { Statement: [] }],
    ['another version', { Version: '2020-01-01', Statement: [pull] }],
    ['an unknown member', { Statement: [pull], Comment: 'x' }],
    ['a member of JavaScript', `{"Statement":${JSON.stringify(pull)},"__proto__":{}}`],
    ['a statement that is a text', { Statement: ['x'] }],
    ['an unknown member of a statement', statement({ Comment: 'x' })],
    ['no effect', statement({ Effect: undefined })],
    ['another effect', statement({ Effect: 'allow' })],
    ['no principal', statement({ Principal: undefined })],
    ['principal and its opposite', statement({ NotPrincipal: '*' })],
    ['an empty principal', statement({ Principal: {} })],
    ['a principal of an unknown type', statement({ Principal: { Aws: '*' } })],
    ['a principal that is a list', statement({ Principal: ['*'] })],
    ['a principal that is null', statement({ Principal: { AWS: null } })],
    ['no principal of a type', statement({ Principal: { AWS: [] } })],
    ['no action', statement({ Action: undefined })],
    ['an empty list of actions', statement({ Action: [] })],
    ['an action of another service', statement({ Action: 's3:GetObject' })],
    ['action and its opposite', statement({ NotAction: 'ecr:PutImage' })],
    ['a resource', statement({ Resource: 'arn:aws:ecr:us-east-1:123456789012:repository/aa' })],
    ['every resource', statement({ Resource: '*' })],
    ['every resource, listed', statement({ Resource: ['*'] })],
    ['no resource', statement({ Resource: [] })],
    ['a resource that is null', statement({ Resource: null })],
    ['a resource of a denial', { Statement: [pull, { ...pull, Effect: 'Deny', Resource: '*' }] }],
    ['a resource beside every resource', statement({ Resource: ['*', '*'] })],
    ['the opposite of a resource', statement({ NotResource: '*' })],
    ['an unknown operator', statement({ Condition: { StringIs: { 'aws:x': 'y' } } })],
    ['a condition without keys', statement({ Condition: { StringLike: 'x' } })],
    ['a condition without values', statement({ Condition: { StringLike: { 'aws:x': [] } } })],
    ['a condition on an object', statement({ Condition: { StringLike: { 'aws:x': {} } } })],
  ])('refuses %s', async (_, policy) => {
    await expect(set(policy)).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: "Invalid parameter at 'PolicyText' failed to satisfy constraint: 'Invalid repository policy provided'",
    })
  })

  test.each([
    ['a deleted role', { AWS: 'AROAEXAMPLEID123456789' }],
    ['a deleted user', { AWS: ['arn:aws:iam::111122223333:root', 'AIDAEXAMPLEID123456789'] }],
    ['a name', { AWS: 'me' }],
    ['a short account', { AWS: '1234' }],
    ['a pattern of roles', { AWS: 'arn:aws:iam::111122223333:role/*' }],
    ['a group', { AWS: 'arn:aws:iam::111122223333:group/all' }],
    ['a service that is none', { Service: 'lambda' }],
    ['a canonical user that is none', { CanonicalUser: 'me' }],
  ])('does not find the principal of %s', async (_, Principal) => {
    await expect(set(statement({ Principal }))).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: "Invalid parameter at 'PolicyText' failed to satisfy constraint: 'Principal not found'",
    })
  })

  test('refuses a text of more than 10,240 characters', async () => {
    await expect(set(JSON.stringify({ Statement: [pull] }).padEnd(10_241))).rejects.toMatchObject({
      message:
        "Invalid parameter at 'policyText' failed to satisfy constraint: 'Member must have length less than or equal to 10240'",
    })
  })

  test.each([
    ['everyone', deny({ Principal: '*' })],
    ['every AWS principal', deny({ Principal: { AWS: '*' } })],
    ['the account', deny({ Principal: { AWS: [ACCOUNT] } })],
    ['the root of the account', deny({ Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` } })],
  ])('locks out %s only when forced', async (_, members) => {
    const policy = statement(members)
    await expect(set(policy)).rejects.toMatchObject({ name: 'InvalidParameterException' })
    const policyText = JSON.stringify(policy)
    await world.ecr.setRepositoryPolicy({ repositoryName, policyText, force: true })
    await expect(world.ecr.getRepositoryPolicy({ repositoryName })).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining('with an explicit deny in a resource-based policy'),
    })
  })

  test('refuses an unknown repository', async () => {
    await expect(world.ecr.setRepositoryPolicy({ repositoryName: 'bb', policyText: STORED })).rejects.toMatchObject({
      name: 'RepositoryNotFoundException',
    })
  })
})

function statement(members: object) {
  return { Statement: [{ ...pull, ...members }] }
}

function deny(members: object) {
  return { ...pull, Effect: 'Deny', Action: 'ecr:*', ...members }
}

describe.each(['getRepositoryPolicy', 'deleteRepositoryPolicy'] as const)('%s', operation => {
  test('answers the policy', async () => {
    await set(STORED)
    expect(await world.ecr[operation]({ repositoryName })).toMatchObject({
      registryId: ACCOUNT,
      repositoryName,
      policyText: STORED,
    })
  })

  test('says when there is none', async () => {
    await expect(world.ecr[operation]({ repositoryName })).rejects.toMatchObject({
      name: 'RepositoryPolicyNotFoundException',
      message: `Repository policy does not exist for the repository with name 'aa' in the registry with id '${ACCOUNT}'`,
    })
  })

  test('refuses an unknown repository', async () => {
    await expect(world.ecr[operation]({ repositoryName: 'bb' })).rejects.toMatchObject({
      name: 'RepositoryNotFoundException',
    })
  })
})

test('a deleted policy is gone', async () => {
  await set(STORED)
  await world.ecr.deleteRepositoryPolicy({ repositoryName })
  await expect(world.ecr.getRepositoryPolicy({ repositoryName })).rejects.toMatchObject({
    name: 'RepositoryPolicyNotFoundException',
  })
})
