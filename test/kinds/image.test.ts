import { describe, expect, test } from 'vitest'
import { image } from '../../src/kinds/image.ts'
import type { Change, Fields } from '../../src/model.ts'
import { declared } from '../world.ts'
import { attentionOf, changesOf, linesOf, plannedOf } from './differences.ts'

const [A, B] = ['a', 'b'].map(letter => `sha256:${letter.repeat(64)}`) as [string, string]
const REPOSITORY = 'team/api'

const checked = (images: Fields) =>
  image.check({ images }, { accounts: new Map(), repositoryName: REPOSITORY }).map(({ code, path }) => [code, ...path])

describe('what is said of images is checked offline', () => {
  test.each<readonly [string, Fields, readonly (string | number)[]]>([
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
    [
      'links of an archive',
      { v1: { from: 'oci-archive:a.tar', links: 'out' } },
      ['CONTRADICTION', 'images', 'v1', 'links'],
    ],
    ['links of what is absent', { v1: { absent: true, links: 'out' } }, ['CONTRADICTION', 'images', 'v1', 'absent']],
    [
      'what is no platform',
      { v1: { from: 'docker://a/b:1', platforms: ['linux/amd64', 'amd64'] } },
      ['INVALID_PLATFORM', 'images', 'v1', 'platforms', 1],
    ],
    [
      'platforms of an image whose digest is written',
      { [A]: { from: 'docker://a/b:1', platforms: ['linux/amd64'] } },
      ['CONTRADICTION', 'images', A, 'platforms'],
    ],
    ['a digest without platforms', { v1: { from: A, digest: A } }, ['CONTRADICTION', 'images', 'v1', 'digest']],
    [
      'a digest that is none',
      { v1: { from: A, platforms: ['linux/amd64'], digest: 'sha256:1' } },
      ['INVALID_SOURCE', 'images', 'v1', 'digest'],
    ],
    [
      'platforms of what is absent',
      { v1: { absent: true, platforms: [] } },
      ['CONTRADICTION', 'images', 'v1', 'absent'],
    ],
    ['nothing', { v1: {} }, ['INVALID_SOURCE', 'images', 'v1']],
    ['two digests', { [A]: `ecr:api@${B}` }, ['INVALID_SOURCE', 'images', A]],
  ])('%s', (_, images, expected) => expect(checked(images)).toEqual([expected]))

  test.each<readonly [string, Fields]>([
    ['a tag that must not be there', { v1: null, v2: { absent: true }, v3: { absent: true, deleteImage: true } }],
    ['an image to keep without a tag', { [A]: `ecr:api@${A}`, [B]: 'oci:./build' }],
    ['a source with referrers', { v1: { from: 'oci:./build:1', referrers: true } }],
    ['a layout of links', { v1: { from: 'oci:./build:docker.io/team/web:1.0', links: 'bazel-out' } }],
    ['a source with a variable and links', { v1: { from: '${{ env.FROM }}', links: 'bazel-out' } }],
    ['platforms', { v1: { from: A, platforms: ['linux/arm/v7', 'windows(10.0.20348)/amd64', '${{ env.ARCH }}'] } }],
    ['the digest of what is made', { v1: { from: A, platforms: ['linux/arm64'], digest: B } }],
    [
      'a digest that the schema refuses, and one with a variable',
      {
        v1: { from: A, platforms: ['linux/arm64'], digest: 5 },
        v2: { from: A, platforms: ['linux/arm64'], digest: '${{ env.DIGEST }}' },
      },
    ],
    [
      'platforms that are none, which the schema refuses',
      { v1: { from: A, platforms: [5] }, v2: { from: A, platforms: 5 } },
    ],
    ['a source with a variable', { v1: 'ecr:api@${{ env.DIGEST }}' }],
    ['what is neither a text nor a map, which the schema refuses', { v1: 5 }],
  ])('%s is fine', (_, images) => expect(checked(images)).toEqual([]))
})

/** A wish over what is there, its source pinned. */
const changed = (images: Fields, live: Fields | null, pinned?: object): Promise<readonly Change[]> => {
  const wish = declared('image', REPOSITORY, { images })
  const want = pinned ? { ...(wish.want as object), pinned } : wish.want
  return changesOf([{ ...wish, want }], () => live)
}

test('a source that was never checked is no wish', () =>
  expect(() => image.want({ images: { v1: 'nonsense' } }, { accounts: new Map() })).toThrow('does not say where'))

test('where links of a layout may lead goes along with it', () => {
  const wish = declared('image', REPOSITORY, { images: { v1: { from: 'oci:./build', links: 'bazel-out' } } })
  expect(wish.want).toMatchObject({ source: { from: 'oci', path: './build', links: 'bazel-out' } })
  const unknown = declared('image', REPOSITORY, { images: { v1: { from: A, links: 'bazel-out' } } })
  expect(unknown.want).toMatchObject({ source: { from: 'repository', digest: A } })
})

describe('a change of an image', () => {
  const LIVE = {
    imageDigest: A,
    imagePushedAt: '2026-01-01T00:00:00.000Z',
    imageTags: ['prod', 'v1'],
    imageStatus: 'ACTIVE',
  }

  test('is none where the tag is on the image already, whatever else is known of it', async () => {
    expect(await changed({ prod: A }, LIVE, { digest: A, pushedAt: '2026-02-02T00:00:00.000Z' })).toEqual([])
  })

  test('moves a tag, forward or back, and says from where to where', async () => {
    const [forward] = await changed({ prod: B }, LIVE, { digest: B, pushedAt: '2026-01-02T00:00:00.000Z' })
    const [back] = await changed({ prod: B }, LIVE, { digest: B, pushedAt: '2025-12-31T00:00:00.000Z' })
    expect([forward?.risk, back?.risk]).toEqual(['forward', 'ROLLBACK'])
    expect(forward).toMatchObject({ action: 'update', paths: ['imageDigest'], address: 'image["team/api:prod"]' })
    expect(attentionOf(back)).toEqual([
      'MOVES prod ROLLBACK: sha256:aaaaaaaa…aaa (also v1, pushed 2026-01-01 00:00) → sha256:bbbbbbbb…bbb (pushed 2025-12-31 00:00)',
    ])
    expect(linesOf(forward)).toEqual(['sha256:aaaaaaaa…aaa → sha256:bbbbbbbb…bbb'])
  })

  test('from an image of which no tags are known says no other tag', async () => {
    const [change] = await changed({ prod: B }, { imageDigest: A }, { digest: B })
    expect(attentionOf(change)).toEqual(['MOVES prod forward: sha256:aaaaaaaa…aaa → sha256:bbbbbbbb…bbb (new here)'])
  })

  test('to an image that is new to the repository is forward', async () => {
    expect((await changed({ prod: 'oci:./build' }, LIVE, { digest: B }))[0]?.risk).toBe('forward')
  })

  test('is one copy, of exactly the image that was looked at', async () => {
    const [change] = await changed({ prod: { from: 'ecr:staging/api:1.4', referrers: true } }, null, {
      digest: B,
      size: 3 << 20,
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

  test.each([
    ['docker://ghcr.io/acme/app:1', 'ghcr.io/acme/app:1'],
    ['oci:./build:v1', './build:v1'],
    ['oci-archive:./build.tar', './build.tar'],
    [`ecr:111122223333.dkr.ecr.eu-west-1.amazonaws.com/app@${B}`, '111122223333 in eu-west-1: app'],
  ])('from %s says where that is', async (from, where) => {
    const [change] = await changed({ prod: from }, null, { digest: B })
    expect(linesOf(change)).toEqual([`sha256:bbbbbbbb…bbb, from ${where}`])
  })

  describe('to an index of some platforms', () => {
    const some = { from: `docker://ghcr.io/acme/app@${A}`, platforms: ['linux/amd64', 'linux/arm64'] }

    test('says that it is new, and of what it is made', async () => {
      const [change] = await changed({ prod: { ...some, referrers: true } }, LIVE, { digest: B, whole: A })
      expect(change?.operations).toMatchObject([
        { input: { imageDigest: B, source: { digest: A, narrowing: { platforms: some.platforms } }, referrers: true } },
      ])
      expect(linesOf(change)).toEqual([
        'sha256:aaaaaaaa…aaa → sha256:bbbbbbbb…bbb, a new index of linux/amd64, linux/arm64 out of sha256:aaaaaaaa…aaa, from ghcr.io/acme/app, with the referrers of its images',
      ])
    })

    test('which are all that it has is the index itself', async () => {
      const [change] = await changed({ prod: { ...some, referrers: true } }, null, { digest: A, whole: A })
      expect(linesOf(change)).toEqual([
        'sha256:aaaaaaaa…aaa, all of its platforms (linux/amd64, linux/arm64), from ghcr.io/acme/app, with its referrers',
      ])
    })

    test('is blocked where it cannot be made, also over the index that it would be made of', async () => {
      const missing = { code: 'PLATFORM_NOT_FOUND', reason: 'it has none', hint: 'Name others.' }
      const [change] = await changed({ prod: some }, LIVE, missing)
      expect(change?.blocked?.code).toBe('PLATFORM_NOT_FOUND')
    })

    test('is there where the tag is on the one that is said', async () => {
      const wish = declared('image', REPOSITORY, { images: { prod: { ...some, digest: A } } })
      expect(image.holds?.(wish.name, wish.want as never)).toMatchObject({ digest: A })
      expect(await changed({ prod: { ...some, digest: A } }, LIVE)).toEqual([])
    })

    test('that is made of one which is here is copied from here', () => {
      const wish = declared('image', REPOSITORY, { images: { prod: { from: A, platforms: ['linux/amd64'] } } })
      expect(wish.want).toMatchObject({
        source: { from: 'ecr', repositoryName: REPOSITORY, digest: A, narrowing: { platforms: ['linux/amd64'] } },
      })
    })

    test('holds the one that is made, and draws from the whole one', () => {
      const wish = declared('image', REPOSITORY, { images: { prod: { ...some, from: `ecr:base@${A}` } } })
      const unpinned = wish.want as Fields
      const want = { ...unpinned, pinned: { digest: B, whole: A } } as Fields
      expect(image.holds?.(wish.name, unpinned as never)).toEqual({ at: { tag: 'prod' }, isBrought: true })
      expect(image.holds?.(wish.name, want as never)).toMatchObject({ digest: B })
      expect(image.draws?.(want as never)).toMatchObject({ repositoryName: 'base', digest: A })
    })
  })

  describe('that is there, and lacks what refers to it', () => {
    const from = { from: `docker://ghcr.io/acme/app@${A}`, referrers: true }

    test.each([
      [[B], 'sha256:bbbbbbbb…bbb'],
      [['sha256-1.att', B], 'sha256-1.att and 1 more'],
    ])('brings %j', async (lacking, said) => {
      const [change] = await changed({ prod: from }, LIVE, { digest: A, lacking })
      expect(change).toMatchObject({ action: 'update', paths: ['referrers'], after: { referrers: lacking } })
      expect(change?.operations).toMatchObject([
        { action: 'CopyImage', input: { imageTag: 'prod', imageDigest: A, referrers: true } },
      ])
      expect(linesOf(change)).toEqual([
        `sha256:aaaaaaaa…aaa gets the referrers that it lacks, from ghcr.io/acme/app: ${said}`,
      ])
      expect([change?.risk, attentionOf(change)]).toEqual([undefined, []])
    })

    test('is warned of where nobody could see whether it does', async () => {
      const wish = declared('image', REPOSITORY, { images: { prod: from } })
      const want = { ...(wish.want as object), pinned: { digest: A, unseen: 'nobody answers' } }
      const { changes, warnings } = await plannedOf([{ ...wish, want }], () => LIVE)
      expect(changes).toEqual([])
      expect(warnings).toMatchObject([{ code: 'REFERRERS_UNREAD', severity: 'warning', detail: 'nobody answers' }])
    })
  })

  test('of a digest tags nothing', async () => {
    const [change] = await changed({ [A]: 'oci:./build' }, null, { digest: A })
    expect(change?.operations).toMatchObject([{ input: { imageDigest: A, source: { digest: A } } }])
    expect(Object.keys((change?.operations[0]?.input as object) ?? {})).not.toContain('imageTag')
  })

  test('whose source is missing is blocked, and nothing else is', async () => {
    const missing = { code: 'SOURCE_NOT_FOUND', reason: 'there is none', hint: 'push it' }
    expect(await changed({ prod: 'oci:./build' }, null, missing)).toMatchObject([{ blocked: missing, operations: [] }])
  })
})

describe('an image in the archive', () => {
  const live = (imageStatus: string) => ({ imageDigest: A, imageTags: ['prod'], imageStatus })
  const over = (prod: unknown, imageStatus: string, pinned = A) => {
    const wish = declared('image', REPOSITORY, { images: { prod } })
    return plannedOf([{ ...wish, want: { ...(wish.want as object), pinned: { digest: pinned } } }], () =>
      live(imageStatus),
    )
  }

  test('that is declared changes nothing, but is said to be where nobody can pull it', async () => {
    const { changes, warnings } = await over('oci:./build', 'ARCHIVED')
    expect(changes).toEqual([])
    expect(warnings).toMatchObject([
      {
        severity: 'warning',
        code: 'IMAGE_ARCHIVED',
        summary: 'team/api:prod is in the archive',
        hint: 'Let it come back: "prod": { from: …, restore: true }',
        source: { line: 1 },
      },
    ])
  })

  test('is said to be there also where its source has not been looked at', async () => {
    const wish = declared('image', REPOSITORY, { images: { prod: A } })
    expect((await plannedOf([wish], () => live('ARCHIVED'))).warnings.map(({ code }) => code)).toEqual([
      'IMAGE_ARCHIVED',
    ])
  })

  test('comes back where that is asked for, and is called by its digest', async () => {
    const { changes, warnings } = await over({ from: 'oci:./build', restore: true }, 'ARCHIVED')
    expect(changes).toMatchObject([
      {
        action: 'update',
        paths: ['imageStatus'],
        operations: [
          {
            action: 'UpdateImageStorageClass',
            input: { repositoryName: REPOSITORY, imageId: { imageDigest: A }, targetStorageClass: 'STANDARD' },
          },
        ],
      },
    ])
    expect(linesOf(changes[0])).toEqual([
      'sha256:aaaaaaaa…aaa comes back from the archive, which takes up to 20 minutes',
    ])
    expect([attentionOf(changes[0]), changes[0]?.risk, warnings]).toEqual([[], undefined, []])
  })

  test.each(['ACTIVE', 'ACTIVATING'])('is none while it is %s', async imageStatus => {
    const { changes, warnings } = await over({ from: 'oci:./build', restore: true }, imageStatus)
    expect([changes, warnings]).toEqual([[], []])
  })

  test('loses a tag that moves away like any other, and is not what is declared', async () => {
    const { changes, warnings } = await over('oci:./build', 'ARCHIVED', B)
    expect(changes).toMatchObject([{ action: 'update', operations: [{ action: 'CopyImage' }] }])
    expect(warnings).toEqual([])
  })

  test('that must not be there needs no remark', async () => {
    const wish = declared('image', REPOSITORY, { images: { prod: { absent: true, deleteImage: true } } })
    const { changes, warnings } = await plannedOf([wish], () => live('ARCHIVED'))
    expect([changes.map(({ action }) => action), warnings]).toEqual([['delete'], []])
  })
})
