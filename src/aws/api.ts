import {
  BatchCheckLayerAvailabilityCommand,
  BatchDeleteImageCommand,
  BatchGetImageCommand,
  CompleteLayerUploadCommand,
  CreatePullThroughCacheRuleCommand,
  CreateRepositoryCommand,
  CreateRepositoryCreationTemplateCommand,
  DeleteLifecyclePolicyCommand,
  DeletePullThroughCacheRuleCommand,
  DeleteRegistryPolicyCommand,
  DeleteRepositoryCommand,
  DeleteRepositoryCreationTemplateCommand,
  DeleteRepositoryPolicyCommand,
  DeleteSigningConfigurationCommand,
  DeregisterPullTimeUpdateExclusionCommand,
  DescribeImagesCommand,
  DescribePullThroughCacheRulesCommand,
  DescribeRegistryCommand,
  DescribeRepositoriesCommand,
  DescribeRepositoryCreationTemplatesCommand,
  GetAccountSettingCommand,
  GetAuthorizationTokenCommand,
  GetDownloadUrlForLayerCommand,
  GetLifecyclePolicyCommand,
  GetLifecyclePolicyPreviewCommand,
  GetRegistryPolicyCommand,
  GetRegistryScanningConfigurationCommand,
  GetRepositoryPolicyCommand,
  GetSigningConfigurationCommand,
  InitiateLayerUploadCommand,
  ListImageReferrersCommand,
  ListImagesCommand,
  ListPullTimeUpdateExclusionsCommand,
  ListTagsForResourceCommand,
  PutAccountSettingCommand,
  PutImageCommand,
  PutImageScanningConfigurationCommand,
  PutImageTagMutabilityCommand,
  PutLifecyclePolicyCommand,
  PutRegistryPolicyCommand,
  PutRegistryScanningConfigurationCommand,
  PutReplicationConfigurationCommand,
  PutSigningConfigurationCommand,
  RegisterPullTimeUpdateExclusionCommand,
  type Repository,
  SetRepositoryPolicyCommand,
  StartLifecyclePolicyPreviewCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateImageStorageClassCommand,
  UpdatePullThroughCacheRuleCommand,
  UpdateRepositoryCreationTemplateCommand,
  UploadLayerPartCommand,
} from '@aws-sdk/client-ecr'

/** Calls that change nothing of what ECR stores or serves: the only ones a planner can make. */
export const READS = {
  DescribeImages: DescribeImagesCommand,
  DescribePullThroughCacheRules: DescribePullThroughCacheRulesCommand,
  DescribeRegistry: DescribeRegistryCommand,
  DescribeRepositories: DescribeRepositoriesCommand,
  DescribeRepositoryCreationTemplates: DescribeRepositoryCreationTemplatesCommand,
  GetAccountSetting: GetAccountSettingCommand,
  GetAuthorizationToken: GetAuthorizationTokenCommand,
  GetLifecyclePolicy: GetLifecyclePolicyCommand,
  GetLifecyclePolicyPreview: GetLifecyclePolicyPreviewCommand,
  GetRegistryPolicy: GetRegistryPolicyCommand,
  GetRegistryScanningConfiguration: GetRegistryScanningConfigurationCommand,
  GetRepositoryPolicy: GetRepositoryPolicyCommand,
  GetSigningConfiguration: GetSigningConfigurationCommand,
  ListImageReferrers: ListImageReferrersCommand,
  ListImages: ListImagesCommand,
  ListPullTimeUpdateExclusions: ListPullTimeUpdateExclusionsCommand,
  ListTagsForResource: ListTagsForResourceCommand,
} as const

/** Calls that ECR counts as pulls, which lifecycle rules look at: never made for a plan. */
export const PULLS = {
  BatchGetImage: BatchGetImageCommand,
  GetDownloadUrlForLayer: GetDownloadUrlForLayerCommand,
} as const

/** Calls that store nothing, but need permissions of the level Write: only made where they were asked for. */
export const PROBES = {
  StartLifecyclePolicyPreview: StartLifecyclePolicyPreviewCommand,
} as const

/** The steps in which an image is written. */
export const UPLOADS = {
  BatchCheckLayerAvailability: BatchCheckLayerAvailabilityCommand,
  CompleteLayerUpload: CompleteLayerUploadCommand,
  InitiateLayerUpload: InitiateLayerUploadCommand,
  PutImage: PutImageCommand,
  UploadLayerPart: UploadLayerPartCommand,
} as const

export const WRITES = {
  BatchDeleteImage: BatchDeleteImageCommand,
  CreatePullThroughCacheRule: CreatePullThroughCacheRuleCommand,
  CreateRepository: CreateRepositoryCommand,
  CreateRepositoryCreationTemplate: CreateRepositoryCreationTemplateCommand,
  DeleteLifecyclePolicy: DeleteLifecyclePolicyCommand,
  DeletePullThroughCacheRule: DeletePullThroughCacheRuleCommand,
  DeleteRegistryPolicy: DeleteRegistryPolicyCommand,
  DeleteRepository: DeleteRepositoryCommand,
  DeleteRepositoryCreationTemplate: DeleteRepositoryCreationTemplateCommand,
  DeleteRepositoryPolicy: DeleteRepositoryPolicyCommand,
  DeleteSigningConfiguration: DeleteSigningConfigurationCommand,
  DeregisterPullTimeUpdateExclusion: DeregisterPullTimeUpdateExclusionCommand,
  PutAccountSetting: PutAccountSettingCommand,
  PutImageScanningConfiguration: PutImageScanningConfigurationCommand,
  PutImageTagMutability: PutImageTagMutabilityCommand,
  PutLifecyclePolicy: PutLifecyclePolicyCommand,
  PutRegistryPolicy: PutRegistryPolicyCommand,
  PutRegistryScanningConfiguration: PutRegistryScanningConfigurationCommand,
  PutReplicationConfiguration: PutReplicationConfigurationCommand,
  PutSigningConfiguration: PutSigningConfigurationCommand,
  RegisterPullTimeUpdateExclusion: RegisterPullTimeUpdateExclusionCommand,
  SetRepositoryPolicy: SetRepositoryPolicyCommand,
  TagResource: TagResourceCommand,
  UntagResource: UntagResourceCommand,
  UpdateImageStorageClass: UpdateImageStorageClassCommand,
  UpdatePullThroughCacheRule: UpdatePullThroughCacheRuleCommand,
  UpdateRepositoryCreationTemplate: UpdateRepositoryCreationTemplateCommand,
} as const

export const COMMANDS = { ...READS, ...PULLS, ...PROBES, ...UPLOADS, ...WRITES }

type Commands = typeof COMMANDS
export type Call = keyof Commands
export type ReadAction = keyof typeof READS
export type PullAction = keyof typeof PULLS
export type ProbeAction = keyof typeof PROBES
export type UploadAction = keyof typeof UPLOADS
export type WriteAction = keyof typeof WRITES

export type Input<A extends Call> = ConstructorParameters<Commands[A]>[0]
export type Output<A extends Call> =
  // The SDK's commands carry their output only in this method's type.
  Awaited<ReturnType<ReturnType<InstanceType<Commands[A]>['resolveMiddleware']>>>['output']

/** One write as data: a misspelt field does not compile. */
export type Operation =
  | { [A in WriteAction]: { readonly action: A; readonly input: Input<A> } }[WriteAction]
  | CopyImage

/** Brings an image into a repository, in as many calls as are needed; `images/` carries it out. */
export interface CopyImage {
  readonly action: 'CopyImage'
  readonly input: {
    readonly repositoryName: string
    /** Left out: the image stays untagged. */
    readonly imageTag?: string
    readonly imageDigest: string
    readonly source: ImageSource
    /** Signatures, SBOMs and what else is about it come along. */
    readonly referrers: boolean
  }
}

/** Where an image comes from. A source without a digest is what its tag, or its only image, is at that moment. */
export type ImageSource =
  /** An image that the repository holds already. */
  | { readonly from: 'repository'; readonly digest: string }
  | {
      readonly from: 'ecr'
      /** Left out: the target's own. */
      readonly registry?: { readonly account: string; readonly region: string }
      readonly repositoryName: string
      readonly tag?: string
      readonly digest?: string
      readonly narrowing?: Narrowing
    }
  | {
      /** A folder, or a tar of it. */
      readonly from: 'oci' | 'oci-archive'
      /** As the manifest says it, up to the first colon; a path may itself hold one, which is found out where it is opened. */
      readonly path: string
      /** The folder that the path is relative to, itself relative to the root manifest's. */
      readonly directory: string
      /** The folder that symbolic links of a layout may lead into, relative to the same. */
      readonly links?: string
      /** A name that the layout gives the image: a tag, or a whole reference. */
      readonly tag?: string
      readonly digest?: string
      readonly narrowing?: Narrowing
    }
  | {
      readonly from: 'docker'
      readonly host: string
      readonly repositoryName: string
      readonly tag?: string
      readonly digest?: string
      readonly narrowing?: Narrowing
    }

/** Of an index, only the images of some platforms, as an index of its own. */
export interface Narrowing {
  /** Each as PLATFORM; at least one. */
  readonly platforms: readonly string[]
  /** What the index is that is made; left out where nobody has said it yet. */
  readonly digest?: string
}

/** One repository as DescribeRepositories lists it. */
export type Listed = Repository & { readonly repositoryName: string; readonly repositoryArn: string }

export interface Reader {
  /** @throws EcrsyncError for every answer that is not a success. */
  call<A extends ReadAction>(action: A, input: Input<A>): Promise<Output<A>>
}

export interface CallOptions {
  /** Ends the call, its retries and the waits between them; it throws INTERRUPTED then. */
  readonly signal?: AbortSignal | undefined
  /** Bytes a second below which a transfer is given up, and not tried again. */
  readonly minTransferRate?: number | undefined
  /** No retry: for what must be looked at again before it is tried again. */
  readonly isOnce?: boolean | undefined
}

/** What it takes to read images whole, and to write them. */
export interface ImageCaller {
  /** @throws EcrsyncError for every answer that is not a success. */
  call<A extends ReadAction | PullAction | UploadAction>(
    action: A,
    input: Input<A>,
    options?: CallOptions,
  ): Promise<Output<A>>
}

export interface Prober {
  /** @throws EcrsyncError for every answer that is not a success. */
  call<A extends ReadAction | ProbeAction>(action: A, input: Input<A>): Promise<Output<A>>
}

/** By what AWS knows a call that was answered; left out: the answer does not say it. */
export interface Answered {
  readonly requestId?: string | undefined
}

export interface Writer<O extends Operation = Operation> {
  /** @throws EcrsyncError for every answer that is not a success, and for each thing that a successful one says failed. */
  perform(operation: O): Promise<Answered>
  /** The same without any retry: for what must be looked at again before it is tried again. */
  performOnce(operation: O): Promise<Answered>
}

/** Without any retry: what is there is looked at before it is tried again. */
export interface ImageDeleter {
  /** Up to 100 ids. @returns each tag or image that went, and what did not, with why */
  deleteImages(
    repositoryName: string,
    imageIds: NonNullable<Input<'BatchDeleteImage'>>['imageIds'],
  ): Promise<Pick<Output<'BatchDeleteImage'>, 'imageIds' | 'failures'> & Answered>
}

/** What one call can write: neither the copy of an image, nor the delete of one, which a retry must not repeat unseen. */
export type WriteCall = Exclude<Operation, CopyImage | { readonly action: 'BatchDeleteImage' }>
export type CallWriter = Writer<WriteCall>
