import type { ImageDetail } from '@aws-sdk/client-ecr'
import { previewAll } from '../../src/plan/preview.ts'
import type { Previewed } from '../../src/render/preview.ts'
import { QUIETLY } from '../registry.ts'
import { type Holdings, holding, imageOf, type Settings, scripted, wishesIn } from '../scripted.ts'
import { MANIFEST, NOW, TARGET, wishesFrom } from '../world.ts'

// Previews as a command has them, of registries that are told here.

const digestAt = (index: number): string => `sha256:${String(index).padStart(4, '0').repeat(16)}`
const rule = (rulePriority: number, selection: object, type = 'expire') => ({
  rulePriority,
  selection,
  action: type === 'archive' ? { type: 'transition', targetStorageClass: 'archive' } : { type },
})
const newest = (countNumber: number) => ({ countType: 'imageCountMoreThan', countNumber })
const days = (countNumber: number) => ({ countType: 'sinceImagePushed', countUnit: 'days', countNumber })

export const STANDARD = {
  rules: [
    rule(1, { tagStatus: 'tagged', tagPatternList: ['prod-*'], ...newest(999_999) }),
    rule(2, { tagStatus: 'tagged', tagPatternList: ['v*'], ...newest(5) }),
    rule(3, { tagStatus: 'untagged', ...days(14) }),
    { ...rule(4, { tagStatus: 'any', ...days(90) }, 'archive'), description: 'what nobody deploys any more' },
  ],
}

const declares = (body: object) => ({ lifecyclePolicy: { lifecyclePolicy: [{ body }] } })

/** Releases of two years and what is left of builds, one pushed every few days. */
export const releases = (count = 40, every = 9): readonly ImageDetail[] =>
  Array.from({ length: count }, (_, index) => {
    const tags =
      index % 4 === 3
        ? []
        : index % 11 === 5
          ? [`prod-${index}`]
          : index % 7 === 6
            ? [`build-${index}`]
            : [`v1.${count - index}`]
    const pulled = index % 3 === 0 ? { lastRecordedPullTime: new Date(NOW.getTime() - index * 3_600_000) } : {}
    const at = { days: 1 + index * every, imageSizeInBytes: 150_000_000 + index * 1_000_000 }
    return imageOf(digestAt(index), index === 30 ? [...tags, 'latest'] : tags, { ...at, ...pulled })
  })

export interface Told {
  readonly holdings: Holdings
  readonly settings: Settings
  readonly repositories?: readonly string[]
}

/** A busy repository, one that is empty, one that is new, one without a policy, and a name that nobody knows. */
export const USUAL: Told = {
  holdings: {
    'payments/worker': { images: releases() },
    'payments/api': { images: releases(12, 3) },
    'payments/empty': {},
    'vendor/base': { images: releases(3, 40) },
  },
  settings: {
    'payments/worker': declares(STANDARD),
    'payments/api': declares(STANDARD),
    'payments/empty': declares(STANDARD),
    'payments/new': declares(STANDARD),
  },
}

export const NAMED = [
  'payments/worker',
  'payments/api',
  'payments/empty',
  'payments/new',
  'vendor/base',
  'payment/worker',
]

export async function previewOf({ holdings, settings, repositories = [] }: Told): Promise<Previewed> {
  const { reader } = scripted(holding(holdings))
  const question = { reader, now: NOW, repositories }
  const { account, ...found } = await previewAll(wishesFrom(wishesIn(settings)), question, QUIETLY)
  return { ...found, manifest: MANIFEST, targets: [{ ...TARGET, account }], unread: [] }
}

/** The same in several targets. */
export const inTargets = (previewed: Previewed, ...names: readonly string[]): Previewed => ({
  ...previewed,
  targets: names.map((name, index) => ({ ...TARGET, name, account: `${index + 1}`.repeat(12) })),
  previews: names.flatMap(target => previewed.previews.map(one => ({ ...one, target }))),
  missing: previewed.missing.map(one => ({ ...one, target: names[0] ?? '' })),
  unread: [{ target: 'away', code: 'UNREACHABLE', message: 'Nobody answers' }],
})

/** More images than anybody looks at one by one. */
export const MANY: Told = {
  holdings: { 'payments/worker': { images: releases(10_000, 0.07) } },
  settings: { 'payments/worker': declares(STANDARD) },
}

export const MARKUP = `"'><script>window.pwned=1</script><img src=x onerror="window.pwned=2"></title></svg></style>`

const OUTSIDE = new Set(['repository', 'description', 'reason', 'account', 'region', 'name', 'target', 'message'])
const LISTS = new Set(['tags', 'rules', 'differences'])

/** The same with markup behind every text that comes from outside. */
export const hostile = (previewed: Previewed): Previewed =>
  JSON.parse(JSON.stringify(previewed), (key, value: unknown) => {
    if (OUTSIDE.has(key) && typeof value === 'string') return `${value}${MARKUP}`
    if (!LISTS.has(key)) return value
    return (value as readonly unknown[]).map(item => (typeof item === 'string' ? `${item}${MARKUP}` : item))
  }) as Previewed

/** The same with names as long as ECR takes them. */
export const long = (previewed: Previewed): Previewed =>
  JSON.parse(JSON.stringify(previewed), (key, value: unknown) => {
    if (key === 'repository') return `${value}/${'a-very-long-name/'.repeat(14)}x`
    if (key === 'tags') return (value as readonly string[]).map(tag => `${tag}-${'0123456789abcdef'.repeat(7)}`)
    if (key !== 'rules') return value
    return (value as readonly unknown[]).map(item =>
      typeof item === 'string' ? `all of ${'release-candidate-*'.repeat(5)}, ${item}` : item,
    )
  }) as Previewed
