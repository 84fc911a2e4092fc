import type { ECR } from '@aws-sdk/client-ecr'
import { describe, expect, test } from 'vitest'
import { pushImage, pushIndex } from '../emulator/ecr.ts'
import { folderWith } from '../folder.ts'
import { authorizingProxy } from './authorizing-proxy.ts'
import { expectLeast, MODES, policiesFor, RECEIPT, registryOf, running, type Trial } from './trials.ts'
import { type Drift, drifted } from './worlds.ts'

const ACCOUNT = '123456789012'

type Given = Pick<Trial, 'worlds'> & Partial<Pick<Trial, 'seed'>> & { readonly manifest: string }

const trialOf = async ({ manifest, ...given }: Given): Promise<Trial> => ({
  cwd: await folderWith({ 'ecrsync.yaml': `version: 1\nname: acme\n${manifest}` }),
  account: ACCOUNT,
  region: 'us-east-1',
  flags: [],
  variables: {},
  ...given,
})

const created = (ecr: ECR, repositoryName: string, manifest?: string) =>
  ecr.createRepository({
    repositoryName,
    ...(manifest !== undefined && { tags: [{ Key: 'ecrsync:manifest', Value: manifest }] }),
  })

const TAKES_MOST = JSON.stringify({
  rules: [
    {
      rulePriority: 1,
      selection: { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 1 },
      action: { type: 'expire' },
    },
  ],
})

const IMAGES: Given = {
  manifest: `repositories:
  base/app:
  team/api:
    images:
      prod: "ecr:base/app:v1"
      back: { from: "ecr:base/app:v2", restore: true }
      old: null
      gone: { absent: true, deleteImage: true }
`,
  seed: async ecr => {
    await created(ecr, 'base/app', 'acme')
    await pushImage(ecr, 'base/app', 'one', 'v1')
    await pushImage(ecr, 'base/app', 'two', 'v2')
  },
  worlds: {
    empty: undefined,
    equal: [],
    gone: [async ecr => void (await ecr.deleteRepository({ repositoryName: 'team/api', force: true }))],
    condemned: [
      async ecr => {
        await pushImage(ecr, 'team/api', 'newer', 'newer')
        await ecr.putLifecyclePolicy({ repositoryName: 'team/api', lifecyclePolicyText: TAKES_MOST })
      },
    ],
    drifted: [
      async ecr => {
        const repositoryName = 'team/api'
        await ecr.batchDeleteImage({ repositoryName, imageIds: [{ imageTag: 'prod' }] })
        await pushImage(ecr, repositoryName, 'other', 'old')
        await pushImage(ecr, repositoryName, 'other', 'kept')
        await pushIndex(ecr, repositoryName, [await pushImage(ecr, repositoryName, 'part')], 'whole')
        await pushImage(ecr, repositoryName, 'part', 'gone')
        await ecr.putLifecyclePolicy({ repositoryName, lifecyclePolicyText: TAKES_MOST })
        await ecr.updateImageStorageClass({
          repositoryName,
          imageId: { imageTag: 'back' },
          targetStorageClass: 'ARCHIVE',
        })
      },
    ],
  },
}

const REGISTRY: Given = {
  manifest: `registry:
  policy: null
  scanningConfiguration: null
  replicationConfiguration: null
  signingConfiguration: null
  pullThroughCacheRules: { quay: null }
  repositoryCreationTemplates: { old: null }
  pullTimeUpdateExclusions: { "arn:aws:iam::${ACCOUNT}:role/scanner": null }
`,
  worlds: {
    empty: undefined,
    equal: [],
    drifted: [
      async ecr => {
        await created(ecr, 'team/stranger')
        const Statement = [
          {
            Sid: 'drifted',
            Effect: 'Allow',
            Principal: { AWS: 'arn:aws:iam::999988887777:root' },
            Action: ['ecr:ReplicateImage'],
            Resource: '*',
          },
        ]
        await ecr.putRegistryPolicy({ policyText: JSON.stringify({ Version: '2012-10-17', Statement }) })
        await ecr.putRegistryScanningConfiguration({
          scanType: 'BASIC',
          rules: [{ scanFrequency: 'SCAN_ON_PUSH', repositoryFilters: [{ filter: '*', filterType: 'WILDCARD' }] }],
        })
        await ecr.putReplicationConfiguration({
          replicationConfiguration: { rules: [{ destinations: [{ region: 'eu-west-1', registryId: ACCOUNT }] }] },
        })
        const signingProfileArn = `arn:aws:signer:us-east-1:${ACCOUNT}:/signing-profiles/release`
        await ecr.putSigningConfiguration({ signingConfiguration: { rules: [{ signingProfileArn }] } })
        await ecr.createPullThroughCacheRule({ ecrRepositoryPrefix: 'quay', upstreamRegistryUrl: 'quay.io' })
        await ecr.createRepositoryCreationTemplate({ prefix: 'old', appliedFor: ['REPLICATION'] })
        await ecr.registerPullTimeUpdateExclusion({ principalArn: `arn:aws:iam::${ACCOUNT}:role/scanner` })
      },
    ],
  },
}

const PRUNES: Given = {
  manifest: `adopt: ["legacy/*", "cache/*/y/**"]
released: [{ name: gone/app, reason: "another team has it" }]
prune: { match: ["previews/**"], maxImages: 5 }
discovered:
  - { match: "cache/{a,b}/**", tags: { source: cache, odd: null }, imageTagMutability: IMMUTABLE, lifecyclePolicy: null }
repositories:
  legacy/app:
  team/api:
`,
  seed: async ecr => {
    await created(ecr, 'legacy/app')
    await created(ecr, 'gone/app', 'acme')
  },
  worlds: {
    empty: undefined,
    equal: [],
    drifted: [
      async ecr => {
        for (const repositoryName of ['cache/a/x', 'cache/b/y/z']) {
          const { repository: { repositoryArn: resourceArn } = {} } = await created(ecr, repositoryName)
          await ecr.tagResource({ resourceArn, tags: [{ Key: 'odd', Value: 'drifted' }] })
          await ecr.putLifecyclePolicy({ repositoryName, lifecyclePolicyText: TAKES_MOST })
        }
        await created(ecr, 'previews/one', 'acme')
        await pushImage(ecr, 'previews/one', 'one', 'v1')
      },
    ],
  },
}

const CASES = { images: IMAGES, 'settings that are to be none': REGISTRY, 'what nobody declares': PRUNES }

describe.each(Object.entries(CASES))('%s', (_, given) => {
  test.each(MODES)('%s: nothing is missing, and each action of ECR is needed', async mode =>
    expectLeast(await trialOf(given), mode),
  )
})

const WHOLE = `repositories:
  base/app:
  team/api:
    tags: { team: storefront, odd: null }
    imageTagMutability: IMMUTABLE
    imageScanningConfiguration: { scanOnPush: true }
    repositoryPolicy: { access: { pull: ["444455556666"] } }
    lifecyclePolicy: [{ untagged: true, expireAfter: 7 days }]
  team/new: { repositoryPolicy: null, lifecyclePolicy: null }
removed:
  - { name: team/old, maxImages: 1, reason: "nobody runs it" }
`

const OLD: Drift = async ecr => {
  await created(ecr, 'team/old', 'acme')
  await drifted(ecr, ['team/old'])
}

/** A role that has what `iam` prints, in a registry that has drifted. */
async function roleWith(...flags: readonly string[]) {
  const trial = await trialOf({ manifest: WHOLE, worlds: {} })
  const emulator = await registryOf(trial, [drifted, OLD])
  const proxy = await authorizingProxy(emulator, ACCOUNT, await policiesFor(trial, 'apply', ...flags))
  return { proxy, run: (...args: readonly string[]) => running(trial)(proxy.url, ...args) }
}

/** A revert is a plan, which is applied like any other. */
async function takenBack(run: (...args: readonly string[]) => Promise<{ readonly code: number }>): Promise<number> {
  expect((await run('revert', RECEIPT, '--out', 'back.plan')).code).not.toBe(3)
  return (await run('apply', 'back.plan', '--auto-approve', '--receipt', 'none', '--allow', 'delete=3')).code
}

describe('what else a role does', () => {
  test('revert: what an apply has done is taken back', async () => {
    const { proxy, run } = await roleWith('--with', 'revert')
    expect((await run('apply', '--auto-approve', '--receipt', RECEIPT)).code).toBe(0)
    expect(await takenBack(run)).toBe(0)
    expect(proxy.refused).toEqual([])
    expect(proxy.asked).toContain('ecr:CreateRepository')
  })

  test('without it, that is refused', async () => {
    const { proxy, run } = await roleWith()
    expect((await run('apply', '--auto-approve', '--receipt', RECEIPT)).code).toBe(0)
    expect(proxy.refused).toEqual([])
    expect(await takenBack(run)).not.toBe(0)
    expect(proxy.refused).not.toEqual([])
  })

  test('revert: what was created goes again', async () => {
    const trial = await trialOf({ manifest: WHOLE, worlds: {} })
    const documents = await policiesFor(trial, 'apply', '--with', 'revert')
    const proxy = await authorizingProxy(await registryOf(trial, undefined), ACCOUNT, documents)
    const run = (...args: readonly string[]) => running(trial)(proxy.url, ...args)
    expect((await run('apply', '--auto-approve', '--receipt', RECEIPT)).code).toBe(0)
    const code = await takenBack(run)
    expect([code, proxy.refused, proxy.asked.has('ecr:DeleteRepository')]).toEqual([0, [], true])
  })

  test('login, copy and server-preview, joined by commas', async () => {
    const { proxy, run } = await roleWith('--with', 'login,copy,server-preview')
    expect((await run('copy', 'base/app', 'team/api', '--auto-approve')).code).toBe(0)
    expect((await run('plan', '--lifecycle-preview', 'server')).code).toBe(0)
    await run('login', '--print-password')
    expect(proxy.refused).toEqual([])
    expect(proxy.asked).toContain('ecr:StartLifecyclePolicyPreview')
  })
})
