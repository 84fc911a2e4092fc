import fc from 'fast-check'
import { sharing } from './registry-policy.ts'
import { anyText, mostly, some } from './values.ts'

const ACCOUNTS = ['111122223333', '444455556666'] as const
const ROLE = 'arn:aws:iam::111122223333:role/team/deploy'

const reader = mostly(
  fc.constantFrom('ci', ...ACCOUNTS, ROLE, 'o-abc1234567', 'o-abc1234567/r-ab12/ou-ab12-11111111'),
  fc.oneof(fc.constantFrom('*', 'nobody', 'o-1', 'arn:aws:iam::111122223333:group/x', '11112222333'), anyText()),
)
const access = fc
  .record({
    pull: fc.array(reader, { maxLength: 3 }),
    push: fc.array(reader, { maxLength: 2 }),
    lambda: fc.array(mostly(fc.constantFrom('ci', ...ACCOUNTS), fc.constant('o-abc1234567')), { maxLength: 1 }),
    somebody: mostly(fc.constant(['ci']), fc.constant([])),
  })
  .map(({ pull, push, lambda, somebody }) => ({ access: { pull: [...somebody, ...pull], push, lambda } }))

const principal = mostly(
  fc.constantFrom<unknown>(
    { AWS: '111122223333' },
    { AWS: ['arn:aws:iam::444455556666:root', ROLE] },
    { AWS: ACCOUNTS, Service: 'lambda.amazonaws.com' },
    { Service: ['codebuild.amazonaws.com'] },
    { Federated: 'cognito-identity.amazonaws.com' },
  ),
  fc.constantFrom<unknown>(
    '*',
    {},
    { AWS: [] },
    { AWS: 'x' },
    { Service: 'lambda' },
    { CanonicalUser: 'me' },
    '111122223333',
    {
      Aws: '111122223333',
    },
  ),
)
const action = mostly(
  fc.constantFrom<unknown>('ecr:BatchGetImage', ['ecr:GetDownloadUrlForLayer', 'ECR:PutImage'], 'ecr:*', [
    'ecr:List*',
    'ecr:GetAuthorizationToken',
  ]),
  fc.constantFrom<unknown>('s3:GetObject', [], '', '*', 1, ['ecr:PutImage', 'ecr:a b']),
)
const condition = mostly(
  fc.constantFrom<unknown>(
    { StringEquals: { 'aws:PrincipalOrgID': 'o-abc1234567' } },
    {
      'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': ['o-1/*', 'o-2/*'] },
      Bool: { 'aws:SecureTransport': true },
    },
    { numericlessthanifexists: { x: [1, '2'] } },
    { StringLike: { 'aws:userid': '${aws:username}' } },
  ),
  fc.constantFrom<unknown>({ StringEqual: { x: '1' } }, { StringEquals: {} }, { Bool: { x: [] } }, { '': { x: '1' } }),
)

/** No Deny of the own account, nor of all but others: whether that locks out, only a target can tell. */
const statement = fc
  .record({
    Effect: fc.constantFrom('Allow', 'Allow', 'Deny'),
    principal: fc.tuple(mostly(fc.constant('Principal'), fc.constantFrom('NotPrincipal', 'Principals')), principal),
    action: fc.tuple(mostly(fc.constant('Action'), fc.constantFrom('NotAction', 'Actions')), action),
    more: some({
      Sid: fc.oneof(fc.constantFrom('', 'one', 'Two, with spaces'), anyText()),
      Condition: condition,
    }),
    resource: mostly(fc.constant({}), fc.constantFrom({ Resource: '*' }, { Resource: [] }, { NotResource: ['*'] })),
  })
  .map(({ Effect, principal: [who, names], action: [what, actions], more, resource }) => ({
    Effect,
    [Effect === 'Deny' && who === 'NotPrincipal' ? 'Principal' : who]: names,
    [what]: actions,
    ...more,
    ...resource,
  }))

export const policyForm: fc.Arbitrary<object> = fc.oneof(
  access,
  fc.record({ statements: mostly(fc.array(statement, { minLength: 1, maxLength: 4 }), fc.constant([])) }),
)

export const repositoryPolicy: fc.Arbitrary<unknown> = fc.oneof(
  policyForm,
  fc.constant('shared'),
  fc.constant(null),
  fc.array(fc.oneof(policyForm, fc.constantFrom('shared', 'inherited')), { minLength: 1, maxLength: 3 }),
  sharing(fc.array(fc.oneof(policyForm, fc.constant('shared')), { minLength: 1, maxLength: 2 })),
)

const count = mostly(fc.integer({ min: 1, max: 999 }), fc.constantFrom(0, -1, 999_999))
const days = mostly(
  fc.integer({ min: 90, max: 400 }).map(number => `${number} days`),
  fc.constantFrom<unknown>('1 day', '7d', 7, '0 days', 'a week', '89 days'),
)
const oddTexts = fc.constantFrom<readonly string[]>([], [''], ['*a*b*c*d*e'], ['v', 'v'], ['*-rc'])
const textsOf = (text: fc.Arbitrary<string>) => mostly(fc.uniqueArray(text, { minLength: 1, maxLength: 2 }), oddTexts)
const texts = textsOf(fc.constantFrom('v', 'prod', 'dev-', 'a', 'b*', '*-rc'))
/** Many: ECR takes each in one rule only. */
const prefix = fc.string({ unit: fc.constantFrom(...'abcvx019-._'), minLength: 2, maxLength: 4 })
const selector = fc.oneof(
  fc.record({ tagPattern: mostly(fc.constantFrom('v*', '*', 'prod'), fc.oneof(fc.constant('*1*2*3*4*'), anyText())) }),
  fc.record({ tagPatternList: texts }),
  fc.record({ tagPrefixList: textsOf(prefix) }),
  fc.record({ tagPrefix: mostly(prefix, fc.oneof(fc.constantFrom('*', 'v', 'v*'), anyText(3))) }),
)
const verb = fc.oneof(
  fc.record({ keepNewest: count }),
  fc.constant({ keepAll: true }),
  fc.record({ expireAfter: days }),
  fc.record({ archiveAllButNewest: count }),
  fc.record({ archiveAfter: days }),
  fc.record({ archiveIfNotPulledFor: days }),
  fc.record({ expireArchivedAfter: days }),
)
const shortRule = fc
  .tuple(
    selector,
    verb,
    some({ description: anyText() }),
    mostly(fc.constant({}), fc.constantFrom({ untagged: true }, { keepNewest: 3 })),
  )
  .map(parts => Object.assign({}, ...parts))
const short = fc
  .tuple(
    fc.array(shortRule, { minLength: 1, maxLength: 4 }),
    fc.constantFrom(
      [],
      [{ untagged: true, expireAfter: '7 days' }],
      [{ any: true, keepNewest: 50 }],
      [
        { untagged: true, keepNewest: 1 },
        { any: true, archiveAfter: '30 days' },
      ],
    ),
  )
  .map(([rules, last]) => [...rules, ...last])

const rule = fc.record({
  rulePriority: mostly(fc.integer({ min: 1, max: 500 }), fc.constantFrom(0, -3)),
  selection: fc.record(
    {
      tagStatus: mostly(fc.constant('tagged'), fc.constantFrom('untagged', 'any', 'TAGGED')),
      tagPatternList: texts,
      storageClass: mostly(fc.constant('standard'), fc.constantFrom('archive')),
      countType: mostly(fc.constant('imageCountMoreThan'), fc.constantFrom('sinceImagePushed', 'sinceMoon')),
      countNumber: count,
    },
    { requiredKeys: ['tagStatus', 'tagPatternList', 'countType', 'countNumber'] },
  ),
  action: mostly(
    fc.constant({ type: 'expire' }),
    fc.constantFrom({ type: 'transition' }, { type: 'expire', targetStorageClass: 'archive' }),
  ),
})
const rules = fc.record({
  rules: mostly(
    fc.uniqueArray(rule, { minLength: 1, maxLength: 4, selector: ({ rulePriority }) => rulePriority }),
    fc.array(rule, { maxLength: 2 }),
  ),
})

export const lifecycleForm: fc.Arbitrary<unknown> = fc.oneof(short, short, rules)
export const lifecyclePolicy: fc.Arbitrary<unknown> = fc.oneof(lifecycleForm, fc.constantFrom('standard', null))
