// Source: Service Authorization Reference, "Actions defined by Amazon Elastic Container Registry". Referrers are listed
// with the rights of BatchGetImage.

/** Actions of ECR that are about one repository. */
const ON_REPOSITORY = [
  'BatchCheckLayerAvailability',
  'BatchDeleteImage',
  'BatchGetImage',
  'BatchGetRepositoryScanningConfiguration',
  'BatchImportUpstreamImage',
  'CompleteLayerUpload',
  'CreateRepository',
  'DeleteLifecyclePolicy',
  'DeleteRepository',
  'DeleteRepositoryPolicy',
  'DescribeImageReplicationStatus',
  'DescribeImageScanFindings',
  'DescribeImageSigningStatus',
  'DescribeImages',
  'DescribeRepositories',
  'GetDownloadUrlForLayer',
  'GetImageCopyStatus',
  'GetLifecyclePolicy',
  'GetLifecyclePolicyPreview',
  'GetRepositoryPolicy',
  'InitiateLayerUpload',
  'ListImageReferrers',
  'ListImages',
  'ListTagsForResource',
  'PutImage',
  'PutImageScanningConfiguration',
  'PutImageTagMutability',
  'PutLifecyclePolicy',
  'ReplicateImage',
  'SetRepositoryPolicy',
  'StartImageScan',
  'StartLifecyclePolicyPreview',
  'TagResource',
  'UntagResource',
  'UpdateImageStorageClass',
  'UploadLayerPart',
]

/** Those that are about the registry, which no policy of a repository gives to anybody. */
const ON_REGISTRY = [
  'CreatePullThroughCacheRule',
  'CreateRepositoryCreationTemplate',
  'DeletePullThroughCacheRule',
  'DeleteRegistryPolicy',
  'DeleteRepositoryCreationTemplate',
  'DeleteSigningConfiguration',
  'DeregisterPullTimeUpdateExclusion',
  'DescribePullThroughCacheRules',
  'DescribeRegistry',
  'DescribeReplicationBackfillResults',
  'DescribeRepositoryCreationTemplates',
  'GetAccountSetting',
  'GetAuthorizationToken',
  'GetRegistryPolicy',
  'GetRegistryScanningConfiguration',
  'GetSigningConfiguration',
  'ListPullTimeUpdateExclusions',
  'ListReplicationBackfills',
  'PutAccountSetting',
  'PutRegistryPolicy',
  'PutRegistryScanningConfiguration',
  'PutReplicationConfiguration',
  'PutSigningConfiguration',
  'RegisterPullTimeUpdateExclusion',
  'StartReplicationBackfill',
  'StopReplicationBackfill',
  'UpdatePullThroughCacheRule',
  'UpdateRepositoryCreationTemplate',
  'ValidatePullThroughCacheRule',
]

const spelled = (names: readonly string[]): readonly string[] => names.map(name => `ecr:${name}`)

export const REPOSITORY_ACTIONS = spelled(ON_REPOSITORY)
export const REGISTRY_ACTIONS = spelled(ON_REGISTRY)

/** Those that an action of a policy stands for; IAM compares without case, and `*` and `?` are its wildcards. */
export function matching(action: string, actions: readonly string[]): readonly string[] {
  const pattern = action.toLowerCase()
  return actions.filter(name => isLike(name.toLowerCase(), pattern))
}

/** In time that grows with the product of both lengths, however many wildcards there are. */
function isLike(text: string, pattern: string): boolean {
  let [at, star, mark] = [0, -1, 0]
  let index = 0
  while (index < text.length) {
    const one = pattern[at]
    if (one === '*') [star, mark, at] = [at, index, at + 1]
    else if (one === '?' || one === text[index]) [at, index] = [at + 1, index + 1]
    else if (star >= 0) [at, mark, index] = [star + 1, mark + 1, mark + 1]
    else return false
  }
  return /^\**$/.test(pattern.slice(at))
}
