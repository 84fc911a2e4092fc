import { describe, expect, test } from 'vitest'
import { repositoryPolicy } from '../../../src/kinds/repository-policy.ts'
import type { Fields } from '../../../src/model.ts'
import { CONTEXT } from '../../world.ts'
import { changesOver } from '../differences.ts'

const part = (access: Fields) => ({ body: { access } })
const documentOf = async (...parts: readonly Fields[]) =>
  (await changesOver('repositoryPolicy', { repositoryPolicy: parts }, null))[0]?.after
const check = (access: Fields) =>
  repositoryPolicy
    .check({ repositoryPolicy: [part(access)] }, CONTEXT)
    .map(({ path, code, hint }) => [path.slice(2).join('.'), code, hint])

const ORGANIZATIONS = 'arn:aws:organizations::111122223333'
const PULL = ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer']
const PUSH = [
  'ecr:BatchCheckLayerAvailability',
  'ecr:BatchGetImage',
  'ecr:CompleteLayerUpload',
  'ecr:GetDownloadUrlForLayer',
  'ecr:InitiateLayerUpload',
  'ecr:PutImage',
  'ecr:UploadLayerPart',
]
const allow = (Action: readonly string[], Principal: Fields, Condition?: Fields) => ({
  Effect: 'Allow',
  Principal,
  Action,
  ...(Condition && { Condition }),
})
const ROLE = 'arn:aws:iam::111122223333:role/x'

describe('what access comes to', () => {
  test.each<readonly [access: Fields, statements: readonly Fields[]]>([
    [{ pull: ['111122223333', 'ci', ROLE] }, [allow(PULL, { AWS: ['111122223333', '444455556666', ROLE] })]],
    [{ push: ['ci'] }, [allow(PUSH, { AWS: ['444455556666'] })]],
    [
      { pull: ['o-abc1234567', 'o-def1234567'] },
      [allow(PULL, { AWS: ['*'] }, { StringEquals: { 'aws:PrincipalOrgID': ['o-abc1234567', 'o-def1234567'] } })],
    ],
    [
      { pull: ['o-abc1234567/r-ab12/ou-ab12-11111111', 'o-abc1234567/r-ab12/'] },
      [
        allow(
          PULL,
          { AWS: ['*'] },
          {
            'ForAnyValue:StringLike': {
              'aws:PrincipalOrgPaths': ['o-abc1234567/r-ab12/*', 'o-abc1234567/r-ab12/ou-ab12-11111111/*'],
            },
          },
        ),
      ],
    ],
    [
      { lambda: ['ci'] },
      [
        allow(PULL, { AWS: ['444455556666'] }),
        allow(
          PULL,
          { Service: ['lambda.amazonaws.com'] },
          {
            StringLike: { 'aws:SourceArn': ['arn:aws:lambda:*:444455556666:function:*'] },
          },
        ),
      ],
    ],
    [
      { pull: ['ci', 'o-abc1234567'], push: ['ci'] },
      [
        allow(PULL, { AWS: ['444455556666'] }),
        allow(PULL, { AWS: ['*'] }, { StringEquals: { 'aws:PrincipalOrgID': ['o-abc1234567'] } }),
        allow(PUSH, { AWS: ['444455556666'] }),
      ],
    ],
  ])('%j', async (access, Statement) =>
    expect(await documentOf(part(access))).toEqual({ Version: '2012-10-17', Statement }),
  )

  test.each([
    ['eu-west-1', 'aws'],
    ['cn-north-1', 'aws-cn'],
    ['us-gov-west-1', 'aws-us-gov'],
    ['eusc-de-east-1', 'aws-eusc'],
    ['us-iso-east-1', 'aws-iso'],
    ['us-isob-east-1', 'aws-iso-b'],
    ['us-isof-south-1', 'aws-iso-f'],
    ['eu-isoe-west-1', 'aws-iso-e'],
  ])('functions of %s have ARNs of %s', (region, partition) => {
    const want = repositoryPolicy.want({ repositoryPolicy: [part({ lambda: ['ci'] })] }, { ...CONTEXT, region })
    expect(JSON.stringify([...want])).toContain(`"arn:${partition}:lambda:*:444455556666:function:*"`)
  })

  test('a join has the statements of all, and the version of 2012', async () => {
    const Statement = { Effect: 'Deny', Principal: '*', Action: 'ecr:PutImage' }
    const joined = await documentOf(
      part({ pull: ['ci'] }),
      { file: 'x', body: { Version: '2008-10-17', Id: 'x', Statement } },
      {
        file: 'y',
        body: { Statement: [Statement] },
      },
    )
    const denied = { Effect: 'Deny', Principal: { AWS: ['*'] }, Action: ['ecr:PutImage'] }
    expect(joined).toEqual({
      Version: '2012-10-17',
      Statement: [allow(PULL, { AWS: ['444455556666'] }), denied, denied],
    })
  })
})

describe('who may be named', () => {
  test.each([
    'ci',
    '111122223333',
    ROLE,
    'arn:aws:iam::111122223333:root',
    'o-abc1234567',
    'o-abc1234567/r-ab12',
    'o-abc1234567/r-ab12/ou-ab12-11111111/ou-ab12-22222222/',
    '${{ target.account }}',
  ])('%s', name => expect([check({ pull: [name] }), check({ push: [name] })]).toEqual([[], []]))

  test.each([
    ['*', 'ACCESS_FOR_ALL', /organization/],
    ['arn:aws:iam::*:root', 'ACCESS_FOR_ALL', /organization/],
    ['cj', 'UNKNOWN_ACCOUNT', /^Did you mean "ci"\?$/],
    ['production', 'UNKNOWN_ACCOUNT', /accounts: \{ production: "111122223333" \}/],
    ['11112222333', 'UNKNOWN_ACCOUNT', /^Write all 12 digits, in quotes/],
    ['o-short', 'UNKNOWN_ACCOUNT', /or write its id/],
    ['arn:aws:iam::111122223333:group/x', 'UNKNOWN_ACCOUNT', /^Write "111122223333", the account of it/],
    ['arn:aws:s3:::bucket', 'UNKNOWN_ACCOUNT', /accounts: \{ name:/],
    [`${ORGANIZATIONS}:organization/o-abc1234567`, 'UNKNOWN_ACCOUNT', /^Write o-abc1234567$/],
    [`${ORGANIZATIONS}:root/o-abc1234567/r-ab12`, 'UNKNOWN_ACCOUNT', /^Write o-abc1234567\/r-ab12$/],
    [`${ORGANIZATIONS}:account/o-abc1234567/444455556666`, 'UNKNOWN_ACCOUNT', /^Write "444455556666"$/],
    [
      `${ORGANIZATIONS}:ou/o-abc1234567/ou-ab12-12345678`,
      'UNKNOWN_ACCOUNT',
      /^Write o-abc1234567\/r-…\/ou-ab12-12345678,/,
    ],
  ])('but not %s', (name, code, hint) =>
    expect(check({ pull: ['ci', name] })).toEqual([['access.pull.1', code, expect.stringMatching(hint)]]),
  )

  test.each([ROLE, 'o-abc1234567', 'somebody'])('for lambda accounts only, not %s', name =>
    expect(check({ lambda: [name] })).toEqual([['access.lambda.0', 'ACCESS', expect.any(String)]]),
  )

  test.each([{}, { pull: [] }, { pull: [], push: [], lambda: [] }])('%j lets nobody in', access =>
    expect(check(access)).toEqual([['access', 'ACCESS', expect.any(String)]]),
  )
})

test.each([1, 60_000])('keys that are no levels, beside sixty thousand that are: %d', count => {
  const names = (prefix: string, length: number) => Array.from({ length }, (_, index) => `${prefix}${index}`)
  const accessLevels = new Map(names('level', 60_000).map(name => [name, ['ecr:PutImage']]))
  const body = { access: Object.fromEntries(names('lvel', count).map(name => [name, ['ci']])) }
  const problems = repositoryPolicy.check({ repositoryPolicy: [{ body }] }, { ...CONTEXT, accessLevels })
  expect(problems).toHaveLength(count)
  expect(problems[0]).toMatchObject({
    code: 'UNKNOWN_KEY',
    detail: expect.stringMatching(/^Known are pull, push, lambda, level0, .{0,400}, ….$/),
    hint: 'Did you mean "level0"?',
  })
})

describe("names for several accounts, and levels of one's own", () => {
  const context = {
    ...CONTEXT,
    accounts: new Map<string, string | readonly string[]>([
      ...CONTEXT.accounts,
      ['fleet', ['666677778888', '666677779999']],
    ]),
    accessLevels: new Map([
      ['reader', ['ecr:DescribeImages', 'ecr:ListImages']],
      ['constructor', ['ecr:PutImage']],
    ]),
  }
  const statementsFor = (access: Fields) =>
    [...repositoryPolicy.want({ repositoryPolicy: [part(access)] }, context).values()][0]?.document.Statement
  const found = (access: Fields) =>
    repositoryPolicy
      .check({ repositoryPolicy: [part(access)] }, context)
      .map(({ path, code, hint }) => [path.slice(2).join('.'), code, hint])

  test('all accounts of a name pull, beside one of them', () => {
    expect(statementsFor({ pull: ['fleet', 'ci'] })).toEqual([
      allow(PULL, { AWS: ['444455556666', '666677778888', '666677779999'] }),
    ])
  })

  test('one may stand for a list of one', () => {
    expect(statementsFor({ pull: 'fleet' })).toEqual(statementsFor({ pull: ['fleet'] }))
    expect(found({ pull: 'flet' })).toEqual([['access.pull', 'UNKNOWN_ACCOUNT', 'Did you mean "fleet"?']])
  })

  test('the functions of each of them run images', () => {
    expect(statementsFor({ lambda: ['fleet'] })).toEqual(statementsFor({ lambda: ['666677778888', '666677779999'] }))
  })

  test('a level gives its actions, to whomever pull could be given', () => {
    const actions = ['ecr:DescribeImages', 'ecr:ListImages']
    expect(statementsFor({ reader: ['ci', 'o-abc1234567'] })).toEqual([
      allow(actions, { AWS: ['444455556666'] }),
      allow(actions, { AWS: ['*'] }, { StringEquals: { 'aws:PrincipalOrgID': ['o-abc1234567'] } }),
    ])
    expect(statementsFor({ reader: ['ci'] })).toHaveLength(1)
    expect(statementsFor({ constructor: ['ci'] })).toEqual([allow(['ecr:PutImage'], { AWS: ['444455556666'] })])
  })

  test.each<[string, Fields, readonly unknown[]]>([
    ['a misspelt one', { readr: ['ci'] }, ['access.readr', 'UNKNOWN_KEY', 'Did you mean "reader"?']],
    ['one in capitals', { Pull: ['ci'] }, ['access.Pull', 'UNKNOWN_KEY', 'Did you mean "pull"?']],
    [
      'an unknown one',
      { auditor: ['ci'] },
      ['access.auditor', 'UNKNOWN_KEY', expect.stringContaining('accessLevels: { auditor:')],
    ],
    ['one for everyone', { reader: ['*'] }, ['access.reader.0', 'ACCESS_FOR_ALL', expect.any(String)]],
    ['one for nobody', { reader: [] }, ['access', 'ACCESS', expect.any(String)]],
  ])('but not %s', (_name, access, problem) => expect(found(access)).toEqual([problem]))
})
