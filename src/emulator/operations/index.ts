import { getAccountSetting, putAccountSetting } from './account-settings.ts'
import { getAuthorizationToken } from './authorization-token.ts'
import {
  describeReplicationBackfillResults,
  listReplicationBackfills,
  startReplicationBackfill,
  stopReplicationBackfill,
} from './backfills.ts'
import {
  createRepositoryCreationTemplate,
  deleteRepositoryCreationTemplate,
  describeRepositoryCreationTemplates,
  updateRepositoryCreationTemplate,
} from './creation-templates.ts'
import { batchDeleteImage } from './delete-images.ts'
import { batchGetImage, describeImages, listImages } from './images.ts'
import { completeLayerUpload, initiateLayerUpload, uploadLayerPart } from './layer-uploads.ts'
import { batchCheckLayerAvailability, getDownloadUrlForLayer } from './layers.ts'
import { deleteLifecyclePolicy, getLifecyclePolicy, putLifecyclePolicy } from './lifecycle-policy.ts'
import { getLifecyclePolicyPreview, startLifecyclePolicyPreview } from './lifecycle-preview.ts'
import { putImageTagMutability } from './mutability.ts'
import type { Operation } from './operation.ts'
import {
  createPullThroughCacheRule,
  deletePullThroughCacheRule,
  describePullThroughCacheRules,
  updatePullThroughCacheRule,
  validatePullThroughCacheRule,
} from './pull-through-cache.ts'
import {
  deregisterPullTimeUpdateExclusion,
  listPullTimeUpdateExclusions,
  registerPullTimeUpdateExclusion,
} from './pull-time-exclusions.ts'
import { putImage } from './put-image.ts'
import { listImageReferrers } from './referrers.ts'
import { deleteRegistryPolicy, getRegistryPolicy, putRegistryPolicy } from './registry-policy.ts'
import { describeImageReplicationStatus, describeRegistry, putReplicationConfiguration } from './replication.ts'
import { createRepository, deleteRepository, describeRepositories } from './repositories.ts'
import { deleteRepositoryPolicy, getRepositoryPolicy, setRepositoryPolicy } from './repository-policy.ts'
import {
  batchGetRepositoryScanningConfiguration,
  getRegistryScanningConfiguration,
  putImageScanningConfiguration,
  putRegistryScanningConfiguration,
} from './scanning.ts'
import { describeImageScanFindings, startImageScan } from './scans.ts'
import {
  deleteSigningConfiguration,
  describeImageSigningStatus,
  getSigningConfiguration,
  putSigningConfiguration,
} from './signing.ts'
import { updateImageStorageClass } from './storage-class.ts'
import { listTagsForResource, tagResource, untagResource } from './tags.ts'

/** Every operation of the ECR API, by name. */
export const OPERATIONS: ReadonlyMap<string, Operation> = new Map(
  Object.entries({
    CreateRepository: createRepository,
    DescribeRepositories: describeRepositories,
    DeleteRepository: deleteRepository,
    PutImageTagMutability: putImageTagMutability,
    PutImageScanningConfiguration: putImageScanningConfiguration,
    BatchGetRepositoryScanningConfiguration: batchGetRepositoryScanningConfiguration,
    SetRepositoryPolicy: setRepositoryPolicy,
    GetRepositoryPolicy: getRepositoryPolicy,
    DeleteRepositoryPolicy: deleteRepositoryPolicy,
    PutLifecyclePolicy: putLifecyclePolicy,
    GetLifecyclePolicy: getLifecyclePolicy,
    DeleteLifecyclePolicy: deleteLifecyclePolicy,
    TagResource: tagResource,
    UntagResource: untagResource,
    ListTagsForResource: listTagsForResource,
    DescribeRegistry: describeRegistry,
    PutImage: putImage,
    DescribeImages: describeImages,
    ListImages: listImages,
    BatchGetImage: batchGetImage,
    BatchDeleteImage: batchDeleteImage,
    BatchCheckLayerAvailability: batchCheckLayerAvailability,
    InitiateLayerUpload: initiateLayerUpload,
    UploadLayerPart: uploadLayerPart,
    CompleteLayerUpload: completeLayerUpload,
    GetDownloadUrlForLayer: getDownloadUrlForLayer,
    GetAuthorizationToken: getAuthorizationToken,
    StartLifecyclePolicyPreview: startLifecyclePolicyPreview,
    GetLifecyclePolicyPreview: getLifecyclePolicyPreview,
    UpdateImageStorageClass: updateImageStorageClass,
    ListImageReferrers: listImageReferrers,
    StartImageScan: startImageScan,
    DescribeImageScanFindings: describeImageScanFindings,
    DescribeImageSigningStatus: describeImageSigningStatus,
    DescribeImageReplicationStatus: describeImageReplicationStatus,
    PutReplicationConfiguration: putReplicationConfiguration,
    StartReplicationBackfill: startReplicationBackfill,
    StopReplicationBackfill: stopReplicationBackfill,
    ListReplicationBackfills: listReplicationBackfills,
    DescribeReplicationBackfillResults: describeReplicationBackfillResults,
    PutRegistryPolicy: putRegistryPolicy,
    GetRegistryPolicy: getRegistryPolicy,
    DeleteRegistryPolicy: deleteRegistryPolicy,
    PutRegistryScanningConfiguration: putRegistryScanningConfiguration,
    GetRegistryScanningConfiguration: getRegistryScanningConfiguration,
    PutSigningConfiguration: putSigningConfiguration,
    GetSigningConfiguration: getSigningConfiguration,
    DeleteSigningConfiguration: deleteSigningConfiguration,
    GetAccountSetting: getAccountSetting,
    PutAccountSetting: putAccountSetting,
    RegisterPullTimeUpdateExclusion: registerPullTimeUpdateExclusion,
    DeregisterPullTimeUpdateExclusion: deregisterPullTimeUpdateExclusion,
    ListPullTimeUpdateExclusions: listPullTimeUpdateExclusions,
    CreatePullThroughCacheRule: createPullThroughCacheRule,
    DescribePullThroughCacheRules: describePullThroughCacheRules,
    UpdatePullThroughCacheRule: updatePullThroughCacheRule,
    DeletePullThroughCacheRule: deletePullThroughCacheRule,
    ValidatePullThroughCacheRule: validatePullThroughCacheRule,
    CreateRepositoryCreationTemplate: createRepositoryCreationTemplate,
    DescribeRepositoryCreationTemplates: describeRepositoryCreationTemplates,
    UpdateRepositoryCreationTemplate: updateRepositoryCreationTemplate,
    DeleteRepositoryCreationTemplate: deleteRepositoryCreationTemplate,
  }),
)
