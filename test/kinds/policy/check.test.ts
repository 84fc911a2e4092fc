import { describe, expect, test } from 'vitest'
import { repositoryPolicy } from '../../../src/kinds/repository-policy.ts'
import type { Fields } from '../../../src/model.ts'
import { CONTEXT } from '../../world.ts'

const checkPart = (part: Fields) =>
  repositoryPolicy
    .check({ repositoryPolicy: [part] }, CONTEXT)
    .map(({ path, code, severity = 'error' }) => [path.slice(2).join('.'), severity === 'error' ? code : severity])
const document = (body: unknown) => checkPart({ file: 'policy.json', body })
const statements = (...list: readonly unknown[]) => checkPart({ body: { statements: list } })

const GOOD = { Effect: 'Allow', Principal: { AWS: '111122223333' }, Action: 'ecr:BatchGetImage' }
const with_ = (more: Fields): Fields =>
  Object.fromEntries(Object.entries({ ...GOOD, ...more }).filter(([, value]) => value !== undefined))

describe('documents', () => {
  test.each<readonly [name: string, body: unknown]>([
    ['a list of statements', { Version: '2012-10-17', Id: 'x', Statement: [GOOD] }],
    ['one statement, without a version', { Statement: GOOD }],
    ['the version of 2008', { Version: '2008-10-17', Statement: GOOD }],
  ])('%s is good', (_, body) => expect(document(body)).toEqual([]))

  test.each<readonly [name: string, body: unknown, path: string]>([
    ['no map', [GOOD], ''],
    ['null', null, ''],
    ['no Statement', { Version: '2012-10-17' }, ''],
    ['no statements', { Statement: [] }, 'Statement'],
    ['a statement that is a text', { Statement: ['x'] }, 'Statement.0'],
    ['another version', { Version: '2012-10-18', Statement: GOOD }, 'Version'],
    ['an Id that is no text', { Id: 1, Statement: GOOD }, 'Id'],
    ['a member that IAM does not know', { Statements: [], Statement: GOOD }, 'Statements'],
    ['null for a Statement', { Statement: null }, 'Statement.0'],
  ])('%s is refused', (_, body, path) => expect(document(body)).toEqual([[path, 'REPOSITORY_POLICY']]))
})

const ROLE = 'arn:aws:iam::111122223333:role/team/deploy'

describe('statements', () => {
  test.each<readonly [name: string, more: Fields]>([
    ['as short as can be', {}],
    ['a Sid with spaces', { Sid: 'Allow it, please' }],
    ['a role', { Principal: { AWS: [ROLE, 'arn:aws:iam::111122223333:user/x'] } }],
    ['a session', { Principal: { AWS: 'arn:aws:sts::111122223333:assumed-role/deploy/me@x' } }],
    [
      'services and others',
      {
        Principal: {
          Service: ['lambda.amazonaws.com'],
          Federated: 'arn:aws:iam::1:saml-provider/x',
          CanonicalUser: 'a'.repeat(64),
        },
      },
    ],
    ['NotPrincipal', { Effect: 'Deny', Principal: undefined, NotPrincipal: { AWS: '111122223333' } }],
    ['NotAction', { Action: undefined, NotAction: ['ecr:PutImage', '*'] }],
    ['wildcards in actions', { Action: ['*', 'ecr:*', 'ECR:Batch?etImage'] }],
    [
      'a condition',
      {
        Condition: {
          'ForAnyValue:StringLikeIfExists': { 'aws:PrincipalOrgPaths': ['o-1/*'] },
          bool: { x: true },
          NumericLessThan: { y: 5 },
        },
      },
    ],
    ['an empty condition', { Condition: {} }],
    ['placeholders', { Principal: { AWS: '${{ target.account }}' }, Action: 'ecr:${{ env.ACTION }}' }],
    ['everyone under a condition', { Principal: '*', Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } }],
    ['a denial of something to everyone', { Effect: 'Deny', Principal: '*' }],
    ['a denial of all to somebody', { Effect: 'Deny', Action: 'ecr:*' }],
    [
      'a denial of all but policies to everyone',
      { Effect: 'Deny', Principal: '*', Action: undefined, NotAction: 'ecr:*Policy' },
    ],
    [
      'a denial of all to everyone under a condition',
      { Effect: 'Deny', Principal: '*', Action: '*', Condition: { Bool: { x: 'true' } } },
    ],
  ])('%s: good', (_, more) => expect(statements(with_(more))).toEqual([]))

  test.each<readonly [name: string, more: Fields, path: string]>([
    ['no effect', { Effect: undefined }, 'Effect'],
    ['an effect in another case', { Effect: 'allow' }, 'Effect'],
    ['a Sid that is no text', { Sid: 1 }, 'Sid'],
    ['no principal', { Principal: undefined }, ''],
    ['Principal and NotPrincipal', { NotPrincipal: { AWS: '111122223333' } }, 'NotPrincipal'],
    ['no action', { Action: undefined }, ''],
    ['Action and NotAction', { NotAction: 'ecr:PutImage' }, 'NotAction'],
    ['nobody', { Principal: {} }, 'Principal'],
    ['nobody of a kind', { Principal: { AWS: [] } }, 'Principal.AWS'],
    ['a principal that is a text', { Principal: '111122223333' }, 'Principal'],
    ['a kind of principal that IAM does not know', { Principal: { Aws: '111122223333' } }, 'Principal.Aws'],
    ['an account that is a number', { Principal: { AWS: 111122223333 } }, 'Principal.AWS'],
    ['an account of 11 digits', { Principal: { AWS: ['111122223333', '11112222333'] } }, 'Principal.AWS.1'],
    ['a role with a wildcard', { Principal: { AWS: 'arn:aws:iam::111122223333:role/*' } }, 'Principal.AWS'],
    ['a group', { Principal: { AWS: 'arn:aws:iam::111122223333:group/x' } }, 'Principal.AWS'],
    ['a session of IAM', { Principal: { AWS: 'arn:aws:iam::111122223333:assumed-role/x/y' } }, 'Principal.AWS'],
    ['a service that is none', { Principal: { Service: 'lambda' } }, 'Principal.Service'],
    ['a canonical user that is none', { Principal: { CanonicalUser: 'me' } }, 'Principal.CanonicalUser'],
    ['an empty name', { Principal: { Federated: '' } }, 'Principal.Federated'],
    ['no actions', { Action: [] }, 'Action'],
    ['an action of another service', { Action: ['ecr:PutImage', 's3:GetObject'] }, 'Action.1'],
    ['an action without its service', { Action: 'PutImage' }, 'Action'],
    ['an action that is no text', { Action: 1 }, 'Action'],
    ['a resource', { Resource: 'arn:aws:ecr:us-east-1:111122223333:repository/x' }, 'Resource'],
    ['a lone star as Resource', { Resource: '*' }, 'Resource'],
    ['a star in a list', { Resource: ['*'] }, 'Resource'],
    ['two resources', { Resource: ['*', '*'] }, 'Resource'],
    ['no resources', { Resource: [] }, 'Resource'],
    ['a resource of null', { Resource: null }, 'Resource'],
    ['NotResource', { NotResource: '*' }, 'NotResource'],
    ['a condition that is a text', { Condition: 'x' }, 'Condition'],
    ['an operator that IAM does not know', { Condition: { StringEqual: { x: '1' } } }, 'Condition.StringEqual'],
    ['a condition without a key', { Condition: { StringEquals: {} } }, 'Condition.StringEquals'],
    ['a condition without a value', { Condition: { StringEquals: { x: [] } } }, 'Condition.StringEquals'],
    ['a value that is a map', { Condition: { StringEquals: { x: { y: 1 } } } }, 'Condition.StringEquals'],
    ['a member that IAM does not know', { Actions: 'ecr:PutImage' }, 'Actions'],
  ])('%s: refused', (_, more, path) =>
    expect(statements(GOOD, with_(more))).toEqual([
      [['statements.1', path].filter(Boolean).join('.'), 'REPOSITORY_POLICY'],
    ]),
  )

  test.each([
    ['everything', { Action: '*' }],
    ['what ECR calls it', { Action: ['ecr:PutImage', 'ecr:setrepositorypolic?'] }],
    ['all but pulling', { Action: undefined, NotAction: 'ecr:BatchGetImage' }],
    ['everything under no condition', { Action: 'ecr:**', Condition: {} }],
  ])('a denial of %s to everyone locks out', (_, more) =>
    expect(statements(with_({ Effect: 'Deny', Principal: { AWS: '*' }, ...more }))).toEqual([
      ['statements.0', 'LOCKED_OUT'],
    ]),
  )

  test.each([
    ['AROADBQP57FF2AEXAMPLE', /deleted role/],
    ['AIDACKCEVSQ6C2EXAMPLE', /deleted user/],
  ])('%s is named as what it is', (AWS, summary) => {
    const found = repositoryPolicy.check(
      { repositoryPolicy: [{ body: { statements: [with_({ Principal: { AWS } })] } }] },
      CONTEXT,
    )
    expect(found.map(problem => problem.summary)).toEqual([expect.stringMatching(summary)])
  })

  test('a misspelt operator gets a hint', () => {
    const hints = (operator: string) =>
      repositoryPolicy
        .check(
          { repositoryPolicy: [{ body: { statements: [with_({ Condition: { [operator]: { x: '1' } } })] } }] },
          CONTEXT,
        )
        .map(({ hint }) => hint)
    expect([hints('StringEqual'), hints('Whatever')]).toEqual([
      ['Did you mean "StringEquals"?'],
      ['Write for example StringEquals.'],
    ])
  })
})

describe('a wildcard in a condition', () => {
  test('is found in a text of very many braces, too', () =>
    expect(found({ StringEquals: { 'aws:PrincipalTag/x': `${'${'.repeat(200_000)}*` } })[0]).toContain(
      'LITERAL_WILDCARD',
    ))

  const found = (Condition: Fields) =>
    repositoryPolicy
      .check({ repositoryPolicy: [{ body: { statements: [with_({ Condition })] } }] }, CONTEXT)
      .map(({ severity, code, path, hint }) => [severity, code, path.slice(4).join('.'), hint])

  test.each([
    ['StringEquals', 'StringLike'],
    ['StringNotEquals', 'StringNotLike'],
    ['ForAnyValue:StringEqualsIgnoreCaseIfExists', 'ForAnyValue:StringLikeIfExists'],
  ])('is a character under %s', (operator, right) =>
    expect(found({ [operator]: { 'aws:PrincipalOrgID': ['o-abc1234567', 'o-*'] } })).toEqual([
      ['warning', 'LITERAL_WILDCARD', `Condition.${operator}.aws:PrincipalOrgID.1`, `Write ${right} for a pattern.`],
    ]),
  )

  test.each<readonly [name: string, condition: Fields]>([
    ['under StringLike', { StringLike: { 'aws:PrincipalOrgID': 'o-*' } }],
    ['under ArnEquals', { ArnEquals: { 'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/*' } }],
    ['that is escaped', { StringEquals: { 'aws:PrincipalTag/x': '${*}' } }],
  ])('is well %s', (_, condition) => expect(found(condition)).toEqual([]))
})

describe('names in another case', () => {
  const hints = (body: unknown) =>
    repositoryPolicy
      .check({ repositoryPolicy: [{ file: 'policy.json', body }] }, CONTEXT)
      .map(({ path, hint }) => [path.slice(2).join('.'), hint])

  test('of a statement are each said once', () =>
    expect(
      hints({
        Statement: [{ effect: 'Allow', principal: { AWS: '111122223333' }, notaction: 'ecr:PutImage', condition: {} }],
      }),
    ).toEqual([
      ['Statement.0.effect', 'Did you mean "Effect"?'],
      ['Statement.0.principal', 'Did you mean "Principal"?'],
      ['Statement.0.notaction', 'Did you mean "NotAction"?'],
      ['Statement.0.condition', 'Did you mean "Condition"?'],
    ]))

  test('of a document', () =>
    expect([hints({ version: '2012-10-17', Statement: GOOD }), hints({ statement: GOOD })]).toEqual([
      [['version', 'Did you mean "Version"?']],
      [['', 'Write Statement, not statement.']],
    ]))

  test('of an effect', () =>
    expect(hints({ Statement: [with_({ Effect: 'DENY' })] })).toEqual([['Statement.0.Effect', 'Write Effect: Deny.']]))
})

describe('the whole', () => {
  const sized = (length: number) => statements(with_({ Sid: 'x'.repeat(length) }))

  test('may have 10,240 characters', () => {
    const frame = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Sid: '', ...GOOD, Principal: { AWS: '111122223333' }, Action: 'ecr:BatchGetImage' }],
    }).length
    expect(sized(10_240 - frame)).toEqual([])
    expect(sized(10_241 - frame)).toEqual([['', 'REPOSITORY_POLICY']])
  })

  test('null is nothing to check', () =>
    expect(repositoryPolicy.check({ repositoryPolicy: null }, CONTEXT)).toEqual([]))

  test('a join of nothing is refused', () =>
    expect(repositoryPolicy.check({ repositoryPolicy: [] }, CONTEXT)).toMatchObject([{ path: ['repositoryPolicy'] }]))
})
