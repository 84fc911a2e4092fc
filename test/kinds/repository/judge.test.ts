import { describe, expect, test } from 'vitest'
import type { Fields, InUse } from '../../../src/model.ts'
import { compare } from '../../../src/plan/diff.ts'
import { usedBy } from '../../../src/plan/knowledge.ts'
import { arnOf, declared, PLANNING, tombstone } from '../../world.ts'
import { attentionOf, changesOver, DENIED, linesOf, plannedOf } from '../differences.ts'
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

  test.each(cases)('%j over %j: the same is %j', async (want, { encryptionConfiguration }, isSame) => {
    const codes = (await changesOver('repository', want, { ...LIVE, encryptionConfiguration })).map(
      ({ action, blocked, operations }) => [action, blocked?.code, operations.length],
    )
    expect(codes).toEqual(isSame ? [] : [['update', 'CANNOT_CHANGE', 0]])
  })

  test('what it is and what is declared are both said', async () =>
    expect((await changesOver('repository', kms('alias/ecr'), LIVE))[0]?.blocked?.reason).toBe(
      'AES256, declared KMS alias/ecr: ECR fixes it at creation',
    ))

  test('an alias is remarked upon where it is taken for the key that is there', () => {
    const remarkOver = (live: Fields) => compare(declared('repository', NAME, kms('alias/ecr')), live).remark
    expect(remarkOver({ ...LIVE, ...kms(KEY_ARN) })?.summary).toBe('alias/ecr is taken to match any key')
    expect(remarkOver(LIVE)).toBeUndefined()
  })
})

describe('fifty tags', () => {
  const numbered = (count: number, value: string) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`key${index}`, value]))

  test('a change that would leave more is blocked, and says how many', async () => {
    const [blocked, ...others] = await changesOver(
      'repository',
      { tags: { more: '1' } },
      { ...LIVE, tags: numbered(50, '') },
    )
    expect(blocked?.blocked?.code).toBe('TOO_MANY_TAGS')
    expect(blocked?.blocked?.reason).toBe('would have 51 tags, ECR allows 50: not tagged')
    expect([blocked?.operations, others]).toEqual([[], []])
  })

  test.each([
    ['values may change', { key0: 'other' }],
    ['one may go for another', { key0: null, more: '1' }],
  ])('in a full repository %s', async (_, tags) =>
    expect(
      (await changesOver('repository', { tags }, { ...LIVE, tags: numbered(50, '') }))[0]?.blocked,
    ).toBeUndefined(),
  )

  test('what is blocked does not keep other settings from being changed', async () => {
    const fields = { tags: { more: '1' }, imageTagMutability: 'IMMUTABLE', ...kms() }
    const changes = await changesOver('repository', fields, { ...LIVE, tags: numbered(50, '') })
    expect(changes.map(({ blocked, paths }) => [blocked?.code, paths])).toEqual([
      ['CANNOT_CHANGE', ['encryptionConfiguration.encryptionType']],
      ['TOO_MANY_TAGS', ['tags.more']],
      [undefined, ['imageTagMutability']],
    ])
  })
})

describe('removed', () => {
  const D = `sha256:${'d'.repeat(64)}`
  const held = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ imageDigest: D, imageTag: `v${index}` }))
  const over = (removed: Parameters<typeof tombstone>[1], facts: Fields, inUse: readonly InUse[] = []) =>
    plannedOf([tombstone(NAME, removed)], () => ({ ...LIVE, ...facts }), {
      circumstances: { ...PLANNING.circumstances, ...usedBy(inUse) },
    })
  const images = (count: number, imageCount: unknown = count) => ({ imageCount, images: held(count) })
  const source = { file: 'running.txt', line: 4, column: 1 }
  const deletion = { action: 'DeleteRepository', input: { repositoryName: NAME } }
  const emptying = (count: number) => ({
    action: 'BatchDeleteImage',
    input: { repositoryName: NAME, imageIds: held(count) },
  })

  test.each<readonly [string, number, number, readonly object[]]>([
    ['empty', 0, 0, [deletion]],
    ['empty, though it might hold some', 5, 0, [deletion]],
    ['with as many images as it may hold', 2, 2, [emptying(2), deletion]],
  ])(
    '%s: exactly what was counted goes, then the repository, never by force',
    async (_, maxImages, count, operations) => {
      const { changes } = await over({ maxImages }, images(count))
      expect(changes).toMatchObject([{ action: 'delete' }])
      expect(changes[0]?.operations).toEqual(operations)
    },
  )

  test('more images than one call takes are deleted in several', async () => {
    const { changes } = await over({ maxImages: 250 }, images(250))
    expect(
      changes[0]?.operations.map(({ action, input }) => [action, (input as { imageIds?: [] }).imageIds?.length]),
    ).toEqual([
      ['BatchDeleteImage', 100],
      ['BatchDeleteImage', 100],
      ['BatchDeleteImage', 50],
      ['DeleteRepository', undefined],
    ])
  })

  test.each([
    [0, 1, 'holds 1 image, maxImages is 0: not deleted'],
    [2, 3, 'holds 3 images, maxImages is 2: not deleted'],
  ])('at most %d and there are %d: blocked, with the count', async (maxImages, count, reason) =>
    expect((await over({ maxImages }, images(count))).changes).toMatchObject([
      { blocked: { code: 'NOT_EMPTY', reason }, operations: [] },
    ]),
  )

  test('one whose images could not be counted is unread, and not deleted', async () => {
    const { changes, unread } = await over({ maxImages: 100 }, { imageCount: DENIED })
    expect(changes).toEqual([])
    expect(unread).toMatchObject([{ field: 'imageCount', code: 'ACCESS_DENIED' }])
  })

  test('one that is gone needs nothing', async () =>
    expect(await plannedOf([tombstone(NAME)], () => null)).toMatchObject({ changes: [], unread: [] }))

  test('the plan tells how many images go, and why', async () => {
    const [change] = (await over({ maxImages: 3, reason: 'moved' }, images(3))).changes
    expect(linesOf(change)).toEqual(['holds 3 images; moved'])
    expect(attentionOf(change)).toEqual(['DELETES the repository and its 3 images: v0, v1, v2'])
  })

  test('one of which somebody runs an image stays', async () => {
    const [change] = (await over({ maxImages: 3 }, images(3), [{ repositoryName: NAME, tag: 'v1', source }])).changes
    expect(change?.blocked).toMatchObject({ code: 'IMAGE_IN_USE', reason: 'v1 is in use (running.txt:4): not deleted' })
    const [untagged] = (await over({ maxImages: 3 }, images(3), [{ repositoryName: NAME, digest: D, source }])).changes
    expect(untagged?.blocked?.reason).toBe('sha256:dddddddd…ddd is in use (running.txt:4): not deleted')
  })

  test.each<readonly [string, Parameters<typeof tombstone>[1], string | undefined, string | undefined]>([
    ['by its digest alone', { maxImages: 3 }, undefined, 'IMAGE_IN_USE'],
    ['by its digest in another repository', { maxImages: 3 }, 'team/other', 'IMAGE_IN_USE'],
    ['by its digest in another than the copy', { copiedTo: 'team/kms' }, 'team/other', 'IMAGE_IN_USE'],
    ['from the copy of it', { copiedTo: 'team/kms' }, 'team/kms', undefined],
  ])('one of which somebody runs an image %s', async (_, removed, repositoryName, code) => {
    const used = { ...(repositoryName !== undefined && { repositoryName }), digest: D, source }
    const [change] = (await over(removed, { ...images(3), notCopied: [] }, [used])).changes
    expect(change?.blocked?.code).toBe(code)
  })

  test('one of which somebody runs an image, of which no list says where, stays though it runs from the copy too', async () => {
    const used = [
      { repositoryName: 'team/kms', digest: D, source },
      { digest: D, source },
    ]
    const [change] = (await over({ copiedTo: 'team/kms' }, { ...images(3), notCopied: [] }, used)).changes
    expect(change?.blocked?.code).toBe('IMAGE_IN_USE')
  })

  test('one that another repository has to hold goes once it does, however many images there are', async () => {
    const removed = { copiedTo: 'team/kms', maxImages: 0 }
    const [whole] = (await over(removed, { ...images(3), notCopied: [] })).changes
    expect([whole?.blocked, linesOf(whole)]).toEqual([undefined, ['holds 3 images, all of them in team/kms']])
    const [part] = (await over(removed, { ...images(3), notCopied: [D, `v1@${D}`] })).changes
    expect(part).toMatchObject({
      blocked: {
        code: 'NOT_COPIED',
        reason: 'team/kms lacks 2 of its digests and tags, e.g. sha256:dddddddd…ddd: not deleted',
      },
      operations: [],
    })
  })
})
