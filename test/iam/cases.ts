import type { ECR } from '@aws-sdk/client-ecr'
import { pushImage, pushIndex } from '../emulator/ecr.ts'
import { folderWith } from '../folder.ts'
import type { Trial } from './trials.ts'

export const ACCOUNT = '123456789012'

type Given = Pick<Trial, 'worlds'> & Partial<Pick<Trial, 'seed'>> & { readonly manifest: string }

/** A manifest of its own. */
export const trialOf = async ({ manifest, ...given }: Given): Promise<Trial> => ({
  cwd: await folderWith({ 'ecrsync.yaml': `version: 1\nname: acme\n${manifest}` }),
  account: ACCOUNT,
  region: 'us-east-1',
  flags: [],
  variables: {},
  ...given,
})

export const created = (ecr: ECR, repositoryName: string, manifest?: string) =>
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

/** What no example has. */
export const CASES = { images: IMAGES, 'settings that are to be none': REGISTRY, 'what nobody declares': PRUNES }
