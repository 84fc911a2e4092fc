import { describe, expect, test } from 'vitest'
import type { Fields } from '../../src/model.ts'
import { clientOf } from '../emulator/ecr.ts'
import { diagnosticsOf, findingsIn, HEAD, wishesFrom } from '../manifest/world.ts'
import { type Registry, registry } from '../registry.ts'
import { ACCOUNT, REGION } from '../world.ts'
import { attentionOf, linesOf } from './differences.ts'
import { manifestOf, plannedOf, saying, writesOf } from './registry-settings.ts'

const role = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`
const key = (id: number) => `arn:aws:kms:${REGION}:${ACCOUNT}:key/11111111-2222-3333-4444-55555555555${id}`
const templates = (repositoryCreationTemplates: object | null) => ({ repositoryCreationTemplates })
const ADDRESS = 'repositoryCreationTemplate["team"]'
const UPDATE = ['UpdateRepositoryCreationTemplate']
const REPLACE = ['DeleteRepositoryCreationTemplate', 'CreateRepositoryCreationTemplate']

const pull = (account: string) => ({ access: { pull: [account] } })
const keep = (count: number) => [
  { untagged: true, expireAfter: '7 days' },
  { any: true, keepNewest: count },
]

const PLAIN = { appliedFor: ['PULL_THROUGH_CACHE'] }
const FULL = {
  appliedFor: ['PULL_THROUGH_CACHE', 'REPLICATION'],
  description: 'what comes by itself',
  imageTagMutability: 'MUTABLE_WITH_EXCLUSION',
  imageTagMutabilityExclusionFilters: ['prod'],
  encryptionConfiguration: { encryptionType: 'KMS', kmsKey: key(1) },
  resourceTags: { team: 'platform' },
  repositoryPolicy: pull('111122223333'),
  lifecyclePolicy: keep(30),
  customRoleArn: role('templates'),
}

const templateIn = async ({ emulator }: Registry, prefix = 'team') => {
  const { repositoryCreationTemplates = [] } = await clientOf(emulator).describeRepositoryCreationTemplates({
    prefixes: [prefix],
  })
  return repositoryCreationTemplates[0]
}

describe('a template', () => {
  test.each([
    ['for one occasion', PLAIN],
    ['for all of them', { appliedFor: ['CREATE_ON_PUSH', 'PULL_THROUGH_CACHE', 'REPLICATION'] }],
    ['with everything that ECR has', FULL],
  ])('%s is created, found again, and taken away', async (_, template) => {
    const ecr = await registry()
    expect(await writesOf(ecr, templates({ team: template }))).toEqual(['CreateRepositoryCreationTemplate'])
    expect(await plannedOf(ecr, templates({ team: null }))).toEqual([`delete ${ADDRESS}`])
    expect(await writesOf(ecr, templates({ team: null }))).toEqual(['DeleteRepositoryCreationTemplate'])
    expect(await plannedOf(ecr, templates({ team: null }))).toEqual([])
  })

  test('has what the manifest says, in the form of ECR', async () => {
    const ecr = await registry()
    await writesOf(ecr, templates({ team: FULL }))
    const { repositoryPolicy = '', lifecyclePolicy = '', ...found } = (await templateIn(ecr)) ?? {}
    expect(found).toMatchObject({
      ...{ appliedFor: ['PULL_THROUGH_CACHE', 'REPLICATION'], description: FULL.description },
      ...{ imageTagMutability: FULL.imageTagMutability, encryptionConfiguration: FULL.encryptionConfiguration },
      imageTagMutabilityExclusionFilters: [{ filterType: 'WILDCARD', filter: 'prod' }],
      resourceTags: [{ Key: 'team', Value: 'platform' }],
      customRoleArn: role('templates'),
    })
    expect(JSON.parse(repositoryPolicy).Statement).toHaveLength(1)
    expect(JSON.parse(lifecyclePolicy).rules).toHaveLength(2)
  })

  test.each<[string, Fields, string, string, readonly string[]]>([
    ['other occasions', { appliedFor: ['REPLICATION'] }, 'update', 'appliedFor', UPDATE],
    ['another description', { description: 'other' }, 'update', 'description', UPDATE],
    ['no description', { description: null }, 'update', 'description', UPDATE],
    [
      'another mutability',
      { imageTagMutability: 'MUTABLE', imageTagMutabilityExclusionFilters: undefined },
      'update',
      'imageTagMutability imageTagMutabilityExclusionFilters',
      UPDATE,
    ],
    [
      'other filters',
      { imageTagMutabilityExclusionFilters: ['v*', { filter: 'prod' }] },
      'update',
      'imageTagMutabilityExclusionFilters',
      UPDATE,
    ],
    [
      'another key',
      { encryptionConfiguration: { encryptionType: 'KMS', kmsKey: key(2) } },
      'update',
      'encryptionConfiguration.kmsKey',
      UPDATE,
    ],
    [
      'no key',
      { encryptionConfiguration: { encryptionType: 'AES256' } },
      'update',
      'encryptionConfiguration.encryptionType encryptionConfiguration.kmsKey',
      UPDATE,
    ],
    ['another tag', { resourceTags: { team: 'web' } }, 'update', 'resourceTags.team', UPDATE],
    ['one tag more', { resourceTags: { 'a.b': '1' } }, 'update', 'resourceTags["a.b"]', UPDATE],
    ['no tag', { resourceTags: { team: null } }, 'update', 'resourceTags.team', UPDATE],
    [
      'another policy',
      { repositoryPolicy: pull('444455556666') },
      'update',
      'repositoryPolicy.Statement[0].Principal.AWS',
      UPDATE,
    ],
    ['no policy', { repositoryPolicy: null }, 'update', 'repositoryPolicy', UPDATE],
    ['another rule', { lifecyclePolicy: keep(31) }, 'update', 'lifecyclePolicy.rules[1].selection.countNumber', UPDATE],
    ['no rules', { lifecyclePolicy: null }, 'update', 'lifecyclePolicy', UPDATE],
    ['another role', { customRoleArn: role('other') }, 'update', 'customRoleArn', UPDATE],
  ])('that gets %s is one change at that path, and one call', async (_, changed, action, paths, calls) => {
    const ecr = await registry()
    await writesOf(ecr, templates({ team: FULL }))
    const after = { ...FULL, ...changed }
    expect(await plannedOf(ecr, templates({ team: after }))).toEqual([`${action} ${ADDRESS} ${paths}`])
    expect(await writesOf(ecr, templates({ team: after }))).toEqual(calls)
  })

  test('that is to have no role is deleted and created again', async () => {
    const ecr = await registry()
    const { customRoleArn, description } = FULL
    await writesOf(ecr, templates({ team: { ...PLAIN, customRoleArn, description } }))
    const after = { ...PLAIN, customRoleArn: null }
    expect(await plannedOf(ecr, templates({ team: after }))).toEqual([`replace ${ADDRESS} customRoleArn`])
    expect(await writesOf(ecr, templates({ team: after }))).toEqual(REPLACE)
    expect(await templateIn(ecr)).toMatchObject({ description })
  })

  test('is put back where it cannot be created again', async () => {
    const ecr = await registry()
    const before = { ...FULL, encryptionConfiguration: { encryptionType: 'AES256' }, resourceTags: {} }
    await writesOf(ecr, templates({ team: before }))
    ecr.emulator.inject({
      operation: 'CreateRepositoryCreationTemplate',
      error: 'ValidationException',
      when: { at: 1 },
    })
    const { outcomes } = await ecr.apply(await saying(templates({ team: { ...before, customRoleArn: null } })))
    expect(outcomes).toMatchObject([{ status: 'failed', after: { customRoleArn: role('templates') } }])
    expect(await plannedOf(ecr, templates({ team: before }))).toEqual([])
  })

  test('keeps what is left out, and sends it again', async () => {
    const ecr = await registry()
    await writesOf(ecr, templates({ team: FULL }))
    await writesOf(ecr, templates({ team: { ...PLAIN, description: 'new' } }))
    const [call] = ecr.emulator.calls.filter(({ operation }) => operation === UPDATE[0])
    expect(Object.keys(call?.input ?? {}).sort()).toEqual(['prefix', ...Object.keys(FULL)].sort())
    expect(await plannedOf(ecr, templates({ team: { ...FULL, ...PLAIN, description: 'new' } }))).toEqual([])
  })

  test('that says the same in another way is no change', async () => {
    const ecr = await registry()
    await writesOf(ecr, templates({ team: FULL }))
    const again = {
      ...FULL,
      appliedFor: ['REPLICATION', 'PULL_THROUGH_CACHE', 'REPLICATION'],
      encryptionConfiguration: { encryptionType: 'KMS' },
      repositoryPolicy: {
        statements: [
          {
            Effect: 'Allow',
            Principal: { AWS: 'arn:aws:iam::111122223333:root' },
            Action: ['ecr:GetDownloadUrlForLayer', 'ecr:BatchGetImage'],
          },
        ],
      },
      lifecyclePolicy: {
        rules: [
          {
            rulePriority: 20,
            selection: { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 30 },
            action: { type: 'expire' },
          },
          {
            rulePriority: 10,
            selection: { tagStatus: 'untagged', countType: 'sinceImagePushed', countUnit: 'days', countNumber: 7 },
            action: { type: 'expire' },
          },
        ],
      },
    }
    expect(await plannedOf(ecr, templates({ team: again }))).toEqual([])
  })

  test('takes policies by name and by file', async () => {
    const ecr = await registry()
    const text = `${HEAD}repositoryPolicies: { org: { access: { pull: ["111122223333"] } } }
lifecyclePolicies: { standard: [{ untagged: true, expireAfter: 7 days }, { any: true, keepNewest: 30 }] }
registry:
  repositoryCreationTemplates:
    team:
      appliedFor: [PULL_THROUGH_CACHE]
      repositoryPolicy: [org, { file: policies/ci.json }]
      lifecyclePolicy: standard
`
    const statement = { Effect: 'Allow', Principal: { AWS: '444455556666' }, Action: 'ecr:BatchGetImage' }
    const files = {
      'ecrsync.yaml': text,
      'policies/ci.json': JSON.stringify({ Version: '2012-10-17', Statement: [statement] }),
    }
    const wishes = (await wishesFrom(files)).registry()
    const { changes } = await ecr.plan(wishes)
    expect(linesOf(changes[0])).toEqual([
      'appliedFor: PULL_THROUGH_CACHE',
      'repositoryPolicy: org: pull by 111122223333; BatchGetImage by 444455556666',
      'lifecyclePolicy: standard: untagged 7 days; any image newest 30',
    ])
    expect(changes[0]?.lines.map(({ sources }) => sources.map(({ line }) => line))).toEqual([[8], [9], [10]])
    await ecr.apply(wishes)
    expect((await ecr.plan(wishes)).changes).toEqual([])
    expect(JSON.parse((await templateIn(ecr))?.repositoryPolicy ?? '').Statement).toHaveLength(2)
  })

  test('of somebody else is left alone, and all are read once', async () => {
    const ecr = await registry()
    const client = clientOf(ecr.emulator)
    await client.createRepositoryCreationTemplate({ prefix: 'theirs', appliedFor: ['REPLICATION'] })
    await writesOf(ecr, templates({ team: PLAIN }))
    ecr.emulator.clearCalls()
    expect(await plannedOf(ecr, templates({ team: null, ROOT: PLAIN }))).toHaveLength(2)
    expect(ecr.emulator.calls.filter(({ operation }) => operation.startsWith('DescribeRepositoryC'))).toHaveLength(1)
    await writesOf(ecr, templates({ team: null }))
    expect(await templateIn(ecr, 'theirs')).toBeDefined()
  })

  test('that may not be read is unread', async () => {
    const ecr = await registry()
    ecr.emulator.inject({ operation: 'DescribeRepositoryCreationTemplates', error: 'AccessDeniedException' })
    const { targets, changes } = await ecr.plan(await saying(templates({ team: PLAIN })))
    expect(targets[0]?.unread).toMatchObject([{ code: 'ACCESS_DENIED', label: 'repositoryCreationTemplate team' }])
    expect(changes).toEqual([])
  })

  test('that is gone already is done', async () => {
    const ecr = await registry()
    await writesOf(ecr, templates({ team: PLAIN }))
    ecr.emulator.inject({ operation: 'DeleteRepositoryCreationTemplate', error: 'TemplateNotFoundException' })
    expect((await ecr.apply(await saying(templates({ team: null })))).outcomes).toMatchObject([{ status: 'done' }])
  })

  test.each(['Create', 'Update', 'Delete'])('whose %s has no answer is looked at again', async verb => {
    const ecr = await registry()
    if (verb !== 'Create') await writesOf(ecr, templates({ team: PLAIN }))
    const operation = `${verb}RepositoryCreationTemplate`
    ecr.emulator.inject({ operation, error: 'DropAfter', when: { at: 1 } })
    const wish = verb === 'Delete' ? null : { ...PLAIN, description: 'new' }
    expect(await writesOf(ecr, templates({ team: wish }))).toEqual([operation])
  })

  test('makes repositories as it says', async () => {
    const ecr = await registry()
    await writesOf(ecr, templates({ ROOT: { ...FULL, appliedFor: ['CREATE_ON_PUSH'] } }))
    expect(await templateIn(ecr, 'ROOT')).toMatchObject({ appliedFor: ['CREATE_ON_PUSH'] })
  })
})

describe('a plan blocks', () => {
  test('a role of another account, where the account of the registry is known only by asking', async () => {
    const customRoleArn = 'arn:aws:iam::999999999999:role/templates'
    const wishes = await saying(templates({ team: { appliedFor: ['REPLICATION'], customRoleArn } }))
    const { changes } = await (await registry()).plan(wishes)
    expect(changes.map(({ blocked }) => blocked?.code)).toEqual(['CUSTOM_ROLE'])
  })

  const codesOver = async (before: Fields, after: Fields) => {
    const ecr = await registry()
    await writesOf(ecr, templates({ team: before }))
    const { changes, summary } = await ecr.plan(await saying(templates({ team: after })))
    return [changes.map(({ blocked }) => blocked?.code), summary.blocked]
  }
  const tags = (from: number, to: number) =>
    Object.fromEntries(Array.from({ length: to - from }, (_, index) => [`key-${from + index}`, 'x'] as const))
  const { customRoleArn } = FULL

  test('a template without the role that its tags need', async () =>
    expect(await codesOver(FULL, { ...PLAIN, customRoleArn: null })).toEqual([['CUSTOM_ROLE'], 1]))

  test('more tags than ECR allows', async () =>
    expect(
      await codesOver(
        { ...PLAIN, customRoleArn, resourceTags: tags(0, 40) },
        { ...PLAIN, customRoleArn, resourceTags: tags(40, 60) },
      ),
    ).toEqual([['TOO_MANY_TAGS'], 1]))
})

describe('a plan says', () => {
  const saidOver = async (before: object | undefined, after: object | null, prefix = 'team') => {
    const ecr = await registry()
    if (before) await writesOf(ecr, templates({ [prefix]: before }))
    const [change] = (await ecr.plan(await saying(templates({ [prefix]: after })))).changes
    return { lines: linesOf(change), facts: attentionOf(change) }
  }

  test('what a new one says, and who gets in', async () =>
    expect(await saidOver(undefined, FULL)).toEqual({
      lines: [
        'appliedFor: PULL_THROUGH_CACHE, REPLICATION',
        'description: what comes by itself',
        'imageTagMutability: MUTABLE_WITH_EXCLUSION  prod',
        `encryptionConfiguration: KMS ${key(1)}`,
        'resourceTags: team=platform',
        `customRoleArn: ${role('templates')}`,
        'repositoryPolicy: pull by 111122223333',
        'lifecyclePolicy: untagged 7 days; any image newest 30',
      ],
      facts: ['OPENS repositories that ECR creates below team: 111122223333 may pull'],
    }))

  test('nothing of what only has its default', async () =>
    expect((await saidOver(undefined, PLAIN)).lines).toEqual(['appliedFor: PULL_THROUGH_CACHE']))

  test('what changes', async () => {
    const after = {
      ...FULL,
      description: null,
      resourceTags: { team: 'web' },
      repositoryPolicy: pull('444455556666'),
      lifecyclePolicy: keep(31),
    }
    expect(await saidOver(FULL, after)).toEqual({
      lines: [
        'description: what comes by itself → none',
        'resourceTags: team=platform → team=web',
        'repositoryPolicy: - Allow pull to 111122223333',
        '+ Allow pull to 444455556666',
        'lifecyclePolicy: rule 2 (any image): keepNewest 30 → 31',
      ],
      facts: [
        'OPENS repositories that ECR creates below team: 444455556666 may pull',
        'CLOSES repositories that ECR creates below team: 111122223333 may no longer pull',
      ],
    })
  })

  test('which documents go, and which come', async () => {
    const { lines } = await saidOver(FULL, { ...FULL, repositoryPolicy: null, lifecyclePolicy: null })
    expect(lines).toEqual(['repositoryPolicy: none any more', 'lifecyclePolicy: none any more'])
    expect((await saidOver(PLAIN, { ...PLAIN, lifecyclePolicy: keep(3) })).lines).toEqual([
      'lifecyclePolicy: untagged 7 days; any image newest 3',
    ])
  })

  test('what a replacement means', async () => {
    const { customRoleArn } = FULL
    const { lines, facts } = await saidOver({ ...PLAIN, customRoleArn }, { ...PLAIN, customRoleArn: null })
    expect(lines).toEqual([
      `customRoleArn: ${customRoleArn} → none`,
      'deleted and created again: repositories that ECR creates in between get nothing of it',
    ])
    expect(facts).toEqual([
      'REPLACES repositoryCreationTemplate team: repositories that ECR creates in between get nothing of it',
    ])
  })

  test('what a delete means', async () =>
    expect(await saidOver(PLAIN, null)).toEqual({
      lines: ['repositories that ECR creates from then on get nothing of it'],
      facts: ['DELETES repositoryCreationTemplate team: repositories that ECR creates from then on get nothing of it'],
    }))

  test('whom ROOT lets in', async () => {
    const { facts } = await saidOver(undefined, { ...PLAIN, repositoryPolicy: pull('111122223333') }, 'ROOT')
    expect(facts).toEqual(['OPENS repositories that ECR creates: 111122223333 may pull'])
  })
})

describe('offline', () => {
  const { customRoleArn } = FULL
  const kms = (kmsKey?: string) => ({ encryptionConfiguration: { encryptionType: 'KMS', ...(kmsKey && { kmsKey }) } })
  const tags = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`key-${index}`, 'x'] as const))

  test.each<[string, object | null, readonly string[]]>([
    ['what is right', { team: FULL, ROOT: PLAIN, gone: null }, []],
    ['a bad prefix', { 'Team!': PLAIN }, ['error INVALID_PREFIX']],
    ['a bad prefix of what is to go', { '-': null }, ['error INVALID_PREFIX']],
    ['a prefix of 257 characters', { ['a'.repeat(257)]: PLAIN }, ['error INVALID_PREFIX']],
    ['a prefix of 1 character', { a: PLAIN }, []],
    ['no occasion', { team: {} }, ['error MISSING_KEY']],
    ['an occasion of nobody', { team: { appliedFor: ['PULL'] } }, ['error WRONG_VALUE']],
    ['no occasion in the list', { team: { appliedFor: [] } }, ['warning CREATION_TEMPLATE']],
    [
      'immutable tags of a cache',
      { team: { ...PLAIN, imageTagMutability: 'IMMUTABLE' } },
      ['warning CREATION_TEMPLATE'],
    ],
    ['immutable tags of pushes', { team: { appliedFor: ['CREATE_ON_PUSH'], imageTagMutability: 'IMMUTABLE' } }, []],
    ['a long description', { team: { ...PLAIN, description: 'x'.repeat(257) } }, ['error CREATION_TEMPLATE']],
    ['one of long characters', { team: { ...PLAIN, description: '💾'.repeat(129) } }, ['error CREATION_TEMPLATE']],
    ['filters alone', { team: { ...PLAIN, imageTagMutabilityExclusionFilters: ['a'] } }, ['error EXCLUSION_FILTERS']],
    ['tags without a role', { team: { ...PLAIN, resourceTags: { a: 'b' } } }, ['error CUSTOM_ROLE']],
    ['tags with a role that must not be', { team: { ...FULL, customRoleArn: null } }, ['error CUSTOM_ROLE']],
    ['only a tag that is to go', { team: { ...PLAIN, resourceTags: { a: null } } }, []],
    ['KMS without a role', { team: { ...PLAIN, ...kms() } }, ['error CUSTOM_ROLE']],
    ['KMS without a key', { team: { ...PLAIN, ...kms(), customRoleArn } }, []],
    ['an alias', { team: { ...PLAIN, ...kms('alias/ecr'), customRoleArn } }, ['error ENCRYPTION']],
    ['no key at all', { team: { ...PLAIN, ...kms('a b'), customRoleArn } }, ['error ENCRYPTION']],
    ['a key with a variable', { team: { ...PLAIN, ...kms('arn:${{ target.partition }}:x'), customRoleArn } }, []],
    ['a role that is none', { team: { ...FULL, customRoleArn: 'x' } }, ['error CUSTOM_ROLE']],
    ['a reserved tag', { team: { ...FULL, resourceTags: { 'aws:a': 'b' } } }, ['error RESERVED_TAG']],
    ['51 tags', { team: { ...FULL, resourceTags: tags(51) } }, ['error TOO_MANY_TAGS']],
    ['null for all tags', { team: { ...FULL, resourceTags: null } }, ['error NOT_NULL']],
    ['a bad policy', { team: { ...PLAIN, repositoryPolicy: { statements: [] } } }, ['error REPOSITORY_POLICY']],
    ['bad rules', { team: { ...PLAIN, lifecyclePolicy: [{ any: true, keepNewest: 0 }] } }, ['error LIFECYCLE_POLICY']],
    [
      'live',
      {
        team: {
          ...PLAIN,
          repositoryPolicy: [
            'live',
            {
              statements: [
                { Sid: 'ours', Effect: 'Allow', Principal: { AWS: '111122223333' }, Action: 'ecr:BatchGetImage' },
              ],
            },
          ],
        },
      },
      ['error LIVE_NOT_MERGED'],
    ],
    [
      'a policy for everybody',
      {
        team: {
          ...PLAIN,
          repositoryPolicy: { statements: [{ Effect: 'Allow', Principal: '*', Action: 'ecr:BatchGetImage' }] },
        },
      },
      ['warning ECR101'],
    ],
    ['null for what ECR always has', { team: { ...PLAIN, imageTagMutability: null } }, ['error NOT_NULL']],
    ['null for all', null, ['error NOT_NULL']],
    ['a longer prefix', { team: PLAIN, 'team/a': PLAIN, teams: PLAIN, ROOT: PLAIN }, ['note PREFIX_OVERLAP']],
  ])('%s', async (_, said, found) => {
    const all = await findingsIn(manifestOf(templates(said)))
    expect(all.map(text => text.replace(/^\S+ /, ''))).toEqual(found)
  })

  test.each([
    ['a key elsewhere', { team: { ...FULL, ...kms(key(1).replace(REGION, 'eu-west-1')) } }, ['ENCRYPTION']],
    ['a key here', { team: FULL }, []],
    ['KMS_DSSE', { team: { ...FULL, encryptionConfiguration: { encryptionType: 'KMS_DSSE' } } }, ['ENCRYPTION']],
    [
      'the role of another account',
      { team: { ...FULL, customRoleArn: 'arn:aws:iam::999999999999:role/x' } },
      ['CUSTOM_ROLE'],
    ],
  ])('where the target is known: %s', async (_, said, codes) => {
    const found = await diagnosticsOf(manifestOf(templates(said)), { target: { account: ACCOUNT, region: REGION } })
    expect(found.map(({ code }) => code)).toEqual(codes)
  })

  test('null for all tags asks for the keys', async () => {
    const [found] = await diagnosticsOf(manifestOf(templates({ team: { ...FULL, resourceTags: null } })))
    expect(found?.hint).toBe('Name the keys that must not be there: resourceTags: { KEY: null }')
  })

  test('each fault has the place where it is said', async () => {
    const text = `${HEAD}registry:
  repositoryCreationTemplates:
    Team: { appliedFor: [PULL_THROUGH_CACHE] }
    team:
      appliedFor: [PULL_THROUGH_CACHE]
      resourceTags:
        "aws:x": y
      customRoleArn: ${role('x')}
      lifecyclePolicy:
        - { any: true, keepNewest: 0 }
      repositoryPolicy:
        statements:
          - { Effect: Allow, Principal: "*", Action: "ecr:*", Resource: "*" }
`
    const places = (await findingsIn(text)).map(found => found.replace(/^ecrsync\.yaml:/, ''))
    expect(places).toEqual([
      '5:5 error INVALID_PREFIX',
      '9:9 error RESERVED_TAG',
      '12:24 error LIFECYCLE_POLICY',
      expect.stringMatching(/^15:63 error REPOSITORY_POLICY/),
    ])
  })
})
