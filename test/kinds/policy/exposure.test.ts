import { expect, test } from 'vitest'
import type { PolicyDocument, Statement } from '../../../src/kinds/policy/document.ts'
import { canonicalDocument } from '../../../src/kinds/policy/document.ts'
import { openingsTo } from '../../../src/kinds/policy/exposure.ts'

const OWN = '123456789012'
const OTHER = '444455556666'
const policy = (...Statement: readonly Statement[]): PolicyDocument =>
  canonicalDocument({ Version: '2012-10-17', Statement } as PolicyDocument)
const pull = (Principal: unknown, Condition?: object): Statement =>
  ({ Effect: 'Allow', Principal, Action: ['ecr:BatchGetImage'], ...(Condition && { Condition }) }) as Statement
const NOBODY = null
const DENIED = { ...pull('*'), Effect: 'Deny' } as Statement

test.each<readonly [string, PolicyDocument | null, PolicyDocument | null, readonly string[]]>([
  ['the own account', NOBODY, policy(pull({ AWS: OWN })), []],
  ['a role of the own account', NOBODY, policy(pull({ AWS: `arn:aws:iam::${OWN}:role/ci` })), []],
  ['another account', NOBODY, policy(pull({ AWS: OTHER })), ['account']],
  ['a role of another account', NOBODY, policy(pull({ AWS: `arn:aws:iam::${OTHER}:role/ci` })), ['account']],
  ['both', NOBODY, policy(pull({ AWS: [OWN, OTHER] })), ['account']],
  ['everybody', NOBODY, policy(pull('*')), ['everybody']],
  [
    'an organization',
    NOBODY,
    policy(pull('*', { StringEquals: { 'aws:PrincipalOrgID': 'o-abc1234567' } })),
    ['organization'],
  ],
  [
    'a part of an organization',
    NOBODY,
    policy(pull('*', { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': 'o-abc1234567/r-ab12/*' } })),
    ['organization'],
  ],
  [
    'all but an organization',
    NOBODY,
    policy(pull('*', { StringNotEquals: { 'aws:PrincipalOrgID': 'o-abc1234567' } })),
    ['everybody'],
  ],
  ['the own account by a condition', NOBODY, policy(pull('*', { StringEquals: { 'aws:PrincipalAccount': OWN } })), []],
  [
    'another account by a condition',
    NOBODY,
    policy(pull('*', { StringEquals: { 'aws:PrincipalAccount': OTHER } })),
    ['account'],
  ],
  [
    'anybody from some address',
    NOBODY,
    policy(pull('*', { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } })),
    ['everybody'],
  ],
  [
    'a service for the own account',
    NOBODY,
    policy(
      pull(
        { Service: 'lambda.amazonaws.com' },
        { StringLike: { 'aws:SourceArn': `arn:aws:lambda:us-east-1:${OWN}:function:*` } },
      ),
    ),
    [],
  ],
  [
    'a service for another account',
    NOBODY,
    policy(pull({ Service: 'lambda.amazonaws.com' }, { StringEquals: { 'aws:SourceAccount': OTHER } })),
    ['account'],
  ],
  ['a service for whomever', NOBODY, policy(pull({ Service: 'codebuild.amazonaws.com' })), ['everybody']],
  ['who was let in before', policy(pull({ AWS: OTHER })), policy(pull({ AWS: OTHER })), []],
  ['who is let in no more', policy(pull({ AWS: OTHER })), NOBODY, []],
  ['who is no longer denied', policy(pull({ AWS: OTHER }), DENIED), policy(pull({ AWS: OTHER })), ['account']],
  ['several, in one order', NOBODY, policy(pull('*'), pull({ AWS: OTHER })), ['account', 'everybody']],
])('%s', (_, before, after, expected) => expect(openingsTo({ before, after }, OWN)).toEqual(expected))

test('where the own account is not known, each is another one', () =>
  expect(openingsTo({ before: null, after: policy(pull({ AWS: OWN })) }, '')).toEqual(['account']))
