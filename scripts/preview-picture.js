// The picture of a lifecycle preview in the README: the real renderer, over a repository that is always the same.
import { lifecyclePolicy } from '../dist/kinds/lifecycle-policy.js'
import { previewAll } from '../dist/plan/preview.js'
import { previewSvg } from '../dist/render/preview-svg.js'

const NOW = new Date('2026-11-24T12:00:00Z')
const DAY = 24 * 60 * 60 * 1000
const REGION = 'us-east-1'
const REPOSITORY = 'payments/worker'

/** @param {number} days */
const ago = days => new Date(NOW.getTime() - days * DAY)
/** @param {number} number */
const digest = number => `sha256:${String(number).padStart(64, '0')}`

/** @param {number} days @param {readonly string[]} imageTags @param {number} [pulled] */
const image = (days, imageTags, pulled) => ({
  imageDigest: digest(days),
  imageTags,
  imagePushedAt: ago(days),
  imageStatus: 'ACTIVE',
  imageSizeInBytes: 180_000_000,
  ...(pulled !== undefined && { lastRecordedPullTime: ago(pulled) }),
})

const imageDetails = [
  image(118, ['v1.1']),
  image(110, ['v1.2', 'prod-blue'], 1),
  image(97, ['v1.3']),
  image(92, ['build-411']),
  image(88, []),
  image(80, ['v1.4']),
  image(71, ['v1.5'], 12),
  image(60, []),
  image(52, ['v1.6']),
  image(41, ['v1.7']),
  image(37, ['build-457']),
  image(33, ['v1.8', 'prod-green'], 1),
  image(24, []),
  image(20, ['v1.9'], 2),
  image(9, ['v2.0']),
  image(5, []),
  image(2, ['v2.1'], 1),
]

const rules = [
  ['prod-*', 'imageCountMoreThan', 999_999],
  ['v*', 'imageCountMoreThan', 4],
].map(([pattern, countType, countNumber], index) => ({
  rulePriority: index + 1,
  selection: { tagStatus: 'tagged', tagPatternList: [pattern], countType, countNumber },
  action: { type: 'expire' },
}))
const untagged = {
  rulePriority: 3,
  selection: { tagStatus: 'untagged', countType: 'sinceImagePushed', countUnit: 'days', countNumber: 14 },
  action: { type: 'expire' },
}

/** @type {Readonly<Record<string, object>>} */
const ANSWERS = {
  DescribeRepositories: { repositories: [{ repositoryName: REPOSITORY, registryId: '111122223333' }] },
  GetLifecyclePolicy: { lifecyclePolicyText: JSON.stringify({ rules: [untagged] }) },
  DescribeImages: { imageDetails },
}

const oldest = {
  rulePriority: 4,
  selection: { tagStatus: 'any', countType: 'sinceImagePushed', countUnit: 'days', countNumber: 60 },
  action: { type: 'transition', targetStorageClass: 'archive' },
}

const CONTEXT = { accounts: new Map(), region: REGION, repositoryName: REPOSITORY }
const [want] = lifecyclePolicy
  .want({ lifecyclePolicy: [{ body: { rules: [...rules, untagged, oldest] } }] }, CONTEXT)
  .values()
const { key: kind } = lifecyclePolicy
/** @type {any} */
const DECLARED = [{ kind, name: REPOSITORY, repository: REPOSITORY, scope: 'repository', want, sources: new Map() }]
const WISHES = { of: () => DECLARED, registry: () => [], isDeclared: () => true, repositories: [REPOSITORY] }
const QUIETLY = { target: 'default', emit() {} }

/** @returns {Promise<string>} */
export async function previewPicture() {
  const reader = /** @type {any} */ ({ call: (/** @type {string} */ action) => Promise.resolve(ANSWERS[action]) })
  const question = { reader, now: NOW, repositories: [REPOSITORY] }
  const { account, ...found } = await previewAll(WISHES, question, QUIETLY)
  const target = { name: 'default', account, region: REGION }
  const manifest = { name: 'acme-platform', digest: digest(0) }
  return previewSvg({ ...found, manifest, targets: [target], unread: [] }, NOW.toISOString())
}
