import { describe, expect, test } from 'vitest'
import { repositoryPolicy } from '../../../src/kinds/repository-policy.ts'
import type { Fields } from '../../../src/model.ts'

const allow = (Principal: unknown, Condition?: Fields) => ({
  Effect: 'Allow',
  Principal,
  Action: 'ecr:PutImage',
  ...(Condition && { Condition }),
})
const role = (partition: string) => `arn:${partition}:iam::111122223333:role/x`
const functions = (partition: string) => `arn:${partition}:lambda:*:111122223333:function:*`
const check = (body: Fields, region?: string) =>
  repositoryPolicy
    .check({ repositoryPolicy: [{ body }] }, { accounts: new Map(), ...(region !== undefined && { region }) })
    .map(({ code, path, hint, severity = 'error' }) => [`${severity} ${code}`, path.slice(2).join('.'), hint])
const statements = (region: string | undefined, ...list: readonly Fields[]) => check({ statements: list }, region)
const wrong = (path: string, hint: string) => ['error WRONG_PARTITION', path, hint]

describe('ARNs of another partition', () => {
  test.each([
    ['cn-north-1', 'aws-cn'],
    ['us-gov-west-1', 'aws-us-gov'],
    ['us-iso-east-1', 'aws-iso'],
    ['eusc-de-east-1', 'aws-eusc'],
  ])('of principals are refused in %s', (region, partition) => {
    expect(statements(region, allow({ AWS: role(partition) }))).toEqual([])
    expect(statements(region, allow({ AWS: ['111122223333', role('aws')] }))).toEqual([
      wrong('statements.0.Principal.AWS.1', `Write ${role(partition)}.`),
    ])
  })

  test('are refused the other way round, and wherever they stand', () => {
    const document = {
      Effect: 'Deny',
      NotPrincipal: { AWS: role('aws-cn'), Federated: 'arn:aws-cn:iam::111122223333:saml-provider/x' },
      Action: 'ecr:PutImage',
    }
    expect(statements('eu-west-1', document)).toEqual([
      wrong('statements.0.NotPrincipal.AWS', `Write ${role('aws')}.`),
      wrong('statements.0.NotPrincipal.Federated', 'Write arn:aws:iam::111122223333:saml-provider/x.'),
    ])
  })

  test.each(['pull', 'push'])('are refused in access: %s', level =>
    expect(check({ access: { [level]: ['111122223333', role('aws')] } }, 'cn-north-1')).toEqual([
      wrong(`access.${level}.1`, `Write ${role('aws-cn')}.`),
    ]),
  )

  test.each(['aws:SourceArn', 'aws:PrincipalArn', 'AWS:sourcearn'])('are refused in conditions on %s', key =>
    expect(
      statements(
        'us-gov-east-1',
        allow({ Service: 'lambda.amazonaws.com' }, { ArnLike: { [key]: [functions('aws')] } }),
      ),
    ).toEqual([wrong(`statements.0.Condition.ArnLike.${key}.0`, `Write ${functions('aws-us-gov')}.`)]),
  )

  test.each<readonly [name: string, condition: Fields]>([
    ['the right one beside them', { ArnLike: { 'aws:SourceArn': [functions('aws'), functions('aws-us-gov')] } }],
    ['any partition', { ArnLike: { 'aws:SourceArn': functions('*') } }],
    ['a key that holds no ARNs', { StringLike: { 'aws:PrincipalTag/x': functions('aws') } }],
  ])('are no fault in a condition with %s', (_, condition) =>
    expect(statements('us-gov-east-1', allow({ Service: 'lambda.amazonaws.com' }, condition))).toEqual([]),
  )

  test('of services have a name of their own in China alone: a warning', () => {
    const service = allow({ Service: 'ec2.amazonaws.com.cn' })
    expect(statements('cn-north-1', service, allow({ Service: 'lambda.amazonaws.com' }))).toEqual([])
    expect(statements('eu-west-1', service)).toEqual([
      ['warning WRONG_PARTITION', 'statements.0.Principal.Service', 'Write ec2.amazonaws.com.'],
    ])
  })
})

describe('where the region is not known', () => {
  test('one partition is as good as another', () =>
    expect(statements(undefined, allow({ AWS: [role('aws-cn'), '111122223333'] }))).toEqual([]))

  test('principals of two are no policy of any registry', () =>
    expect(statements(undefined, allow({ AWS: role('aws-cn') }), allow({ AWS: role('aws') }))).toEqual([
      wrong('statements.1.Principal.AWS', `Write ${role('aws-cn')}.`),
    ]))

  test.each([['no statement'], [{ Principal: 'x', Condition: 'x' }], [{ Principal: {}, Condition: { ArnLike: 'x' } }]])(
    'nothing is said of %j but that it has no form',
    statement => {
      const found = statements(undefined, statement as Fields, allow({ AWS: role('aws-cn') }))
      expect(found.map(([code]) => code)).not.toContain('error WRONG_PARTITION')
    },
  )

  test('nothing is said of access', () =>
    expect(check({ access: { pull: [role('aws-cn'), role('aws')] } })).toEqual([]))
})
