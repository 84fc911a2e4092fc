import { layoutOf } from '../../images/layouts.ts'
import { copying, profileArn, roleArn, statement, type There } from './live.ts'

const json = (value: unknown): string => JSON.stringify(value)
const replicas = json({ ...statement('ours', '444455556666'), Action: 'ecr:ReplicateImage', Resource: '*' })

const HEAD = `version: 1
name: acme
lifecyclePolicies: { standard: [{ untagged: true, expireAfter: 700 days }, { any: true, keepNewest: 400 }] }
`

/** Creates, updates, replaces and deletes in repositories; `folder` is where an image comes from. */
export const ofRepositories = ({ second, condemned }: There, folder: string): string => `${HEAD}repositories:
  team/api:
    tags: { team: b, env: prod, stale: null }
    imageTagMutability: MUTABLE_WITH_EXCLUSION
    imageTagMutabilityExclusionFilters: ["v*"]
    imageScanningConfiguration: { scanOnPush: true }
    repositoryPolicy: [live, { statements: [${json(statement('ours', '666677778888'))}] }, { absent: [gone] }]
    lifecyclePolicy: standard
    images:
      stable: "${second}"
      v3: "oci:${folder}:v1"
      gone: null
      "${condemned}": { absent: true, deleteImage: true }
  team/web: { tags: { team: b }, repositoryPolicy: null, lifecyclePolicy: null }
  new/one:
    tags: { team: c }
    imageTagMutability: IMMUTABLE
    repositoryPolicy: { statements: [${json(statement('pull', '444455556666'))}] }
    lifecyclePolicy: standard
    images: { base: "ecr:team/web:w1" }
  new/two: { lifecyclePolicy: standard }
removed:
  - { name: old/app, maxImages: 1 }
  - { name: old/empty }
`

/** The same of every kind of the registry. */
export const ofRegistry = (): string => `${HEAD}registry:
  policy: [live, { statements: [${replicas}] }, { absent: [old] }]
  scanningConfiguration: { scanType: ENHANCED, rules: [{ scanFrequency: CONTINUOUS_SCAN, repositoryFilters: ["prod*"] }] }
  replicationConfiguration: { rules: [live, ${json({ ...copying('ours/'), repositoryFilters: ['ours/'] })}] }
  signingConfiguration: { rules: [{ signingProfileArn: "${profileArn('release')}", repositoryFilters: ["prod*"] }] }
  pullThroughCacheRules: { hub: { upstreamRegistryUrl: quay.io }, fresh: { upstreamRegistryUrl: quay.io }, leaving: null }
  repositoryCreationTemplates:
    hub: { appliedFor: [REPLICATION], description: as it is, customRoleArn: null }
    fresh: { appliedFor: [REPLICATION], lifecyclePolicy: standard }
    leaving: null
  accountSettings: { BLOB_MOUNTING: ENABLED, REGISTRY_POLICY_SCOPE: V2 }
  pullTimeUpdateExclusions: { "${roleArn('scanner')}": {}, "${roleArn('leaving')}": null }
`

/** Both. */
export const everything = (there: There, folder: string): string =>
  `${ofRepositories(there, folder)}${ofRegistry().slice(HEAD.length)}`

/** The image that comes from a folder: two layers. */
export const layImage = (folder: string) => layoutOf(folder, 'first layer', 'second layer')
