import { matches, type Pattern, wildcards } from './evaluation/pattern.ts'

// Source: Service Authorization Reference, "Actions defined by Amazon Elastic Container Registry", with the calls of the SDK
// that have come since.
const names = (list: string): readonly string[] => list.split(/\s+/).map(name => `ecr:${name}`)

/** Actions on a repository, as ECR spells them. */
export const REPOSITORY_ACTIONS: readonly string[] = names(
  `BatchCheckLayerAvailability BatchDeleteImage BatchGetImage BatchGetRepositoryScanningConfiguration
  BatchImportUpstreamImage CompleteLayerUpload DeleteLifecyclePolicy DeleteRepository DeleteRepositoryPolicy
  DescribeImageReplicationStatus DescribeImageScanFindings DescribeImages DescribeImageSigningStatus DescribeRepositories
  GetDownloadUrlForLayer GetImageCopyStatus GetLifecyclePolicy GetLifecyclePolicyPreview GetRepositoryPolicy
  InitiateLayerUpload ListImageReferrers ListImages ListTagsForResource PutImage PutImageScanningConfiguration
  PutImageTagMutability PutLifecyclePolicy ReplicateImage SetRepositoryPolicy StartImageScan StartLifecyclePolicyPreview
  TagResource UntagResource UpdateImageStorageClass UploadLayerPart`,
)

/** Actions that are asked for on the whole registry: the policy of a repository is not asked about them. */
export const REGISTRY_ACTIONS: readonly string[] = names(
  `CreatePullThroughCacheRule CreateRepository CreateRepositoryCreationTemplate DeletePullThroughCacheRule
  DeleteRegistryPolicy DeleteRepositoryCreationTemplate DeleteSigningConfiguration DeregisterPullTimeUpdateExclusion
  DescribePullThroughCacheRules DescribeRegistry DescribeReplicationBackfillResults DescribeRepositoryCreationTemplates
  GetAccountSetting GetAuthorizationToken GetRegistryPolicy GetRegistryScanningConfiguration GetSigningConfiguration
  ListPullTimeUpdateExclusions ListReplicationBackfills PutAccountSetting PutRegistryPolicy
  PutRegistryScanningConfiguration PutReplicationConfiguration PutSigningConfiguration RegisterPullTimeUpdateExclusion
  StartReplicationBackfill StopReplicationBackfill UpdatePullThroughCacheRule UpdateRepositoryCreationTemplate
  ValidatePullThroughCacheRule`,
)

/** All that the policy of a registry may speak of. */
export const ALL_ACTIONS: readonly string[] = [...REPOSITORY_ACTIONS, ...REGISTRY_ACTIONS]

/** What an entry of `Action` stands for, among names in lower case: IAM compares them without case. */
export const actionPattern = (action: string): Pattern => wildcards(action.toLowerCase())

/** Those that an action of a policy stands for. */
export function actionsLike(action: string, names: readonly string[]): readonly string[] {
  const pattern = actionPattern(action)
  return names.filter(name => matches(pattern, name.toLowerCase()))
}
