import { describe, expect, test } from 'vitest'
import type { SizedImage } from '../../src/judges/images.ts'
import { impactOf } from '../../src/judges/impact.ts'
import type { LifecyclePolicy } from '../../src/lifecycle/index.ts'
import vectors from '../lifecycle/lifecycle-vectors.json' with { type: 'json' }

const NOW = '2026-01-31T12:00:00.000Z'
const ago = (days: number): string => `${new Date(Date.parse(NOW) - days * 86_400_000).toISOString()}`

const image = (id: string, days: number, more: Partial<SizedImage> = {}): SizedImage => ({
  id,
  digest: id,
  tags: [],
  pushedAt: ago(days),
  status: 'ACTIVE',
  bytes: 10,
  isIndex: false,
  ...more,
})

const rule = (rulePriority: number, selection: object, action: object = { type: 'expire' }) => ({
  rulePriority,
  selection,
  action,
})
const policy = (...rules: readonly object[]) => ({ rules }) as unknown as LifecyclePolicy
const keep = (rulePriority: number, pattern: string, countNumber: number) =>
  rule(rulePriority, { tagStatus: 'tagged', tagPatternList: [pattern], countType: 'imageCountMoreThan', countNumber })
const untagged = (rulePriority: number, countNumber: number) =>
  rule(rulePriority, { tagStatus: 'untagged', countType: 'sinceImagePushed', countUnit: 'days', countNumber })

const IMAGES = [
  image('a', 40, { tags: ['v1'], lastRecordedPullTime: ago(2) }),
  image('b', 30, { tags: ['v2', 'blue'], lastRecordedPullTime: ago(31) }),
  image('c', 20, { tags: ['v3'] }),
  image('d', 20, { bytes: 5 }),
  image('e', 1),
  image('s', 40, { subject: 'a', bytes: 1 }),
]

describe('what a policy would do', () => {
  const impact = impactOf({ before: null, after: policy(keep(1, 'v*', 1), untagged(2, 7)), images: IMAGES, now: NOW })

  test('is counted in images and bytes', () => {
    expect([impact.expire, impact.archive, impact.keep]).toEqual([
      { images: 4, bytes: 26 },
      { images: 0, bytes: 0 },
      { images: 2, bytes: 20 },
    ])
  })

  test('names the tagged images that go, oldest first, with the rule and the last pull', () => {
    expect(impact.tagged).toEqual([
      { digest: 'a', tags: ['v1'], rulePriority: 1, action: 'EXPIRE', lastPulledAt: ago(2) },
      { digest: 'b', tags: ['v2', 'blue'], rulePriority: 1, action: 'EXPIRE', lastPulledAt: ago(31) },
    ])
  })

  test('counts those pulled in the last thirty days, and what each rule takes', () => {
    expect(impact.pulledLast30Days).toBe(1)
    expect(impact.byRule).toEqual([
      { rulePriority: 1, action: 'EXPIRE', images: 2, bytes: 20 },
      { rulePriority: 2, action: 'EXPIRE', images: 2, bytes: 6 },
    ])
  })
})

test('a referrer that no rule takes follows its subject, and is counted for no rule', () => {
  const images = [image('a', 40, { tags: ['v1'] }), image('b', 1, { tags: ['v2'] }), image('s', 1, { subject: 'a' })]
  const { expire, byRule } = impactOf({ before: null, after: policy(keep(1, 'v*', 1)), images, now: NOW })
  expect([expire.images, byRule[0]?.images]).toEqual([2, 1])
})

describe('compared with the policy in force', () => {
  const newly = (before: LifecyclePolicy | null, after: LifecyclePolicy) =>
    impactOf({ before, after, images: IMAGES, now: NOW }).newlyCondemned
  const archive = rule(
    1,
    { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 1 },
    { type: 'transition', targetStorageClass: 'archive' },
  )

  test.each([
    ['none', null, policy(keep(1, 'v*', 1)), 3],
    ['the same', policy(keep(1, 'v*', 1)), policy(keep(1, 'v*', 1)), 0],
    ['a milder one', policy(keep(1, 'v*', 2)), policy(keep(1, 'v*', 1)), 1],
    ['one that archives', policy(archive), policy(keep(1, 'v*', 1)), 3],
    [
      'one that expires',
      policy(rule(1, { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 1 })),
      policy(archive),
      0,
    ],
  ])('%s', (_, before, after, expected) => expect(newly(before, after)).toBe(expected))
})

test('a rule that matches nothing is idle, one whose images all belong to earlier rules is shadowed', () => {
  const after = policy(keep(10, 'v*', 9), keep(20, 'x*', 1), keep(30, 'blue', 1), untagged(40, 7))
  const { idleRules, shadowedRules } = impactOf({ before: null, after, images: IMAGES, now: NOW })
  expect([idleRules, shadowedRules]).toEqual([[20], [30]])
})

test('of very many that go, those with tags that everybody knows are named beside the newest', () => {
  const images = Array.from({ length: 150 }, (_, index) =>
    image(`i${index}`, 300 - index, { tags: [index === 3 ? 'latest' : `v${index}`] }),
  )
  const { tagged, unnamed } = impactOf({
    before: null,
    after: policy(rule(1, { tagStatus: 'any', countType: 'sinceImagePushed', countUnit: 'days', countNumber: 1 })),
    images,
    now: NOW,
  })
  expect([tagged.length, unnamed]).toEqual([100, 50])
  expect(tagged.slice(0, 2).map(({ tags }) => tags[0])).toEqual(['latest', 'v51'])
})

test('images with tags that were pushed at once stand by their digest', () => {
  const twins = ['y', 'x', 'z'].map(id => image(id, 40, { tags: [id] }))
  const after = policy(rule(1, { tagStatus: 'any', countType: 'sinceImagePushed', countUnit: 'days', countNumber: 9 }))
  const { tagged } = impactOf({ before: null, after, images: twins, now: NOW })
  expect(tagged.map(({ digest }) => digest)).toEqual(['x', 'y', 'z'])
})

test('over no images, every rule is idle', () => {
  const { idleRules, expire } = impactOf({ before: null, after: policy(untagged(1, 7)), images: [], now: NOW })
  expect([idleRules, expire.images]).toEqual([[1], 0])
})

describe('parts of multi-arch images', () => {
  const keep = (countNumber: number, tagStatus = 'any') =>
    policy(rule(1, { tagStatus, countType: 'imageCountMoreThan', countNumber }))
  /** Five indexes of two parts each, every part pushed just before its index. */
  const five = (isOpened: (index: number) => boolean) =>
    [1, 2, 3, 4, 5].flatMap(index => {
      const parts = [`p${index}a`, `p${index}b`]
      const known = isOpened(index) ? { children: parts } : {}
      return [
        ...parts.map(part => image(part, 10 * index + 1)),
        image(`i${index}`, 10 * index, { tags: [`v${index}`], isIndex: true, ...known }),
      ]
    })
  const over = (images: readonly SizedImage[], after = keep(4)) => impactOf({ before: null, after, images, now: NOW })

  test('that are known take no place', () => {
    expect(over(five(() => true))).toMatchObject({
      expire: { images: 1 },
      keep: { images: 14 },
      tagged: [{ digest: 'i5' }],
      indexes: 0,
      parts: 10,
      isUpperBound: false,
    })
  })

  test('that are not known do, and what goes is an upper bound', () => {
    expect(over(five(() => false))).toMatchObject({
      expire: { images: 11 },
      indexes: 5,
      parts: 0,
      isUpperBound: true,
    })
  })

  test('that are known in part are counted apart in part', () => {
    const impact = over(five(index => index < 4))
    expect(impact).toMatchObject({ expire: { images: 5 }, indexes: 2, parts: 6, isUpperBound: true })
  })

  test.each([
    [
      'the rule is about tags, and parts have none',
      policy(rule(1, { tagStatus: 'tagged', tagPatternList: ['v*'], countType: 'imageCountMoreThan', countNumber: 4 })),
    ],
    ['nothing goes', keep(40)],
    [
      'the rule is about age, and takes what has a tag',
      policy(
        rule(1, {
          tagStatus: 'tagged',
          tagPatternList: ['v*'],
          countType: 'sinceImagePushed',
          countUnit: 'days',
          countNumber: 45,
        }),
      ),
    ],
  ])('leave no doubt where %s', (_, after) => {
    expect(
      over(
        five(() => false),
        after,
      ).isUpperBound,
    ).toBe(false)
  })

  test('may be among untagged images that go by age', () => {
    expect(
      over(
        five(() => false),
        policy(untagged(1, 7)),
      ),
    ).toMatchObject({ expire: { images: 10 }, isUpperBound: true })
    expect(
      over(
        five(() => true),
        policy(untagged(1, 7)),
      ),
    ).toMatchObject({ expire: { images: 0 }, isUpperBound: false })
  })

  test('of an archived index are images like any other', () => {
    const archived = five(() => true).map(one => (one.isIndex ? { ...one, status: 'ARCHIVED' as const } : one))
    expect(over(archived)).toMatchObject({ expire: { images: 6 }, indexes: 0, parts: 0, isUpperBound: false })
  })

  test('have no index of their own here where they refer to a subject', () => {
    const images = [image('i', 1, { tags: ['v1'], isIndex: true }), image('s', 40, { subject: 'elsewhere' })]
    expect(over(images, policy(untagged(1, 7)))).toMatchObject({ expire: { images: 1 }, isUpperBound: false })
  })
})

describe('every vector', () => {
  test.each(vectors.vectors.map(vector => [vector.id, vector] as const))(
    '%s',
    (_, { policy: after, images, now, expected }) => {
      const sized = images.map(one => ({ ...one, bytes: 1, isIndex: 'children' in one }))
      const impact = impactOf({
        before: null,
        after: after as LifecyclePolicy,
        images: sized as readonly SizedImage[],
        now,
      })
      const count = (action: string) => expected.actions.filter(one => one.action === action).length
      expect([impact.expire.images, impact.archive.images]).toEqual([count('EXPIRE'), count('TRANSITION')])
      expect(impact.keep.images).toBe(expected.unchanged.length)
    },
  )
})
