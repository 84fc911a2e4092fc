import { describe, expect, test } from 'vitest'
import { EcrsyncError } from '../../src/errors.ts'
import { kindOf } from '../../src/kinds/index.ts'
import type { Change, Declared, Fields } from '../../src/model.ts'
import { compare, differenceOf, isWithin, labelOf, scopeOf, settablePaths } from '../../src/plan/diff.ts'
import { arnOf, declared, tombstone, world } from '../world.ts'

const DENIED = new EcrsyncError('ACCESS_DENIED', 'It is not allowed', { detail: 'said AWS' })
const POLICY = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: '*', Action: ['ecr:PutImage'] }] }
const LIFECYCLE = {
  rules: [
    {
      rulePriority: 1,
      selection: { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 1 },
      action: { type: 'expire' },
    },
  ],
}
const short = ({ action, kind, paths, blocked, operations }: Change) => ({
  what: `${action} ${kind}`,
  paths,
  calls: operations.map(operation => operation.action),
  ...(blocked && { blocked: blocked.code }),
})

describe('a document that this version cannot take apart', () => {
  test.each([{ rules: [{ rulePriority: 1 }] }, { rules: 5 }])(
    '%j is unread, and what stands beside it is planned',
    async odd => {
      const { changes, targets } = await world()
        .wants('a', {
          repository: { imageTagMutability: 'IMMUTABLE' },
          lifecyclePolicy: { lifecyclePolicy: [{ body: LIFECYCLE }] },
        })
        .holds('a', {}, { lifecyclePolicy: odd })
        .plan()
      expect(changes.map(short)).toEqual([
        { what: 'update repository', paths: ['imageTagMutability'], calls: ['PutImageTagMutability'] },
      ])
      expect(targets[0]?.unread).toMatchObject([{ address: 'lifecyclePolicy["a"]', code: 'AWS_ERROR' }])
    },
  )
})

describe('what is there', () => {
  test('and is wished for elsewhere is created, with what belongs to it', async () => {
    const { changes } = await world()
      .wants('a', { repository: {}, lifecyclePolicy: { lifecyclePolicy: [{ body: LIFECYCLE }] } })
      .plan()
    expect(changes.map(short)).toEqual([
      { what: 'create repository', paths: [], calls: ['CreateRepository'] },
      { what: 'create lifecyclePolicy', paths: [], calls: ['PutLifecyclePolicy'] },
    ])
  })

  test('and is not wished for stays', async () =>
    expect((await world().wants('a').holds('a').holds('b').plan()).changes).toEqual([]))

  test('and must not be goes', async () =>
    expect((await world().removes('a').holds('a', { imageCount: 0 }).plan()).changes.map(short)).toEqual([
      { what: 'delete repository', paths: [], calls: ['DeleteRepository'] },
    ]))

  test('and differs is changed, at the places that differ', async () => {
    const { changes } = await world()
      .wants('a', { repository: { imageTagMutability: 'IMMUTABLE', imageScanningConfiguration: { scanOnPush: true } } })
      .holds('a')
      .plan()
    expect(changes.map(short)).toEqual([
      {
        what: 'update repository',
        paths: ['imageScanningConfiguration.scanOnPush', 'imageTagMutability'],
        calls: ['PutImageTagMutability', 'PutImageScanningConfiguration'],
      },
    ])
  })
})

describe('what cannot change', () => {
  const encrypted = { encryptionConfiguration: { encryptionType: 'KMS', kmsKey: 'alias/ecr' } }

  test('is said, does nothing, and keeps the tags beside it from nothing', async () => {
    const { changes, summary } = await world()
      .wants('a', { repository: { ...encrypted, tags: { team: 'x' } } })
      .holds('a', { tags: {} })
      .plan()
    expect(changes.map(short)).toEqual([
      {
        what: 'update repository',
        paths: ['encryptionConfiguration.encryptionType', 'encryptionConfiguration.kmsKey'],
        calls: [],
        blocked: 'CANNOT_CHANGE',
      },
      { what: 'update repository', paths: ['tags.team'], calls: ['TagResource'] },
    ])
    expect(summary).toMatchObject({ update: 1, cannotChange: 1, blocked: 0 })
  })

  test('leaves before and after of the others without it', async () => {
    const [fixed, rest] = (
      await world()
        .wants('a', { repository: { ...encrypted, tags: { team: 'x' } } })
        .holds('a', { tags: {} })
        .plan()
    ).changes
    expect(fixed?.after).toMatchObject({ ...encrypted, tags: {} })
    expect(rest?.after).toMatchObject({ encryptionConfiguration: { encryptionType: 'AES256' }, tags: { team: 'x' } })
  })
})

describe('what could not be read', () => {
  test('one field: the others are planned, and it is neither there nor absent', async () => {
    const plan = await world()
      .wants('a', { repository: { tags: { team: 'x' }, imageTagMutability: 'IMMUTABLE' } })
      .holds('a', { tags: DENIED })
      .plan()
    expect(plan.changes.map(short)).toEqual([
      { what: 'update repository', paths: ['imageTagMutability'], calls: ['PutImageTagMutability'] },
    ])
    expect(plan.targets[0]?.unread).toEqual([
      {
        scope: 'repository',
        repository: 'a',
        address: 'repository["a"]',
        label: 'repository',
        field: 'tags',
        code: 'ACCESS_DENIED',
        message: 'It is not allowed. said AWS',
      },
    ])
    expect(plan.targets[0]?.complete).toBe(false)
  })

  test('one field that nothing is wished of: not even said', async () => {
    const plan = await world().wants('a').holds('a', { tags: DENIED }).plan()
    expect([plan.changes, plan.summary.unread, plan.summary.unchanged]).toEqual([[], 0, 1])
  })

  test('the images of what must go: it stays', async () => {
    const plan = await world().removes('a', { maxImages: 9 }).holds('a', { imageCount: DENIED }).plan()
    expect([plan.changes, plan.summary.unread]).toEqual([[], 1])
  })

  test.each([
    ['a wish for another', [{ body: { statements: POLICY.Statement } }]],
    ['a wish that there be none', null],
  ])('a whole policy: %s makes no change', async (_, repositoryPolicy) => {
    const plan = await world()
      .wants('a', { repository: {}, repositoryPolicy: { repositoryPolicy } })
      .holds('a')
      .cannotRead('repositoryPolicy', 'a', DENIED)
      .plan()
    expect(plan.changes).toEqual([])
    expect(plan.targets[0]?.unread.map(({ address }) => address)).toEqual(['repositoryPolicy["a"]'])
    expect(plan.summary).toMatchObject({ unread: 1, unchanged: 0 })
  })

  test('a whole repository: what belongs to it goes without saying', async () => {
    const plan = await world()
      .wants('a', { repository: {}, repositoryPolicy: { repositoryPolicy: null } })
      .cannotRead('repository', 'a', DENIED)
      .cannotRead('repositoryPolicy', 'a', DENIED)
      .plan()
    expect(plan.targets[0]?.unread.map(({ address }) => address)).toEqual(['repository["a"]'])
  })
})

test('a change knows the line it comes from, its wish, and the target', async () => {
  const [change] = (
    await world()
      .wants('a', { repository: { imageTagMutability: 'IMMUTABLE' } })
      .holds('a')
      .plan()
  ).changes
  expect(change).toMatchObject({
    address: 'repository["a"]',
    target: 'default',
    repository: 'a',
    want: { imageTagMutability: 'IMMUTABLE' },
    source: { file: 'ecrsync.yaml', line: 1, column: 1 },
    needs: [],
  })
})

describe('one wish over what was found', () => {
  const LIVE: Fields = {
    repositoryArn: arnOf('a'),
    imageTagMutability: 'MUTABLE',
    imageScanningConfiguration: { scanOnPush: false },
    encryptionConfiguration: { encryptionType: 'AES256' },
    tags: {},
  }
  const KMS = { encryptionConfiguration: { encryptionType: 'KMS', kmsKey: 'alias/ecr' } }
  const unread = {
    scope: 'repository',
    repository: 'a',
    address: 'repository["a"]',
    label: 'repository',
    code: 'ACCESS_DENIED',
    message: 'It is not allowed. said AWS',
  }
  const repositoryOf = (fields: Fields) => declared('repository', 'a', fields)
  const ownerOf = (want: object | null): Declared =>
    ({ ...tombstone('a'), address: 'owner["a"]', kind: 'owner', want }) as Declared

  test('that is met already says what it was and is, and no more', () => {
    const wish = repositoryOf({ imageTagMutability: 'MUTABLE' })
    expect(compare(wish, LIVE)).toStrictEqual({ declared: wish, before: LIVE, after: LIVE, unread: [] })
  })

  test('that is met only as far as ECR allows is remarked upon', () => {
    const wish = repositoryOf(KMS)
    const live = { ...LIVE, encryptionConfiguration: { encryptionType: 'KMS', kmsKey: 'arn:aws:kms:key/1' } }
    const remark = expect.objectContaining({ code: 'KMS_ALIAS', summary: 'alias/ecr is taken to match any key' })
    expect(compare(wish, live)).toStrictEqual({ declared: wish, before: live, after: live, unread: [], remark })
  })

  test('to let go what is not there is remarked upon, by its name', () =>
    expect(compare(ownerOf({ manifest: 'acme', released: 'moved', isLeaving: true }), null)).toMatchObject({
      before: null,
      after: null,
      unread: [],
      remark: { code: 'RELEASED_NOT_THERE', summary: 'a is released, and is not there' },
    }))

  test.each([
    ['of what is created', repositoryOf({})],
    ['that nothing be there', ownerOf(null)],
    ['to remove what is gone, by a kind that has nothing to say of it', tombstone('a')],
  ])('%s makes no remark where nothing is there', (_, wish) => {
    const comparison = compare(wish, null)
    expect(comparison).not.toHaveProperty('remark')
    expect([comparison.before, comparison.unread]).toEqual([null, []])
  })

  test('is unread where reading failed, and nothing is known of before and after', () =>
    expect(compare(repositoryOf({}), DENIED)).toStrictEqual({ declared: repositoryOf({}), unread: [unread] }))

  test('leaves out what could not be read of it, before and after, and says that it was wished for', () => {
    const { tags: _, imageScanningConfiguration: _scanning, ...seen } = LIVE
    const live = { ...LIVE, tags: DENIED, imageScanningConfiguration: DENIED }
    const wish = repositoryOf({ imageScanningConfiguration: { scanOnPush: true }, imageTagMutability: 'IMMUTABLE' })
    const after = { ...seen, imageTagMutability: 'IMMUTABLE' }
    expect(compare(wish, live)).toStrictEqual({
      declared: wish,
      before: seen,
      after,
      unread: [{ ...unread, field: 'imageScanningConfiguration' }],
      difference: { name: 'a', action: 'update', before: seen, after, paths: ['imageTagMutability'] },
    })
  })

  test('that all of it goes is half seen where a field could not be read, and nothing goes', () => {
    const { before, after, unread, difference } = compare(ownerOf(null), { manifest: DENIED, tagCount: 1 })
    expect([before, after, difference]).toEqual([{ tagCount: 1 }, { tagCount: 1 }, undefined])
    expect(unread.map(({ address, field }) => [address, field])).toEqual([['owner["a"]', 'manifest']])
  })

  test('takes what was read whole as it is: what has been made of it is not made anew of a copy', () => {
    const whole = { manifest: 'acme', tagCount: 1 }
    expect(compare(ownerOf({ manifest: 'acme' }), whole).before).toBe(whole)
  })
})

describe('what a thing belongs to, and is called', () => {
  const ofRepository = declared('repository', 'a', {})
  const rule = declared('pullThroughCacheRule', 'x', {
    pullThroughCacheRules: { hub: { upstreamRegistryUrl: 'x.io' } },
  })

  test.each<readonly [string, Declared, object, string]>([
    ['a repository', ofRepository, { scope: 'repository', repository: 'a' }, 'repository'],
    [
      'a repository that nobody declares',
      { ...ofRepository, isDiscovered: true } as Declared,
      { scope: 'repository', repository: 'a', isDiscovered: true },
      'repository',
    ],
    ['one setting of the registry of many', rule, { scope: 'registry' }, 'pullThroughCacheRule hub'],
  ])('%s', (_, thing, scope, label) => {
    expect(scopeOf(thing)).toStrictEqual(scope)
    expect(labelOf(thing)).toBe(label)
    expect(compare(thing, DENIED).unread).toStrictEqual([
      { ...scope, address: thing.address, label, code: 'ACCESS_DENIED', message: 'It is not allowed. said AWS' },
    ])
  })
})

describe('a difference', () => {
  const aes = { encryptionConfiguration: { encryptionType: 'AES256' }, imageTagMutability: 'MUTABLE' }
  const kms = { encryptionConfiguration: { encryptionType: 'KMS' }, imageTagMutability: 'IMMUTABLE' }
  const MAKES = { upstreamRegistryUrl: 'x.io', credentialArn: 'one' }
  const ROLE = { appliedFor: ['REPLICATION'], customRoleArn: 'role' }

  test.each<readonly [string, string, Fields | null, Fields | null, object | undefined]>([
    ['none, where nothing is there and nothing is wished for', 'repository', null, null, undefined],
    ['none, where both are the same', 'repository', aes, aes, undefined],
    [
      'none, of facts that nobody can set',
      'repository',
      { ...aes, imageCount: 1 },
      { ...aes, imageCount: 2 },
      undefined,
    ],
    ['of what is not there', 'repository', null, aes, { action: 'create', paths: [] }],
    ['of what must not be', 'repository', aes, null, { action: 'delete', paths: [] }],
    [
      'of a field that is fixed, among others that are not',
      'repository',
      aes,
      kms,
      { action: 'replace', paths: ['encryptionConfiguration.encryptionType', 'imageTagMutability'] },
    ],
    [
      'of a field that is not fixed, where others are',
      'repository',
      aes,
      { ...aes, imageTagMutability: 'IMMUTABLE' },
      { action: 'update', paths: ['imageTagMutability'] },
    ],
    [
      'of one of several fields that are fixed',
      'pullThroughCacheRule',
      MAKES,
      { ...MAKES, upstreamRegistryUrl: 'y.io' },
      { action: 'replace', paths: ['upstreamRegistryUrl'] },
    ],
    [
      'of a kind that has fixed nothing this time',
      'repositoryCreationTemplate',
      ROLE,
      { ...ROLE, appliedFor: ['CREATE_ON_PUSH'] },
      { action: 'update', paths: ['appliedFor'] },
    ],
    [
      'of a kind that fixes nothing ever',
      'lifecyclePolicy',
      LIFECYCLE,
      { rules: [] },
      { action: 'update', paths: ['rules'] },
    ],
  ])('%s', (_, kind, before, after, expected) =>
    expect(differenceOf(kindOf(kind), 'a', before, after)).toStrictEqual(
      expected && { name: 'a', before, after, ...expected },
    ),
  )

  test('leaves out facts, and what is in them, and nothing that is only called alike', () =>
    expect(
      settablePaths(
        kindOf('repository'),
        { images: [{ imageDigest: 'a' }], imageCount: 1, imagesOld: 1, tags: {} },
        { images: [{ imageDigest: 'b' }], imageCount: 2, imagesOld: 2, tags: { held: 'x' } },
      ),
    ).toEqual(['imagesOld', 'tags.held']))
})

test.each([
  ['the field itself', 'tags', 'tags', true],
  ['a member of it', 'tags.team', 'tags', true],
  ['a member whose key is no word', 'tags["a.b"]', 'tags', true],
  ['an item of it', 'rules[1].action', 'rules', true],
  ['anything, in the thing itself', 'tags', '', true],
  ['the thing itself, in itself', '', '', true],
  ['a field that begins alike', 'tagsOld', 'tags', false],
  ['a member of a field that begins alike', 'tagsOld.team', 'tags', false],
  ['a field of the same length with a member', 'tugs.team', 'tags', false],
  ['a field that ends alike', 'old.tags', 'tags', false],
  ['a member of the same name', 'ab.ab', 'b.ab', false],
  ['what ends with it, and goes on after as many letters', 'a.x.a', 'x', false],
  ['a field, of its member', 'tags', 'tags.team', false],
  ['the thing itself, in a field', '', 'tags', false],
])('%s: %j in %j is %j', (_, path, field, expected) => expect(isWithin(path, field)).toBe(expected))
