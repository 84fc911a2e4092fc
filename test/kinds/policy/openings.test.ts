import { describe, expect, test } from 'vitest'
import { canonicalDocument, type PolicyDocument, type Statement } from '../../../src/kinds/policy/document.ts'
import { closings, openings } from '../../../src/kinds/policy/openings.ts'
import type { Fields } from '../../../src/model.ts'

const CI = '444455556666'
const A = '111122223333'
const ROLE = `arn:aws:iam::${A}:role/team/deploy`
const SESSION = `arn:aws:sts::${A}:assumed-role/deploy/me`
const PULL = ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer']
const PUSH = [
  ...PULL,
  'ecr:BatchCheckLayerAvailability',
  'ecr:InitiateLayerUpload',
  'ecr:UploadLayerPart',
  'ecr:CompleteLayerUpload',
  'ecr:PutImage',
]
const WORDS = { account: (id: string) => (id === CI ? `ci (${id})` : id) }

type Who = Fields | string
const allow = (Principal: Who, Action: unknown = PULL, Condition?: Fields): Fields => ({
  Effect: 'Allow',
  Principal,
  Action,
  ...(Condition && { Condition }),
})
const deny = (...given: Parameters<typeof allow>): Fields => ({ ...allow(...given), Effect: 'Deny' })
const aws = (...AWS: readonly string[]) => ({ AWS })
const lambda = { Service: 'lambda.amazonaws.com' }
const all = '*'

const documentOf = (statements: readonly Fields[] | null): PolicyDocument | null =>
  statements === null
    ? null
    : canonicalDocument({ Version: '2012-10-17', Statement: statements as unknown as readonly Statement[] })
const opened = (before: readonly Fields[] | null, after: readonly Fields[] | null) =>
  openings(documentOf(before), documentOf(after), WORDS)

const org = (...ids: readonly string[]) => ({ StringEquals: { 'aws:PrincipalOrgID': ids } })
const ip = (...ranges: readonly string[]) => ({ IpAddress: { 'aws:SourceIp': ranges } })
const tag = (operator: string, ...values: readonly string[]) => ({ [operator]: { 'aws:PrincipalTag/team': values } })

type Statements = readonly Fields[] | null

describe('what opens', () => {
  test.each<readonly [name: string, before: Statements, after: Statements, fact: string]>([
    ['a new policy', null, [allow(aws(CI), PUSH)], `ci (${CI}) may push`],
    ['an account more', [allow(aws(A))], [allow(aws(A, CI))], `ci (${CI}) may pull`],
    ['pushing for who could pull', [allow(aws(A))], [allow(aws(A), PUSH)], `${A} may push`],
    ['an action more', [allow(aws(A))], [allow(aws(A), [...PULL, 'ecr:DescribeImages'])], `${A} may DescribeImages`],
    ['a wildcard', [allow(aws(A))], [allow(aws(A), ['ecr:Batch*'])], `${A} may Batch*`],
    ['every action', [allow(aws(A))], [allow(aws(A), 'ecr:*')], `${A} may do everything`],
    [
      'every action but some',
      [allow(aws(A))],
      [{ Effect: 'Allow', Principal: aws(A), NotAction: 'ecr:PutImage' }],
      `${A} may do everything but PutImage`,
    ],
    [
      'a wildcard for what was listed',
      [allow(aws(A), ['ecr:BatchGetImage', 'ecr:BatchCheckLayerAvailability'])],
      [allow(aws(A), 'ecr:Batch*')],
      `${A} may Batch*`,
    ],
    ['the account of a role', [allow(aws(ROLE))], [allow(aws(A))], `${A} may pull`],
    ['a role of nobody before', [allow(aws(CI))], [allow(aws(CI, ROLE))], `${ROLE} may pull`],
    ['a role for its session', [allow(aws(SESSION))], [allow(aws(ROLE))], `${ROLE} may pull`],
    ['an organization', [allow(aws(A))], [allow(all, PULL, org('o-abc1234567'))], 'organization o-abc1234567 may pull'],
    [
      'one organization more',
      [allow(all, PULL, org('o-abc1234567'))],
      [allow(all, PULL, org('o-abc1234567', 'o-def1234567'))],
      'organization o-def1234567 may pull',
    ],
    [
      'a part of an organization',
      null,
      [allow(all, PULL, { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': 'o-abc1234567/r-ab12/*' } })],
      'organizational unit o-abc1234567/r-ab12 may pull',
    ],
    [
      'functions',
      null,
      [allow(lambda, PULL, { StringLike: { 'aws:SourceArn': `arn:aws:lambda:*:${CI}:function:*` } })],
      `Lambda functions of ci (${CI}) may pull`,
    ],
    ['a service', null, [allow(lambda, 'ecr:*')], 'lambda.amazonaws.com may do everything'],
    [
      'a condition less',
      [allow(aws(A), PULL, { ...ip('10.0.0.0/8'), ...tag('StringEquals', 'x') })],
      [allow(aws(A), PULL, ip('10.0.0.0/8'))],
      `${A} may pull if aws:SourceIp is in 10.0.0.0/8`,
    ],
    [
      'a value more',
      [allow(aws(A), PULL, tag('StringEquals', 'x'))],
      [allow(aws(A), PULL, tag('StringEquals', 'x', 'y'))],
      `${A} may pull if aws:PrincipalTag/team is y`,
    ],
    [
      'another value',
      [allow(aws(A), PULL, tag('StringLike', 'a*'))],
      [allow(aws(A), PULL, tag('StringLike', '*b'))],
      `${A} may pull if aws:PrincipalTag/team is like *b`,
    ],
    [
      'a value less of what is kept out',
      [allow(aws(A), PULL, tag('StringNotEquals', 'x', 'y'))],
      [allow(aws(A), PULL, tag('StringNotEquals', 'x'))],
      `${A} may pull if aws:PrincipalTag/team is not x`,
    ],
    [
      'who has no tag',
      [allow(aws(A), PULL, tag('StringEquals', 'x'))],
      [allow(aws(A), PULL, tag('StringEqualsIfExists', 'x'))],
      `${A} may pull if aws:PrincipalTag/team is x or absent`,
    ],
    [
      'a longer time',
      [allow(aws(A), PULL, { DateLessThan: { 'aws:CurrentTime': '2030-01-01T00:00:00Z' } })],
      [allow(aws(A), PULL, { DateLessThanEquals: { 'aws:CurrentTime': '2031-01-01T00:00:00Z' } })],
      `${A} may pull if aws:CurrentTime ≤ 2031-01-01T00:00:00Z`,
    ],
    [
      'several tests',
      null,
      [
        allow(aws(A), PULL, {
          Null: { 'aws:TagKeys': 'true' },
          'ForAllValues:StringNotLike': { x: 'a' },
          Bool: { y: 'true' },
        }),
      ],
      `${A} may pull if y is true and all of x is not like a and aws:TagKeys is absent`,
    ],
    [
      'more accounts than a line holds',
      null,
      [allow(aws(...Array.from({ length: 9 }, (_, index) => `11112222333${index}`)))],
      '111122223330, 111122223331, 111122223332, 111122223333, 111122223334 and 4 more may pull',
    ],
    [
      'a Deny less',
      [allow(aws(A), 'ecr:*'), deny(all, 'ecr:PutImage')],
      [allow(aws(A), 'ecr:*')],
      `${A} may PutImage, no longer denied`,
    ],
    [
      'a Deny of an action less',
      [allow(aws(A), 'ecr:*'), deny(aws(A), ['ecr:PutImage', 'ecr:BatchDeleteImage'])],
      [allow(aws(A), 'ecr:*'), deny(aws(A), 'ecr:PutImage')],
      `${A} may BatchDeleteImage, no longer denied`,
    ],
    [
      'a Deny of somebody less',
      [allow(all), deny(aws(A, CI))],
      [allow(all), deny(aws(A))],
      `ci (${CI}) may pull, no longer denied`,
    ],
    [
      'a Deny under a condition more',
      [allow(aws(A)), deny(all)],
      [allow(aws(A)), deny(all, PULL, { Bool: { 'aws:SecureTransport': 'false' } })],
      `${A} may pull, no longer denied`,
    ],
    [
      'a Deny that excepts more',
      [allow(all), deny(all, PULL, { StringNotEquals: { 'aws:PrincipalOrgID': ['o-abc1234567'] } })],
      [allow(all), deny(all, PULL, { StringNotEquals: { 'aws:PrincipalOrgID': ['o-abc1234567', 'o-def1234567'] } })],
      'some may pull, no longer denied if aws:PrincipalOrgID is not o-abc1234567',
    ],
    [
      'a wildcard in a Deny less',
      [allow(aws(A), 'ecr:*'), deny(all, 'ecr:*Zebra?')],
      [allow(aws(A), 'ecr:*')],
      `${A} may zebra*, *zebra*, no longer denied`,
    ],
    [
      'a Deny of several actions less',
      [allow(aws(A), '*'), deny(all, ['ecr:Put*', 'ecr:BatchGetImage'])],
      [allow(aws(A), '*')],
      `${A} may BatchGetImage, PutImage, PutImageScanningConfiguration, PutImageTagMutability, PutLifecyclePolicy, no longer denied`,
    ],
    [
      'a binary value',
      null,
      [allow(aws(A), PULL, { BinaryEquals: { k: ['QmFzZTY0', 'WA=='] } })],
      `${A} may pull if k is QmFzZTY0 or WA==`,
    ],
    [
      'all whom a Deny leaves',
      null,
      [allow(all), deny(all, PULL, { StringNotEquals: { 'aws:PrincipalOrgID': 'o-abc1234567' } })],
      'anybody who is not denied may pull',
    ],
  ])('%s', (_, before, after, fact) => expect(opened(before, after)).toEqual([fact]))
})

describe('everybody', () => {
  test.each<readonly [name: string, condition: Fields | undefined, why: string]>([
    ['no condition', undefined, ''],
    [
      'ForAllValues',
      { 'ForAllValues:StringEquals': { 'aws:PrincipalOrgID': 'o-abc1234567' } },
      ': ForAllValues:StringEquals aws:PrincipalOrgID o-abc1234567 holds nobody back',
    ],
    [
      'IfExists',
      { StringEqualsIfExists: { 'aws:PrincipalOrgID': 'o-abc1234567' } },
      ': StringEqualsIfExists aws:PrincipalOrgID o-abc1234567 holds nobody back',
    ],
    [
      'a negation',
      { StringNotEquals: { 'aws:PrincipalAccount': CI } },
      `: StringNotEquals aws:PrincipalAccount ${CI} holds nobody back`,
    ],
    ['all addresses', ip('0.0.0.0/0', '::/0'), ': IpAddress aws:SourceIp 0.0.0.0/0 or ::/0 holds nobody back'],
    ['half of them', ip('128.0.0.0/1'), ': IpAddress aws:SourceIp 128.0.0.0/1 holds nobody back'],
    [
      'all but some',
      { NotIpAddress: { 'aws:SourceIp': '10.0.0.0/8' } },
      ': NotIpAddress aws:SourceIp 10.0.0.0/8 holds nobody back',
    ],
    [
      'any organization',
      { StringLike: { 'aws:PrincipalOrgID': '*' } },
      ': StringLike aws:PrincipalOrgID * holds nobody back',
    ],
    [
      'any path',
      { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': 'o-*' } },
      ': ForAnyValue:StringLike aws:PrincipalOrgPaths o-* holds nobody back',
    ],
    ['no organization', { Null: { 'aws:PrincipalOrgID': 'true' } }, ': Null aws:PrincipalOrgID true holds nobody back'],
    [
      'some organization',
      { Null: { 'aws:PrincipalOrgID': 'false' } },
      ': Null aws:PrincipalOrgID false holds nobody back',
    ],
    ['any ARN', { ArnLike: { 'aws:PrincipalArn': 'arn:*' } }, ': ArnLike aws:PrincipalArn arn:* holds nobody back'],
    [
      'a role of any account',
      { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/ci' } },
      ': ArnLike aws:PrincipalArn arn:aws:iam::*:role/ci holds nobody back',
    ],
    ['any text', { StringLike: { 'aws:PrincipalArn': '*' } }, ': StringLike aws:PrincipalArn * holds nobody back'],
    ['TLS', { Bool: { 'aws:SecureTransport': 'true' } }, ': Bool aws:SecureTransport true holds nobody back'],
    ['a tag', tag('StringEquals', 'x'), ': StringEquals aws:PrincipalTag/team x holds nobody back'],
    ['a name of a session', { StringLike: { 'aws:userid': '*:ci' } }, ': StringLike aws:userid *:ci holds nobody back'],
    [
      'any source',
      { ArnLike: { 'aws:SourceArn': 'arn:aws:lambda:*:*:function:*' } },
      ': ArnLike aws:SourceArn arn:aws:lambda:*:*:function:* holds nobody back',
    ],
    [
      'no service',
      { Bool: { 'aws:PrincipalIsAWSService': 'false' } },
      ': Bool aws:PrincipalIsAWSService false holds nobody back',
    ],
    ['any account', { StringLike: { 'aws:SourceAccount': '*' } }, ': StringLike aws:SourceAccount * holds nobody back'],
    ['any network', { StringLike: { 'aws:SourceVpc': 'vpc-*' } }, ': StringLike aws:SourceVpc vpc-* holds nobody back'],
    [
      'two that hold nobody back',
      { Bool: { 'aws:SecureTransport': 'true' }, StringNotLike: { 'aws:PrincipalOrgID': 'o-x*' } },
      ': Bool aws:SecureTransport true and StringNotLike aws:PrincipalOrgID o-x* hold nobody back',
    ],
  ])('is let in by %s', (_, condition, why) =>
    expect(opened([allow(aws(A))], [allow(aws(A)), allow(all, PULL, condition)])).toEqual([`everybody may pull${why}`]),
  )

  test.each<readonly [name: string, condition: Fields]>([
    ['an organization', { StringLike: { 'aws:PrincipalOrgID': 'o-abc1234567' } }],
    ['one path', { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': 'o-abc1234567/*' } }],
    [
      'an organization that must be there',
      {
        'ForAllValues:StringEquals': { 'aws:PrincipalOrgID': 'o-abc1234567' },
        Null: { 'aws:PrincipalOrgID': 'false' },
      },
    ],
    ['a network', ip('203.0.113.0/24', '2001:db8::/32')],
    ['an endpoint', { StringEquals: { 'aws:SourceVpce': 'vpce-1' } }],
    ['a source account', { StringEquals: { 'aws:SourceAccount': CI } }],
    ['a source', { ArnLike: { 'aws:SourceArn': `arn:aws:lambda:*:${CI}:function:*` } }],
    ['a bucket', { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::bucket' } }],
    ['a role', { ArnEquals: { 'aws:PrincipalArn': 'arn:aws:iam::444455556666:role/x*' } }],
    ['an account somewhere in a text', { StringLike: { 'aws:PrincipalArn': `*${CI}*` } }],
    ['a role id', { StringLike: { 'aws:userid': 'AROAEXAMPLE:*' } }],
    ['services', { Bool: { 'aws:PrincipalIsAWSService': 'true' } }],
    ['a service', { StringEquals: { 'aws:PrincipalServiceName': 'x.amazonaws.com' } }],
    ['a network although everybody has TLS', { ...ip('203.0.113.0/24'), Bool: { 'aws:SecureTransport': 'true' } }],
  ])('is not let in by %s', (_, condition) => {
    const texts = opened([allow(aws(A))], [allow(all, PULL, condition)])
    expect([texts.length > 0, texts.filter(text => text.includes('everybody'))]).toEqual([true, []])
  })

  test('is let in by Allow with NotPrincipal', () =>
    expect(opened([allow(aws(A))], [{ Effect: 'Allow', NotPrincipal: aws(CI), Action: PULL }])).toEqual([
      `everybody but ci (${CI}) may pull`,
    ]))

  test('is let in where a Deny keeps out only somebody', () =>
    expect(opened(null, [allow(all), deny(aws(CI))])).toEqual(['everybody may pull']))
})

describe('nothing opens', () => {
  const two = ['ecr:PutImage', 'ecr:BatchGetImage']
  test.each<readonly [name: string, before: Statements, after: Statements]>([
    ['the same', [allow(aws(A))], [allow(aws(A))]],
    ['all of it goes', [allow(aws(A))], null],
    ['an account less', [allow(aws(A, CI))], [allow(aws(A))]],
    ['an action less', [allow(aws(A), two)], [allow(aws(A), 'ecr:PutImage')]],
    ['actions for a wildcard', [allow(aws(A), 'ecr:*')], [allow(aws(A), two)]],
    ['a wildcard for all', [allow(aws(A), '*')], [allow(aws(A), ['ecr:*', 'ECR:Put*'])]],
    ['a condition more', [allow(aws(A))], [allow(aws(A), PULL, ip('10.0.0.0/8'))]],
    [
      'a test more',
      [allow(aws(A), PULL, ip('10.0.0.0/8'))],
      [allow(aws(A), PULL, { ...ip('10.0.0.0/8'), ...org('o-x') })],
    ],
    ['a value less', [allow(aws(A), PULL, org('o-x', 'o-y'))], [allow(aws(A), PULL, org('o-y'))]],
    [
      'a value more of what is kept out',
      [allow(aws(A), PULL, tag('StringNotEquals', 'x'))],
      [allow(aws(A), PULL, tag('StringNotEquals', 'x', 'y'))],
    ],
    [
      'a text for a pattern',
      [allow(aws(A), PULL, tag('StringLike', 'a*'))],
      [allow(aws(A), PULL, tag('StringEquals', 'ab'))],
    ],
    [
      'a text for its any case',
      [allow(aws(A), PULL, tag('StringEqualsIgnoreCase', 'AB'))],
      [allow(aws(A), PULL, tag('StringEquals', 'aB'))],
    ],
    [
      'a part of a network',
      [allow(aws(A), PULL, ip('10.0.0.0/8'))],
      [allow(aws(A), PULL, ip('10.1.0.0/16', '10.2.3.4'))],
    ],
    [
      'a network in two halves',
      [allow(aws(A), PULL, ip('10.0.0.0/8'))],
      [allow(aws(A), PULL, ip('10.0.0.0/9')), allow(aws(A), PULL, ip('10.128.0.0/9'))],
    ],
    [
      'a part of a network of IPv6',
      [allow(aws(A), PULL, ip('2001:db8::/32'))],
      [allow(aws(A), PULL, ip('2001:db8:1::/48', '2001:db8::1'))],
    ],
    ['a role of its account', [allow(aws(A))], [allow(aws(A, ROLE, SESSION))]],
    ['a session of its role', [allow(aws(ROLE))], [allow(aws(SESSION))]],
    ['an account for its root', [allow(aws(`arn:aws:iam::${A}:root`))], [allow(aws(A))]],
    ['an account for everybody', [allow(all)], [allow(aws(A)), allow(lambda)]],
    ['an organization for everybody', [allow(all)], [allow(all, PULL, org('o-x'))]],
    [
      'an account in words of a condition',
      [allow(aws(A))],
      [allow(all, PULL, { StringEquals: { 'aws:PrincipalAccount': A } })],
    ],
    [
      'an account for words of a condition',
      [allow(all, PULL, { StringEquals: { 'aws:PrincipalAccount': A } })],
      [allow(aws(A))],
    ],
    [
      'a role for words of a condition',
      [allow(all, PULL, { ArnLike: { 'aws:PrincipalArn': ROLE } })],
      [allow(aws(ROLE))],
    ],
    ['statements joined', [allow(aws(A)), allow(aws(CI))], [allow(aws(A, CI))]],
    [
      'statements apart',
      [allow(aws(A, CI), two)],
      [allow(aws(CI), two), allow(aws(A), 'ecr:PutImage'), allow(aws(A), 'ecr:BatchGetImage')],
    ],
    ['another Sid', [{ ...allow(all), Sid: 'x' }], [{ ...allow(all), Sid: 'y' }]],
    ['a Deny more', [allow(all)], [allow(all), deny(aws(A))]],
    ['a Deny of an action more', [allow(all, two), deny(all, 'ecr:PutImage')], [allow(all, two), deny(all, two)]],
    [
      'a Deny of another Sid',
      [allow(all, two), deny(all, 'ecr:PutImage')],
      [allow(all, two), { ...deny(all, 'ecr:PutImage'), Sid: 'x' }],
    ],
    ['a Deny under a condition less', [allow(all), deny(all, PULL, ip('10.0.0.0/8'))], [allow(all), deny(all)]],
    ['a Deny of what nobody is allowed', [allow(aws(A)), deny(all, 'ecr:PutImage')], [allow(aws(A))]],
    ['a Deny of whom nobody allows', [allow(aws(A)), deny(aws(CI))], [allow(aws(A))]],
    [
      'exceptions for what they leave',
      [allow(aws(A), 'ecr:*')],
      [{ Effect: 'Allow', Principal: aws(A), NotAction: two }],
    ],
    [
      'a Deny for all but those who are allowed',
      [allow(aws(A))],
      [allow(aws(A)), { Effect: 'Deny', NotPrincipal: aws(A), Action: PULL }],
    ],
    [
      'a condition that nobody can meet',
      [allow(aws(A))],
      [allow(aws(A)), allow(aws(CI), PULL, { StringEquals: { 'aws:PrincipalAccount': A } })],
    ],
    ['a login', [allow(aws(A))], [allow(aws(A)), allow(all, 'ecr:GetAuthorizationToken')]],
    ['somebody who is gone', [allow(aws(A))], [allow(aws(A, 'AROADBQP57FF2AEXAMPLE'))]],
    ['what is no address', null, [allow(aws(A), PULL, ip('nonsense'))]],
    ['what is no number', null, [allow(aws(A), PULL, { NumericEquals: { k: 'nonsense' } })]],
    ['an operator of the future', null, [allow(aws(A), PULL, { FutureEquals: { k: 'x' } })]],
    ['a condition of no form', [allow(aws(A))], [allow(aws(A), PULL, { StringEquals: 'x' })]],
    ['a denied grant', null, [allow(aws(A)), deny(all)]],
    [
      'a variable',
      [allow(all, PULL, tag('StringEquals', '${aws:PrincipalTag/x}'))],
      [allow(all, PULL, tag('StringEquals', '${aws:PrincipalTag/x}'))],
    ],
  ])('%s', (_, before, after) => expect(opened(before, after)).toEqual([]))

  test('a variable is a text of its own once a version interprets it', () => {
    const statements = documentOf([allow(all, PULL, tag('StringEquals', '${aws:username}'))]) as PolicyDocument
    expect(openings({ ...statements, Version: '2008-10-17' }, statements, WORDS)).toHaveLength(1)
  })
})

describe('what closes', () => {
  const closed = (before: Statements, after: Statements) => closings(documentOf(before), documentOf(after), WORDS)
  test.each<readonly [name: string, before: Statements, after: Statements, facts: readonly string[]]>([
    ['a policy that goes', [allow(aws(CI), PUSH)], null, [`ci (${CI}) may no longer push`]],
    ['an account less', [allow(aws(A, CI))], [allow(aws(A))], [`ci (${CI}) may no longer pull`]],
    ['pulling for who could push', [allow(aws(A), PUSH)], [allow(aws(A))], [`${A} may no longer push`]],
    [
      'a condition more',
      [allow(aws(A))],
      [allow(aws(A), PULL, ip('10.0.0.0/8'))],
      [`${A} may no longer pull, but if aws:SourceIp is in 10.0.0.0/8`],
    ],
    [
      'a condition more for one of two levels',
      [allow(aws(A), PUSH)],
      [allow(aws(A), PULL, ip('10.0.0.0/8'))],
      [`${A} may no longer push`, `${A} may no longer pull, but if aws:SourceIp is in 10.0.0.0/8`],
    ],
    [
      'a value less',
      [allow(all, PULL, org('o-a', 'o-b'))],
      [allow(all, PULL, org('o-a'))],
      ['organization o-b may no longer pull, but if aws:PrincipalOrgID is o-a'],
    ],
    [
      'a condition more, and a Deny of everything',
      [allow(aws(A))],
      [allow(aws(A), PULL, ip('10.0.0.0/8')), deny(all, PULL)],
      [`${A} may no longer pull`],
    ],
    [
      'a condition more, and a Deny of a part of it',
      [allow(aws(A))],
      [allow(aws(A), PULL, ip('10.0.0.0/8')), deny(all, PULL, ip('10.1.0.0/16'))],
      [`${A} may no longer pull, but if aws:SourceIp is in 10.0.0.0/8 and no Deny holds`],
    ],
    [
      'a condition more, and a Deny of what it excludes',
      [allow(aws(A))],
      [allow(aws(A), PULL, ip('10.0.0.0/8')), deny(all, PULL, ip('192.168.0.0/16'))],
      [`${A} may no longer pull, but if aws:SourceIp is in 10.0.0.0/8`],
    ],
    [
      'a condition for one that it excludes',
      [allow(aws(A), PULL, ip('10.0.0.0/8'))],
      [allow(aws(A), PULL, ip('192.168.0.0/16'))],
      [`${A} may no longer pull if aws:SourceIp is in 10.0.0.0/8`],
    ],
    ['everybody', [allow(all)], null, ['no longer everybody may pull']],
    ['everybody but an account', [allow(all)], [allow(aws(A))], ['no longer everybody may pull']],
    [
      'everybody but an organization',
      [allow(all)],
      [allow(all, PULL, org('o-a'))],
      ['no longer everybody may pull, but if aws:PrincipalOrgID is o-a'],
    ],
    [
      'a new Deny',
      [allow(aws(A), 'ecr:*')],
      [allow(aws(A), 'ecr:*'), deny(all, 'ecr:PutImage')],
      [`${A} may no longer PutImage, now denied`],
    ],
    [
      'a new Deny of some',
      [allow(all, PULL)],
      [allow(all, PULL), deny(all, PULL, { StringNotEquals: { 'aws:PrincipalOrgID': ['o-a'] } })],
      ['everybody may no longer pull, now denied if aws:PrincipalOrgID is not o-a'],
    ],
    ['an own level', [allow(aws(A), ['ecr:DescribeImages'])], null, [`${A} may no longer DescribeImages`]],
    ['nothing that another statement still says', [allow(aws(A)), allow(aws(A), PUSH)], [allow(aws(A), PUSH)], []],
    ['nothing when somebody gains', [allow(aws(A))], [allow(aws(A, CI), PUSH)], []],
    ['nothing of a role whose account keeps it', [allow(aws(A, ROLE))], [allow(aws(A))], []],
  ])('%s', (_, before, after, facts) => expect(closed(before, after)).toEqual(facts))
})

describe('a policy made to take long', () => {
  const many = (length: number, one: (index: number) => Fields) => Array.from({ length }, (_, index) => one(index))
  test.each<readonly [name: string, statements: readonly Fields[]]>([
    [
      'of wildcards in actions',
      [
        allow(all, 'ecr:*'),
        deny(
          all,
          Array.from({ length: 700 }, (_, index) => `ecr:*?*?z${index}`),
        ),
      ],
    ],
    [
      'of wildcards in conditions',
      [
        allow(all, 'ecr:*'),
        ...many(60, index => deny(all, 'ecr:*', { StringLike: { a: `*${index}*`, b: `*${index}?` } })),
      ],
    ],
    [
      'of roles in conditions',
      [
        allow(all, 'ecr:*', {
          ArnLike: {
            'aws:PrincipalArn': Array.from({ length: 200 }, (_, index) => `arn:aws:iam::${A}:role/*${index}*`),
          },
        }),
      ],
    ],
    [
      'of keys with several values',
      [
        allow(all, 'ecr:*', {
          'ForAnyValue:StringEquals': { 'aws:TagKeys': Array.from({ length: 70 }, (_, index) => `${index}`) },
        }),
        deny(all, 'ecr:*', { 'ForAllValues:StringLike': { 'aws:TagKeys': '1*' } }),
      ],
    ],
    [
      'of accounts',
      many(70, index =>
        allow(
          aws(`${100_000_000_000 + index}`, ROLE),
          `ecr:${index % 2 ? 'Get' : 'Put'}*`,
          tag('StringLike', `*${index}*`),
        ),
      ),
    ],
  ])('%s opens nothing where it stays, and something where it is new', (_, statements) => {
    expect(opened(statements, statements)).toEqual([])
    expect(opened(null, statements).length).toBeGreaterThan(0)
  })
})

describe('an ARN with a variable of IAM in it', () => {
  const role = (value: string, operator = 'StringLike') => ({ [operator]: { 'aws:PrincipalArn': value } })

  test.each([
    ['of the account', role('arn:aws:iam::${aws:PrincipalAccount}:role/ci')],
    ['of a tag', role('arn:aws:iam::*:role/${aws:PrincipalTag/team}', 'ArnLike')],
    ['that has to be equal', role(`arn:aws:iam::${A}:role/\${aws:PrincipalTag/team}`, 'StringEquals')],
  ])('lets somebody in: %s', (_, condition) => {
    expect(opened(null, [allow(all, PULL, condition)])).not.toEqual([])
  })

  test('among the exceptions of a Deny lets somebody through', () => {
    const except = (...values: readonly string[]) => deny(all, PULL, { StringNotLike: { 'aws:PrincipalArn': values } })
    const before = [allow(aws(A)), except(`arn:aws:iam::${A}:role/admin`)]
    const after = [
      allow(aws(A)),
      except(`arn:aws:iam::${A}:role/admin`, 'arn:aws:iam::*:role/${aws:PrincipalTag/team}-breakglass'),
    ]
    expect(opened(before, after)).not.toEqual([])
    expect(opened(after, before)).toEqual([])
  })
})
