import pLimit from 'p-limit'
import { describe, expect, test } from 'vitest'
import type { Reader } from '../../src/aws/api.ts'
import type { TagIndex } from '../../src/aws/tagging.ts'
import { EcrsyncError } from '../../src/errors.ts'
import type { OnePage } from '../../src/inventory/images.ts'
import { takeInventory } from '../../src/inventory/take.ts'
import type { Wishes } from '../../src/model.ts'
import { QUIETLY } from '../registry.ts'
import { type Answers, holding, imageOf, scripted } from '../scripted.ts'
import { ACCOUNT, arnOf } from '../world.ts'

const WISHES: Wishes = {
  of: () => [],
  registry: () => [],
  isDeclared: name => name === 'app',
  discovered: { isFor: name => name.startsWith('cache/'), of: () => [], samples: () => [], claims: () => [] },
  owned: { manifest: 'acme' },
  repositories: ['app'],
}
const denied = () => {
  throw new EcrsyncError('ACCESS_DENIED', 'It is not allowed')
}
const OWNED = [{ Key: 'ecrsync:manifest', Value: 'acme' }]

const HELD = holding({
  app: { images: [imageOf('a', ['v1']), imageOf('b')], lifecycle: { rules: [] } },
  'cache/x': {},
  left: {},
  other: {},
})
const TAGS: Answers = {
  ListTagsForResource: ({ resourceArn }: { readonly resourceArn: string }) => ({
    tags:
      resourceArn === arnOf('left')
        ? OWNED
        : resourceArn === arnOf('app')
          ? [{ Key: 'ecrsync:protect', Value: '' }]
          : [],
  }),
}

const take = (
  answers: Answers,
  more: {
    readonly index?: TagIndex
    readonly reader?: Reader
    readonly wishes?: Wishes
    readonly onePage?: OnePage
  } = {},
) =>
  takeInventory({
    reader: scripted(answers).reader,
    wishes: WISHES,
    rate: 0.1,
    onePage: read => read(),
    ...QUIETLY,
    ...more,
  })

describe('of each repository', () => {
  test('is known whose it is, what its images come to, and which policies it has', async () => {
    const { account, repositories, unread } = await take({ ...HELD, ...TAGS })
    expect([account, unread]).toEqual([ACCOUNT, []])
    expect(repositories.map(({ repository, status, owner }) => [repository, status, owner])).toEqual([
      ['app', 'managed', null],
      ['cache/x', 'discovered', null],
      ['left', 'orphan', 'acme'],
      ['other', 'unmanaged', null],
    ])
    expect(repositories[0]).toMatchObject({
      protected: true,
      images: 2,
      untagged: 1,
      lifecyclePolicy: true,
      repositoryPolicy: false,
      lastPull: null,
    })
    expect(repositories[1]).toMatchObject({ images: 0, bytes: 0, lastPush: null, protected: false })
  })

  test('what may not be read is not known, is told, and leaves the rest', async () => {
    const { repositories, unread } = await take({ ...HELD, DescribeImages: denied, ListTagsForResource: denied })
    expect(repositories.find(({ repository }) => repository === 'left')).toMatchObject({
      status: null,
      images: null,
      monthlyCost: null,
      owner: null,
      protected: null,
      lifecyclePolicy: false,
    })
    expect(repositories.map(({ repository, status }) => [repository, status])).toEqual([
      ['app', 'managed'],
      ['cache/x', 'discovered'],
      ['left', null],
      ['other', null],
    ])
    expect(unread.filter(({ repository }) => repository === 'app').map(({ field, code }) => [field, code])).toEqual([
      ['images', 'ACCESS_DENIED'],
      ['tags', 'ACCESS_DENIED'],
    ])
  })

  test('a manifest that owns nothing by tags has no orphans, whatever could be read', async () => {
    const { owned: _, ...wishes } = WISHES
    const { repositories } = await take({ ...HELD, ListTagsForResource: denied }, { wishes })
    expect(repositories.find(({ repository }) => repository === 'left')?.status).toBe('unmanaged')
  })

  test('what a tombstone names is managed as long as it is there', async () => {
    const wishes = { ...WISHES, isDeclared: () => true, isRemoved: (name: string) => name === 'app' }
    const { repositories } = await take({ ...HELD, ...TAGS }, { wishes })
    expect(repositories.slice(0, 2).map(({ status }) => status)).toEqual(['managed', 'managed'])
  })

  test('all pages are summed, and no more of them are in memory at once than may be', async () => {
    let [now, most] = [0, 0]
    const DescribeImages = async ({ nextToken = '0' }: { readonly nextToken?: string }) => {
      now += 1
      most = Math.max(most, now)
      await Promise.resolve()
      now -= 1
      const page = Number(nextToken)
      return { imageDetails: [{ imageSizeInBytes: 5 }], ...(page < 9 && { nextToken: String(page + 1) }) }
    }
    const { repositories } = await take({ ...HELD, ...TAGS, DescribeImages }, { onePage: pLimit(2) })
    expect(repositories.map(({ images, bytes }) => [images, bytes])).toEqual(Array(4).fill([10, 50]))
    expect(most).toBe(2)
  })

  test('the index tells tags, and where it fails ECR does', async () => {
    const index = (of: TagIndex['of']): TagIndex => ({ isCertain: true, pages: async function* () {}, of, close() {} })
    const told = index(async arns => arns.map(arn => ({ arn, tags: arn === arnOf('other') ? OWNED : [] })) as never)
    const byIndex = await take({ ...HELD }, { index: told })
    expect(
      byIndex.repositories.filter(({ status }) => status === 'orphan').map(({ repository }) => repository),
    ).toEqual(['other'])
    const byEcr = await take({ ...HELD, ...TAGS }, { index: index(async () => denied()) })
    expect(byEcr.repositories.filter(({ status }) => status === 'orphan').map(({ repository }) => repository)).toEqual([
      'left',
    ])
  })
})

test('where the list is not allowed, those of the manifest are read, and the rest is told not to be seen', async () => {
  const one = ({ repositoryNames }: { readonly repositoryNames?: readonly string[] }) =>
    repositoryNames?.map(repositoryName => ({ repositoryName, repositoryArn: arnOf(repositoryName) })) ?? denied()
  const DescribeRepositories = (input: { readonly repositoryNames?: readonly string[] }) => ({
    repositories: one(input),
  })
  const { repositories, unread } = await take({ ...HELD, ...TAGS, DescribeRepositories })
  expect(repositories.map(({ repository }) => repository)).toEqual(['app'])
  expect(unread).toEqual([
    expect.objectContaining({ code: 'ACCESS_DENIED', message: expect.stringContaining('were not seen') }),
  ])
})
