import type { ECR } from '@aws-sdk/client-ecr'
import pLimit from 'p-limit'
import { onTestFinished } from 'vitest'
import type { Fault } from '../../src/emulator/faults/faults.ts'
import type { Plan } from '../../src/model.ts'
import { clientOf, pushImage } from '../emulator/ecr.ts'
import { intendedFrom } from '../manifest/world.ts'
import { registry } from '../registry.ts'
import { TARGET } from '../world.ts'

// Registries as people have them, and the manifests that are laid over them.

const A_DAY = 24 * 60 * 60 * 1000

/** What a registry holds before the plan. */
export interface Live {
  readonly repositories: Readonly<Record<string, Holding>>
  readonly more?: (ecr: ECR) => Promise<unknown>
  /** From when the plan is made on. */
  readonly faults?: readonly Fault[]
}

export interface Holding {
  readonly tags?: Readonly<Record<string, string>>
  readonly imageTagMutability?: 'MUTABLE' | 'IMMUTABLE'
  readonly lifecycle?: readonly object[]
  readonly policy?: readonly object[]
  /** Tags of images, a day apart; null is an image without any. */
  readonly images?: readonly (string | null)[]
}

export interface World {
  readonly manifest: string
  readonly live: Live
}

/** The plan of a manifest over a registry, both in this process. */
export async function planIn({ manifest, live }: World): Promise<Plan> {
  const ecr = await registry({ now: () => new Date('2026-01-01T08:00:00Z') })
  const client = clientOf(ecr.emulator)
  onTestFinished(() => client.destroy())
  const atOnce = pLimit(20)
  await Promise.all(
    Object.entries(live.repositories).map(([name, holding]) => atOnce(() => create(client, name, holding))),
  )
  await live.more?.(client)
  const most = Math.max(0, ...Object.values(live.repositories).map(({ images = [] }) => images.length))
  for (let day = 0; day < most; day += 1) {
    for (const [name, { images = [] }] of Object.entries(live.repositories))
      if (images[day] !== undefined) await pushImage(client, name, `${name} ${day}`, images[day] ?? undefined)
    ecr.emulator.clock.advance(A_DAY)
  }
  ecr.emulator.clock.advance(10 * A_DAY)
  for (const fault of live.faults ?? []) ecr.emulator.inject(fault)
  return ecr.plan(await intendedFrom(manifest, { target: TARGET }))
}

async function create(ecr: ECR, repositoryName: string, { tags = {}, imageTagMutability, lifecycle, policy }: Holding) {
  await ecr.createRepository({
    repositoryName,
    ...(imageTagMutability && { imageTagMutability }),
    tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
  })
  if (lifecycle)
    await ecr.putLifecyclePolicy({ repositoryName, lifecyclePolicyText: JSON.stringify({ rules: lifecycle }) })
  if (policy)
    await ecr.setRepositoryPolicy({
      repositoryName,
      policyText: JSON.stringify({ Version: '2012-10-17', Statement: policy }),
    })
}

const rule = (rulePriority: number, selection: object, type = 'expire') => ({
  rulePriority,
  selection,
  action: { type },
})
const newest = (tags: readonly string[], countNumber: number) =>
  tags.length === 0
    ? { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber }
    : { tagStatus: 'tagged', tagPatternList: tags, countType: 'imageCountMoreThan', countNumber }
const older = (countNumber: number) => ({
  tagStatus: 'untagged',
  countType: 'sinceImagePushed',
  countUnit: 'days',
  countNumber,
})

const PULL = ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer']
const allow = (account: string, Action: readonly string[] = PULL, more = {}) => ({
  Effect: 'Allow',
  Principal: { AWS: `arn:aws:iam::${account}:root` },
  Action,
  ...more,
})

const TEAMS = {
  checkout: ['api', 'basket', 'fraud', 'invoices', 'ledger', 'mailer', 'prices', 'refunds', 'tax', 'worker'],
  media: [
    'captions',
    'encoder',
    'gateway',
    'images',
    'player',
    'previews',
    'streams',
    'thumbnails',
    'upload',
    'worker',
  ],
  platform: ['agent', 'auth', 'cron', 'docs', 'edge', 'events', 'flags', 'proxy', 'scheduler', 'vault'],
  search: ['api', 'crawler', 'feeds', 'geo', 'indexer', 'query', 'ranker', 'suggest', 'synonyms', 'worker'],
} as const

const NAMES = Object.entries(TEAMS).flatMap(([team, parts]) => parts.map(part => `${team}/${part}`))

const STANDARD = `lifecyclePolicies:
  standard:
    - { tagPattern: "prod*", keepAll: true }
    - { tagPattern: "v*", keepNewest: 3 }
    - { untagged: true, expireAfter: 7 days }
    - { any: true, expireAfter: 14 days }
`

const REPOSITORIES = `repositories:\n${NAMES.map(name => `  ${name}:${name === 'checkout/ledger' ? ' { tags: { compliance: pci } }' : ''}\n`).join('')}`

/** Every second team has tagged its repositories, in ways of its own; some have policies. */
function held(name: string, index: number): Holding {
  const [team = ''] = name.split('/')
  return {
    tags: {
      ...(team === 'checkout' && { team: 'payments' }),
      ...(team === 'search' && { team: 'search', 'cost-center': '42' }),
      ...(index % 7 === 0 && { owner: `person-${index}` }),
      ...(name === 'platform/edge' && { 'managed-by': 'terraform' }),
    },
    ...(index % 9 === 0 && { imageTagMutability: 'IMMUTABLE' }),
    ...(index % 8 === 1 && { lifecycle: [rule(1, newest([], 500))] }),
    ...(index % 8 === 5 && { lifecycle: [rule(10, newest(['v*'], 40)), rule(20, older(30))] }),
    ...(index % 10 === 2 && { policy: [allow('777788889999')] }),
    ...(name === 'search/api' && {
      policy: [
        allow('999900001111', [...PULL, 'ecr:PutImage'], { Sid: 'old-ci' }),
        allow('777788889999', PULL, { Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-abc1234567' } } }),
      ],
    }),
    ...(index % 6 === 3 && {
      images: ['latest', 'v1', null, 'v2', 'v3', 'v4', 'v5', null, 'prod'].slice(
        index % 4 === 3 ? 1 : 0,
        5 + (index % 5),
      ),
    }),
  }
}

export const adoption: World = {
  manifest: `version: 1
name: acme-platform
defaults:
  - match: "**"
    tags: { managed-by: ecrsync }
    imageTagMutability: IMMUTABLE
    lifecyclePolicy: standard
    repositoryPolicy: org-pull
  - { match: "checkout/**", tags: { team: checkout } }
  - { match: "media/**", tags: { team: media } }
  - { match: "platform/**", tags: { team: platform } }
  - { match: "search/**", tags: { team: search } }
${STANDARD}repositoryPolicies:
  org-pull: { access: { pull: [o-abc1234567] } }
${REPOSITORIES}`,
  live: { repositories: Object.fromEntries(NAMES.map((name, index) => [name, held(name, index)])) },
}

const BEFORE = [rule(1, newest(['prod*'], 999_999)), rule(2, newest(['v*'], 5)), rule(3, older(7))]
const FLEET = Array.from({ length: 300 }, (_, index) => `fleet/service-${String(index + 1).padStart(3, '0')}`)

export const shared: World = {
  manifest: `version: 1
name: acme-fleet
ownership: none
lifecyclePolicies:
  standard:
    - { tagPattern: "prod*", keepAll: true }
    - { tagPattern: "v*", keepNewest: 3 }
    - { untagged: true, expireAfter: 7 days }
defaults:
  - { match: "**", lifecyclePolicy: standard }
repositories:
${FLEET.map(name => `  ${name}:\n`).join('')}`,
  live: {
    repositories: Object.fromEntries(
      FLEET.map((name, index) => [
        name,
        {
          lifecycle: BEFORE,
          ...(index % 60 === 7 && { images: ['v1', 'v2', 'v3', 'v4', 'v5'].slice(0, 4 + (index % 2)) }),
        },
      ]),
    ),
  },
}

/** What the first and the fourth image of payments/worker are known by. */
const FIRST = 'sha256:778bab1aa34f3b21cb70cf7c624157d280ad7e48230bb674b6dc79771834b567'
const FOURTH = 'sha256:2f5961c07595b317cf7aed3123fcab05b5925e863a53c82d5bd3e46235fdb9c0'

/** All that the attention block has a word for, and a guard that it is too much for. */
export const everything: World = {
  manifest: `version: 1
name: acme-platform
ownership: none
accounts: { ci: "444455556666", batch: "777788889999" }
guards: { expireImages: { max: 3 } }
registry:
  pullThroughCacheRules:
    quay: null
  repositoryCreationTemplates:
    replicas: { appliedFor: [REPLICATION], customRoleArn: null }
repositories:
  payments/api:
    lifecyclePolicy:
      - { tagPattern: "v*", keepNewest: 3 }
      - { tagPattern: latest, expireAfter: 7 days }
      - { untagged: true, expireAfter: 7 days }
  payments/archive:
    lifecyclePolicy:
      - { tagPattern: "v*", archiveAfter: 10 days }
  payments/web:
    repositoryPolicy: { access: { pull: [ci] } }
    imageTagMutability: IMMUTABLE
    lifecyclePolicy:
      - { tagPattern: "v*", keepNewest: 1 }
  payments/worker:
    repositoryPolicy: { access: { push: [ci] } }
    images:
      prod: ${FOURTH}
      stable: ${FIRST}
      old: { absent: true, deleteImage: true }
  payments/legacy:
    encryptionConfiguration: { encryptionType: KMS }
    imageTagMutability: IMMUTABLE
  payments/locked:
    lifecyclePolicy:
      - { any: true, keepNewest: 5 }
  payments/new:
    tags: { team: payments }
    lifecyclePolicy:
      - { any: true, keepNewest: 5 }
removed:
  - { name: payments/gone, reason: replaced by payments/api, maxImages: 2 }
  - { name: payments/kept }
`,
  live: {
    repositories: {
      'payments/api': { images: ['v1', null, null, 'latest', 'v2', 'v3', 'v4', 'prod', 'v5'] },
      'payments/archive': { images: ['v1', 'v2', 'v3'] },
      'payments/web': { images: ['v1', 'v2', 'v3'], policy: [allow('777788889999')] },
      'payments/worker': { images: ['v1', 'old', 'prod', 'v2', 'stable'] },
      'payments/gone': { images: ['v1', 'stable'] },
      'payments/kept': { images: ['v1'] },
      'payments/legacy': {},
      'payments/locked': {},
    },
    faults: [
      {
        operation: 'GetLifecyclePolicy',
        error: 'AccessDeniedException',
        repository: 'payments/locked',
        message:
          'User: arn:aws:sts::123456789012:assumed-role/ecrsync-plan/ci is not authorized to perform: ecr:GetLifecyclePolicy on resource: arn:aws:ecr:us-east-1:123456789012:repository/payments/locked because no identity-based policy allows the ecr:GetLifecyclePolicy action',
      },
    ],
    more: async ecr => {
      await ecr.createPullThroughCacheRule({ ecrRepositoryPrefix: 'quay', upstreamRegistryUrl: 'quay.io' })
      await ecr.createRepositoryCreationTemplate({
        prefix: 'replicas',
        appliedFor: ['REPLICATION'],
        customRoleArn: 'arn:aws:iam::123456789012:role/ecr-templates',
      })
    },
  },
}

/** A guard refuses all of it. */
export const refused: World = {
  manifest: `version: 1
name: acme-platform
ownership: none
guards: { expireImages: { max: 5, percent: 40 } }
defaults:
  - { match: "**", lifecyclePolicy: [{ any: true, keepNewest: 2 }] }
repositories:
  payments/api:
  payments/web:
  payments/worker: { tags: { team: payments } }
`,
  live: {
    repositories: {
      'payments/api': { images: ['v1', 'v2', 'v3', 'v4', 'v5'] },
      'payments/web': { images: ['release', 'v2', 'v3', 'v4'] },
      'payments/worker': { images: ['v1', 'v2', 'v3'] },
    },
  },
}
