import {
  CreateRepositoryCommand,
  DeleteLifecyclePolicyCommand,
  DeleteRepositoryCommand,
  DeleteRepositoryPolicyCommand,
  DescribeImagesCommand,
  DescribeRegistryCommand,
  DescribeRepositoriesCommand,
  GetLifecyclePolicyCommand,
  GetRepositoryPolicyCommand,
  ListTagsForResourceCommand,
  PutImageScanningConfigurationCommand,
  PutImageTagMutabilityCommand,
  PutLifecyclePolicyCommand,
  type Repository,
  SetRepositoryPolicyCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-ecr'

/** Calls that change nothing of what ECR stores or serves: the only ones a planner can make. */
export const READS = {
  DescribeImages: DescribeImagesCommand,
  DescribeRegistry: DescribeRegistryCommand,
  DescribeRepositories: DescribeRepositoriesCommand,
  GetLifecyclePolicy: GetLifecyclePolicyCommand,
  GetRepositoryPolicy: GetRepositoryPolicyCommand,
  ListTagsForResource: ListTagsForResourceCommand,
} as const

export const WRITES = {
  CreateRepository: CreateRepositoryCommand,
  DeleteLifecyclePolicy: DeleteLifecyclePolicyCommand,
  DeleteRepository: DeleteRepositoryCommand,
  DeleteRepositoryPolicy: DeleteRepositoryPolicyCommand,
  PutImageScanningConfiguration: PutImageScanningConfigurationCommand,
  PutImageTagMutability: PutImageTagMutabilityCommand,
  PutLifecyclePolicy: PutLifecyclePolicyCommand,
  SetRepositoryPolicy: SetRepositoryPolicyCommand,
  TagResource: TagResourceCommand,
  UntagResource: UntagResourceCommand,
} as const

type Commands = typeof READS & typeof WRITES
export type ReadAction = keyof typeof READS
export type WriteAction = keyof typeof WRITES

export type Input<A extends keyof Commands> = ConstructorParameters<Commands[A]>[0]
export type Output<A extends keyof Commands> =
  // The SDK's commands carry their output only in this method's type.
  Awaited<ReturnType<ReturnType<InstanceType<Commands[A]>['resolveMiddleware']>>>['output']

/** One write as data: a misspelt field does not compile. */
export type Operation = { [A in WriteAction]: { readonly action: A; readonly input: Input<A> } }[WriteAction]

/** One repository as DescribeRepositories lists it. */
export type Listed = Repository & { readonly repositoryName: string; readonly repositoryArn: string }

export interface Reader {
  /** @throws EcrsyncError for every answer that is not a success. */
  call<A extends ReadAction>(action: A, input: Input<A>): Promise<Output<A>>
}

export interface Writer {
  /** @throws EcrsyncError for every answer that is not a success. */
  perform(operation: Operation): Promise<void>
  /** The same without any retry: for what must be looked at again before it is tried again. */
  performOnce(operation: Operation): Promise<void>
}
