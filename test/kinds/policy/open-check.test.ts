import { describe, expect, test } from 'vitest'
import { repositoryPolicy } from '../../../src/kinds/repository-policy.ts'
import type { Fields } from '../../../src/model.ts'
import { CONTEXT } from '../../world.ts'

const allow = (more: Fields) => ({ Effect: 'Allow', Principal: '*', Action: 'ecr:BatchGetImage', ...more })
const under = (Condition: Fields) => allow({ Condition })
const found = (...list: readonly Fields[]) =>
  repositoryPolicy.check({ repositoryPolicy: [{ body: { statements: list } }] }, CONTEXT)
const placed = (...list: readonly Fields[]) =>
  found(...list).map(({ severity, code, path }) => [severity, code, path.slice(3).join('.')])

describe('a statement that lets everybody in is warned of', () => {
  test.each<readonly [name: string, statement: Fields, detail: RegExp]>([
    ['*', allow({}), /without any condition/],
    ['AWS: *', allow({ Principal: { AWS: ['111122223333', '*'] } }), /without any condition/],
    ['* under an empty condition', under({}), /without any condition/],
    [
      'ForAllValues',
      under({ 'ForAllValues:StringEquals': { 'aws:PrincipalOrgID': 'o-abc1234567' } }),
      /^ForAllValues:StringEquals aws:PrincipalOrgID o-abc1234567 holds nobody back: it holds where a request has no aws:PrincipalOrgID\.$/,
    ],
    ['IfExists', under({ StringEqualsIfExists: { 'aws:PrincipalOrgID': 'o-abc1234567' } }), /where a request has no/],
    [
      'a negation',
      under({ StringNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::111122223333:*' } }),
      /only those whom it names/,
    ],
    [
      'all addresses',
      under({ IpAddress: { 'aws:SourceIp': '0.0.0.0/0' } }),
      /0\.0\.0\.0\/0 holds nobody back: these are addresses of everybody/,
    ],
    ['no organization', under({ Null: { 'aws:PrincipalOrgID': true } }), /requests of others are like that/],
    ['TLS', under({ Bool: { 'aws:SecureTransport': true } }), /everybody can have such a value of aws:SecureTransport/],
  ])('%s', (_, statement, detail) => {
    const isOfOrganization = JSON.stringify(statement).includes('aws:PrincipalOrg')
    expect(placed(statement)).toEqual([['warning', isOfOrganization ? 'ECR103' : 'ECR101', '0.Principal']])
    expect(found(statement)[0]?.detail).toMatch(detail)
  })

  test('with NotPrincipal, at that', () => {
    const statement = { ...allow({ NotPrincipal: { AWS: '111122223333' } }), Principal: undefined }
    const present = Object.fromEntries(Object.entries(statement).filter(([, value]) => value !== undefined))
    expect(placed(present)).toEqual([['warning', 'ECR101', '0.NotPrincipal']])
    expect(found(present)[0]?.detail).toMatch(/NotPrincipal/)
  })

  test('in a file of the version of 2008, too', () => {
    const body = { Version: '2008-10-17', Statement: [allow({})] }
    const problems = repositoryPolicy.check({ repositoryPolicy: [{ file: 'x.json', body }] }, CONTEXT)
    expect(problems.map(({ code, path }) => [code, path.join('.')])).toEqual([
      ['ECR101', 'repositoryPolicy.0.Statement.0.Principal'],
    ])
  })
})

describe('nobody is warned of', () => {
  const denied = { Effect: 'Deny', Principal: '*', Action: 'ecr:Batch*' }
  test.each<readonly [name: string, statements: readonly Fields[]]>([
    ['an organization', [under({ StringEquals: { 'aws:PrincipalOrgID': 'o-abc1234567' } })]],
    ['a network', [under({ IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } })]],
    ['what another statement denies', [allow({}), denied]],
    [
      'what another statement leaves to an organization',
      [allow({}), { ...denied, Condition: { StringNotEquals: { 'aws:PrincipalOrgID': 'o-abc1234567' } } }],
    ],
    ['a placeholder', [under({ StringEquals: { 'aws:PrincipalOrgID': '${{ env.ORGANIZATION }}' } })]],
  ])('%s', (_, statements) => expect(placed(...statements)).toEqual([]))

  test('a Deny that keeps out some leaves it open', () =>
    expect(placed(allow({}), { ...denied, Principal: { AWS: '111122223333' } })).toEqual([
      ['warning', 'ECR101', '0.Principal'],
    ]))

  test('a policy that is too long is refused for that alone', () =>
    expect(found(allow({ Sid: 'x'.repeat(11_000) })).map(({ code }) => code)).toEqual(['REPOSITORY_POLICY']))
})
