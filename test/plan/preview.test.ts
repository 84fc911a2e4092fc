import { describe, expect, test } from 'vitest'
import { EcrsyncError } from '../../src/errors.ts'
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
import { NOW, wishesFrom } from '../world.ts'

const [A, B, C] = [digestOf('a'), digestOf('b'), digestOf('c')]
const rule = (rulePriority: number, tagStatus: string, action: object = { type: 'expire' }) => ({
  rulePriority,
  selection: { tagStatus, countType: 'imageCountMoreThan', countNumber: 1 },
  action,
})
const ARCHIVE = { type: 'transition', targetStorageClass: 'archive' }
const declares = (...rules: readonly object[]) => ({ lifecyclePolicy: { lifecyclePolicy: [{ body: { rules } }] } })
const IMAGES = [imageOf(C, [], { days: 3 }), imageOf(B, [], { days: 3 }), imageOf(A, [], { days: 1 })]

const previewed = (
  holdings: Holdings,
  settings: Settings,
  { repositories = [], answers = {} }: { readonly repositories?: readonly string[]; readonly answers?: Answers } = {},
) => {
  const { reader } = scripted({ ...holding(holdings), ...answers })
  return previewAll(wishesFrom(wishesIn(settings)), { reader, now: NOW, repositories }, QUIETLY)
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
    ['is not there', {}, {}, 'there is no such repository'],
    ['has no policy', { app: {} }, {}, 'it has no lifecycle policy, and the manifest declares none'],
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

  test('that breaks for a reason of our own is thrown', async () => {
    const answers = {
      GetLifecyclePolicy: () => {
        throw new TypeError('a bug')
      },
    }
    await expect(previewed({ app: {} }, {}, { repositories: ['app'], answers })).rejects.toThrow('a bug')
  })
})
