import fc from 'fast-check'
import { statementsOf } from '../../src/kinds/policy/access.ts'
import { canonicalDocument, canonicalRegistryDocument, type Statement } from '../../src/kinds/policy/document.ts'
import { type LifecyclePolicy, validatePolicy } from '../../src/lifecycle/index.ts'
import type { Fields } from '../../src/model.ts'
import { OWNER_TAG, PROTECT_TAG } from '../../src/names.ts'
import { CONTEXT } from '../world.ts'

/** Things as ECR may hold them, by kind: nothing in them is refused. */

const ACCOUNTS = ['111122223333', '222233334444', '444455556666'] as const
const optionally = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined })
const several = <T>(value: fc.Arbitrary<T>, maxLength = 3) => fc.array(value, { minLength: 1, maxLength })
/** Members of which some are undefined, without these. */
const present = <T extends object>(fields: fc.Arbitrary<T>): fc.Arbitrary<Fields> =>
  fields.map(one => Object.fromEntries(Object.entries(one).filter(([, value]) => value !== undefined)))
const text = fc
  .oneof(
    fc.constantFrom('no', '1e3', '2024-01-01', '=1+1', '<b>', '"', "'", '#', '- x', '__proto__', '${aws:username}'),
    fc.string({ unit: 'binary', maxLength: 8 }),
  )
  .filter(one => !one.includes('${{'))

const tagText = fc
  .oneof(
    fc.constantFrom('team', 'env', '1_000', 'constructor', '漢𝒳'),
    fc.string({ unit: fc.constantFrom(...'abcXYZ019 +-=._:/@ä'), minLength: 1, maxLength: 6 }),
  )
  .filter(key => !/^(aws|ecrsync):/i.test(key))
export const tags = fc.dictionary(tagText, fc.oneof(fc.constant(''), tagText), { maxKeys: 4 })
const tagFilter = fc.constantFrom('prod', 'stable', 'v*', '*-rc*', 'A.b_c-d', '*')
const mutability = fc.oneof(
  fc.constantFrom('MUTABLE', 'IMMUTABLE').map(imageTagMutability => ({ imageTagMutability })),
  fc.record({
    imageTagMutability: fc.constantFrom('MUTABLE_WITH_EXCLUSION', 'IMMUTABLE_WITH_EXCLUSION'),
    imageTagMutabilityExclusionFilters: fc.uniqueArray(tagFilter, { minLength: 1, maxLength: 5 }),
  }),
)
const encryption = fc.constantFrom<Fields>(
  { encryptionType: 'AES256' },
  { encryptionType: 'KMS' },
  { encryptionType: 'KMS', kmsKey: 'arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab' },
)

const repository = fc
  .record({
    tags,
    protectTag: optionally(fc.constant({ [PROTECT_TAG]: 'true' })),
    mutability,
    scanOnPush: fc.boolean(),
    encryptionConfiguration: encryption,
  })
  .map(({ tags, protectTag, mutability, scanOnPush, encryptionConfiguration }) => ({
    tags: { ...tags, ...protectTag },
    ...mutability,
    imageScanningConfiguration: { scanOnPush },
    encryptionConfiguration,
  }))

/** What a repository may carry beside what somebody may write. */
export const OTHERS = JSON.parse(`{ "${OWNER_TAG}": "acme", "aws:cloudformation:stack-name": "x", "__proto__": "x" }`)

const tagList = fc.uniqueArray(fc.constantFrom('v*', 'prod', 'dev-*', '*-rc', 'a', '*'), { minLength: 1, maxLength: 3 })
const selected = fc.oneof(
  tagList.map(tagPatternList => ({ tagStatus: 'tagged', tagPatternList })),
  fc
    .uniqueArray(fc.string({ unit: fc.constantFrom(...'abcvx019-._'), minLength: 2, maxLength: 4 }), {
      minLength: 1,
      maxLength: 3,
    })
    .map(tagPrefixList => ({ tagStatus: 'tagged', tagPrefixList })),
  fc.constantFrom({ tagStatus: 'untagged' }, { tagStatus: 'any' }),
)
const days = (countType: string, min = 1) =>
  fc
    .oneof(fc.constantFrom(90, 1_234_567_890), fc.integer({ min, max: 400 }))
    .map(countNumber => ({ countType, countUnit: 'days', countNumber }))
const newest = fc
  .oneof(fc.constant(999_999), fc.integer({ min: 1, max: 100 }))
  .map(countNumber => ({ countType: 'imageCountMoreThan', countNumber }))
const EXPIRE = { type: 'expire' }
const ARCHIVE = { type: 'transition', targetStorageClass: 'archive' }
const counted = fc.oneof(
  fc.tuple(fc.oneof(newest, days('sinceImagePushed')), fc.constantFrom(EXPIRE, ARCHIVE)),
  fc.tuple(days('sinceImagePulled'), fc.constant(ARCHIVE)),
  fc.tuple(
    days('sinceImageTransitioned', 90).map(count => ({ storageClass: 'archive', ...count })),
    fc.constant(EXPIRE),
  ),
)
const rule = present(
  fc.record({ rulePriority: fc.integer({ min: 1, max: 999 }), description: optionally(text), selected, counted }),
).map(({ selected, counted, ...more }) => {
  const [count, action] = counted as [Fields, Fields]
  return { ...more, selection: { ...(selected as Fields), ...count }, action }
})
const lifecyclePolicy = fc
  .uniqueArray(rule, { minLength: 1, maxLength: 5, selector: one => (one as Fields).rulePriority })
  .map(rules => ({ rules }) as unknown as LifecyclePolicy)
  .filter(policy => validatePolicy(policy).length === 0)

const reader = fc.constantFrom(
  ...ACCOUNTS,
  'arn:aws:iam::111122223333:role/team/deploy',
  'o-abc1234567',
  'o-xyz1234567',
  'o-abc1234567/r-ab12/ou-ab12-11111111',
)
/** What the short form has made for somebody. */
const ofAccess = fc
  .record({
    pull: fc.array(reader, { maxLength: 3 }),
    push: fc.array(reader, { maxLength: 2 }),
    lambda: fc.array(fc.constantFrom(...ACCOUNTS), { maxLength: 2 }),
  })
  .map(access => statementsOf(access, CONTEXT))

const principal = fc.constantFrom<unknown>(
  { AWS: '111122223333' },
  { AWS: ['arn:aws:iam::444455556666:root', 'arn:aws:iam::111122223333:role/team/deploy'] },
  { AWS: '222233334444', Service: 'lambda.amazonaws.com' },
  { Service: ['codebuild.amazonaws.com'] },
  '*',
)
const action = fc.constantFrom<unknown>(
  'ecr:BatchGetImage',
  ['ecr:GetDownloadUrlForLayer', 'ECR:BATCHGETIMAGE'],
  'ecr:*',
)
const condition = fc.constantFrom<unknown>(
  { StringEquals: { 'aws:PrincipalOrgID': 'o-abc1234567' } },
  {
    StringEquals: { 'aws:PrincipalOrgID': ['o-abc1234567'], 'aws:PrincipalAccount': ['111122223333', '222233334444'] },
  },
  { Bool: { 'aws:SecureTransport': true }, NumericLessThanIfExists: { x: [1, '2'] } },
  { StringLike: { 'aws:userid': '${aws:username}' } },
)
const ofSomebody = present(
  fc.record({
    Sid: optionally(fc.oneof(text, fc.constant('Two, with spaces'))),
    Effect: fc.constantFrom('Allow', 'Allow', 'Deny'),
    Principal: principal,
    Action: action,
    Condition: optionally(condition),
  }),
)
  // Whether a Deny leaves anybody who may change it back is no matter of what is there.
  .map(one => (one.Effect === 'Deny' ? { ...one, Action: 'ecr:BatchDeleteImage' } : one))
const head = fc.constantFrom<Fields>(
  { Version: '2012-10-17' },
  { Version: '2012-10-17' },
  { Version: '2008-10-17' },
  {},
  { Version: '2012-10-17', Id: 'x' },
)

export const policyOfAccess = several(ofAccess, 2)
  .map(lists => lists.flat())
  .filter(statements => statements.length > 0)
  .chain(statements => fc.shuffledSubarray([...statements], { minLength: statements.length }))
  .map(Statement => canonicalDocument({ Version: '2012-10-17', Statement }))

export const repositoryPolicy = fc
  .tuple(head, several(ofAccess, 2), fc.array(ofSomebody, { maxLength: 2 }))
  .map(([head, access, others]): [Fields, (Fields | Statement)[]] => [head, [...access.flat(), ...others]])
  .filter(([, statements]) => statements.length > 0)
  .chain(([head, statements]) =>
    fc
      .shuffledSubarray(statements, { minLength: 1 })
      .map(Statement => canonicalDocument({ ...head, Statement: Statement as Statement[] })),
  )

const registryPolicy = fc
  .tuple(
    head,
    several(
      fc.tuple(
        ofSomebody,
        fc.constantFrom<unknown>('*', ['*'], ['arn:aws:ecr:us-east-1:123456789012:repository/prod/*']),
      ),
    ),
  )
  .map(([head, said]) =>
    canonicalRegistryDocument({
      ...head,
      Statement: said.map(([one, Resource]) => ({ ...one, Resource }) as Statement),
    }),
  )

const scanning = fc
  .oneof(
    fc.tuple(fc.constant('BASIC'), fc.constant(['SCAN_ON_PUSH', 'MANUAL'] as const)),
    fc.tuple(fc.constant('ENHANCED'), fc.constant(['SCAN_ON_PUSH', 'CONTINUOUS_SCAN'] as const)),
  )
  .chain(([scanType, frequencies]) =>
    fc.record({
      scanType: fc.constant(scanType),
      rules: fc.uniqueArray(
        fc.record({
          scanFrequency: fc.constantFrom(...frequencies),
          repositoryFilters: several(fc.constantFrom('prod*', '*', 'team/api')),
        }),
        { selector: one => one.scanFrequency, minLength: scanType === 'BASIC' ? 1 : 0, maxLength: 2 },
      ),
    }),
  )
const replication = fc.record({
  rules: several(
    present(
      fc.record({
        destinations: several(
          fc.record({ region: fc.constantFrom('eu-west-1', 'us-west-2'), registryId: fc.constantFrom(...ACCOUNTS) }),
        ),
        repositoryFilters: optionally(several(fc.constantFrom('prod/', 'team', 'ab'))),
      }),
    ),
  ),
})
const signing = fc.record({
  rules: several(
    present(
      fc.record({
        signingProfileArn: fc
          .constantFrom('release', 'all')
          .map(name => `arn:aws:signer:us-east-1:123456789012:/signing-profiles/${name}`),
        repositoryFilters: optionally(several(fc.constantFrom('prod/*', '*', 'team/api'))),
      }),
    ),
  ),
})

const role = 'arn:aws:iam::123456789012:role/ecr'
const cache = fc.oneof(
  fc.constantFrom<Fields>(
    { upstreamRegistryUrl: 'public.ecr.aws', upstreamRegistry: 'ecr-public' },
    {
      upstreamRegistryUrl: 'ghcr.io',
      upstreamRegistry: 'github-container-registry',
      credentialArn: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:ecr-pullthroughcache/x-AbCdEf',
    },
  ),
  present(
    fc.record({
      upstreamRegistryUrl: fc.constant('111122223333.dkr.ecr.eu-west-1.amazonaws.com'),
      upstreamRegistry: optionally(fc.constant('ecr')),
      upstreamRepositoryPrefix: optionally(fc.constantFrom('ROOT', 'team')),
      customRoleArn: optionally(fc.constant(role)),
    }),
  ),
)
const template = present(
  fc.record({
    appliedFor: fc.uniqueArray(fc.constantFrom('PULL_THROUGH_CACHE', 'REPLICATION', 'CREATE_ON_PUSH')),
    description: optionally(text),
    mutability,
    encryptionConfiguration: encryption,
    resourceTags: tags,
    repositoryPolicy: optionally(repositoryPolicy),
    lifecyclePolicy: optionally(lifecyclePolicy),
    customRoleArn: fc.constant(role),
  }),
).map(({ mutability, ...more }) => ({ ...more, ...(mutability as Fields) }))

/** By the key of a kind: the name of a thing, and what ECR holds of it. */
export const SPECS_OF: Readonly<Record<string, readonly [name: string, spec: fc.Arbitrary<object>]>> = {
  accountSetting: ['BLOB_MOUNTING', fc.constantFrom('ENABLED', 'DISABLED').map(value => ({ value }))],
  registryPolicy: ['registry', registryPolicy],
  scanningConfiguration: ['registry', scanning],
  replicationConfiguration: ['registry', replication],
  signingConfiguration: ['registry', signing],
  repositoryCreationTemplate: ['ROOT', template],
  pullThroughCacheRule: ['hub', cache],
  pullTimeUpdateExclusion: ['arn:aws:iam::111122223333:role/scanner', fc.constant({})],
  repository: ['team/api', repository],
  repositoryPolicy: ['team/api', repositoryPolicy],
  lifecyclePolicy: ['team/api', lifecyclePolicy],
}
