import { describe, expect, test } from 'vitest'
import type { PolicyDocument, Statement } from '../../../src/kinds/policy/document.ts'
import { checkLockout, exceptionOf, lockout, OF_REGISTRY, OF_REPOSITORY } from '../../../src/kinds/policy/lockout.ts'

const ACCOUNT = '111122223333'
const REGION = 'eu-west-1'
const ROLE = `arn:aws:iam::${ACCOUNT}:role/ecrsync`
const SESSION = `arn:aws:sts::${ACCOUNT}:assumed-role/ecrsync/ci-4711`
const SSO = `arn:aws:sts::${ACCOUNT}:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/ann`
const ANN = `arn:aws:iam::${ACCOUNT}:user/people/ann`
const ROOT = `arn:aws:iam::${ACCOUNT}:root`

const denying = ({ NotAction, NotPrincipal, ...more }: Partial<Statement> = {}): Statement => ({
  Sid: 'keep out',
  Effect: 'Deny',
  ...(NotPrincipal ? { NotPrincipal } : { Principal: '*' }),
  ...(NotAction ? { NotAction } : { Action: 'ecr:*' }),
  ...more,
})
const policyOf = (...Statement: readonly Statement[]): PolicyDocument => ({ Version: '2012-10-17', Statement })
const unless = (operator: string, key: string, ...values: readonly string[]) =>
  denying({ Condition: { [operator]: { [key]: values } } })

async function judged(
  after: PolicyDocument | null,
  { arn = SESSION, before = null, way = OF_REPOSITORY }: Partial<Judging> = {},
): Promise<'nobody' | 'caller' | 'passes'> {
  const registry = { account: ACCOUNT, region: REGION }
  const { blocked } = await lockout(
    { before, after },
    { registry, caller: async () => ({ arn, account: ACCOUNT }) },
    way,
  )
  if (blocked === undefined) return 'passes'
  expect(blocked.code).toBe('LOCKED_OUT')
  return blocked.reason.includes('everybody') ? 'nobody' : 'caller'
}

interface Judging {
  readonly arn: string
  readonly before: PolicyDocument | null
  readonly way: typeof OF_REPOSITORY
}

describe('what organizations really write passes', () => {
  test.each([
    ['an Allow alone', { ...denying(), Effect: 'Allow' }],
    ['a Deny of deletes for all', denying({ Action: ['ecr:BatchDeleteImage', 'ecr:DeleteRepository'] })],
    ['a Deny of pushes for all', denying({ Action: ['ecr:PutImage', 'ecr:*Layer*'] })],
    ['a Deny of all but what changes the policy', denying({ NotAction: ['ecr:SetRepositoryPolicy'] })],
    ['a Deny outside of an organization', unless('StringNotEquals', 'aws:PrincipalOrgID', 'o-abc1234567')],
    ['a Deny outside of a path', unless('ForAllValues:StringNotLike', 'aws:PrincipalOrgPaths', 'o-a/r-b/ou-c/*')],
    ['a Deny outside of a VPC endpoint', unless('StringNotEquals', 'aws:SourceVpce', 'vpce-1a2b3c4d')],
    ['a Deny outside of a VPC', unless('StringNotEquals', 'aws:SourceVpc', 'vpc-111bbb22')],
    ['a Deny outside of networks', unless('NotIpAddress', 'aws:SourceIp', '203.0.113.0/24')],
    ['a Deny without a second factor', unless('BoolIfExists', 'aws:MultiFactorAuthPresent', 'false')],
    ['a Deny without TLS', unless('Bool', 'aws:SecureTransport', 'false')],
    ['a Deny without a tag of the caller', unless('StringNotEquals', 'aws:PrincipalTag/team', 'platform')],
    ['a Deny for other accounts', unless('StringNotEquals', 'aws:PrincipalAccount', ACCOUNT)],
    ['a Deny for another account', denying({ Principal: { AWS: '444455556666' } })],
    ['a Deny for a role beside', denying({ Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/old` } })],
    ['a Deny for a service', denying({ Principal: { Service: 'lambda.amazonaws.com' } })],
    ['a Deny for all but this role', unless('ArnNotEquals', 'aws:PrincipalArn', ROLE)],
    ['the same under any path', unless('ArnNotLike', 'aws:PrincipalArn', `arn:aws:iam::${ACCOUNT}:role/*/ecrsync`)],
    ['a Deny by the id of the role', unless('StringNotLike', 'aws:userid', 'AROADBQP57FF2AEXAMPLE:*')],
    ['a Deny in another region', unless('StringEquals', 'aws:RequestedRegion', 'us-east-1')],
    ['a Deny before a date', unless('DateLessThan', 'aws:CurrentTime', '2026-01-01T00:00:00Z')],
    [
      'a role of whichever account asks',
      unless('ArnNotLike', 'aws:PrincipalArn', 'arn:aws:iam::${aws:PrincipalAccount}:role/x'),
    ],
    ['NotPrincipal with role, session and account', denying({ NotPrincipal: { AWS: [ROLE, SESSION, ROOT] } })],
  ] as const)('%s', async (_, statement) => expect(await judged(policyOf(statement as Statement))).toBe('passes'))
})

describe('what keeps the caller out, and not all of its account', () => {
  test.each([
    ['a Deny for its role', denying({ Principal: { AWS: ROLE } })],
    ['a Deny for its session', denying({ Principal: { AWS: SESSION } })],
    [
      'a Deny for all but an administrator',
      unless('ArnNotEquals', 'aws:PrincipalArn', `arn:aws:iam::${ACCOUNT}:role/admin`),
    ],
    ['the same in texts', unless('StringNotLike', 'aws:PrincipalArn', `arn:aws:iam::${ACCOUNT}:role/admin*`)],
    ['a Deny for all but the root', unless('StringNotEquals', 'aws:PrincipalType', 'Account')],
    ['a Deny for all but users', unless('StringNotEquals', 'aws:PrincipalType', 'User')],
    [
      'a Deny but by CloudFormation',
      unless('ForAllValues:StringNotEquals', 'aws:CalledVia', 'cloudformation.amazonaws.com'),
    ],
    ['NotPrincipal with the account alone', denying({ NotPrincipal: { AWS: ACCOUNT } })],
    ['a Deny for its role of what starts so', denying({ Principal: { AWS: ROLE }, Action: 'ecr:Set*' })],
  ])('%s', async (_, statement) => expect(await judged(policyOf(statement))).toBe('caller'))

  test('two that leave nothing together', async () => {
    const both = [
      unless('StringEquals', 'aws:PrincipalType', 'AssumedRole'),
      unless('StringEquals', 'aws:PrincipalType', 'User'),
    ]
    expect(await judged(policyOf(...both))).toBe('caller')
    expect(await judged(policyOf(...both), { arn: ANN })).toBe('caller')
    expect(await judged(policyOf(...both), { arn: ROOT })).toBe('passes')
  })
})

describe('what keeps all of the account out', () => {
  test.each([
    ['a Deny for everybody', denying()],
    ['a Deny for the account', denying({ Principal: { AWS: ACCOUNT } })],
    ['a Deny for its root, which means all of it', denying({ Principal: { AWS: ROOT } })],
    ['a Deny for all but another account', unless('StringNotEquals', 'aws:PrincipalAccount', '444455556666')],
    ['a Deny for the account by its id', unless('StringEquals', 'aws:PrincipalAccount', ACCOUNT)],
    [
      'a Deny for all but a role elsewhere',
      unless('ArnNotLike', 'aws:PrincipalArn', 'arn:aws:iam::444455556666:role/*'),
    ],
    ['a Deny for all but services', unless('Bool', 'aws:PrincipalIsAWSService', 'false')],
    ['a Deny with TLS', unless('Bool', 'aws:SecureTransport', 'true')],
    ['NotPrincipal with another account', denying({ NotPrincipal: { AWS: '444455556666' } })],
    [
      'a session where a role has to be',
      unless('ArnNotLike', 'aws:PrincipalArn', `arn:aws:sts::${ACCOUNT}:assumed-role/admin/*`),
    ],
  ])('%s', async (_, statement) => expect(await judged(policyOf(statement))).toBe('nobody'))
})

describe('who asks', () => {
  test.each([
    ['a user, by name', ANN, denying({ Principal: { AWS: ANN } }), 'caller'],
    ['a user, beside others', ANN, denying({ Principal: { AWS: ROLE } }), 'passes'],
    ['a user, by its name alone', ANN, unless('StringNotEquals', 'aws:username', 'ann'), 'passes'],
    ['a role, which has no name of a user', SESSION, unless('StringNotEquals', 'aws:username', 'ann'), 'caller'],
    [
      'a role of Identity Center, with its path',
      SSO,
      unless('ArnNotLike', 'aws:PrincipalArn', `arn:aws:iam::${ACCOUNT}:role/aws-reserved/*`),
      'passes',
    ],
    [
      'a federated user',
      `arn:aws:sts::${ACCOUNT}:federated-user/eve`,
      unless('ArnNotEquals', 'aws:PrincipalArn', ROLE),
      'caller',
    ],
    ['a text that is no ARN', 'somebody', unless('ArnNotEquals', 'aws:PrincipalArn', ROLE), 'passes'],
  ] as const)('%s', async (_, arn, statement, result) =>
    expect(await judged(policyOf(statement), { arn })).toBe(result),
  )

  const locking = policyOf(unless('ArnNotEquals', 'aws:PrincipalArn', `arn:aws:iam::${ACCOUNT}:role/admin`))
  const registry = { account: ACCOUNT, region: REGION }

  test('is told an exception of the account that it is about', async () => {
    const after = policyOf(unless('StringNotEquals', 'aws:PrincipalAccount', '444455556666'))
    const { blocked } = await lockout({ before: null, after }, { registry }, OF_REPOSITORY)
    expect(blocked?.hint).toContain(`ArnNotEquals: { aws:PrincipalArn: "arn:aws:iam::${ACCOUNT}:role/admin" }`)
  })

  test('is not asked where nothing is denied', async () => {
    const caller = () => Promise.reject(new Error('asked'))
    expect(
      await lockout(
        { before: null, after: policyOf(denying({ Action: 'ecr:PutImage' })) },
        { registry, caller },
        OF_REPOSITORY,
      ),
    ).toEqual({})
    expect(await lockout({ before: locking, after: null }, { registry, caller }, OF_REPOSITORY)).toEqual({})
  })

  test('is said to be unknown where STS does not say it', async () => {
    const { blocked, warnings } = await lockout(
      { before: null, after: locking },
      { registry, caller: async () => undefined },
      OF_REPOSITORY,
    )
    expect(blocked).toBeUndefined()
    expect(warnings?.map(({ code }) => code)).toEqual(['LOCKOUT_UNKNOWN'])
  })

  test('where the account is not known, only the caller is judged', async () => {
    const caller = async () => ({ arn: SESSION, account: ACCOUNT })
    const verdict = await lockout(
      { before: null, after: locking },
      { registry: { account: '', region: REGION }, caller },
      OF_REPOSITORY,
    )
    expect(verdict.blocked?.code).toBe('LOCKED_OUT')
  })

  test('who is kept out already is not kept out by this', async () => {
    expect(await judged(locking, { before: locking })).toBe('passes')
    expect(await judged(policyOf(denying()), { before: policyOf(denying()) })).toBe('passes')
    expect(await judged(policyOf(denying()), { before: locking })).toBe('nobody')
  })

  test('reads what to write instead', async () => {
    const { blocked } = await lockout(
      { before: null, after: locking },
      { registry, caller: async () => ({ arn: SESSION, account: ACCOUNT }) },
      OF_REPOSITORY,
    )
    expect(blocked?.reason).toBe(
      `the Deny "keep out" would keep ${SESSION}, who applies this, from changing the policy back (ecr:SetRepositoryPolicy)`,
    )
    expect(blocked?.hint).toContain(`ArnNotEquals: { aws:PrincipalArn: "${ROLE}" }`)
    expect(blocked?.hint).toContain('aws ecr set-repository-policy --force')
  })

  test.each([
    [ANN, `ArnNotEquals: { aws:PrincipalArn: "${ANN}" }`],
    [
      SSO,
      `ArnNotLike: { aws:PrincipalArn: "arn:aws:iam::${ACCOUNT}:role/aws-reserved/sso.amazonaws.com/*AWSReservedSSO_Admin_0123456789abcdef" }`,
    ],
  ])('%s is let through by the role that it has', (arn, text) => expect(exceptionOf(arn)).toBe(text))
})

describe('the policy of a registry', () => {
  const way = OF_REGISTRY
  const on = (Resource: string, more: Partial<Statement> = {}) => denying({ Resource, ...more })
  test.each([
    ['a Deny on everything', on('*'), 'nobody'],
    ['a Deny of setting it', on('*', { Action: 'ecr:PutRegistryPolicy', Principal: { AWS: ROLE } }), 'caller'],
    ['a Deny of setting policies of repositories', on('*', { Action: 'ecr:SetRepositoryPolicy' }), 'passes'],
    ['a Deny on its repositories', on(`arn:aws:ecr:${REGION}:${ACCOUNT}:repository/*`), 'passes'],
    [
      'a Deny on all but some repositories',
      denying({ NotResource: `arn:aws:ecr:${REGION}:${ACCOUNT}:repository/prod/*` }),
      'nobody',
    ],
    ['a Deny on nothing', denying({ NotResource: '*' }), 'passes'],
    [
      'a Deny for other accounts',
      on('*', { Condition: { StringNotEquals: { 'aws:PrincipalAccount': [ACCOUNT] } } }),
      'passes',
    ],
  ] as const)('%s', async (_, statement, result) => expect(await judged(policyOf(statement), { way })).toBe(result))
})

describe('what the manifest alone shows', () => {
  const found = (statements: readonly Statement[], way = OF_REPOSITORY) =>
    checkLockout(policyOf(...statements), way).map(({ code, path }) => [code, ...path])

  test.each([
    ['a Deny for everybody', [denying()]],
    ['a condition that all calls meet', [unless('Bool', 'aws:SecureTransport', 'true')]],
    ['one for all accounts', [denying({ Principal: { AWS: '*' }, Action: 'ecr:SetRepositoryPolicy' })]],
  ])('%s', (_, statements) => expect(found(statements)).toEqual([['LOCKED_OUT', 0]]))

  test('two that leave nobody together: at the second', () => {
    const two = [unless('StringEquals', 'aws:SourceVpc', 'vpc-1'), unless('StringNotEquals', 'aws:SourceVpc', 'vpc-1')]
    expect(found(two)).toEqual([['LOCKED_OUT', 1]])
    expect(found(two.slice(1))).toEqual([])
  })

  test.each([
    ['a Deny for an account, which may be another', [denying({ Principal: { AWS: ACCOUNT } })]],
    ['a Deny for all but an administrator', [unless('ArnNotEquals', 'aws:PrincipalArn', ROLE)]],
    ['a Deny for all but one account', [unless('StringNotEquals', 'aws:PrincipalAccount', ACCOUNT)]],
    ['NotPrincipal', [denying({ NotPrincipal: { AWS: [ROLE, ROOT] } })]],
    ['what an Allow says', [{ ...denying(), Effect: 'Allow' } as Statement]],
  ])('%s: no', (_, statements) => expect(found(statements)).toEqual([]))

  test('a registry is shut by its own action', () => {
    const statements = [denying({ Action: 'ecr:PutRegistryPolicy', Resource: '*' })]
    expect(found(statements, OF_REGISTRY)).toEqual([['LOCKED_OUT', 0]])
    expect(found(statements)).toEqual([])
  })
})

describe('what a policy hides from whoever applies it', () => {
  const hidden = async (
    after: PolicyDocument,
    before: PolicyDocument | null = null,
    arn: string | undefined = SESSION,
  ) => {
    const caller = async () => (arn === '' ? undefined : { arn, account: ACCOUNT })
    const { blocked, warnings = [] } = await lockout(
      { before, after },
      { registry: { account: ACCOUNT, region: REGION }, caller },
      OF_REPOSITORY,
    )
    return blocked ? [blocked.code] : warnings.map(({ code, summary }) => `${code} ${summary}`)
  }
  const reading = policyOf({ ...denying({ Action: ['ecr:Describe*', 'ecr:GetRepositoryPolicy'] }), Principal: '*' })
  const others = {
    ...reading,
    Statement: reading.Statement.map(one => ({ ...one, Condition: { ArnNotEquals: { 'aws:PrincipalArn': ROLE } } })),
  }

  test('is said, with what ecrsync reads by', async () =>
    expect(await hidden(reading)).toEqual([
      'HIDDEN_FROM_APPLIER the Deny "keep out" hides from whoever applies this what ecrsync reads: ecr:DescribeRepositories, ecr:GetRepositoryPolicy, ecr:DescribeImages',
    ]))

  test.each<[string, Parameters<typeof hidden>]>([
    ['where its role passes', [others]],
    ['where it was hidden before', [reading, reading]],
    ['where nobody says who that is', [reading, null, '']],
  ])('is not said %s', async (_, given) => expect(await hidden(...given)).toEqual([]))

  test('is no matter where it could not be changed back either', async () =>
    expect(await hidden(policyOf(denying()))).toEqual(['LOCKED_OUT']))
})
