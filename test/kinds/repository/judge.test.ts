import { describe, expect, test } from 'vitest'
import type { Fields } from '../../../src/model.ts'
import { compare } from '../../../src/plan/diff.ts'
import { arnOf, declared, tombstone } from '../../world.ts'
import { attentionOf, changesOver, DENIED, linesOf } from '../differences.ts'
import { NAME } from '../examples.ts'

const KEY = '1234abcd-12ab-34cd-56ef-1234567890ab'
const KEY_ARN = `arn:aws:kms:us-east-1:123456789012:key/${KEY}`
const LIVE = {
  repositoryArn: arnOf(NAME),
  imageTagMutability: 'MUTABLE',
  imageScanningConfiguration: { scanOnPush: false },
  encryptionConfiguration: { encryptionType: 'AES256' },
}
const kms = (kmsKey?: string) => ({
  encryptionConfiguration: { encryptionType: 'KMS', ...(kmsKey !== undefined && { kmsKey }) },
})

describe('encryption', () => {
  const cases: readonly (readonly [want: Fields, live: Fields, isSame: boolean])[] = [
    [kms(KEY), kms(KEY_ARN), true],
    [kms(KEY_ARN), kms(KEY), true],
    [kms('alias/ecr'), kms(KEY_ARN), true],
    [kms('arn:aws:kms:us-east-1:123456789012:alias/ecr'), kms(KEY_ARN), true],
    [kms(), kms(KEY_ARN), true],
    [kms('arn:aws:kms:eu-west-1:123456789012:key/mrk-1'), kms('arn:aws:kms:us-east-1:123456789012:key/mrk-1'), false],
    [kms('mrk-1'), kms(KEY_ARN), false],
    [kms(`${KEY_ARN}0`), kms(KEY_ARN), false],
    [kms(KEY), kms(), false],
    [kms(), LIVE, false],
    [{ encryptionConfiguration: { encryptionType: 'AES256' } }, kms(KEY_ARN), false],
    [{ encryptionConfiguration: { encryptionType: 'KMS_DSSE' } }, kms(KEY_ARN), false],
  ]

  test.each(cases)('%j over %j: the same is %j', (want, { encryptionConfiguration }, isSame) => {
    const codes = changesOver('repository', want, { ...LIVE, encryptionConfiguration }).map(
      ({ action, blocked, operations }) => [action, blocked?.code, operations.length],
    )
    expect(codes).toEqual(isSame ? [] : [['update', 'CANNOT_CHANGE', 0]])
  })

  test('what it is and what is declared are both said', () =>
    expect(changesOver('repository', kms('alias/ecr'), LIVE)[0]?.blocked?.reason).toBe(
      'AES256, declared KMS alias/ecr: ECR fixes it at creation',
    ))

  test('an alias is remarked upon where it is taken for the key that is there', () => {
    const remarkOver = (live: Fields) => compare(declared('repository', NAME, kms('alias/ecr')), live, 'default').remark
    expect(remarkOver({ ...LIVE, ...kms(KEY_ARN) })?.summary).toBe('alias/ecr is taken to match any key')
    expect(remarkOver(LIVE)).toBeUndefined()
  })
})

describe('fifty tags', () => {
  const numbered = (count: number, value: string) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`key${index}`, value]))

  test('a change that would leave more is blocked, and says how many', () => {
    const [blocked, ...others] = changesOver('repository', { tags: { more: '1' } }, { ...LIVE, tags: numbered(50, '') })
    expect(blocked?.blocked?.code).toBe('TOO_MANY_TAGS')
    expect(blocked?.blocked?.reason).toBe('would have 51 tags, ECR allows 50: not tagged')
    expect([blocked?.operations, others]).toEqual([[], []])
  })

  test.each([
    ['values may change', { key0: 'other' }],
    ['one may go for another', { key0: null, more: '1' }],
  ])('in a full repository %s', (_, tags) =>
    expect(changesOver('repository', { tags }, { ...LIVE, tags: numbered(50, '') })[0]?.blocked).toBeUndefined(),
  )

  test('what is blocked does not keep other settings from being changed', () => {
    const fields = { tags: { more: '1' }, imageTagMutability: 'IMMUTABLE', ...kms() }
    const changes = changesOver('repository', fields, { ...LIVE, tags: numbered(50, '') })
    expect(changes.map(({ blocked, paths }) => [blocked?.code, paths])).toEqual([
      ['CANNOT_CHANGE', ['encryptionConfiguration.encryptionType']],
      ['TOO_MANY_TAGS', ['tags.more']],
      [undefined, ['imageTagMutability']],
    ])
  })
})

describe('removed', () => {
  const over = (maxImages: number, imageCount: unknown) =>
    compare(tombstone(NAME, { maxImages }), { ...LIVE, imageCount } as Fields, 'default')
  const deletion = (force: boolean) => [
    { action: 'DeleteRepository', input: { repositoryName: NAME, ...(force && { force }) } },
  ]

  test.each([
    ['empty', 0, 0, deletion(false)],
    ['empty, though it might hold some', 5, 0, deletion(false)],
    ['with as many images as it may hold', 2, 2, deletion(true)],
  ])('%s: deleted, and forced only where images go', (_, maxImages, imageCount, operations) =>
    expect(over(maxImages, imageCount).changes).toMatchObject([{ action: 'delete', operations }]),
  )

  test.each([
    [0, 1, 'holds 1 image, maxImages is 0: not deleted'],
    [2, 3, 'holds 3 images, maxImages is 2: not deleted'],
  ])('at most %d and there are %d: blocked, with the count', (maxImages, imageCount, reason) =>
    expect(over(maxImages, imageCount).changes).toMatchObject([
      { blocked: { code: 'NOT_EMPTY', reason }, operations: [] },
    ]),
  )

  test('one whose images could not be counted is unread, and not deleted', () => {
    const { changes, unread } = over(100, DENIED)
    expect(changes).toEqual([])
    expect(unread).toMatchObject([{ field: 'imageCount', code: 'ACCESS_DENIED' }])
  })

  test('one that is gone needs nothing', () =>
    expect(compare(tombstone(NAME), null, 'default')).toMatchObject({ changes: [], unread: [] }))

  test('the plan tells how many images go, and why', () => {
    const [change] = compare(
      tombstone(NAME, { maxImages: 3, reason: 'moved' }),
      { ...LIVE, imageCount: 3 },
      'default',
    ).changes
    expect(linesOf(change)).toEqual(['holds 3 images; moved'])
    expect(attentionOf(change)).toEqual(['DELETES 3 images'])
  })
})
