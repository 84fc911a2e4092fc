import { getAuthorizationToken } from './authorization.ts'
import { batchDeleteImage } from './delete-images.ts'
import { batchGetImage, describeImages, listImages } from './images.ts'
import { completeLayerUpload, initiateLayerUpload, uploadLayerPart } from './layer-uploads.ts'
import { batchCheckLayerAvailability, getDownloadUrlForLayer } from './layers.ts'
import { deleteLifecyclePolicy, getLifecyclePolicy, putLifecyclePolicy } from './lifecycle-policy.ts'
import { putImageTagMutability } from './mutability.ts'
import type { Operation } from './operation.ts'
import { putImage } from './put-image.ts'
import { describeRegistry } from './registry.ts'
import { createRepository, deleteRepository, describeRepositories } from './repositories.ts'
import { deleteRepositoryPolicy, getRepositoryPolicy, setRepositoryPolicy } from './repository-policy.ts'
import { batchGetRepositoryScanningConfiguration, putImageScanningConfiguration } from './scanning.ts'
import { listTagsForResource, tagResource, untagResource } from './tags.ts'

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
  }),
)
