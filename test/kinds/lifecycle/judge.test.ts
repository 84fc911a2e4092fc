import { describe, expect, test } from 'vitest'
import type { Prober } from '../../../src/aws/api.ts'
import { EcrsyncError } from '../../../src/errors.ts'
import type { ServerPreview } from '../../../src/judges/server-preview.ts'
import type { Fields, Plan } from '../../../src/model.ts'
import {
  type Answers,
  type Around,
  digestOf,
  type Holding,
  imageOf,
  plannedOver,
  type Settings,
  scripted,
} from '../../scripted.ts'
import { attentionOf } from '../differences.ts'

const [A, B] = [digestOf('a'), digestOf('b')]
const NAME = 'team/api'
const source = { file: 'running.txt', line: 3, column: 1 }
const used = (by: object): Around => ({ inUse: [{ repositoryName: NAME, ...by, source }] })

const rule = (rulePriority: number, selection: Fields) => ({ rulePriority, selection, action: { type: 'expire' } })
const keepNewest = (countNumber: number) => rule(9, { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber })
const keepAll = (pattern: string) =>
  rule(1, {
    tagStatus: 'tagged',
    tagPatternList: [pattern],
    countType: 'imageCountMoreThan',
    countNumber: 999_999,
  })
const policy = (...rules: readonly object[]) => ({ rules })
const declares = (...rules: readonly object[]): Settings[string] => ({
  lifecyclePolicy: { lifecyclePolicy: [{ body: policy(...rules) }] },
})

const OLD = imageOf(A, ['v1'], { days: 30 })
const NEW = imageOf(B, ['v2'], { days: 1 })

const over = (held: Holding, settings: Settings[string], around: Around = {}) =>
  plannedOver({ [NAME]: held }, { [NAME]: settings }, around)
const warningsOf = ({ warnings }: Plan) => warnings.map(({ code, summary }) => [code, summary])
const blockedIn = ({ changes }: Plan) => changes.map(({ kind, blocked }) => [kind, blocked?.code])

describe('what is declared or in use, and falls to the policy in force', () => {
  const CONDEMNED = ['IMAGE_CONDEMNED', `rule 9 of the lifecycle policy of ${NAME} will take v1`]
  const held = { images: [OLD, NEW], lifecycle: policy(keepNewest(1)) }

  test.each<readonly [name: string, settings: Settings[string], around: Around]>([
    ['a declared tag', { image: { v1: A } }, {}],
    ['a tag in use', {}, used({ tag: 'v1' })],
    ['an image in use', {}, used({ digest: A })],
    ['a declared tag, where the policy is declared as it is', { image: { v1: A }, ...declares(keepNewest(1)) }, {}],
  ])('%s: a warning, though nothing changes', async (_, settings, around) => {
    const plan = await over(held, settings, around)
    expect([plan.changes, warningsOf(plan)]).toEqual([[], [CONDEMNED]])
  })

  test('is told with what it is, and how it is kept', async () => {
    const { warnings } = await over(held, { image: { v1: A } })
    expect(warnings[0]).toMatchObject({
      severity: 'warning',
      detail: 'It is declared at ecrsync.yaml:10, and goes when ECR next applies the policy.',
      hint: expect.stringContaining('{ tagPattern: "v1", keepAll: true }'),
    })
    const untagged = { images: [imageOf(A, [], { days: 30 }), NEW], lifecycle: held.lifecycle }
    expect((await over(untagged, {}, used({ digest: A }))).warnings[0]).toMatchObject({
      summary: expect.stringContaining('will take sha256:aaaaaaaa…aaa'),
      hint: expect.stringContaining('Give the image a tag'),
    })
  })

  test('also where something else of the repository changes', async () => {
    const plan = await over(held, { repository: { imageTagMutability: 'IMMUTABLE' }, image: { v1: A } })
    expect([plan.changes.length, warningsOf(plan)]).toEqual([1, [CONDEMNED]])
  })

  test('follows its subject, and is kept with it', async () => {
    const signature = imageOf(digestOf('c'), [], { subjectManifestDigest: A })
    const about = imageOf(digestOf('d'), ['about'], { subjectManifestDigest: digestOf('c') })
    const lifecycle = policy(
      rule(9, { tagStatus: 'tagged', tagPatternList: ['v*'], countType: 'imageCountMoreThan', countNumber: 1 }),
    )
    const plan = await over({ images: [OLD, NEW, signature, about], lifecycle }, {}, used({ tag: 'about' }))
    expect(plan.warnings).toMatchObject([
      {
        summary: `rule 9 of the lifecycle policy of ${NAME} will take about with its subject v1`,
        hint: expect.stringContaining('{ tagPattern: "v1", keepAll: true }'),
      },
    ])
  })

  test.each<readonly [name: string, held: Holding, settings: Settings[string], around: Around]>([
    ['kept by a rule', { ...held, lifecycle: policy(keepAll('v1'), keepNewest(1)) }, { image: { v1: A } }, {}],
    ['without a policy', { images: [OLD, NEW] }, { image: { v1: A } }, {}],
    ['in another repository', held, {}, { inUse: [{ repositoryName: 'other', tag: 'v1', source }] }],
    ['condemned, of which nobody says anything', held, {}, {}],
    ['kept by the policy that the plan puts', held, { image: { v1: A }, ...declares(keepNewest(2)) }, {}],
    [
      'where the plan takes the policy away',
      held,
      { image: { v1: A }, lifecyclePolicy: { lifecyclePolicy: null } },
      {},
    ],
  ])('is not what is %s', async (_, before, settings, around) => {
    expect(warningsOf(await over(before, settings, around))).toEqual([])
  })

  test('is not said where the policy or the images cannot be read, and fails nothing', async () => {
    const denied = (action: string): Around => ({
      answers: {
        [action]: ({ imageIds }: { imageIds?: readonly object[] }) => {
          if (imageIds) return { imageDetails: [OLD] }
          throw new EcrsyncError('ACCESS_DENIED', `${action} is not allowed`)
        },
      },
    })
    for (const action of ['GetLifecyclePolicy', 'DescribeImages']) {
      const plan = await over(held, { image: { v1: A } }, denied(action))
      expect([plan.changes, plan.warnings, plan.summary.unread]).toEqual([[], [], 0])
    }
  })

  test('is not swallowed where it is a bug', async () => {
    const broken: Around = {
      answers: {
        GetLifecyclePolicy: () => {
          throw new TypeError('a bug')
        },
      },
    }
    await expect(over(held, { image: { v1: A } }, broken)).rejects.toThrow('a bug')
  })
})

describe('a policy that would take what is declared or in use', () => {
  const held = { images: [OLD, NEW] }

  test.each<readonly [name: string, settings: Settings[string], around: Around, reason: string]>([
    ['a declared tag', { image: { v1: A } }, {}, 'v1, which is declared at ecrsync.yaml:10'],
    ['a tag in use', {}, used({ tag: 'v1' }), 'v1, which is in use (running.txt:3)'],
    ['an image in use', {}, used({ digest: A }), 'v1, which is in use (running.txt:3)'],
  ])('is not put: %s', async (_, settings, around, reason) => {
    const plan = await over(held, { ...settings, ...declares(keepNewest(1)) }, around)
    expect(plan.changes[0]?.blocked).toMatchObject({
      code: 'IMAGE_IN_USE',
      reason: `rule 9 would take ${reason}: not put`,
    })
    expect([plan.changes[0]?.facts, warningsOf(plan)]).toEqual([[], []])
  })

  test('says how many more there are', async () => {
    const images = [OLD, imageOf(digestOf('c'), ['v0'], { days: 40 }), NEW]
    const { changes } = await over({ images }, { image: { v1: A, v0: digestOf('c') }, ...declares(keepNewest(1)) })
    expect(changes[0]?.blocked?.reason).toMatch(/, and 1 more: not put$/)
  })

  test('leaves the one in force, which may take it, too', async () => {
    const inForce = { ...held, lifecycle: policy(keepNewest(1)) }
    const plan = await over(
      inForce,
      { ...declares(rule(1, { tagStatus: 'any', countType: 'sinceImagePushed', countUnit: 'days', countNumber: 9 })) },
      used({ tag: 'v1' }),
    )
    expect(blockedIn(plan)).toEqual([['lifecyclePolicy', 'IMAGE_IN_USE']])
    expect(plan.warnings.map(({ code }) => code)).toEqual(['IMAGE_CONDEMNED'])
  })

  test('is judged by the tags that the plan leaves', async () => {
    const shields = declares(keepAll('prod*'), keepNewest(1))
    expect(blockedIn(await over(held, { image: { v1: A, prod: A }, ...shields }))).toEqual([
      ['lifecyclePolicy', undefined],
      ['image', undefined],
    ])
  })

  test('is put over a repository that the plan creates', async () => {
    const plan = await plannedOver(
      {},
      { [NAME]: { image: { v1: 'oci:./b' }, ...declares(keepNewest(1)) } },
      { outside: { './b': { digest: B } } },
    )
    expect(plan.changes.map(({ kind, blocked, impact }) => [kind, blocked, impact])).toEqual([
      ['repository', undefined, undefined],
      ['lifecyclePolicy', undefined, undefined],
      ['image', undefined, undefined],
    ])
  })
})

describe('what takes the last tag by which the policy in force kept an image', () => {
  const shielded = {
    images: [imageOf(A, ['prod', 'v1'], { days: 30 }), NEW],
    lifecycle: policy(keepAll('prod*'), keepNewest(1)),
  }

  test.each<readonly [name: string, images: Fields, around: Around, reason: string]>([
    ['a tag that goes', { prod: null }, used({ digest: A }), 'not deleted'],
    ['a tag that moves', { prod: B }, used({ digest: A }), 'not moved'],
  ])('is blocked: %s', async (_, images, around, ending) => {
    const { changes } = await over(shielded, { image: images }, around)
    expect(changes.map(({ blocked }) => blocked)).toMatchObject([
      {
        code: 'IMAGE_IN_USE',
        reason: `without prod, rule 9 of the lifecycle policy takes v1, which is in use (running.txt:3): ${ending}`,
      },
    ])
  })

  test('where the image is declared by another of its tags', async () => {
    const { changes } = await over(shielded, { image: { prod: null, v1: A } })
    expect(changes.map(({ name, blocked }) => [name, blocked?.code])).toEqual([[`${NAME}:prod`, 'IMAGE_IN_USE']])
  })

  test('by the policy that the plan puts, blocks the tag and not the policy', async () => {
    const before = { images: shielded.images }
    const plan = await over(
      before,
      { image: { prod: null }, ...declares(keepAll('prod*'), keepNewest(1)) },
      used({ digest: A }),
    )
    expect(blockedIn(plan)).toEqual([
      ['lifecyclePolicy', undefined],
      ['image', 'IMAGE_IN_USE'],
    ])
  })

  test.each<readonly [name: string, held: Holding, around: Around]>([
    ['nobody runs it', shielded, {}],
    ['it falls to the policy anyway', { ...shielded, lifecycle: policy(keepNewest(1)) }, used({ digest: A })],
    ['another tag keeps it', { ...shielded, lifecycle: policy(keepAll('*'), keepNewest(1)) }, used({ digest: A })],
    ['there is no policy', { images: shielded.images }, used({ digest: A })],
    ['only others move', shielded, used({ digest: B })],
  ])('is not blocked where %s', async (_, held, around) => {
    const { changes } = await over(held, { image: { prod: null } }, around)
    expect(changes.map(({ blocked }) => blocked)).toEqual([undefined])
  })

  test('is thrown for where looking at the policy breaks for a reason of our own', async () => {
    const answers = {
      GetLifecyclePolicy: () => {
        throw new TypeError('a bug')
      },
    }
    await expect(over(shielded, { image: { prod: null } }, { ...used({ digest: A }), answers })).rejects.toThrow(
      'a bug',
    )
  })

  test('is not blocked where the policy cannot be read', async () => {
    const { changes } = await over(
      shielded,
      { image: { prod: null } },
      {
        ...used({ digest: A }),
        answers: {
          GetLifecyclePolicy: () => {
            throw new EcrsyncError('ACCESS_DENIED', 'no')
          },
        },
      },
    )
    expect(changes.map(({ blocked }) => blocked)).toEqual([undefined])
  })
})

describe('what a policy would do', () => {
  const many = Array.from({ length: 150 }, (_, index) =>
    imageOf(`sha256:${String(index).padStart(64, '0')}`, [`v${index}`], { days: 200 - index }),
  )

  test('names the 100 newest of the images with tags that go, by push time, and counts the others', async () => {
    const { changes } = await over({ images: [...many, NEW].toReversed() }, declares(keepNewest(1)))
    const impact = changes[0]?.impact
    expect([impact?.expire.images, impact?.tagged.length, impact?.unnamed]).toEqual([150, 100, 50])
    expect(impact?.tagged.flatMap(({ tags }) => tags)).toEqual(
      Array.from({ length: 100 }, (_, index) => `v${index + 50}`),
    )
    expect(attentionOf(changes[0])).toEqual([
      "EXPIRES 150 images (146 KiB) at ECR's next run: v149, v148, v147, v146, v145 and more than 95 more tags",
    ])
  })

  const denied = {
    DescribeImages: () => {
      throw new EcrsyncError('ACCESS_DENIED', 'DescribeImages is not allowed')
    },
  }

  test('is thrown for where it breaks for a reason of our own', async () => {
    const broken = {
      DescribeImages: () => {
        throw new TypeError('a bug')
      },
    }
    await expect(over({ images: [OLD] }, declares(keepNewest(1)), { answers: broken })).rejects.toThrow('a bug')
  })

  test('and cannot be known is a warning', async () => {
    const plan = await over({ images: [OLD] }, declares(keepNewest(1)), { answers: denied })
    expect([blockedIn(plan), plan.warnings]).toMatchObject([
      [['lifecyclePolicy', undefined]],
      [
        {
          code: 'IMPACT_UNREAD',
          detail: 'DescribeImages is not allowed',
          hint: expect.stringContaining('ecr:DescribeImages'),
        },
      ],
    ])
  })

  test.each<readonly [string, Around]>([
    ['an image is in use', used({ tag: 'v1' })],
    ['a guard limits it', { guards: { expireImages: { max: 9 } } }],
  ])('and cannot be known blocks it where %s', async (_, around) => {
    const plan = await over({ images: [OLD] }, declares(keepNewest(1)), { ...around, answers: denied })
    expect(blockedIn(plan)).toEqual([['lifecyclePolicy', 'IMPACT_UNREAD']])
  })
})

describe("ECR's own preview", () => {
  const preview = (answers: Answers): ServerPreview => ({
    prober: scripted(answers).reader as Prober,
    sleep: async () => {},
  })
  const says = (previewResults: readonly object[]) =>
    preview({
      StartLifecyclePolicyPreview: () => ({}),
      GetLifecyclePolicyPreview: () => ({ status: 'COMPLETE', previewResults }),
    })
  const expiring = (imageDigest: string) => ({ imageDigest, appliedRulePriority: 9, action: { type: 'EXPIRE' } })
  const asked = (images: Holding['images'] = [], settings: Settings[string], asking: ServerPreview) =>
    over({ images }, { ...settings, ...declares(keepNewest(1)) }, { preview: asking })

  test('that agrees is what the plan shows', async () => {
    const plan = await asked([OLD, NEW], {}, says([expiring(A)]))
    expect([plan.changes[0]?.impact?.expire.images, plan.warnings]).toEqual([1, []])
  })

  test('that says otherwise is what the plan shows, and is told', async () => {
    const plan = await asked([OLD, NEW], {}, says([]))
    expect(plan.changes[0]?.impact?.expire.images).toBe(0)
    expect(plan.warnings).toMatchObject([
      {
        code: 'PREVIEW_DIFFERS',
        summary: `ECR's own preview of lifecyclePolicy["${NAME}"] differs in 1 image`,
        detail: `only here: ${A} EXPIRE by rule 9. The plan shows what ECR says.`,
      },
    ])
  })

  test('names five of many images in which it differs', async () => {
    const images = Array.from({ length: 7 }, (_, index) =>
      imageOf(`sha256:${String(index).repeat(64)}`, [`v${index}`], { days: 9 + index }),
    )
    const { warnings } = await asked([...images, NEW], {}, says([]))
    expect(warnings[0]?.summary).toContain('differs in 7 images')
    expect(warnings[0]?.detail?.split('; ')).toHaveLength(5)
    expect(warnings[0]?.detail).toContain(' and 2 more. The plan shows')
  })

  test('looks at the tags that are there, so it does not say what becomes of those that the plan leaves', async () => {
    const plan = await asked([OLD, NEW], { image: { v1: B } }, says([expiring(A)]))
    expect(plan.changes.find(({ kind }) => kind === 'lifecyclePolicy')?.impact?.expire.images).toBe(1)
  })

  test.each<readonly [name: string, answers: Answers, detail: string]>([
    [
      'that ECR refuses',
      {
        StartLifecyclePolicyPreview: () => {
          throw new EcrsyncError('AWS_ERROR', 'It is not possible', { awsName: 'ValidationException' })
        },
      },
      'It is not possible',
    ],
    [
      'that failed',
      { StartLifecyclePolicyPreview: () => ({}), GetLifecyclePolicyPreview: () => ({ status: 'FAILED' }) },
      `The lifecycle preview of ${NAME} came to no end. ECR says FAILED.`,
    ],
  ])('%s is a warning, and the plan is made without', async (_, answers, detail) => {
    const plan = await asked([OLD, NEW], {}, preview(answers))
    expect([plan.changes[0]?.impact, plan.warnings]).toMatchObject([undefined, [{ code: 'IMPACT_UNREAD', detail }]])
  })
})
