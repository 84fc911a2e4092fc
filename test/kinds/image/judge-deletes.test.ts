import type { ImageDetail } from '@aws-sdk/client-ecr'
import { describe, expect, test } from 'vitest'
import type { Change, Fields } from '../../../src/model.ts'
import { type Around, digestOf, imageOf, plannedOver } from '../../scripted.ts'
import { attentionOf, linesOf } from '../differences.ts'

const [A, B, C] = [digestOf('a'), digestOf('b'), digestOf('c')]
const NAME = 'team/api'
const GONE = { absent: true, deleteImage: true }

interface Case {
  readonly held: readonly ImageDetail[]
  readonly images: Fields
  readonly mutability?: 'IMMUTABLE'
  readonly around?: Around
}

/** What a plan says of each key of the images of one repository. */
async function said({ held, images, mutability, around }: Case) {
  const holdings = { [NAME]: { images: held, ...(mutability && { imageTagMutability: mutability }) } }
  const plan = await plannedOver(holdings, { [NAME]: { image: images } }, around)
  const changes = Object.fromEntries(
    plan.changes.map(change => [
      change.name.slice(NAME.length + 1),
      change.blocked?.code ?? [change.action, ...linesOf(change), ...attentionOf(change)],
    ]),
  )
  return { ...plan, said: changes }
}

describe('a tag that must not be there', () => {
  test('goes alone while another one remains, because a digest beside it asks for the image', async () => {
    const { changes, said: words } = await said({ held: [imageOf(A, ['old', 'v1'])], images: { old: null } })
    expect(changes[0]?.operations).toEqual([
      {
        action: 'BatchDeleteImage',
        input: { repositoryName: NAME, imageIds: [{ imageTag: 'old' }] },
      },
    ])
    expect(words).toEqual({ old: ['delete', 'the tag alone: sha256:aaaaaaaa…aaa is also v1'] })
  })

  test('is blocked where it is the last, because ECR would delete the image', async () => {
    const { changes } = await said({ held: [imageOf(A, ['old'])], images: { old: null } })
    expect(changes[0]?.blocked).toMatchObject({
      code: 'LAST_TAG',
      hint: expect.stringContaining('deleteImage: true'),
    })
  })

  test('goes with the image where that is written, and the plan says so first', async () => {
    const { said: words } = await said({ held: [imageOf(A, ['old'])], images: { old: GONE } })
    expect(words).toEqual({
      old: ['delete', 'sha256:aaaaaaaa…aaa is deleted with its last tag', 'DELETES image sha256:aaaaaaaa…aaa with old'],
    })
  })

  test('and is not, asks for nothing', async () => {
    expect((await said({ held: [imageOf(A, ['v1'])], images: { old: null } })).changes).toEqual([])
  })
})

describe('words and verdicts come from what the whole plan leaves', () => {
  const ALONE = (also: string) => ['delete', `the tag alone: sha256:aaaaaaaa…aaa is also ${also}`]

  test.each<readonly [name: string, asked: Case, expected: Fields]>([
    [
      'of two tags that go, neither is the one that remains',
      { held: [imageOf(A, ['old', 'v1'])], images: { old: null, v1: null } },
      { old: 'LAST_TAG', v1: 'LAST_TAG' },
    ],
    [
      'a tag that moves away does not remain',
      { held: [imageOf(A, ['old', 'v1']), imageOf(B, ['v2'])], images: { old: null, v1: B } },
      { old: 'LAST_TAG', v1: expect.arrayContaining(['update']) },
    ],
    [
      'a tag that does not move after all does, and one that does not come is none that keeps an image',
      { held: [imageOf(A, ['t3']), imageOf(B, ['v1'])], images: { t3: null, v1: A }, mutability: 'IMMUTABLE' },
      { t3: 'LAST_TAG', v1: 'IMMUTABLE_TAG' },
    ],
    [
      'a tag that stays because its move is refused keeps the image',
      { held: [imageOf(A, ['old', 'v1']), imageOf(B, ['v2'])], images: { old: null, v1: B }, mutability: 'IMMUTABLE' },
      { old: ALONE('v1'), v1: 'IMMUTABLE_TAG' },
    ],
    [
      'a tag that comes keeps the image',
      { held: [imageOf(A, ['v2']), imageOf(B, ['v1'])], images: { v2: null, t1: A } },
      { v2: ALONE('t1'), t1: ['create', 'sha256:aaaaaaaa…aaa'] },
    ],
    [
      'a tag that moves here keeps the image',
      { held: [imageOf(A, ['v2']), imageOf(B, ['t1', 'v1'])], images: { v2: GONE, t1: A } },
      { v2: ALONE('t1'), t1: expect.arrayContaining(['update']) },
    ],
    [
      'an image that goes with all of its tags is said to go, at each of them',
      { held: [imageOf(A, ['v1', 'v2'])], images: { v1: GONE, v2: GONE } },
      Object.fromEntries(
        ['v1', 'v2'].map(tag => [
          tag,
          [
            'delete',
            'sha256:aaaaaaaa…aaa is deleted with its tags v1, v2',
            'DELETES image sha256:aaaaaaaa…aaa with v1, v2',
          ],
        ]),
      ),
    ],
    [
      'where one of them may not take the image, it stays, and so does the image',
      { held: [imageOf(A, ['v1', 'v2'])], images: { v1: null, v2: GONE } },
      { v1: 'LAST_TAG', v2: ALONE('v1') },
    ],
    [
      'an image by its digest goes with whatever tags it has',
      { held: [imageOf(A, ['v1', 'v2'])], images: { [A]: GONE } },
      {
        [A]: ['delete', 'the image is deleted with its tags v1, v2', 'DELETES image sha256:aaaaaaaa…aaa with v1, v2'],
      },
    ],
    [
      'an image without a tag, too',
      { held: [imageOf(A)], images: { [A]: GONE } },
      { [A]: ['delete', 'the image is deleted', 'DELETES image sha256:aaaaaaaa…aaa with no tag'] },
    ],
  ])('%s', async (_, asked, expected) => expect((await said(asked)).said).toEqual(expected))

  test('an image by its digest is deleted tag by tag, so that ECR refuses what has moved meanwhile', async () => {
    const ids = async (tags: readonly string[]) => {
      const { changes } = await said({ held: [imageOf(A, tags)], images: { [A]: GONE } })
      return changes[0]?.operations.map(({ input }) => (input as { readonly imageIds?: readonly object[] }).imageIds)
    }
    expect(await ids([])).toEqual([[{ imageDigest: A }]])
    expect(await ids(['v1', 'v2'])).toEqual([
      [
        { imageTag: 'v1', imageDigest: A },
        { imageTag: 'v2', imageDigest: A },
      ],
    ])
  })
})

describe('what the same plan moves off an image that goes', () => {
  const idsOf = (plan: { readonly changes: readonly Change[] }) =>
    plan.changes
      .filter(({ action }) => action === 'delete')
      .flatMap(({ operations }) => operations.map(({ input }) => (input as { imageIds?: readonly object[] }).imageIds))
  const held = [imageOf(A, ['old', 'v1']), imageOf(B, ['v2'])]
  const moving = { v1: B }

  test.each<readonly [name: string, images: Fields, ids: readonly object[], text: string]>([
    [
      'is no tag that goes with it',
      { ...moving, [A]: GONE },
      [{ imageTag: 'old', imageDigest: A }],
      'image sha256:aaaaaaaa…aaa with old',
    ],
    [
      'nor where its last tag takes it',
      { ...moving, old: GONE },
      [{ imageTag: 'old', imageDigest: A }],
      'image sha256:aaaaaaaa…aaa with old',
    ],
    [
      'leaves its digest alone to delete',
      { ...moving, old: B, [A]: GONE },
      [{ imageDigest: A }],
      'image sha256:aaaaaaaa…aaa with no tag',
    ],
  ])('%s', async (_, images, ids, text) => {
    const plan = await said({ held, images })
    expect(idsOf(plan)).toEqual([ids])
    const [gone] = plan.changes.filter(({ action }) => action === 'delete')
    expect(gone?.facts).toEqual([{ word: 'DELETES', text }])
    expect(gone?.requires.map(({ address }) => address)).toContain(`image["${NAME}:v1"]`)
  })

  test('has to be moved first, or the image stays', async () => {
    const lost = { v1: B, old: `ecr:team/web@${C}`, [A]: GONE }
    expect((await said({ held, images: lost })).said).toMatchObject({ old: 'SOURCE_NOT_FOUND', [A]: 'CONTRADICTION' })
    const waiting = { t1: `ecr:${NAME}@${C}`, v1: C, [A]: GONE }
    expect((await said({ held: [imageOf(A, ['v1'])], images: waiting })).said).toEqual({
      t1: 'SOURCE_NOT_FOUND',
      v1: 'BLOCKED_BEFORE',
      [A]: 'BLOCKED_BEFORE',
    })
  })

  test('as what keeps an image has to come before a tag goes', async () => {
    const { changes } = await said({ held: [imageOf(A, ['v2'])], images: { v2: null, t1: A } })
    expect(changes.map(({ name, requires }) => [name, requires])).toEqual([
      [`${NAME}:t1`, []],
      [`${NAME}:v2`, [{ target: 'default', address: `image["${NAME}:t1"]` }]],
    ])
  })
})

describe('an image that is asked to go stays', () => {
  test('where a tag is declared as this very image', async () => {
    const { changes } = await said({ held: [imageOf(A, ['v1'])], images: { v1: A, [A]: GONE } })
    expect(changes).toMatchObject([
      {
        blocked: {
          code: 'CONTRADICTION',
          reason: 'v1 is declared as this very image, sha256:aaaaaaaa…aaa: not deleted',
        },
      },
    ])
  })

  test('where a declared tag is still on it, because its move is refused', async () => {
    const { changes, said: codes } = await said({
      held: [imageOf(A, ['v1']), imageOf(B, ['v2'])],
      images: { v1: B, [A]: GONE },
      mutability: 'IMMUTABLE',
    })
    expect(codes).toEqual({ v1: 'IMMUTABLE_TAG', [A]: 'CONTRADICTION' })
    const [deletion] = changes.filter(({ action }) => action === 'delete')
    expect(deletion?.blocked?.reason).toBe('v1 is declared, and still on sha256:aaaaaaaa…aaa: not deleted')
  })

  test('where an index that is declared holds it, and goes where none does', async () => {
    const held = [imageOf(A, ['multi']), imageOf(C)]
    const asked = (children: readonly string[]) =>
      said({
        held,
        images: { multi: 'oci:./multi', [C]: GONE },
        around: { outside: { './multi': { digest: A, children } } },
      })
    const { changes } = await asked([B, C])
    expect(changes.map(({ blocked }) => blocked)).toMatchObject([
      {
        code: 'HELD_BY_INDEX',
        reason: 'sha256:cccccccc…ccc is part of sha256:aaaaaaaa…aaa, which stays: ECR would not delete it',
      },
    ])
    expect((await asked([B])).changes.map(({ blocked }) => blocked)).toEqual([undefined])
  })
})

describe('what somebody runs', () => {
  const source = { file: 'running.txt', line: 3, column: 1 }
  const running = (used: object): Around => ({ inUse: [{ repositoryName: NAME, ...used, source }] })
  const two = [imageOf(A, ['old', 'v1'])]

  test.each<readonly [name: string, asked: Case, expected: Fields]>([
    [
      'by the tag that is to go',
      { held: two, images: { old: null }, around: running({ tag: 'old' }) },
      { old: 'IMAGE_IN_USE' },
    ],
    [
      'by another tag of an image that stays, is not touched',
      { held: two, images: { old: null }, around: running({ tag: 'v1' }) },
      { old: expect.arrayContaining(['delete']) },
    ],
    [
      'by the digest of an image that stays, is not touched',
      { held: two, images: { old: null }, around: running({ digest: A }) },
      { old: expect.arrayContaining(['delete']) },
    ],
    [
      'by the digest of an image that goes',
      { held: two, images: { [A]: GONE }, around: running({ digest: A }) },
      { [A]: 'IMAGE_IN_USE' },
    ],
    [
      'by another tag of an image that goes',
      { held: two, images: { [A]: GONE }, around: running({ tag: 'v1' }) },
      { [A]: 'IMAGE_IN_USE' },
    ],
    [
      'by its digest in another repository, which is the same image',
      { held: two, images: { [A]: GONE }, around: { inUse: [{ repositoryName: 'other', digest: A, source }] } },
      { [A]: 'IMAGE_IN_USE' },
    ],
    [
      'by a digest of which nobody knows where it is',
      { held: two, images: { [A]: GONE }, around: { inUse: [{ digest: A, source }] } },
      { [A]: 'IMAGE_IN_USE' },
    ],
    [
      'by a tag in another repository, protects nothing here',
      { held: two, images: { [A]: GONE }, around: { inUse: [{ repositoryName: 'other', tag: 'v1', source }] } },
      { [A]: expect.arrayContaining(['delete']) },
    ],
  ])('%s', async (_, asked, expected) => expect((await said(asked)).said).toEqual(expected))
})
