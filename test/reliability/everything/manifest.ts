import { layoutOf } from '../../images/layouts.ts'
import { copying, profileArn, roleArn, statement, type There } from './live.ts'

/** What a manifest says, as JSON, which is YAML. */
type Said = Readonly<Record<string, unknown>>

const HEAD = {
  version: 1,
  name: 'acme',
  // It deletes more of its few repositories than the guard lets pass by itself.
  guards: { delete: { max: 100, percent: 100 } },
  lifecyclePolicies: {
    standard: [
      { untagged: true, expireAfter: '700 days' },
      { any: true, keepNewest: 400 },
    ],
  },
}

/** Settings of repositories that are there and that are new, and repositories that go. */
const REPOSITORIES = {
  'team/api': {
    tags: { team: 'b', env: 'prod', stale: null },
    imageTagMutability: 'MUTABLE_WITH_EXCLUSION',
    imageTagMutabilityExclusionFilters: ['v*'],
    imageScanningConfiguration: { scanOnPush: true },
    repositoryPolicy: ['live', { statements: [statement('ours', '666677778888')] }, { absent: ['gone'] }],
    lifecyclePolicy: 'standard',
  },
  'team/web': { repositoryPolicy: null, lifecyclePolicy: null },
  'new/one': {
    tags: { team: 'c' },
    imageTagMutability: 'IMMUTABLE',
    repositoryPolicy: { statements: [statement('pull', '444455556666')] },
    lifecyclePolicy: 'standard',
  },
}
const REMOVED = [{ name: 'old/app', maxImages: 1 }]

/** Tags that are put, moved and taken off, images that come from a folder and from a repository, and one that goes. */
const imagesOf = ({ second, condemned }: There, folder: string) => ({
  'team/api': {
    stable: second,
    v3: `oci:${folder}:v1`,
    gone: null,
    [condemned]: { absent: true, deleteImage: true },
  },
  'new/one': { base: 'ecr:team/web:w1' },
})

/** Every kind of the registry. */
const REGISTRY = {
  policy: [
    'live',
    { statements: [{ ...statement('ours', '444455556666'), Action: 'ecr:ReplicateImage', Resource: '*' }] },
    { absent: ['old'] },
  ],
  scanningConfiguration: {
    scanType: 'ENHANCED',
    rules: [{ scanFrequency: 'CONTINUOUS_SCAN', repositoryFilters: ['prod*'] }],
  },
  replicationConfiguration: { rules: ['live', { ...copying('ours/'), repositoryFilters: ['ours/'] }] },
  signingConfiguration: { rules: [{ signingProfileArn: profileArn('release'), repositoryFilters: ['prod*'] }] },
  pullThroughCacheRules: {
    hub: { upstreamRegistryUrl: 'quay.io' },
    fresh: { upstreamRegistryUrl: 'quay.io' },
    leaving: null,
  },
  repositoryCreationTemplates: {
    hub: { appliedFor: ['REPLICATION'], description: 'as it is', customRoleArn: null },
    fresh: { appliedFor: ['REPLICATION'], lifecyclePolicy: 'standard' },
    leaving: null,
  },
  accountSettings: { BLOB_MOUNTING: 'ENABLED' },
  pullTimeUpdateExclusions: { [roleArn('scanner')]: {}, [roleArn('leaving')]: null },
}

/** Parts of it, each small, that together call each operation; `folder` is where an image comes from. */
export const partsOf = (there: There, folder: string): Readonly<Record<'registry' | 'settings' | 'images', Said>> => ({
  registry: { ...HEAD, registry: REGISTRY },
  settings: { ...HEAD, repositories: REPOSITORIES, removed: REMOVED },
  images: {
    ...HEAD,
    repositories: Object.fromEntries(
      Object.entries(imagesOf(there, folder)).map(([name, images]) => [name, { images }]),
    ),
  },
})

/** Creates, updates, replaces and deletes of every kind. */
export function everything(there: There, folder: string): Said {
  const images: Readonly<Record<string, unknown>> = imagesOf(there, folder)
  const repositories = Object.entries(REPOSITORIES).map(([name, settings]) => [
    name,
    { ...settings, ...(Object.hasOwn(images, name) && { images: images[name] }) },
  ])
  return { ...HEAD, repositories: Object.fromEntries(repositories), removed: REMOVED, registry: REGISTRY }
}

/** The image that comes from a folder: two layers. */
export const layImage = (folder: string) => layoutOf(folder, 'first layer', 'second layer')
