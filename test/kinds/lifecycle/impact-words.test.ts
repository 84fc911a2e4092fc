import type { ImageDetail } from '@aws-sdk/client-ecr'
import { describe, expect, test } from 'vitest'
import type { Fields } from '../../../src/model.ts'
import { daysAgo, digestOf, imageOf, plannedOver } from '../../scripted.ts'
import { attentionOf, linesOf } from '../differences.ts'

const [A, B, C, D] = ['a', 'b', 'c', 'd'].map(digestOf) as [string, string, string, string]
const INDEX = 'application/vnd.oci.image.index.v1+json'
const EXPIRE = { type: 'expire' }
const ARCHIVE = { type: 'transition', targetStorageClass: 'archive' }

const rule = (rulePriority: number, selection: Fields, action: object = EXPIRE) => ({ rulePriority, selection, action })
const newest = (tagStatus: string, countNumber: number, more: Fields = {}) => ({
  tagStatus,
  ...more,
  countType: 'imageCountMoreThan',
  countNumber,
})

/** What a plan says of a policy over images: below the change, and in the attention block. */
async function said(images: readonly ImageDetail[], rules: readonly object[], inForce?: readonly object[]) {
  const { changes } = await plannedOver(
    { app: { images, ...(inForce && { lifecycle: { rules: inForce } }) } },
    { app: { lifecyclePolicy: { lifecyclePolicy: [{ body: { rules } }] } } },
  )
  return { lines: linesOf(changes[0]).slice(1), facts: attentionOf(changes[0]) }
}

describe('what a policy would do is told', () => {
  test('by rule, with what is pulled still', async () => {
    const images = [
      imageOf(A, ['v1'], { days: 9, lastRecordedPullTime: daysAgo(2) }),
      imageOf(B, ['v2'], { days: 8 }),
      imageOf(C, ['v3'], { days: 7 }),
    ]
    expect(await said(images, [rule(5, newest('any', 1))])).toEqual({
      lines: ['rule 1 (any image) expires 2 images (1.95 KiB)'],
      facts: ["EXPIRES 2 images (1.95 KiB) at ECR's next run; 1 pulled in the last 30 days: v2, v1"],
    })
  })

  test('with what is archived', async () => {
    const images = [imageOf(A, ['v1'], { days: 9 }), imageOf(B, ['v2'])]
    expect(await said(images, [rule(5, newest('any', 1), ARCHIVE)])).toEqual({
      lines: ['rule 1 (any image) archives 1 image (1000 B)'],
      facts: ["ARCHIVES 1 image (1000 B) at ECR's next run: v1"],
    })
  })

  test('with how many more tags there are than are named', async () => {
    const images = Array.from({ length: 8 }, (_, index) =>
      imageOf(`sha256:${String(index).repeat(64)}`, [`v${index}`], { days: 20 - index }),
    )
    expect((await said(images, [rule(5, newest('any', 1))])).facts).toEqual([
      "EXPIRES 7 images (6.84 KiB) at ECR's next run: v6, v5, v4, v3, v2 and 2 more tags",
    ])
  })

  test('with what the policy in force would leave', async () => {
    const images = [imageOf(A, ['v1'], { days: 9 }), imageOf(B, ['v2'], { days: 8 }), imageOf(C, ['v3'], { days: 7 })]
    const { lines } = await said(images, [rule(5, newest('any', 1))], [rule(5, newest('any', 2))])
    expect(lines).toContain('1 of them not by the policy in force')
  })

  test.each([
    [1, 'an upper bound: among them may be parts of 1 multi-arch image, which ECR keeps and seems not to count'],
    [2, 'an upper bound: among them may be parts of 2 multi-arch images, which ECR keeps and seems not to count'],
  ])('with doubt, where %i multi-arch images stay', async (count, line) => {
    const indexes = [A, B]
      .slice(0, count)
      .map(digest => imageOf(digest, [], { days: 1, imageManifestMediaType: INDEX }))
    const { lines, facts } = await said(
      [...indexes, imageOf(C, [], { days: 9 }), imageOf(D, [], { days: 8 })],
      [rule(1, newest('untagged', count))],
    )
    expect(lines).toContain(line)
    expect(facts.join()).toContain("at ECR's next run (an upper bound)")
  })

  test('with rules that do nothing', async () => {
    const images = [imageOf(A, ['v1'], { days: 9 })]
    const { lines } = await said(images, [
      rule(1, newest('tagged', 5, { tagPatternList: ['x*'] })),
      rule(2, newest('tagged', 5, { tagPatternList: ['v*'] })),
      rule(3, newest('any', 5)),
    ])
    expect(lines).toEqual([
      'rule 1 (x*) matches no image',
      'rule 3 (any image) is left no image by the rules before it',
    ])
  })

  test('not at all over an empty repository', async () =>
    expect(await said([], [rule(1, newest('any', 5))])).toEqual({ lines: [], facts: [] }))
})
