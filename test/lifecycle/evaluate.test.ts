import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  candidatesOf,
  evaluate,
  holdersByChild,
  type LifecycleImage,
  type LifecyclePolicy,
} from '../../src/lifecycle/index.ts'
import vectors from './lifecycle-vectors.json' with { type: 'json' }

describe('a policy does to the images what the vector says', () => {
  test.each(vectors.vectors.map(vector => [vector.id, vector] as const))(
    '%s',
    (_id, { policy, images, now, expected }) => {
      expect(evaluate(policy as LifecyclePolicy, images as readonly LifecycleImage[], now)).toEqual(expected)
    },
  )
})

const NOW = '2026-01-31T12:00:00Z'
const image = (id: string, more: Partial<LifecycleImage> = {}): LifecycleImage => ({
  id,
  digest: `sha256:${id}`,
  tags: [],
  pushedAt: '2026-01-01T12:00:00Z',
  status: 'ACTIVE',
  ...more,
})
const policy = (selection: object, action: object = { type: 'expire' }) =>
  ({ rules: [{ rulePriority: 1, selection, action }] }) as LifecyclePolicy
const WEEK = { countType: 'sinceImagePushed', countUnit: 'days', countNumber: 7 } as const
const tagged = (...tagPatternList: readonly string[]) => policy({ tagStatus: 'tagged', tagPatternList, ...WEEK })

describe('referrers', () => {
  test('follow their subject, and what is about them follows too', () => {
    const images = [
      image('app', { tags: ['v1'] }),
      image('sbom', { subject: 'app' }),
      image('signature', { subject: 'sbom' }),
      image('other', { subject: 'elsewhere' }),
    ]
    expect(evaluate(tagged('v*'), images, NOW)).toMatchObject({
      actions: [{ image: 'app' }],
      cascade: [
        { image: 'sbom', because: 'app', action: 'EXPIRE' },
        { image: 'signature', because: 'sbom', action: 'EXPIRE' },
      ],
      unchanged: ['other'],
    })
  })

  test('that a manifest list refers to stay', () => {
    const images = [
      image('app', { tags: ['v1'] }),
      image('old-signature', { subject: 'app' }),
      image('list', { tags: ['x'], children: ['old-signature'] }),
    ]
    expect(evaluate(tagged('v*'), images, NOW)).toMatchObject({ cascade: [], unchanged: ['old-signature', 'list'] })
  })

  test('that are about each other end no search', () => {
    const images = [image('one', { subject: 'other' }), image('other', { subject: 'one' })]
    expect(evaluate(tagged('v*'), images, NOW).cascade).toEqual([])
  })

  test('are archived with their subject', () => {
    const transition = policy(
      { tagStatus: 'tagged', tagPatternList: ['v*'], ...WEEK },
      { type: 'transition', targetStorageClass: 'archive' },
    )
    const images = [image('app', { tags: ['v1'] }), image('sbom', { subject: 'app', pushedAt: NOW })]
    expect(evaluate(transition, images, NOW).cascade).toEqual([{ image: 'sbom', because: 'app', action: 'TRANSITION' }])
  })
})

describe('what a manifest list holds', () => {
  const keep = (countNumber: number) => policy({ tagStatus: 'any', countType: 'imageCountMoreThan', countNumber })
  const list = (day: number, more: Partial<LifecycleImage> = {}): readonly LifecycleImage[] => {
    const pushedAt = `2026-01-0${day}T12:00:00Z`
    const children = [`a${day}`, `b${day}`]
    return [...children.map(id => image(id, { pushedAt })), image(`list${day}`, { pushedAt, children, ...more })]
  }

  test('takes no place of a count, and is not selected by it', () => {
    const images = [1, 2, 3, 4, 5].flatMap(day => list(day))
    expect(evaluate(keep(4), images, NOW)).toMatchObject({ actions: [{ image: 'list1' }], blocked: [] })
  })

  test('takes one when its list is gone', () => {
    const images = [...list(5), ...list(4).slice(0, 2)]
    expect(evaluate(keep(1), images, NOW).actions).toMatchObject([{ image: 'a4' }, { image: 'b4' }])
  })

  test('takes none with a tag of its own, and in a list of lists', () => {
    const images = [
      ...list(3),
      image('a', { tags: ['v1'] }),
      image('outer', { pushedAt: NOW, children: ['list3', 'a'] }),
    ]
    expect(evaluate(keep(1), images, NOW).actions).toEqual([])
  })
})

test('an archived list holds nothing any more', () => {
  const images = [image('list', { status: 'ARCHIVED', lastArchivedAt: NOW, children: ['child'] }), image('child')]
  expect(evaluate(policy({ tagStatus: 'untagged', ...WEEK }), images, NOW).actions).toMatchObject([{ image: 'child' }])
})

test('an image on its way back from the archive counts as standard', () => {
  const images = [image('one', { status: 'ACTIVATING', lastActivatedAt: NOW }), image('two')]
  const keepOne = policy({ tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 1 })
  expect(evaluate(keepOne, images, NOW).actions).toMatchObject([{ image: 'two' }])
})

describe('the images that a rule speaks of are', () => {
  const spokenOf = (selection: object, images: readonly LifecycleImage[]) =>
    policy(selection).rules.flatMap(rule => candidatesOf(rule, images).map(({ id }) => id))
  const day = (number: number) => `2026-01-0${number}T12:00:00Z`
  const archived = (id: string, more: Partial<LifecycleImage> = {}) => image(id, { status: 'ARCHIVED', ...more })

  test.each<[string, object, readonly LifecycleImage[], readonly string[]]>([
    [
      'all, acted on or not, the youngest first',
      { tagStatus: 'any', ...WEEK },
      [image('old', { pushedAt: day(1) }), image('new', { pushedAt: NOW }), image('middle', { pushedAt: day(2) })],
      ['new', 'middle', 'old'],
    ],
    [
      'by digest where they were pushed at one time',
      { tagStatus: 'any', ...WEEK },
      [image('b'), image('c'), image('a'), image('d')],
      ['a', 'b', 'c', 'd'],
    ],
    [
      'as old as since they were restored',
      { tagStatus: 'any', ...WEEK },
      [image('one', { pushedAt: day(2) }), image('other', { pushedAt: day(1), lastActivatedAt: day(3) })],
      ['other', 'one'],
    ],
    [
      'of the archive as old as since they came there, however they were pushed or restored before',
      { tagStatus: 'any', storageClass: 'archive', ...WEEK, countType: 'sinceImageTransitioned' },
      [
        archived('first', { pushedAt: day(3), lastActivatedAt: day(4), lastArchivedAt: day(5) }),
        archived('last', { pushedAt: day(1), lastArchivedAt: day(9) }),
        archived('middle', { pushedAt: day(2), lastArchivedAt: day(7) }),
        image('standard'),
      ],
      ['last', 'middle', 'first'],
    ],
    [
      'standard ones as old as since their push, also where they have been in the archive',
      { tagStatus: 'any', ...WEEK },
      [image('a', { pushedAt: day(1), lastArchivedAt: day(9) }), image('b', { pushedAt: day(2) })],
      ['b', 'a'],
    ],
    [
      'those with the tags that it names',
      { tagStatus: 'tagged', tagPrefixList: ['v', 'prod'], ...WEEK },
      [image('both', { tags: ['prod-1', 'v1'] }), image('one', { tags: ['v2'] }), image('none')],
      ['both'],
    ],
    [
      'those with any tag where it is about tagged ones and names none, which ECR refuses',
      { tagStatus: 'tagged', ...WEEK },
      [image('tagged', { tags: ['v1'] }), image('untagged')],
      ['tagged'],
    ],
  ])('%s', (_sentence, selection, images, ids) => {
    expect(spokenOf(selection, images)).toEqual(ids)
  })
})

describe('of what is held is known', () => {
  test('which lists hold it, each once, in their order; and of nothing else', () => {
    const images = [
      image('list', { children: ['a', 'b', 'a'] }),
      image('a'),
      image('other', { children: ['b', 'gone'] }),
      image('archived', { status: 'ARCHIVED', children: ['a', 'c'] }),
    ]
    expect(holdersByChild(images)).toEqual(
      new Map([
        ['a', ['list']],
        ['b', ['list', 'other']],
        ['gone', ['other']],
      ]),
    )
  })
})

test.each([
  ['*', '', true],
  ['v*', 'v', true],
  ['*v', 'v', true],
  ['v*v', 'v', false],
  ['a*b*c', 'a1b2c', true],
  ['a*b*b', 'ab', false],
  ['a*bb*b', 'abbb', true],
  ['**', 'anything', true],
  ['v1', 'v1', true],
  ['v1', 'v10', false],
  ['V*', 'v1', false],
  ['v.*', 'v1', false],
])('the pattern %s describes the tag %j: %s', (pattern, tag, isMatch) => {
  const { actions } = evaluate(tagged(pattern), [image('one', { tags: [tag] })], NOW)
  expect(actions).toHaveLength(isMatch ? 1 : 0)
})

test('a pattern means what a regular expression of it would', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 8 })
  const pattern = fc.array(letters, { minLength: 1, maxLength: 5 }).map(parts => parts.join('*'))
  fc.assert(
    fc.property(pattern, letters, (given, tag) => {
      const isMatch = new RegExp(`^${given.replaceAll('*', '.*')}$`).test(tag)
      expect(evaluate(tagged(given), [image('one', { tags: [tag] })], NOW).actions).toHaveLength(isMatch ? 1 : 0)
    }),
  )
})

test('every image ends in exactly one place, and a blocked one stays', () => {
  const ids = ['a', 'b', 'c', 'd', 'e']
  const anImage = fc.record({
    tags: fc.subarray(['v1', 'v2', 'prod']),
    pushedAt: fc.integer({ min: 1, max: 30 }).map(day => `2026-01-${String(day).padStart(2, '0')}T12:00:00Z`),
    children: fc.subarray(ids, { maxLength: 2 }),
    subject: fc.option(fc.constantFrom(...ids), { nil: undefined }),
  })
  const images = fc.tuple(
    ...ids.map(id => anImage.map(({ subject, ...more }) => image(id, { ...more, ...(subject && { subject }) }))),
  )
  fc.assert(
    fc.property(images, fc.integer({ min: 1, max: 5 }), (given, countNumber) => {
      const keep = policy({ tagStatus: 'any', countType: 'imageCountMoreThan', countNumber })
      const { actions, cascade, unchanged, blocked } = evaluate(keep, given, NOW)
      expect(
        [...actions, ...cascade]
          .map(({ image }) => image)
          .concat(unchanged)
          .toSorted(),
      ).toEqual(ids)
      expect(unchanged).toEqual(expect.arrayContaining(blocked.map(({ image }) => image)))
    }),
  )
})
