import { describe, expect, test } from 'vitest'
import { kindOf } from '../../src/kinds/index.ts'
import type { Fields } from '../../src/model.ts'
import { OWNER_TAG, PROTECT_TAG } from '../../src/names.ts'
import { settablePaths } from '../../src/plan/diff.ts'
import { LAMBDAS } from '../lambda.ts'
import { arnOf } from '../world.ts'
import { NAME } from './examples.ts'
import { expectStated, restated } from './stated.ts'

/** What is stated of a thing as ECR may answer it. */
function statedOf(key: string, name: string, live: Fields): Fields | undefined {
  const kind = kindOf(key)
  return expectStated(kind, name, kind.canonical(live))
}

describe('a repository', () => {
  const repository = (live: Fields) => statedOf('repository', NAME, live)
  const AES = { encryptionConfiguration: { encryptionType: 'AES256' } }
  const KEY = 'arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab'
  const PLAIN = { imageTagMutability: 'MUTABLE', imageScanningConfiguration: { scanOnPush: false }, ...AES, tags: {} }

  test.each<[string, Fields, Fields]>([
    ['of ECR alone says whether its tags may be moved', {}, { imageTagMutability: 'MUTABLE' }],
    [
      'says its tags',
      { tags: { team: 'payments', 'cost center': '1e3' } },
      { tags: { team: 'payments', 'cost center': '1e3' }, imageTagMutability: 'MUTABLE' },
    ],
    [
      'says its filters beside what they are about',
      { imageTagMutability: 'IMMUTABLE_WITH_EXCLUSION', imageTagMutabilityExclusionFilters: ['v*', 'dev'] },
      { imageTagMutability: 'IMMUTABLE_WITH_EXCLUSION', imageTagMutabilityExclusionFilters: ['dev', 'v*'] },
    ],
    [
      'says that it is scanned',
      { imageScanningConfiguration: { scanOnPush: true } },
      { imageTagMutability: 'MUTABLE', imageScanningConfiguration: { scanOnPush: true } },
    ],
    [
      'says its key',
      { encryptionConfiguration: { encryptionType: 'KMS', kmsKey: KEY } },
      { imageTagMutability: 'MUTABLE', encryptionConfiguration: { encryptionType: 'KMS', kmsKey: KEY } },
    ],
    [
      'says KMS without a key',
      { encryptionConfiguration: { encryptionType: 'KMS' } },
      { imageTagMutability: 'MUTABLE', encryptionConfiguration: { encryptionType: 'KMS' } },
    ],
    [
      'says that it is protected, and not by which tag',
      { tags: { [PROTECT_TAG]: 'true' } },
      { protect: true, imageTagMutability: 'MUTABLE' },
    ],
    [
      'says its tag that has the name of something else',
      { tags: { constructor: 'a' } },
      { tags: { constructor: 'a' }, imageTagMutability: 'MUTABLE' },
    ],
  ])('%s', (_, live, stated) => {
    expect(repository({ ...PLAIN, ...live })).toEqual(stated)
  })

  test.each<[string, Fields]>([
    ['whose it is', { [OWNER_TAG]: 'acme' }],
    ['tags of AWS', { 'aws:cloudformation:stack-name': 'x', 'AWS:y': 'z' }],
    ['tags that are ours', { 'ecrsync:other': 'x' }],
    ['a tag with a key that no manifest takes', Object.fromEntries([['__proto__', 'a']])],
    ['that another value of its tag protects it, which stays', { [PROTECT_TAG]: 'yes' }],
  ])('does not say %s', (_, tags) => {
    const spec = kindOf('repository').canonical({ ...PLAIN, tags })
    const { states, over } = restated(kindOf('repository'), NAME, spec) ?? {}
    expect(states).toEqual({ imageTagMutability: 'MUTABLE' })
    expect(settablePaths(kindOf('repository'), spec, over ?? null)).toEqual([])
  })

  test('says nothing of what could not be read', () => {
    const { states } = restated(kindOf('repository'), NAME, { repositoryArn: arnOf(NAME), ...AES }) ?? {}
    expect(states).toEqual({})
  })
})

describe('rules of a lifecycle policy', () => {
  const SINCE = { countUnit: 'days', countNumber: 7 }
  const tagged = (more: Fields) => ({ tagStatus: 'tagged', ...more })
  const rule = (selection: Fields, action: Fields = { type: 'expire' }, more: Fields = {}) => ({
    rulePriority: 30,
    ...more,
    selection,
    action,
  })
  const archive = { type: 'transition', targetStorageClass: 'archive' }
  const newest = (countNumber: number) => ({ countType: 'imageCountMoreThan', countNumber })
  const any = { tagStatus: 'any', ...newest(9) }

  test.each<[string, Fields, Fields]>([
    ['any', rule(any), { any: true, keepNewest: 9 }],
    ['untagged', rule({ tagStatus: 'untagged', ...newest(9) }), { untagged: true, keepNewest: 9 }],
    ['a pattern', rule(tagged({ tagPatternList: ['v*'], ...newest(9) })), { tagPattern: 'v*', keepNewest: 9 }],
    ['a prefix', rule(tagged({ tagPrefixList: ['v'], ...newest(9) })), { tagPrefix: 'v', keepNewest: 9 }],
    [
      'patterns',
      rule(tagged({ tagPatternList: ['v*', 'a*'], ...newest(9) })),
      { tagPatternList: ['a*', 'v*'], keepNewest: 9 },
    ],
    [
      'prefixes',
      rule(tagged({ tagPrefixList: ['v', 'a'], ...newest(9) })),
      { tagPrefixList: ['a', 'v'], keepNewest: 9 },
    ],
    ['keepAll', rule({ tagStatus: 'any', ...newest(999_999) }), { any: true, keepAll: true }],
    [
      'expireAfter',
      rule({ tagStatus: 'any', countType: 'sinceImagePushed', ...SINCE }),
      { any: true, expireAfter: '7 days' },
    ],
    [
      'one day',
      rule({ tagStatus: 'any', countType: 'sinceImagePushed', countUnit: 'days', countNumber: 1 }),
      { any: true, expireAfter: '1 day' },
    ],
    ['archiveAllButNewest', rule(any, archive), { any: true, archiveAllButNewest: 9 }],
    [
      'archiveAllButNewest of as many as keepAll',
      rule({ tagStatus: 'any', ...newest(999_999) }, archive),
      { any: true, archiveAllButNewest: 999_999 },
    ],
    [
      'archiveAfter',
      rule({ tagStatus: 'any', countType: 'sinceImagePushed', ...SINCE }, archive),
      { any: true, archiveAfter: '7 days' },
    ],
    [
      'archiveIfNotPulledFor',
      rule({ tagStatus: 'any', countType: 'sinceImagePulled', ...SINCE }, archive),
      { any: true, archiveIfNotPulledFor: '7 days' },
    ],
    [
      'expireArchivedAfter',
      rule({
        tagStatus: 'any',
        storageClass: 'archive',
        countType: 'sinceImageTransitioned',
        countUnit: 'days',
        countNumber: 90,
      }),
      { any: true, expireArchivedAfter: '90 days' },
    ],
    [
      'a description',
      rule(any, undefined, { description: 'old: "ones"' }),
      { any: true, keepNewest: 9, description: 'old: "ones"' },
    ],
  ])('of the short form: %s', (_, live, stated) => {
    expect(statedOf('lifecyclePolicy', NAME, { rules: [live] })).toEqual({ lifecyclePolicy: [stated] })
  })

  test('stand in the order of their numbers', () => {
    const first = rule({ tagStatus: 'untagged', ...newest(1) }, undefined, { rulePriority: 3 })
    expect(statedOf('lifecyclePolicy', NAME, { rules: [rule(any), first] })).toEqual({
      lifecyclePolicy: [
        { untagged: true, keepNewest: 1 },
        { any: true, keepNewest: 9 },
      ],
    })
  })

  test("are all in ECR's own form where one of them is more than the short form says", () => {
    const days = { tagStatus: 'untagged', countType: 'sinceImagePushed', countUnit: 'days', countNumber: 1_234_567_890 }
    const rules = [rule(days, undefined, { rulePriority: 2 }), rule(any)]
    expect(statedOf('lifecyclePolicy', NAME, { rules })).toEqual({ lifecyclePolicy: { rules } })
  })

  test.each<[string, Fields]>([
    ['a member of the policy', { rules: [rule(any)], more: 'x' }],
    ['a member of a rule', { rules: [rule(any, undefined, { more: 'x' })] }],
    ['a way of counting', { rules: [rule({ tagStatus: 'any', countType: 'sinceMoon', ...SINCE })] }],
    ['a status', { rules: [rule({ tagStatus: 'some', ...newest(9) })] }],
    ['no list of tags', { rules: [rule({ tagStatus: 'tagged', ...newest(9) })] }],
  ])('with what this version does not know are said as they are: %s', (_, policy) => {
    expect(restated(kindOf('lifecyclePolicy'), NAME, policy)?.states).toEqual({ lifecyclePolicy: policy })
  })
})

const PULL = ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer']
const UPLOAD = [
  'BatchCheckLayerAvailability',
  'CompleteLayerUpload',
  'InitiateLayerUpload',
  'PutImage',
  'UploadLayerPart',
]
const PUSH = [...PULL, ...UPLOAD.map(name => `ecr:${name}`)]
const allow = (Principal: unknown, Action: unknown = PULL, more: Fields = {}) => ({
  Effect: 'Allow',
  Principal,
  Action,
  ...more,
})
const [A, B, CI] = ['111122223333', '222233334444', '444455556666'] as const
const ROLE = 'arn:aws:iam::111122223333:role/team/deploy'
const inOrganization = (...ids: readonly string[]) => ({
  Condition: { StringEquals: { 'aws:PrincipalOrgID': ids } },
})
const below = (...paths: readonly string[]) => ({
  Condition: { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': paths } },
})
const forFunctionsOf = (account: string) =>
  allow({ Service: 'lambda.amazonaws.com' }, PULL, {
    Condition: { StringLike: { 'aws:SourceArn': `arn:aws:lambda:*:${account}:function:*` } },
  })
const SID = { ...allow({ AWS: A }), Sid: 'partner pull' }

describe('a policy', () => {
  const policy = (Statement: unknown, head: Fields = { Version: '2012-10-17' }) =>
    statedOf('repositoryPolicy', NAME, { ...head, Statement })?.repositoryPolicy

  test.each<[string, readonly unknown[], unknown]>([
    ['accounts', [allow({ AWS: [A, `arn:aws:iam::${B}:root`] })], { access: { pull: [A, B] } }],
    ['an account with a name', [allow({ AWS: `arn:aws:iam::${CI}:root` })], { access: { pull: ['ci'] } }],
    ['a role', [allow({ AWS: [ROLE] })], { access: { pull: [ROLE] } }],
    ['who may push', [allow({ AWS: A }, PUSH)], { access: { push: [A] } }],
    [
      'actions in another case',
      [
        allow(
          { AWS: A },
          PULL.map(one => one.toLowerCase()),
        ),
      ],
      { access: { pull: [A] } },
    ],
    ['an organization', [allow('*', PULL, inOrganization('o-abc1234567'))], { access: { pull: ['o-abc1234567'] } }],
    [
      'a part of an organization',
      [allow({ AWS: '*' }, PULL, below('o-abc1234567/r-ab12/ou-ab12-11111111/*'))],
      { access: { pull: ['o-abc1234567/r-ab12/ou-ab12-11111111'] } },
    ],
    [
      'all in one',
      [
        allow('*', PUSH, inOrganization('o-abc1234567')),
        allow('*', PULL, below('o-abc1234567/r-ab12/*')),
        allow('*', PULL, inOrganization('o-abc1234567', 'o-xyz1234567')),
        forFunctionsOf(B),
        allow({ AWS: B }),
        allow({ AWS: [A, ROLE] }),
        allow({ AWS: A }, PUSH),
      ],
      {
        access: {
          pull: [A, ROLE, 'o-abc1234567', 'o-xyz1234567', 'o-abc1234567/r-ab12'],
          push: [A, 'o-abc1234567'],
          lambda: [B],
        },
      },
    ],
    [
      'functions of two accounts',
      [allow({ AWS: CI }), forFunctionsOf(CI), allow({ AWS: A }), forFunctionsOf(A)],
      { access: { lambda: [A, 'ci'] } },
    ],
  ])('that `access` would make: %s', (_, statements, stated) => {
    expect(policy(statements)).toEqual(stated)
  })

  test.each<[string, readonly unknown[], unknown]>([
    [
      'the same level twice',
      [allow({ AWS: A }), allow({ AWS: B }), allow({ AWS: A }, PUSH)],
      [{ access: { pull: [A], push: [A] } }, { access: { pull: [B] } }],
    ],
    [
      'the same functions twice',
      [allow({ AWS: A }), forFunctionsOf(A), allow({ AWS: A }), forFunctionsOf(A)],
      [{ access: { lambda: [A] } }, { access: { lambda: [A] } }],
    ],
    [
      'a statement beside',
      [SID, allow({ AWS: B })],
      [{ access: { pull: [B] } }, { statements: [{ ...SID, Principal: { AWS: A } }] }],
    ],
  ])('that takes several: %s', (_, statements, stated) => {
    expect(policy(statements)).toEqual(stated)
  })

  test.each<[string, Fields]>([
    ['a Sid', SID],
    ['everybody', allow('*')],
    ['another action', allow({ AWS: A }, [...PULL, 'ecr:ListImages'])],
    ['uploads without pulls', allow({ AWS: A }, PUSH.slice(2))],
    ['a Deny', { ...allow({ AWS: A }), Effect: 'Deny' }],
    ['a service', allow({ Service: 'codebuild.amazonaws.com' })],
    ['two kinds of principals', allow({ AWS: A, Service: 'codebuild.amazonaws.com' })],
    ['a condition', allow({ AWS: A }, PULL, { Condition: { Bool: { 'aws:SecureTransport': 'true' } } })],
    ['an organization of another form', allow('*', PULL, inOrganization('o-*'))],
    [
      'another test of an organization',
      allow('*', PULL, { Condition: { StringLike: { 'aws:PrincipalOrgID': 'o-abc1234567' } } }),
    ],
    ['the accounts of a path, and none below', allow('*', PULL, below('o-abc1234567/r-ab12/'))],
    ['a path that ends otherwise', allow('*', PULL, below('o-abc1234567/r-ab12//*'))],
    ['all but some actions', { Effect: 'Allow', Principal: { AWS: A }, NotAction: 'ecr:*' }],
    ['all but somebody', { Effect: 'Deny', NotPrincipal: { AWS: [A, B] }, Action: PULL }],
    ['functions without their account', forFunctionsOf(A)],
  ])('of which `access` has no word is said by its statements: %s', (_, statement) => {
    expect(policy([statement])).toMatchObject({ statements: [{ Effect: statement.Effect }] })
    expect(policy([statement, allow({ AWS: B })])).toMatchObject([
      { access: { pull: [B] } },
      { statements: [{ Effect: statement.Effect }] },
    ])
  })

  test('for functions of another partition is said by its statements, which are wrong there', () => {
    const functions = {
      ...forFunctionsOf(A),
      Condition: { StringLike: { 'aws:SourceArn': `arn:aws-cn:lambda:*:${A}:function:*` } },
    }
    const kind = kindOf('repositoryPolicy')
    const spec = kind.canonical({ Version: '2012-10-17', Statement: [allow({ AWS: A }), functions] })
    expect(restated(kind, NAME, spec)).toMatchObject({
      states: { repositoryPolicy: [{ access: { pull: [A] } }, { statements: [{ Condition: functions.Condition }] }] },
      problems: [{ code: 'WRONG_PARTITION' }],
    })
  })

  test('says its statements with one text for a list of one', () => {
    const Condition = { Bool: { 'aws:SecureTransport': ['true'] }, StringLike: { 'aws:userid': ['a', 'b'] } }
    const statement = {
      Effect: 'Allow',
      Principal: { AWS: ['*'] },
      Action: ['ecr:PutImage'],
      Resource: ['*'],
      Condition,
    }
    expect(policy([statement])).toEqual({
      statements: [
        {
          Effect: 'Allow',
          Principal: '*',
          Action: 'ecr:PutImage',
          Condition: { Bool: { 'aws:SecureTransport': 'true' }, StringLike: { 'aws:userid': ['a', 'b'] } },
        },
      ],
    })
  })

  test.each<[string, Fields, Fields]>([
    ['of 2008', { Version: '2008-10-17' }, { Version: '2008-10-17' }],
    ['without a version', {}, { Version: '2008-10-17' }],
    ['with an Id', { Version: '2012-10-17', Id: 'x' }, { Version: '2012-10-17', Id: 'x' }],
  ])('%s is said whole', (_, head, said) => {
    expect(policy([allow({ AWS: [A] })], head)).toEqual({ ...said, Statement: [allow({ AWS: A })] })
  })

  test('without statements, which ECR has not, is said as it is', () => {
    const kind = kindOf('repositoryPolicy')
    const states = kind.states?.(NAME, { Version: '2012-10-17', Statement: [] }, { account: A, region: 'us-east-1' })
    expect(states).toEqual({ repositoryPolicy: { Version: '2012-10-17', Statement: [] } })
  })
})

describe('the statement that Lambda added', () => {
  const kind = kindOf('repositoryPolicy')
  const stated = (...Statement: readonly unknown[]) => {
    const spec = kind.canonical({ Version: '2012-10-17', Statement, repositoryArn: arnOf(NAME) })
    const { states, over } = restated(kind, NAME, spec) ?? {}
    expect(settablePaths(kind, spec, over ?? null)).toEqual([])
    return states?.repositoryPolicy
  }

  test('stays by itself, and is not said beside others', () => {
    expect(stated(allow({ AWS: A }), LAMBDAS)).toEqual({ access: { pull: [A] } })
  })

  test('is said where there is nothing else: a policy that nobody states may be none', () => {
    expect(stated(LAMBDAS)).toMatchObject({ statements: [{ Sid: LAMBDAS.Sid }] })
  })

  test('is said where another one has its Sid', () => {
    const other = { ...allow({ AWS: A }), Sid: LAMBDAS.Sid }
    expect(stated(LAMBDAS, other)).toMatchObject({ statements: [{ Sid: LAMBDAS.Sid }, { Sid: LAMBDAS.Sid }] })
  })
})

describe('a setting of the registry', () => {
  const registry = { ...allow({ AWS: A }, 'ecr:ReplicateImage'), Resource: ['*'] }
  const profile = 'arn:aws:signer:us-east-1:111122223333:/signing-profiles/release'
  const destinations = [{ region: 'eu-west-1', registryId: A }]
  const hub = {
    upstreamRegistryUrl: 'registry-1.docker.io',
    credentialArn: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:ecr-pullthroughcache/docker-hub-AbCdEf',
  }
  const ecr = { upstreamRegistryUrl: `${A}.dkr.ecr.eu-west-1.amazonaws.com`, upstreamRegistry: 'ecr' }
  const scanner = `arn:aws:iam::${A}:role/scanner`

  test.each<[kind: string, what: string, name: string, live: Fields, stated: Fields | undefined]>([
    ['accountSetting', 'as ECR has it by itself', 'BLOB_MOUNTING', { value: 'DISABLED' }, undefined],
    ['accountSetting', 'of which ECR says nothing', 'BLOB_MOUNTING', { value: '' }, undefined],
    [
      'accountSetting',
      'that somebody has set',
      'BLOB_MOUNTING',
      { value: 'ENABLED' },
      { accountSettings: { BLOB_MOUNTING: 'ENABLED' } },
    ],
    [
      'registryPolicy',
      'in the form of today',
      'registry',
      { Version: '2012-10-17', Statement: [registry] },
      { policy: { statements: [{ ...registry, Resource: '*' }] } },
    ],
    [
      'registryPolicy',
      'of 2008',
      'registry',
      { Version: '2008-10-17', Statement: [registry] },
      { policy: { Version: '2008-10-17', Statement: [{ ...registry, Resource: '*' }] } },
    ],
    [
      'scanningConfiguration',
      'with filters as texts',
      'registry',
      {
        scanType: 'ENHANCED',
        rules: [{ scanFrequency: 'CONTINUOUS_SCAN', repositoryFilters: [{ filter: '*', filterType: 'WILDCARD' }] }],
      },
      {
        scanningConfiguration: {
          scanType: 'ENHANCED',
          rules: [{ scanFrequency: 'CONTINUOUS_SCAN', repositoryFilters: ['*'] }],
        },
      },
    ],
    [
      'scanningConfiguration',
      'without rules',
      'registry',
      { scanType: 'ENHANCED', rules: [] },
      { scanningConfiguration: { scanType: 'ENHANCED', rules: [] } },
    ],
    [
      'replicationConfiguration',
      'with filters as texts',
      'registry',
      { rules: [{ destinations, repositoryFilters: [{ filter: 'prod/', filterType: 'PREFIX_MATCH' }] }] },
      { replicationConfiguration: { rules: [{ destinations, repositoryFilters: ['prod/'] }] } },
    ],
    [
      'signingConfiguration',
      'with filters as texts',
      'registry',
      {
        rules: [
          { signingProfileArn: profile, repositoryFilters: [{ filter: 'prod/*', filterType: 'WILDCARD_MATCH' }] },
          { signingProfileArn: profile },
        ],
      },
      {
        signingConfiguration: {
          rules: [{ signingProfileArn: profile, repositoryFilters: ['prod/*'] }, { signingProfileArn: profile }],
        },
      },
    ],
    [
      'pullThroughCacheRule',
      'whose kind its address says',
      'docker-hub',
      { ...hub, upstreamRegistry: 'docker-hub' },
      { pullThroughCacheRules: { 'docker-hub': hub } },
    ],
    [
      'pullThroughCacheRule',
      'of all of an upstream',
      'platform',
      { ...ecr, upstreamRepositoryPrefix: 'ROOT' },
      { pullThroughCacheRules: { platform: { upstreamRegistryUrl: ecr.upstreamRegistryUrl } } },
    ],
    [
      'pullThroughCacheRule',
      'of a part of an upstream',
      'platform',
      { ...ecr, upstreamRepositoryPrefix: 'team' },
      {
        pullThroughCacheRules: {
          platform: { upstreamRegistryUrl: ecr.upstreamRegistryUrl, upstreamRepositoryPrefix: 'team' },
        },
      },
    ],
    [
      'repositoryCreationTemplate',
      'as ECR makes it of nothing',
      'hub',
      {
        appliedFor: ['PULL_THROUGH_CACHE'],
        description: '',
        imageTagMutability: 'MUTABLE',
        encryptionConfiguration: { encryptionType: 'AES256' },
      },
      {
        repositoryCreationTemplates: { hub: { appliedFor: ['PULL_THROUGH_CACHE'], imageTagMutability: 'MUTABLE' } },
      },
    ],
    [
      'repositoryCreationTemplate',
      'with documents in their short forms',
      'ROOT',
      {
        appliedFor: ['REPLICATION', 'CREATE_ON_PUSH'],
        imageTagMutability: 'MUTABLE',
        encryptionConfiguration: { encryptionType: 'KMS' },
        resourceTags: { team: 'platform' },
        repositoryPolicy: { Version: '2012-10-17', Statement: [allow({ AWS: CI }), SID] },
        lifecyclePolicy: {
          rules: [
            {
              rulePriority: 5,
              selection: { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 9 },
              action: { type: 'expire' },
            },
          ],
        },
        customRoleArn: 'arn:aws:iam::123456789012:role/ecr-templates',
      },
      {
        repositoryCreationTemplates: {
          ROOT: {
            appliedFor: ['CREATE_ON_PUSH', 'REPLICATION'],
            imageTagMutability: 'MUTABLE',
            encryptionConfiguration: { encryptionType: 'KMS' },
            resourceTags: { team: 'platform' },
            repositoryPolicy: [{ access: { pull: ['ci'] } }, { statements: [SID] }],
            lifecyclePolicy: [{ any: true, keepNewest: 9 }],
            customRoleArn: 'arn:aws:iam::123456789012:role/ecr-templates',
          },
        },
      },
    ],
    ['pullTimeUpdateExclusion', 'that is there', scanner, {}, { pullTimeUpdateExclusions: { [scanner]: {} } }],
  ])('%s %s', (key, _, name, live, stated) => {
    expect(statedOf(key, name, live)).toEqual(stated)
  })

  test('whose kind its address does not say has it said', () => {
    const rule = { upstreamRegistryUrl: 'registry.acme.example', upstreamRegistry: 'something-new' }
    expect(restated(kindOf('pullThroughCacheRule'), 'hub', rule)?.states).toEqual({
      pullThroughCacheRules: { hub: rule },
    })
  })
})
