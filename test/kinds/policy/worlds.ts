import fc from 'fast-check'
import type { Principal, Request } from './iam.ts'

const [A, B, OTHER, NEXT, LAST] = [
  '111122223333',
  '444455556666',
  '999988887777',
  '100000000001',
  '222200001111',
] as const
const arn = (account: string, resource: string) => `arn:aws:iam::${account}:${resource}`
const aws = (account: string, resource: string): Principal => ({ kind: 'aws', account, arn: arn(account, resource) })

const eve = (account: string): Principal => ({
  kind: 'aws',
  account,
  arn: `arn:aws:sts::${account}:federated-user/eve`,
})

/** Everybody whom a generated policy can name, and others beside them. */
export const PRINCIPALS: readonly Principal[] = [
  ...[A, B, OTHER].flatMap(account => ['root', 'role/ci', 'role/cd', 'user/ann'].map(who => aws(account, who))),
  ...[A, B, OTHER, NEXT, LAST].map(eve),
  aws(NEXT, 'root'),
  aws(NEXT, 'role/ci'),
  aws(LAST, 'root'),
  aws(LAST, 'role/ci'),
  { kind: 'service', name: 'lambda.amazonaws.com' },
  { kind: 'service', name: 'other.amazonaws.com' },
]

/** What a generated policy can ask of a key, and what requests can say of it. */
interface Key {
  readonly values: readonly string[]
  readonly operators: readonly string[]
  readonly requests: readonly (readonly string[])[]
}

const TEXTS = [
  ...[
    'StringEquals',
    'StringNotEquals',
    'StringLike',
    'StringNotLike',
    'StringEqualsIfExists',
    'StringNotLikeIfExists',
  ],
  ...['StringEqualsIgnoreCase', 'ForAllValues:StringEquals', 'ForAnyValue:StringLike', 'ForAllValues:StringNotEquals'],
  'ForAnyValue:StringNotLike',
]
const one = (...texts: readonly string[]) => [[], ...texts.map(text => [text])]
const comparisons = (type: string) =>
  ['Equals', 'NotEquals', 'LessThan', 'LessThanEquals', 'GreaterThan', 'GreaterThanEqualsIfExists'].map(
    name => type + name,
  )

const KEYS: Readonly<Record<string, Key>> = {
  'aws:PrincipalOrgID': {
    values: ['o-aaaaaaaaaa', 'o-bbbbbbbbbb', 'o-*', '*', 'o-a*'],
    operators: TEXTS,
    requests: one(
      'o-aaaaaaaaaa',
      'o-bbbbbbbbbb',
      'o-acccc',
      'o-dddd',
      'x',
      'o-*',
      '*',
      'o-a*',
      'O-AAAAAAAAAA',
      'O-BBBBBBBBBB',
      'O-*',
      'O-A*',
    ),
  },
  'aws:PrincipalTag/team': {
    values: ['a', 'b', 'a*', '*b', 'a?b'],
    operators: TEXTS,
    requests: one(
      'a',
      'b',
      'ab',
      'axb',
      'axxb',
      'axx',
      'xxb',
      'x',
      'a*',
      '*b',
      'a?b',
      'A',
      'B',
      'A*',
      '*B',
      'A?B',
      'Ax',
      'xB',
      'AxB',
      'axB',
      'Axb',
    ),
  },
  'aws:PrincipalAccount': { values: [A, B, '1*', '999988887777'], operators: TEXTS, requests: [[]] },
  'aws:PrincipalArn': {
    values: [arn(A, 'role/ci'), arn(A, 'role/*'), arn('*', 'role/ci'), arn('*', '*'), arn(B, 'user/ann')],
    operators: [
      'ArnLike',
      'ArnNotLike',
      'ArnEquals',
      'StringLike',
      'ForAllValues:ArnLike',
      'ArnLikeIfExists',
      'StringNotLike',
    ],
    requests: [[]],
  },
  'aws:SourceIp': {
    values: ['0.0.0.0/0', '10.0.0.0/8', '10.0.0.0/9', '10.128.0.0/9', '10.1.2.3', '::/0'],
    operators: ['IpAddress', 'NotIpAddress', 'IpAddressIfExists', 'NotIpAddressIfExists'],
    requests: one('10.0.0.1', '10.1.2.3', '10.200.0.1', '8.8.8.8', '10.1.2.4', '2001:db8::1'),
  },
  'aws:SecureTransport': {
    values: ['true', 'false'],
    operators: ['Bool', 'BoolIfExists'],
    requests: one('true', 'false'),
  },
  'aws:MultiFactorAuthAge': {
    values: ['5', '10'],
    operators: comparisons('Numeric'),
    requests: one('4', '5', '7', '10', '11'),
  },
  'aws:CurrentTime': {
    values: ['2030-01-01T00:00:00Z', '2031-01-01T00:00:00Z'],
    operators: comparisons('Date'),
    requests: one(
      '2029-01-01T00:00:00Z',
      '2030-01-01T00:00:00Z',
      '2030-06-01T00:00:00Z',
      '2031-01-01T00:00:00Z',
      '2032-01-01T00:00:00Z',
    ),
  },
  'aws:TagKeys': {
    values: ['a', 'b', 'a*'],
    operators: [
      'ForAllValues:StringEquals',
      'ForAnyValue:StringEquals',
      'ForAllValues:StringLike',
      'ForAnyValue:StringNotLike',
      'ForAnyValue:StringLike',
      'ForAllValues:StringNotEquals',
    ],
    requests: subsets(['a', 'b', 'ax', 'x', 'a*']),
  },
}

function subsets(texts: readonly string[]): readonly (readonly string[])[] {
  const [first, ...rest] = texts
  return first === undefined ? [[]] : subsets(rest).flatMap(some => [some, [first, ...some]])
}

const ACTIONS = [
  'ecr:BatchGetImage',
  'ecr:GetDownloadUrlForLayer',
  'ecr:PutImage',
  'ECR:batchgetimage',
  'ecr:*',
  '*',
  'ecr:Batch*',
  'ecr:*Image',
  'ecr:Get?ownload*',
  'ecr:Future',
]
/** Of each class that the actions below tell apart. */
export const ASKED = [
  'ecr:BatchGetImage',
  'ecr:GetDownloadUrlForLayer',
  'ecr:PutImage',
  'ecr:BatchDeleteImage',
  'ecr:DescribeImages',
  'ecr:GetLifecyclePolicy',
  'ecr:Future',
  'ecr:Unknown',
  'ecr:BatchUnknown',
  'ecr:UnknownImage',
  'ecr:BatchUnknownImage',
  'ecr:GetDownloadUnknown',
  'ecr:GetDownloadImage',
]

const someOf = <T>(values: readonly T[], maxLength = 2) =>
  fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength })
const oneOrMore = <T>(values: readonly T[], maxLength = 2) =>
  someOf(values, maxLength).chain(list => fc.constantFrom<T | readonly T[]>(list, ...(list.length === 1 ? list : [])))

const NAMED = [A, B, arn(A, 'root'), arn(A, 'role/ci'), arn(A, 'user/ann'), arn(B, 'role/ci')]
const principal = fc.oneof(
  fc.constantFrom<unknown>('*', { AWS: '*' }),
  { weight: 3, arbitrary: oneOrMore(NAMED, 3).map(AWS => ({ AWS })) },
  oneOrMore(['lambda.amazonaws.com']).map(Service => ({ Service })),
  fc.record({ AWS: oneOrMore(NAMED), Service: fc.constant('lambda.amazonaws.com') }),
)

const conditionOver = (names: readonly string[]) =>
  fc
    .array(
      fc.constantFrom(...names).chain(key => {
        const { operators, values } = KEYS[key] as Key
        return fc.oneof(
          {
            weight: 6,
            arbitrary: fc.record({
              key: fc.constant(key),
              operator: fc.constantFrom(...operators),
              values: oneOrMore(values),
            }),
          },
          fc.record({ key: fc.constant(key), operator: fc.constant('Null'), values: fc.constantFrom('true', 'false') }),
        )
      }),
      { minLength: 1, maxLength: 2 },
    )
    .map(tests => {
      const condition: Record<string, Record<string, unknown>> = {}
      for (const { key, operator, values } of tests) condition[operator] = { ...condition[operator], [key]: values }
      return condition
    })

const statementOver = (names: readonly string[]) =>
  fc
    .record({
      Effect: fc.constantFrom('Allow', 'Allow', 'Deny'),
      who: fc.constantFrom('Principal', 'Principal', 'Principal', 'NotPrincipal'),
      principal,
      what: fc.constantFrom('Action', 'Action', 'Action', 'NotAction'),
      action: oneOrMore(ACTIONS, 3),
      Condition: fc.option(conditionOver(names), { nil: undefined }),
    })
    .map(({ Effect, who, principal, what, action, Condition }) => ({
      Effect,
      // To except everybody is to name nobody.
      [who === 'NotPrincipal' && isForAnyone(principal) ? 'Principal' : who]: principal,
      [what]: action,
      ...(Condition && { Condition }),
    }))

const isForAnyone = (principal: unknown) => principal === '*' || JSON.stringify(principal) === '{"AWS":"*"}'

interface Pair {
  readonly before: unknown
  readonly after: unknown
  /** Of which requests say something. */
  readonly keys: readonly string[]
}

const policy = (Statement: readonly unknown[]) => (Statement.length === 0 ? null : { Version: '2012-10-17', Statement })

/** Two policies, often one a small change of the other, as people make them. */
export const pairs: fc.Arbitrary<Pair> = someOf(Object.keys(KEYS), 2).chain(keys => {
  const statements = fc.array(statementOver(keys), { maxLength: 3 })
  return fc.record({ kept: statements, gone: statements, come: statements, isSame: fc.boolean() }).map(parts => ({
    before: policy([...parts.kept, ...(parts.isSame ? [] : parts.gone)]),
    after: policy([...parts.come.slice(0, parts.isSame ? 1 : 3), ...parts.kept]),
    keys,
  }))
})

/** All requests of somebody for an action that policies over these keys can tell apart. */
export const requestsOf = (principal: Principal, action: string, keys: readonly string[]): readonly Request[] =>
  contextsOver(keys).map(context => ({ principal, action, context }))

const contextsOver = (keys: readonly string[]) =>
  keys.reduce<readonly Request['context'][]>(
    (known, key) =>
      known.flatMap(context => (KEYS[key] as Key).requests.map(values => ({ ...context, [key]: values }))),
    [{}],
  )
