import { describe, expect, test } from 'vitest'
import { notesOn } from '../../src/iam/notes.ts'
import type { Extra, Purpose } from '../../src/iam/permissions.ts'
import { iamPolicies, type WishedTarget } from '../../src/iam/policies.ts'
import type { DeclaredTarget } from '../../src/model.ts'
import { HEAD, wishesFrom } from '../manifest/world.ts'

const EU = { name: 'eu', account: '111122223333', region: 'eu-west-1', labels: {} } satisfies DeclaredTarget

const purpose = (mode: Purpose['mode'], ...extras: readonly Extra[]): Purpose => ({ mode, extras: new Set(extras) })

const wished = async (manifest: string, target: DeclaredTarget = EU): Promise<WishedTarget> => ({
  target,
  wishes: await wishesFrom(`${HEAD}${manifest}`, { target }),
})

/** Each action with the names and ARNs that it is allowed on. */
async function allowed(manifest: string, wanted: Purpose, target: DeclaredTarget = EU) {
  const { policies } = iamPolicies([await wished(manifest, target)], wanted)
  const statements = policies.flatMap(({ document }) => document.Statement)
  return statements.flatMap(({ Action, Resource, Condition }) =>
    Action.map(action => ({ action, resources: [Resource].flat(), ...(Condition && { condition: Condition }) })),
  )
}

const of = (all: Awaited<ReturnType<typeof allowed>>, action: string) => all.filter(one => one.action === action)

describe('what a manifest needs', () => {
  test('where nothing is said of a repository, it is created with the tag of its owner', async () => {
    const all = await allowed('repositories: { team/api: {} }', purpose('apply'))
    expect(all.map(({ action }) => action)).toEqual([
      'ecr:DescribeRepositories',
      'ecr:ListTagsForResource',
      'tag:GetResources',
      'ecr:CreateRepository',
      'ecr:TagResource',
    ])
  })

  test('without an owner and without tags, nothing is tagged', async () => {
    const all = await allowed('ownership: none\nrepositories: { team/api: {} }', purpose('apply'))
    expect(all.map(({ action }) => action)).not.toContain('ecr:TagResource')
  })

  test('whoever plans writes nothing', async () => {
    const all = await allowed(
      'repositories: { team/api: { lifecyclePolicy: [{ untagged: true, expireAfter: 7 days }] } }',
      purpose('plan'),
    )
    expect(all.filter(({ action }) => /:(Put|Create|Set|Delete|Tag)/.test(action))).toEqual([])
  })

  test('in a target without an account, the registry is asked for it', async () => {
    const { account: _, ...target } = EU
    const all = await allowed('repositories: { team/api: {} }', purpose('plan'), target)
    expect(of(all, 'ecr:DescribeRegistry')).toEqual([{ action: 'ecr:DescribeRegistry', resources: ['*'] }])
    expect(of(all, 'ecr:DescribeRepositories')[0]?.resources).toEqual(['arn:aws:ecr:eu-west-1:*:repository/*'])
  })

  test('a shared policy that only takes away may come to none', async () => {
    const taking = 'repositories: { team/api: { repositoryPolicy: [live, { absent: [old] }] } }'
    expect((await allowed(taking, purpose('apply'))).map(({ action }) => action)).toEqual(
      expect.arrayContaining(['ecr:SetRepositoryPolicy', 'ecr:DeleteRepositoryPolicy']),
    )
  })

  test('a tombstone that has to be empty deletes no image', async () => {
    const tombstone = (more: string) =>
      `repositories: { team/new: {} }\nremoved: [{ name: team/old, reason: gone${more} }]`
    const [empty, full, moved] = await Promise.all(
      ['', ', maxImages: 3', ', copiedTo: team/new'].map(more => allowed(tombstone(more), purpose('apply'))),
    )
    expect([empty, full, moved].map(all => of(all ?? [], 'ecr:BatchDeleteImage').length)).toEqual([0, 1, 1])
    expect(of(moved ?? [], 'ecr:ListImages').flatMap(({ resources }) => resources)).toEqual([
      'arn:aws:ecr:eu-west-1:111122223333:repository/team/old',
      'arn:aws:ecr:eu-west-1:111122223333:repository/team/new',
    ])
  })

  test('images of another registry are read there', async () => {
    const image =
      'repositories: { team/api: { images: { prod: { from: "ecr:444455556666.dkr.ecr.us-east-1.amazonaws.com/base/app:1", referrers: true } } } }'
    const all = await allowed(image, purpose('apply'))
    expect(of(all, 'ecr:GetDownloadUrlForLayer').map(({ resources }) => resources)).toEqual([
      ['arn:aws:ecr:us-east-1:444455556666:repository/base/app'],
    ])
    expect(of(all, 'ecr:UploadLayerPart')[0]?.resources).toEqual([
      'arn:aws:ecr:eu-west-1:111122223333:repository/team/api',
    ])
  })

  test.each([
    [
      'an id',
      '11111111-2222-3333-4444-555555555555',
      'arn:aws:kms:eu-west-1:111122223333:key/11111111-2222-3333-4444-555555555555',
      undefined,
    ],
    [
      'an ARN',
      'arn:aws:kms:eu-west-1:111122223333:key/mrk-1',
      'arn:aws:kms:eu-west-1:111122223333:key/mrk-1',
      undefined,
    ],
    ['an alias', 'alias/ecr', 'arn:aws:kms:eu-west-1:111122223333:key/*', 'alias/ecr'],
    [
      'the ARN of an alias',
      'arn:aws:kms:eu-west-1:111122223333:alias/ecr',
      'arn:aws:kms:eu-west-1:111122223333:key/*',
      'alias/ecr',
    ],
  ])('a key of KMS by %s is one that repositories are created with', async (_, kmsKey, resource, alias) => {
    const key = `repositories: { team/api: { encryptionConfiguration: { encryptionType: KMS, kmsKey: "${kmsKey}" } } }`
    const all = await allowed(key, purpose('apply'))
    expect(of(all, 'kms:CreateGrant')).toEqual([
      {
        action: 'kms:CreateGrant',
        resources: [resource],
        ...(alias && { condition: { 'ForAnyValue:StringLike': { 'kms:ResourceAliases': [alias] } } }),
      },
    ])
    expect(of(await allowed(key, purpose('plan')), 'kms:CreateGrant')).toEqual([])
  })

  test('roles are passed by name to the service that takes them, and made for the services that want one', async () => {
    const all = await allowed(
      `registry:
  repositoryCreationTemplates:
    ROOT: { appliedFor: [REPLICATION], resourceTags: { a: b }, customRoleArn: "arn:aws:iam::111122223333:role/templates" }
  scanningConfiguration: { scanType: BASIC, rules: [] }`,
      purpose('apply'),
    )
    expect(of(all, 'iam:PassRole')).toEqual([
      {
        action: 'iam:PassRole',
        resources: ['arn:aws:iam::111122223333:role/templates'],
        condition: { StringEquals: { 'iam:PassedToService': ['ecr.amazonaws.com'] } },
      },
    ])
    expect(of(all, 'iam:CreateServiceLinkedRole').map(({ resources }) => resources)).toEqual([
      ['arn:aws:iam::111122223333:role/aws-service-role/ecr.amazonaws.com/*'],
    ])
    expect(all.filter(({ action }) => action.startsWith('inspector2:')).map(({ action }) => action)).toEqual([
      'inspector2:Disable',
    ])
  })

  test('what is discovered is given settings, and never created', async () => {
    const all = await allowed(
      'discovered: [{ match: "cache/**", imageTagMutability: IMMUTABLE, tags: { a: null } }]',
      purpose('apply', 'revert'),
    )
    expect(of(all, 'ecr:PutImageTagMutability')[0]?.resources).toEqual([
      'arn:aws:ecr:eu-west-1:111122223333:repository/cache/*',
    ])
    expect(of(all, 'ecr:UntagResource')).toHaveLength(1)
    expect([...of(all, 'ecr:CreateRepository'), ...of(all, 'ecr:DeleteRepository')]).toEqual([])
  })

  test.each<[Extra, Purpose['mode'], readonly string[]]>([
    ['login', 'plan', ['ecr:GetAuthorizationToken']],
    ['copy', 'plan', ['ecr:DescribeImages']],
    ['copy', 'apply', ['ecr:DescribeImages', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer', 'ecr:PutImage']],
    ['server-preview', 'plan', ['ecr:GetLifecyclePolicyPreview', 'ecr:StartLifecyclePolicyPreview']],
    ['revert', 'plan', ['ecr:ListImages', 'ecr:GetRepositoryPolicy']],
    ['revert', 'apply', ['ecr:DeleteRepository', 'ecr:DeleteLifecyclePolicy']],
  ])('with %s, %s: what that takes, and only then', async (extra, mode, actions) => {
    const manifest = 'repositories: { team/api: { lifecyclePolicy: [{ untagged: true, expireAfter: 7 days }] } }'
    const [without, together] = [
      await allowed(manifest, purpose(mode)),
      await allowed(manifest, purpose(mode, extra)),
    ].map(all => all.map(({ action }) => action))
    expect(together).toEqual(expect.arrayContaining([...actions]))
    expect(actions.some(action => !without?.includes(action)) || extra === 'copy').toBe(true)
  })
})

const ROLE = 'arn:aws:iam::111122223333:role/ecrsync'

describe('whose policies are', () => {
  const manifest = 'repositories: { team/api: {} }'

  test('targets of one identity share one', async () => {
    const us = { ...EU, name: 'us', region: 'us-east-1' }
    const { policies } = iamPolicies([await wished(manifest), await wished(manifest, us)], purpose('plan'))
    expect(policies.map(({ account, targets }) => [account, targets])).toEqual([['111122223333', ['eu', 'us']]])
    expect(JSON.stringify(policies)).toContain('arn:aws:ecr:us-east-1:111122223333:repository/team/api')
  })

  test('each role has its own, and whoever assumes them another one', async () => {
    const targets = [
      { ...EU, role: ROLE },
      { ...EU, name: 'other', account: '444455556666', profile: 'other' },
    ]
    const made = iamPolicies(await Promise.all(targets.map(target => wished(manifest, target))), purpose('plan'))
    expect(made.policies.map(({ role, profile, account }) => [role, profile, account])).toEqual([
      [ROLE, undefined, '111122223333'],
      [undefined, 'other', '444455556666'],
      [undefined, undefined, undefined],
    ])
    expect(made.policies.at(-1)?.document.Statement).toEqual([
      { Sid: 'Targets', Effect: 'Allow', Action: ['sts:AssumeRole'], Resource: ROLE },
    ])
    expect(notesOn(made).map(({ code, detail }) => [code, detail])).toEqual([
      [
        'IAM_SEVERAL',
        `1 is for ${ROLE} in account 111122223333, 2 is for the profile other in account 444455556666, 3 is for whoever assumes the roles of 1 target. With --json, each says whose it is.`,
      ],
    ])
  })

  test('one for one target is said without a word', async () =>
    expect(notesOn(iamPolicies([await wished(manifest)], purpose('plan')))).toEqual([]))

  test('wildcards and several parts are said', async () => {
    const names = (nameOf: (index: number) => string) =>
      `repositories: { ${Array.from({ length: 300 }, (_, index) => `${nameOf(index)}: {}`).join(', ')} }`
    const notesOf = async (text: string) => notesOn(iamPolicies([await wished(text)], purpose('plan')))
    expect(await notesOf(names(index => `team/app${index}`))).toMatchObject([
      { code: 'IAM_WIDENED', detail: expect.stringContaining('team/* (for 300)') },
    ])
    expect((await notesOf(names(index => `app${index}`))).map(({ code, summary }) => [code, summary])).toEqual([
      ['IAM_SEVERAL', '3 policies follow one another'],
      ['IAM_DIVIDED', 'What is needed is divided into 3 policies'],
    ])
  })
})
