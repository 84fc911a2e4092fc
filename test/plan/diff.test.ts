import { describe, expect, test } from 'vitest'
import { EcrsyncError } from '../../src/errors.ts'
import { kindOf } from '../../src/kinds/index.ts'
import type { Change, Declared, Fields } from '../../src/model.ts'
import { compare, differenceOf, isWithin } from '../../src/plan/diff.ts'
import { declared, tombstone, world } from '../world.ts'

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

describe('one wish, over what was found of it', () => {
  const owner = (want: unknown) => ({ ...declared('repository', 'a', {}), kind: 'owner', want }) as Declared
  const RELEASED = { manifest: 'acme', released: 'theirs now', isLeaving: true }

  test.each<readonly [string, Declared, Fields | null, string | undefined]>([
    ['by what is there', owner({ manifest: 'acme' }), { isUnknown: true }, 'OWNER_UNKNOWN'],
    ['by what is missing', owner(RELEASED), null, 'RELEASED_NOT_THERE'],
    ['by nothing of what is as it should be', owner(RELEASED), { repositoryArn: 'arn' }, undefined],
    ['by nothing where nothing is wished', owner(null), null, undefined],
    [
      'by nothing of a kind that misses nothing',
      declared('image', 'a', { images: { old: { absent: true, deleteImage: true } } }),
      null,
      undefined,
    ],
  ])('is remarked upon %s', (_, wish, found, code) => {
    const { remark, ...others } = compare(wish, found)
    expect([remark?.code, 'remark' in compare(wish, found)]).toEqual([code, code !== undefined])
    expect(others).toMatchObject({ declared: wish, unread: [] })
  })

  test('is of the thing by its name', () => {
    expect(compare({ ...owner(RELEASED), name: 'team/api' }, null).remark?.summary).toContain('team/api')
  })

  const DENIED_TAGS = { imageTagMutability: 'MUTABLE', tags: DENIED }
  const asked = (fields: Fields) => declared('repository', 'a', fields)

  test('leaves out what could not be read, of what is there and of what is wished', () => {
    const wish = asked({ imageTagMutability: 'IMMUTABLE', tags: { team: 'x' } })
    const { before, after, difference, unread } = compare(wish, DENIED_TAGS)
    expect(Object.keys({ ...before, ...after })).not.toContain('tags')
    expect([difference?.action, difference?.paths]).toEqual(['update', ['imageTagMutability']])
    expect(unread.map(({ field }) => field)).toEqual(['tags'])
  })

  test('says nothing of a field that could not be read and is not wished for', () => {
    const { difference, unread } = compare(asked({ imageTagMutability: 'IMMUTABLE' }), DENIED_TAGS)
    expect([difference?.paths, unread]).toEqual([['imageTagMutability'], []])
  })

  test('keeps what is to go while a part of it could not be read', () => {
    const half = compare(tombstone('a'), DENIED_TAGS)
    expect([half.difference, half.unread.map(({ field }) => field), half.after]).toEqual([
      undefined,
      ['tags'],
      half.before,
    ])
    expect(compare(tombstone('a'), { imageTagMutability: 'MUTABLE' }).difference?.action).toBe('delete')
    const nothing = { ...declared('lifecyclePolicy', 'a', { lifecyclePolicy: null }), want: null }
    expect(compare(nothing, { rules: DENIED })).toMatchObject({ unread: [{ field: 'rules' }] })
  })

  test('is no difference where nothing is there, and nothing is to be', () => {
    const { before, after, difference } = compare(declared('lifecyclePolicy', 'a', { lifecyclePolicy: null }), null)
    expect([before, after, difference]).toEqual([null, null, undefined])
  })

  test('is taken as it is, also where it is no map', () => {
    const wish = declared('accountSetting', 'a', { accountSettings: { BLOB_MOUNTING: 'ENABLED' } })
    expect(compare(wish, { value: 'DISABLED' }).difference).toMatchObject({ action: 'update', paths: ['value'] })
  })

  test.each<readonly [string, Declared, object]>([
    [
      'the registry',
      declared('accountSetting', 'a', { accountSettings: { BLOB_MOUNTING: 'ENABLED' } }),
      { scope: 'registry', address: 'accountSetting["BLOB_MOUNTING"]', label: expect.any(String) },
    ],
    [
      'a repository',
      asked({}),
      { scope: 'repository', repository: 'a', address: 'repository["a"]', label: 'repository' },
    ],
    [
      'a repository that is discovered',
      { ...asked({}), isDiscovered: true } as Declared,
      { scope: 'repository', repository: 'a', isDiscovered: true, address: 'repository["a"]', label: 'repository' },
    ],
  ])('is unread with its place: of %s', (_, wish, place) => {
    const { unread, ...others } = compare(wish, DENIED)
    expect(others).toStrictEqual({ declared: wish })
    expect(unread).toStrictEqual([{ ...place, code: 'ACCESS_DENIED', message: 'It is not allowed. said AWS' }])
  })
})

describe('a difference', () => {
  const IMAGE = { imageDigest: 'sha256:a', imagePushedAt: '2026-01-01', imageTags: ['v1'] }

  test.each<readonly [string, string, Fields, Fields, object | undefined]>([
    ['is none in facts that nobody can set', 'image', IMAGE, { ...IMAGE, imagePushedAt: '2026-01-02' }, undefined],
    [
      'is at what can be set, whatever facts differ beside it',
      'image',
      IMAGE,
      { imageDigest: 'sha256:b', imagePushedAt: '2026-01-02', imageTags: ['v2'] },
      { action: 'update', paths: ['imageDigest'] },
    ],
    [
      'of a kind without facts or fixed fields is an update',
      'repositoryPolicy',
      { Version: '2012-10-17' },
      { Version: '2008-10-17' },
      { action: 'update', paths: ['Version'] },
    ],
    [
      'of a fixed field is a replacement',
      'pullThroughCacheRule',
      { upstreamRegistryUrl: 'quay.io' },
      { upstreamRegistryUrl: 'public.ecr.aws' },
      { action: 'replace', paths: ['upstreamRegistryUrl'] },
    ],
  ])('%s', (_, kind, before, after, expected) => {
    const found = differenceOf(kindOf(kind), 'a', before, after)
    expect(found && { action: found.action, paths: found.paths }).toEqual(expected)
  })
})

test.each<readonly [string, string, boolean]>([
  ['a', 'a', true],
  ['a.b', 'a', true],
  ['a[0].b', 'a', true],
  ['a', '', true],
  ['', '', true],
  ['ab', 'a', false],
  ['ab.c', 'a', false],
  ['x.a', 'a', false],
  ['b.c', 'a', false],
  ['a', 'a.b', false],
])('%j is within %j: %s', (path, field, expected) => expect(isWithin(path, field)).toBe(expected))
