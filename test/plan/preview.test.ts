import { describe, expect, test } from 'vitest'
import { EcrsyncError } from '../../src/errors.ts'
import type { Declared } from '../../src/model.ts'
import { previewAll } from '../../src/plan/preview.ts'
import { QUIETLY } from '../registry.ts'
import {
  type Answers,
  digestOf,
  type Holdings,
  holding,
  imageOf,
  type Settings,
  scripted,
  wishesIn,
} from '../scripted.ts'
import { ACCOUNT, NOW, tombstone, wishesFrom } from '../world.ts'

const [A, B, C] = [digestOf('a'), digestOf('b'), digestOf('c')]
const rule = (rulePriority: number, tagStatus: string, action: object = { type: 'expire' }) => ({
  rulePriority,
  selection: { tagStatus, countType: 'imageCountMoreThan', countNumber: 1 },
  action,
})
const ARCHIVE = { type: 'transition', targetStorageClass: 'archive' }
const declares = (...rules: readonly object[]) => ({ lifecyclePolicy: { lifecyclePolicy: [{ body: { rules } }] } })
const IMAGES = [imageOf(C, [], { days: 3 }), imageOf(B, [], { days: 3 }), imageOf(A, [], { days: 1 })]

interface Asked {
  readonly repositories?: readonly string[]
  readonly answers?: Answers
  readonly declared?: ReadonlySet<string>
  readonly more?: readonly Declared[]
}

const previewed = (
  holdings: Holdings,
  settings: Settings,
  { repositories = [], answers = {}, declared, more = [] }: Asked = {},
) => {
  const { reader } = scripted({ ...holding(holdings), ...answers })
  const wishes = wishesFrom([...wishesIn(settings), ...more])
  return previewAll(wishes, { reader, now: NOW, repositories, ...(declared && { declared }) }, QUIETLY)
}

describe('a preview', () => {
  test('is of every repository for which a policy is declared, and tells the fate of each image, newest first', async () => {
    const holdings = { app: { images: IMAGES }, other: { images: IMAGES } }
    const { previews, missing } = await previewed(holdings, { app: declares(rule(1, 'untagged')), other: {} })
    expect(missing).toEqual([])
    expect(previews.map(({ repository, from, rules }) => [repository, from, rules])).toEqual([
      ['app', 'manifest', ['untagged newest 1']],
    ])
    expect(previews[0]?.images.map(({ digest, fate, rulePriority }) => [digest, fate, rulePriority])).toEqual([
      [A, 'keep', 1],
      [B, 'expire', 1],
      [C, 'expire', 1],
    ])
  })

  test('of a repository that is named and declares none is of the policy in force', async () => {
    const holdings = { app: { images: IMAGES, lifecycle: { rules: [rule(1, 'any', ARCHIVE), rule(2, 'any')] } } }
    const { previews } = await previewed(holdings, {}, { repositories: ['app'] })
    expect(previews).toMatchObject([
      { from: 'ECR', images: [{ fate: 'keep' }, { fate: 'archive' }, { fate: 'archive' }] },
    ])
    expect(previews[0]?.images.map(({ rulePriority }) => rulePriority)).toEqual([1, 1, 1])
  })

  test.each<readonly [name: string, holdings: Holdings, answers: Answers, reason: string]>([
    ['nobody declares and that is not there', {}, {}, 'there is no such repository, and the manifest declares none'],
    [
      'is almost called so',
      { apps: {} },
      {},
      'there is no such repository, and the manifest declares none. Did you mean apps?',
    ],
    [
      'cannot be read',
      { app: {} },
      {
        GetLifecyclePolicy: () => {
          throw new EcrsyncError('ACCESS_DENIED', 'GetLifecyclePolicy is not allowed', { detail: 'said AWS' })
        },
      },
      'GetLifecyclePolicy is not allowed. said AWS',
    ],
  ])('of a repository that %s is missing, and why', async (_, holdings, answers, reason) => {
    const { previews, missing } = await previewed({ ...holdings, other: {} }, {}, { repositories: ['app'], answers })
    expect([previews, missing]).toEqual([[], [{ repository: 'app', reason }]])
  })

  const shortly = ({ previews, missing }: Awaited<ReturnType<typeof previewed>>) => ({
    previews: previews.map(({ repository, state, from, rules, images }) => [
      repository,
      state,
      from,
      rules,
      images.length,
    ]),
    missing: missing.map(({ repository }) => repository),
  })

  test('of a repository that is new has nothing to expire, which is no failure', async () => {
    const settings = { app: declares(rule(1, 'untagged')), there: declares(rule(1, 'any')), other: {} }
    expect(shortly(await previewed({ there: { images: IMAGES } }, settings))).toEqual({
      previews: [
        ['app', 'new', 'manifest', ['untagged newest 1'], 0],
        ['there', 'there', 'manifest', ['any image newest 1'], 3],
      ],
      missing: [],
    })
    expect(shortly(await previewed({}, settings, { repositories: ['other', 'app', 'nobody'] }))).toEqual({
      previews: [
        ['other', 'new', 'none', [], 0],
        ['app', 'new', 'manifest', ['untagged newest 1'], 0],
      ],
      missing: ['nobody'],
    })
  })

  test.each([
    ['a tombstone names', { more: [tombstone('app')] }],
    ['the manifest declares for another target', { declared: new Set(['app']) }],
  ])('of a repository that is not there and that %s has nothing to expire', async (_, asked) => {
    const answer = await previewed({}, {}, { repositories: ['app'], ...asked })
    expect(shortly(answer)).toEqual({ previews: [['app', 'away', 'none', [], 0]], missing: [] })
  })

  test('of a repository without a policy keeps every image', async () => {
    const { previews } = await previewed({ app: { images: IMAGES } }, {}, { repositories: ['app'] })
    expect(previews).toMatchObject([{ from: 'none', policy: { rules: [] }, impact: { keep: { images: 3 } } }])
    expect(previews[0]?.images.map(({ fate, rulePriority }) => [fate, rulePriority])).toEqual(
      IMAGES.map(() => ['keep', undefined]),
    )
  })

  test('of a repository whose policy the manifest deletes keeps every image', async () => {
    const holdings = { app: { images: IMAGES, lifecycle: { rules: [rule(1, 'any')] } } }
    const { previews } = await previewed(
      holdings,
      { app: { lifecyclePolicy: { lifecyclePolicy: null } } },
      { repositories: ['app'] },
    )
    expect(previews).toMatchObject([{ from: 'manifest', policy: { rules: [] }, impact: { keep: { images: 3 } } }])
  })

  test.each<readonly [name: string, holdings: Holdings, answers: Answers, account: string]>([
    ['as the list says it', { app: {} }, {}, ACCOUNT],
    ['as the registry says it where nothing is listed', {}, {}, ACCOUNT],
    ['not at all where the registry does not', {}, { DescribeRegistry: () => ({}) }, ''],
  ])('says the account %s', async (_, holdings, answers, account) => {
    expect((await previewed(holdings, {}, { answers })).account).toBe(account)
  })

  test('that breaks for a reason of our own is thrown', async () => {
    const answers = {
      GetLifecyclePolicy: () => {
        throw new TypeError('a bug')
      },
    }
    await expect(previewed({ app: {} }, {}, { repositories: ['app'], answers })).rejects.toThrow('a bug')
  })
})
