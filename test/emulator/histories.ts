import fc from 'fast-check'
import { type LifecycleImage, type LifecyclePolicy, validatePolicy } from '../../src/lifecycle/index.ts'
import { DAY } from './relive.ts'

export const NOW = Date.parse('2026-01-31T12:00:00Z')
const ago = (milliseconds: number) => new Date(NOW - milliseconds).toISOString()

const TAGS = ['v1', 'v2', 'prod', 'prod-1', 'dev']
const IDS = ['a', 'b', 'c', 'd', 'e', 'f']

interface Given {
  readonly tags: readonly string[]
  readonly days: readonly number[]
  readonly isPulled: boolean
  readonly life: 'ACTIVE' | 'ARCHIVED' | 'restored' | 'ACTIVATING'
  readonly children: readonly string[]
  readonly subject: string | undefined
}

const given: fc.Arbitrary<Given> = fc.record({
  tags: fc.subarray(TAGS, { maxLength: 2 }),
  // Pushed, pulled, archived, restored, in this order, some at the same time.
  days: fc.array(fc.integer({ min: 2, max: 200 }), { minLength: 4, maxLength: 4 }),
  isPulled: fc.boolean(),
  life: fc.constantFrom('ACTIVE', 'ACTIVE', 'ARCHIVED', 'restored', 'ACTIVATING'),
  children: fc.subarray(IDS, { maxLength: 2 }),
  subject: fc.option(fc.constantFrom(...IDS), { nil: undefined }),
})

function imageOf(id: string, { tags, days, isPulled, life, children, subject }: Given): LifecycleImage {
  const [pushed = 0, pulled = 0, archived = 0, restored = 0] = days.toSorted((one, other) => other - one)
  const isArchived = life !== 'ACTIVE'
  const lastActivatedAt = life === 'restored' ? ago(restored * DAY - 60_000) : ago(-5000)
  return {
    id,
    digest: `sha256:${id}`,
    tags,
    pushedAt: ago(pushed * DAY + 60_000),
    status: life === 'restored' ? 'ACTIVE' : life,
    ...(isPulled && { lastRecordedPullTime: ago(pulled * DAY + 30_000) }),
    ...(isArchived && { lastArchivedAt: ago(archived * DAY) }),
    ...(isArchived && life !== 'ARCHIVED' && { lastActivatedAt }),
    // Only what is pushed before can be referred to.
    ...(children.length > 0 && { children }),
    ...(subject !== undefined && subject !== id && { subject }),
  }
}

/** Images refer to what was pushed before them, a tag is on one image, and a list has no children twice. */
function consistent(images: readonly LifecycleImage[]): readonly LifecycleImage[] {
  const byAge = images.toSorted((one, other) => (one.pushedAt < other.pushedAt ? -1 : 1))
  const before = (id: string, at: number) => byAge.slice(0, at).some(one => one.id === id)
  const taken = new Set<string>()
  return byAge.map((image, at) => {
    const tags = image.tags.filter(tag => !taken.has(tag))
    for (const tag of tags) taken.add(tag)
    const { children, subject, ...rest } = image
    const own = (children ?? []).filter(id => before(id, at))
    return {
      ...rest,
      tags,
      ...(own.length > 0 && { children: own }),
      ...(subject !== undefined && before(subject, at) && { subject }),
    }
  })
}

/** The images of a repository, with all that happened to them until now. */
export const images = fc
  .array(given, { maxLength: IDS.length })
  .map(all => consistent(all.map((one, index) => imageOf(IDS[index] ?? '', one))))

const selection = fc.oneof(
  fc.record({ tagStatus: fc.constant('any' as const) }),
  fc.record({ tagStatus: fc.constant('untagged' as const) }),
  fc.record({
    tagStatus: fc.constant('tagged' as const),
    tagPatternList: fc.subarray(['*', 'v*', 'prod*', '*1', 'dev'], { minLength: 1, maxLength: 2 }),
  }),
  fc.record({
    tagStatus: fc.constant('tagged' as const),
    tagPrefixList: fc.subarray(['v', 'prod', 'prod-', 'd'], { minLength: 1, maxLength: 2 }),
  }),
)

const DAYS = { countUnit: 'days' as const }
const EXPIRE = { type: 'expire' as const }
const ARCHIVE = { type: 'transition' as const, targetStorageClass: 'archive' as const }
const days = fc.integer({ min: 1, max: 150 })
const count = fc.oneof(
  fc
    .record({ countNumber: fc.integer({ min: 1, max: 3 }), action: fc.constantFrom(EXPIRE, ARCHIVE) })
    .map(({ countNumber, action }) => ({ count: { countType: 'imageCountMoreThan' as const, countNumber }, action })),
  fc.record({ countNumber: days, action: fc.constantFrom(EXPIRE, ARCHIVE) }).map(({ countNumber, action }) => ({
    count: { countType: 'sinceImagePushed' as const, ...DAYS, countNumber },
    action,
  })),
  days.map(countNumber => ({
    count: { countType: 'sinceImagePulled' as const, ...DAYS, countNumber },
    action: ARCHIVE,
  })),
  fc.integer({ min: 90, max: 150 }).map(countNumber => ({
    count: {
      storageClass: 'archive' as const,
      countType: 'sinceImageTransitioned' as const,
      ...DAYS,
      countNumber,
    },
    action: EXPIRE,
  })),
)

/** A lifecycle policy that ECR accepts. */
export const policy: fc.Arbitrary<LifecyclePolicy> = fc
  .array(fc.tuple(selection, count), { minLength: 1, maxLength: 4 })
  .map(rules => ({
    rules: rules.map(([tags, { count, action }], index) => ({
      rulePriority: index + 1,
      selection: { ...tags, ...count },
      action,
    })),
  }))
  .filter(one => validatePolicy(one).length === 0)
