import { describe, expect, test } from 'vitest'
import type { CopyImage } from '../../src/aws/api.ts'
import { EcrsyncError } from '../../src/errors.ts'
import type { ImageResolver } from '../../src/kinds/pins.ts'
import type { Declared } from '../../src/model.ts'
import { pinner } from '../../src/plan/pin.ts'
import { type Around, digestOf, type Holdings, imageOf, plannedOver, type Settings, wishesIn } from '../scripted.ts'
import { wishesFrom } from '../world.ts'

const [A, B] = [digestOf('a'), digestOf('b')]
const OUTSIDE = { './b': { digest: B, size: 7 } }

/** What becomes of each image of a plan. */
async function copiesIn(holdings: Holdings, images: Readonly<Record<string, object>>, around: Around = {}) {
  const settings: Settings = Object.fromEntries(
    Object.entries(images).map(([name, image]) => [name, { image: image as Settings[string][string] }]),
  )
  const { changes } = await plannedOver(holdings, settings, { outside: OUTSIDE, ...around })
  return Object.fromEntries(
    changes.flatMap(({ kind, name, blocked, requires, operations: [operation] }) => {
      if (kind !== 'image') return []
      const { imageDigest } = (operation as CopyImage | undefined)?.input ?? {}
      return [[name, blocked?.code ?? [imageDigest, ...requires.map(({ address }) => address)]]]
    }),
  )
}

const HELD: Holdings = { base: {}, app: {}, web: {} }

describe('a source that the same plan brings', () => {
  test.each<readonly [name: string, images: Readonly<Record<string, object>>, expected: object]>([
    [
      'by its tag',
      { base: { v1: 'oci:./b' }, app: { prod: 'ecr:base:v1' } },
      { 'base:v1': [B], 'app:prod': [B, 'image["base:v1"]'] },
    ],
    [
      'by its digest',
      { base: { v1: 'oci:./b' }, app: { prod: `ecr:base@${B}` } },
      { 'base:v1': [B], 'app:prod': [B, 'image["base:v1"]'] },
    ],
    [
      'that has no tag',
      { base: { [B]: 'oci:./b' }, app: { prod: `ecr:base@${B}` } },
      { [`base@${B}`]: [B], 'app:prod': [B, `image["base@${B}"]`] },
    ],
    [
      'into the very repository',
      { base: { v1: 'oci:./b', prod: B } },
      { 'base:v1': [B], 'base:prod': [B, 'image["base:v1"]'] },
    ],
    [
      'over two repositories, of which each waits for the one before',
      { base: { v1: 'oci:./b' }, app: { v1: 'ecr:base:v1' }, web: { v1: 'ecr:app:v1' } },
      { 'base:v1': [B], 'app:v1': [B, 'image["base:v1"]'], 'web:v1': [B, 'image["app:v1"]'] },
    ],
    [
      'into a repository that it creates',
      { new: { v1: 'oci:./b' }, app: { v1: 'ecr:new:v1' } },
      { 'new:v1': [B], 'app:v1': [B, 'image["new:v1"]'] },
    ],
  ])('%s is found where it will be, and waited for', async (_, images, expected) =>
    expect(await copiesIn(HELD, images)).toEqual(expected),
  )

  test('and is on another image still is what the tag will be, not what it is', async () => {
    const held = { ...HELD, base: { images: [imageOf(A, ['v1'])] } }
    expect(await copiesIn(held, { base: { v1: 'oci:./b' }, app: { prod: 'ecr:base:v1' } })).toEqual({
      'base:v1': [B],
      'app:prod': [B, 'image["base:v1"]'],
    })
  })

  test('for two tags of one repository is copied by each, and neither waits for itself or the other', async () => {
    const held = { ...HELD, base: { images: [imageOf(A, ['v1', 'prod'])] } }
    expect(await copiesIn(held, { base: { v1: 'oci:./b', prod: 'oci:./b' } })).toEqual({
      'base:v1': [B],
      'base:prod': [B],
    })
  })

  test('is not one that is itself made of it', async () => {
    expect(await copiesIn(HELD, { app: { old: B, prod: 'ecr:app:old' } })).toEqual({
      'app:old': 'SOURCE_NOT_FOUND',
      'app:prod': 'BLOCKED_BEFORE',
    })
  })

  test('from where it is already is found for a second tag', async () => {
    const held = { ...HELD, base: { images: [imageOf(B, ['v1'])] } }
    expect(await copiesIn(held, { base: { v1: B }, app: { prod: 'ecr:base:v1', also: B } })).toEqual({
      'app:prod': [B],
      'app:also': [B, 'image["app:prod"]'],
    })
  })

  test('for a tag that moves before its repository becomes immutable comes before that, too', async () => {
    const { changes } = await plannedOver(
      { base: { images: [imageOf(A, ['prod'])] } },
      { base: { repository: { imageTagMutability: 'IMMUTABLE' }, image: { v1: 'oci:./b', prod: B } } },
      { outside: OUTSIDE },
    )
    expect(Object.fromEntries(changes.map(({ address, needs }) => [address, needs.map(need => need.address)]))).toEqual(
      {
        'repository["base"]': ['image["base:prod"]'],
        'image["base:prod"]': ['image["base:v1"]'],
        'image["base:v1"]': [],
      },
    )
  })

  test('is a multi-arch image with its parts, of which none may go', async () => {
    const outside = { './b': { digest: B, children: [A] } }
    const held = { ...HELD, base: { images: [imageOf(A)] }, app: { images: [imageOf(A)] } }
    const gone = { absent: true, deleteImage: true }
    const images = { base: { [B]: 'oci:./b', v1: 'oci:./b' }, app: { v1: 'ecr:base:v1', [A]: gone } }
    expect(await copiesIn(held, images, { outside })).toMatchObject({
      'app:v1': [B, 'image["base:v1"]'],
      [`app@${A}`]: 'HELD_BY_INDEX',
    })
  })

  test('and is blocked blocks what waits for it, and what waits for that', async () => {
    const held = { ...HELD, base: { imageTagMutability: 'IMMUTABLE' as const, images: [imageOf(A, ['v1'])] } }
    const images = { base: { v1: 'oci:./b' }, app: { v1: 'ecr:base:v1' }, web: { v1: 'ecr:app:v1' } }
    expect(await copiesIn(held, images)).toEqual({
      'base:v1': 'IMMUTABLE_TAG',
      'app:v1': 'BLOCKED_BEFORE',
      'web:v1': 'BLOCKED_BEFORE',
    })
  })

  test('and cannot be found is waited for by its tag, and told as blocked there', async () => {
    const images = { base: { v1: 'oci:./nothing' }, app: { v1: 'ecr:base:v1', prod: `ecr:base@${B}` } }
    expect(await copiesIn(HELD, images)).toEqual({
      'base:v1': 'SOURCE_NOT_FOUND',
      'app:v1': 'BLOCKED_BEFORE',
      'app:prod': 'SOURCE_NOT_FOUND',
    })
  })

  test('over two repositories and cannot be found is told with the one that each waits for', async () => {
    const settings: Settings = {
      base: { image: { v1: 'oci:./nothing' } },
      app: { image: { v1: 'ecr:base:v1' } },
      web: { image: { v1: 'ecr:app:v1' } },
    }
    const { changes } = await plannedOver(HELD, settings, { outside: OUTSIDE })
    const said = Object.fromEntries(changes.map(({ address, blocked }) => [address, blocked]))
    const hint = 'Mend what blocks that one first.'
    const code = 'BLOCKED_BEFORE'
    expect(said).toMatchObject({
      'image["app:v1"]': { code, hint, reason: 'waits for image["base:v1"], which is blocked' },
      'image["web:v1"]': { code, hint, reason: 'waits for image["app:v1"], which is blocked' },
    })
  })
})

describe('a source that is there already', () => {
  test('is waited for by nobody', async () => {
    const held = { ...HELD, base: { images: [imageOf(B, ['v1'])] } }
    expect(await copiesIn(held, { base: { v1: 'oci:./b' }, app: { prod: 'ecr:base:v1' } })).toEqual({
      'app:prod': [B],
    })
  })

  test('without its tag is copied by its digest', async () => {
    const held = { ...HELD, base: { images: [imageOf(B)] } }
    expect(await copiesIn(held, { base: { v1: B }, app: { prod: 'ecr:base:v1' } })).toEqual({
      'base:v1': [B],
      'app:prod': [B],
    })
  })

  test('in a tag that nobody declares is what the tag is', async () => {
    const held = { ...HELD, base: { images: [imageOf(A, ['v1'])] } }
    expect(await copiesIn(held, { app: { prod: 'ecr:base:v1' } })).toEqual({ 'app:prod': [A] })
  })

  test('in another registry has nothing to do with a repository of that name here', async () => {
    const images = {
      base: { v1: 'oci:./b' },
      app: { prod: `ecr:999999999999.dkr.ecr.us-east-1.amazonaws.com/base@${A}` },
    }
    const held = { ...HELD, base: { images: [imageOf(A)] } }
    expect(await copiesIn(held, images)).toMatchObject({ 'app:prod': [A] })
  })
})

describe('images that come from each other come from nowhere', () => {
  test.each<readonly [name: string, images: Readonly<Record<string, object>>, codes: object]>([
    [
      'by their tags',
      { app: { v1: 'ecr:web:v1' }, web: { v1: 'ecr:app:v1' } },
      { 'app:v1': 'SOURCE_NOT_FOUND', 'web:v1': 'SOURCE_NOT_FOUND' },
    ],
    [
      'by their digest',
      { app: { v1: `ecr:web@${B}` }, web: { v1: `ecr:app@${B}` } },
      { 'app:v1': 'BLOCKED_BEFORE', 'web:v1': 'BLOCKED_BEFORE' },
    ],
    ['one from itself', { app: { v1: `ecr:app@${B}` } }, { 'app:v1': 'SOURCE_NOT_FOUND' }],
  ])('%s', async (_, images, codes) => expect(await copiesIn(HELD, images)).toEqual(codes))

  test('by their tags, though these are there: none of them says what it is', async () => {
    const held = { ...HELD, app: { images: [imageOf(A, ['v1'])] }, web: { images: [imageOf(B, ['v1'])] } }
    expect(await copiesIn(held, { app: { v1: 'ecr:web:v1' }, web: { v1: 'ecr:app:v1' } })).toEqual({
      'app:v1': 'SOURCE_NOT_FOUND',
      'web:v1': 'SOURCE_NOT_FOUND',
    })
  })

  test('but not a tag that is what it is', async () =>
    expect(await copiesIn({ app: { images: [imageOf(A, ['v1'])] } }, { app: { v1: 'ecr:app:v1' } })).toEqual({}))
})

test('a way of thousands of tags is walked once', async () => {
  const COUNT = 3_000
  const tags = Array.from({ length: COUNT }, (_, index) => [`t${index}`, `ecr:app:t${index + 1}`] as const)
  const held = { app: { images: [imageOf(A, [`t${COUNT}`])] } }
  const copies = Object.values(await copiesIn(held, { app: Object.fromEntries(tags) }))
  expect([copies.length, new Set(copies.flat())]).toEqual([COUNT, new Set([A])])
})

describe('a source that goes with this very manifest', () => {
  const GONE = { absent: true, deleteImage: true }

  test('is missed by nobody who has it already', async () => {
    const images = { app: { prod: 'ecr:base:v1' }, base: { v1: GONE } }
    expect(await copiesIn({ base: {}, app: { images: [imageOf(A, ['prod'])] } }, images)).toEqual({})
    expect(await copiesIn({ base: {}, app: {} }, images)).toEqual({ 'app:prod': 'SOURCE_NOT_FOUND' })
  })
})

test('what a filter leaves out still says what its tags are', async () => {
  const wishes = wishesFrom(wishesIn({ base: { image: { v1: 'oci:./b' } }, app: { image: { prod: 'ecr:base:v1' } } }))
  const chosen = { ...wishes, of: (name: string) => (name === 'app' ? wishes.of(name) : []) }
  const asked: unknown[] = []
  const images: ImageResolver = {
    async resolve(source) {
      asked.push(source)
      if (source.from === 'oci') return { digest: B }
      throw new EcrsyncError('SOURCE_NOT_FOUND', 'There is none')
    },
  }
  const [declared] = wishes.of('app').filter(({ kind }) => kind === 'image')
  const { want } = await pinner(wishes, images, chosen)(declared as Declared, null)
  expect(want).toMatchObject({ pinned: { code: 'SOURCE_NOT_FOUND' } })
  expect(asked.at(-1)).toEqual({ from: 'ecr', repositoryName: 'base', digest: B })
})

describe('an index that is made of an image of the same registry, which is not there', () => {
  const made = (from: string) => ({ from, platforms: ['linux/amd64'] })

  test.each<readonly [string, Readonly<Record<string, object>>, object]>([
    ['in the very repository', { app: { amd: made(A) } }, { 'app:amd': 'SOURCE_NOT_FOUND' }],
    [
      'twice',
      { app: { amd: made(A), arm: made(A) } },
      { 'app:amd': 'SOURCE_NOT_FOUND', 'app:arm': 'SOURCE_NOT_FOUND' },
    ],
    [
      'in a repository that makes one of this',
      { app: { amd: made(`ecr:base@${A}`) }, base: { amd: made(`ecr:app@${B}`) } },
      { 'app:amd': 'SOURCE_NOT_FOUND', 'base:amd': 'SOURCE_NOT_FOUND' },
    ],
    [
      'by way of tags',
      { app: { amd: made(A), x: 'ecr:base:y' }, base: { y: made(`ecr:base@${B}`), z: 'ecr:app:amd' } },
      {
        'app:amd': 'SOURCE_NOT_FOUND',
        'app:x': expect.any(String),
        'base:y': 'SOURCE_NOT_FOUND',
        'base:z': expect.any(String),
      },
    ],
    [
      'beside the tag that brings it',
      { app: { amd: made(B), whole: 'oci:./b' } },
      { 'app:amd': 'SOURCE_NOT_FOUND', 'app:whole': [B] },
    ],
  ])('blocks itself alone: %s', async (_, images, expected) =>
    expect(await copiesIn({ app: {}, base: {} }, images)).toEqual(expected),
  )
})

test('of an image that the plan brings no index is made, because its bytes are not there', async () => {
  const app = { prod: { from: 'ecr:base:v1', platforms: ['linux/amd64'] } }
  expect(await copiesIn({ base: {}, app: {} }, { base: { v1: 'oci:./b' }, app })).toEqual({
    'app:prod': 'SOURCE_NOT_FOUND',
    'base:v1': [B],
  })
})

test('a repository that may not be looked at blocks what comes from it, and says why', async () => {
  const images = { resolve: () => Promise.reject(new EcrsyncError('ACCESS_DENIED', 'DescribeImages is not allowed')) }
  const wishes = wishesIn({ app: { image: { v1: 'ecr:base:v1' } }, base: { image: { v1: B } } })
  const pin = pinner(wishesFrom(wishes), images)
  const [pinned] = await Promise.all(wishes.filter(({ name }) => name === 'app:v1').map(wish => pin(wish, null)))
  expect(pinned?.want).toMatchObject({ pinned: { code: 'ACCESS_DENIED', reason: 'DescribeImages is not allowed' } })
})

test('a failure that is no answer about an image is thrown', async () => {
  const broken = Object.defineProperty({}, './b', {
    get() {
      throw new TypeError('a bug')
    },
  })
  const planned = copiesIn(HELD, { base: { v1: 'oci:./b' } }, { outside: broken })
  await expect(planned).rejects.toThrow('a bug')
})

test('an image that several tags come from is looked for once', async () => {
  const asked: string[] = []
  const images: ImageResolver = {
    resolve: async (source, repositoryName) => {
      asked.push(`${repositoryName} ${'digest' in source ? source.digest : ''}`)
      return { digest: A }
    },
  }
  const wishes = wishesIn({ app: { image: { prod: A, stage: A } }, web: { image: { prod: A } } })
  const pin = pinner(wishesFrom(wishes), images)
  await Promise.all(wishes.map(wish => pin(wish, null)))
  expect(asked).toEqual([`app ${A}`, `web ${A}`])
})
