import { describe, expect, test } from 'vitest'
import type { ImageWant } from '../../src/kinds/image/spec.ts'
import { image } from '../../src/kinds/image.ts'
import type { After } from '../../src/kinds/kind.ts'
import type { Fields } from '../../src/model.ts'
import { compare } from '../../src/plan/diff.ts'
import { declared } from '../world.ts'
import { attentionOf, linesOf } from './differences.ts'

const [A, B] = ['a', 'b'].map(letter => `sha256:${letter.repeat(64)}`) as [string, string]
const REPOSITORY = 'team/api'

const checked = (images: Fields) =>
  image.check({ images }, { accounts: new Map(), repositoryName: REPOSITORY }).map(({ code, path }) => [code, ...path])

describe('what is said of images is checked offline', () => {
  test.each<readonly [string, Fields, readonly string[]]>([
    ['a tag of 129 characters', { ['a'.repeat(129)]: A }, ['INVALID_TAG', 'images', 'a'.repeat(129)]],
    ['a tag that begins with a dot', { '.a': A }, ['INVALID_TAG', 'images', '.a']],
    ['a digest that is none', { 'sha256:12': A }, ['INVALID_TAG', 'images', 'sha256:12']],
    ['a bare name', { v1: 'api:1' }, ['INVALID_SOURCE', 'images', 'v1']],
    ['a bare name in the long form', { v1: { from: 'api:1' } }, ['INVALID_SOURCE', 'images', 'v1', 'from']],
    ['null for a digest', { [A]: null }, ['DELETES_IMAGE', 'images', A]],
    ['absence of a digest without deleteImage', { [A]: { absent: true } }, ['DELETES_IMAGE', 'images', A]],
    [
      'absence of what comes from somewhere',
      { v1: { absent: true, from: A } },
      ['CONTRADICTION', 'images', 'v1', 'absent'],
    ],
    [
      'deleteImage of what is there',
      { v1: { from: A, deleteImage: true } },
      ['CONTRADICTION', 'images', 'v1', 'deleteImage'],
    ],
    ['nothing', { v1: {} }, ['INVALID_SOURCE', 'images', 'v1']],
    ['two digests', { [A]: `ecr:api@${B}` }, ['INVALID_SOURCE', 'images', A]],
  ])('%s', (_, images, expected) => expect(checked(images)).toEqual([expected]))

  test.each<readonly [string, Fields]>([
    ['a tag that must not be there', { v1: null, v2: { absent: true }, v3: { absent: true, deleteImage: true } }],
    ['an image to keep without a tag', { [A]: `ecr:api@${A}`, [B]: 'oci:./build' }],
    ['a source with referrers', { v1: { from: 'oci:./build:1', referrers: true } }],
    ['a source with a variable', { v1: 'ecr:api@${{ env.DIGEST }}' }],
  ])('%s is fine', (_, images) => expect(checked(images)).toEqual([]))
})

const MUTABLE: After = { spec: () => ({ imageTagMutability: 'MUTABLE' }), wishes: new Map() }

const changed = (
  images: Fields,
  live: Fields | null,
  { pinned, after = MUTABLE }: { pinned?: object; after?: After } = {},
) => {
  const wish = declared('image', REPOSITORY, { images })
  const want = pinned ? { ...(wish.want as object), pinned } : wish.want
  return compare({ ...wish, want }, live, 'default', after).changes
}

describe('a change of an image', () => {
  const LIVE = {
    imageDigest: A,
    imagePushedAt: '2026-01-01T00:00:00.000Z',
    imageTags: ['prod', 'v1'],
    imageStatus: 'ACTIVE',
  }

  test('is none where the tag is on the image already, whatever else is known of it', () => {
    expect(changed({ prod: A }, LIVE, { pinned: { digest: A, pushedAt: '2026-02-02T00:00:00.000Z' } })).toEqual([])
  })

  test('moves a tag, forward or back, and says from where to where', () => {
    const [forward] = changed({ prod: B }, LIVE, { pinned: { digest: B, pushedAt: '2026-01-02T00:00:00.000Z' } })
    const [back] = changed({ prod: B }, LIVE, { pinned: { digest: B, pushedAt: '2025-12-31T00:00:00.000Z' } })
    expect([forward?.risk, back?.risk]).toEqual(['forward', 'ROLLBACK'])
    expect(forward).toMatchObject({ action: 'update', paths: ['imageDigest'], address: 'image["team/api:prod"]' })
    expect(attentionOf(back)).toEqual([
      'MOVES prod ROLLBACK: sha256:aaaaaaaa…aaa (also v1, pushed 2026-01-01 00:00) → sha256:bbbbbbbb…bbb (pushed 2025-12-31 00:00)',
    ])
    expect(linesOf(forward)).toEqual(['sha256:aaaaaaaa…aaa → sha256:bbbbbbbb…bbb'])
  })

  test('to an image that is new to the repository is forward', () => {
    expect(changed({ prod: 'oci:./build' }, LIVE, { pinned: { digest: B } })[0]?.risk).toBe('forward')
  })

  test('is one copy, of exactly the image that was looked at', () => {
    const [change] = changed({ prod: { from: 'ecr:staging/api:1.4', referrers: true } }, null, {
      pinned: { digest: B, size: 3 << 20 },
    })
    expect(change?.operations).toEqual([
      {
        action: 'CopyImage',
        input: {
          repositoryName: REPOSITORY,
          imageTag: 'prod',
          imageDigest: B,
          source: { from: 'ecr', repositoryName: 'staging/api', tag: '1.4', digest: B },
          referrers: true,
        },
      },
    ])
    expect(linesOf(change)).toEqual([
      'sha256:bbbbbbbb…bbb, from staging/api:1.4, at most 3 MiB to upload, with its referrers',
    ])
  })

  test('of a digest tags nothing', () => {
    const [change] = changed({ [A]: 'oci:./build' }, null, { pinned: { digest: A } })
    expect(change?.operations).toMatchObject([{ input: { imageDigest: A, source: { digest: A } } }])
    expect(Object.keys((change?.operations[0]?.input as object) ?? {})).not.toContain('imageTag')
  })

  test('whose source is missing is blocked, and nothing else is', () => {
    const missing = { code: 'SOURCE_NOT_FOUND', reason: 'there is none', hint: 'push it' }
    expect(changed({ prod: 'oci:./build' }, null, { pinned: missing })).toMatchObject([
      { blocked: missing, operations: [] },
    ])
  })
})

describe('a tag that is immutable', () => {
  const LIVE = { imageDigest: A, imageTags: ['prod'] }
  const blockedUnder = (repository: Fields) =>
    changed({ prod: B }, LIVE, { pinned: { digest: B }, after: { spec: () => repository, wishes: new Map() } })[0]
      ?.blocked?.code

  test.each([
    ['MUTABLE', [], undefined],
    ['IMMUTABLE', [], 'IMMUTABLE_TAG'],
    ['IMMUTABLE_WITH_EXCLUSION', ['pro*'], undefined],
    ['IMMUTABLE_WITH_EXCLUSION', ['v*'], 'IMMUTABLE_TAG'],
    ['MUTABLE_WITH_EXCLUSION', ['prod'], 'IMMUTABLE_TAG'],
    ['MUTABLE_WITH_EXCLUSION', ['v*'], undefined],
    ['IMMUTABLE_WITH_EXCLUSION', ['p.od'], 'IMMUTABLE_TAG'],
  ])('under %s with %j does not move: %s', (imageTagMutability, imageTagMutabilityExclusionFilters, code) => {
    expect(blockedUnder({ imageTagMutability, imageTagMutabilityExclusionFilters })).toBe(code)
  })
})

describe('a tag that must not be there', () => {
  const wishes = (images: Fields) => image.want({ images }, { accounts: new Map(), repositoryName: REPOSITORY })
  const verdict = (
    images: Fields,
    imageTags: readonly string[],
    more: ReadonlyMap<string, ImageWant | null> = new Map(),
  ) =>
    changed(
      images,
      { imageDigest: A, imageTags },
      { after: { spec: () => null, wishes: new Map([...wishes(images), ...more]) } },
    )[0]

  test('goes alone while another one remains', () => {
    const change = verdict({ old: null }, ['old', 'v1'])
    expect(change).toMatchObject({
      action: 'delete',
      operations: [{ action: 'BatchDeleteImage', input: { imageIds: [{ imageTag: 'old' }] } }],
    })
    expect(linesOf(change)).toEqual(['the tag alone: sha256:aaaaaaaa…aaa is also v1'])
  })

  test('is blocked where it is the last, because ECR would delete the image', () => {
    expect(verdict({ old: null }, ['old'])?.blocked).toMatchObject({
      code: 'LAST_TAG',
      hint: expect.stringContaining('deleteImage: true'),
    })
  })

  test('is blocked where the others are to go or to move away, too', () => {
    expect(verdict({ old: null }, ['old', 'v1'], wishes({ v1: null }))?.blocked?.code).toBe('LAST_TAG')
    expect(verdict({ old: null }, ['old', 'v1'], wishes({ v1: { from: B } }))?.blocked?.code).toBe('LAST_TAG')
  })

  test('goes with the image where that is written, and the plan says so first', () => {
    const change = verdict({ old: { absent: true, deleteImage: true } }, ['old'])
    expect(change?.blocked).toBeUndefined()
    expect(attentionOf(change)).toEqual(['DELETES image sha256:aaaaaaaa…aaa with old'])
  })

  test('and is not, asks for nothing', () => expect(changed({ old: null }, null)).toEqual([]))
})
