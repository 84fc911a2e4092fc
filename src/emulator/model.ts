/** What the emulator keeps. One document of each kind is one file; all times are epoch seconds, as ECR answers them. */
export interface Repository {
  readonly name: string
  readonly createdAt: number
  readonly mutability: Mutability
  readonly scanOnPush: boolean
  readonly encryption: Encryption
  readonly tags: readonly Tag[]
  /** The tagging API goes on listing what once had a tag. */
  readonly everTagged?: boolean
  readonly policyText?: string
  /** `lastEvaluatedAt` is 0 until the policy is run. */
  readonly lifecyclePolicy?: { readonly text: string; readonly lastEvaluatedAt: number }
}

/** The two fields that ECR only ever sets together. */
export interface Mutability {
  readonly imageTagMutability: (typeof MUTABILITIES)[number]
  readonly imageTagMutabilityExclusionFilters?: readonly ExclusionFilter[]
}

export const MUTABILITIES = ['IMMUTABLE', 'MUTABLE', 'MUTABLE_WITH_EXCLUSION', 'IMMUTABLE_WITH_EXCLUSION'] as const

export interface ExclusionFilter {
  readonly filterType: 'WILDCARD'
  readonly filter: string
}

export interface Encryption {
  readonly encryptionType: 'AES256' | 'KMS' | 'KMS_DSSE'
  readonly kmsKey?: string
}

export interface Tag {
  readonly Key: string
  readonly Value: string
}

export interface Image {
  readonly digest: string
  readonly manifest: string
  readonly mediaType: string
  readonly pushedAt: number
  readonly pulledAt?: number
  /** Left out: standard storage. */
  readonly isArchived?: boolean
  readonly archivedAt?: number
  /** When an image that was restored can be pulled again: until then it is on its way. */
  readonly activatedAt?: number
  readonly scannedAt?: number
  /** ARNs of the profiles that it was to be signed with when it was pushed. */
  readonly signingProfiles?: readonly string[]
  readonly replications?: readonly Replication[]
  readonly artifactMediaType?: string
  readonly subject?: string
  /** Of a list, that of its largest image. */
  readonly size: number
  /** Blobs that the manifest needs: configuration and layers. */
  readonly layers: readonly string[]
  /** Digests of the manifests that a list or index refers to. */
  readonly children: readonly string[]
}

export interface Replication {
  readonly region: string
  readonly registryId: string
  readonly status: 'COMPLETE' | 'FAILED'
  readonly failureCode?: string
}

export interface ImageTag {
  readonly tag: string
  readonly digest: string
  /** When it was put there. */
  readonly taggedAt?: number
}

/** A dry run of a lifecycle policy, of which a repository has one at a time. */
export interface Preview {
  readonly text: string
  readonly startedAt: number
  readonly summary: PreviewSummary
  readonly results: readonly PreviewResult[]
}

export interface PreviewSummary {
  readonly expiringImageTotalCount: number
  readonly transitioningImageTotalCounts?: readonly {
    readonly targetStorageClass: 'ARCHIVE'
    readonly imageTotalCount: number
  }[]
}

export interface PreviewResult {
  readonly imageDigest: string
  readonly imageTags: readonly string[]
  readonly imagePushedAt: number
  readonly action: { readonly type: 'EXPIRE' | 'TRANSITION'; readonly targetStorageClass?: 'ARCHIVE' }
  readonly appliedRulePriority: number
  readonly storageClass: 'STANDARD' | 'ARCHIVE'
}

/** What a registry has one of each. */
export interface RegistrySettings {
  readonly policyText?: string
  readonly scanning?: RegistryScanning
  readonly replicationRules?: readonly ReplicationRule[]
  readonly signingRules?: readonly SigningRule[]
  readonly accountSettings?: Readonly<Record<string, string>>
}

export interface RegistryScanning {
  readonly scanType: 'BASIC' | 'ENHANCED'
  readonly rules: readonly {
    readonly scanFrequency: 'SCAN_ON_PUSH' | 'CONTINUOUS_SCAN' | 'MANUAL'
    readonly repositoryFilters: readonly Filter[]
  }[]
}

export interface Filter {
  readonly filter: string
  readonly filterType: string
}

export interface Destination {
  readonly region: string
  readonly registryId: string
}

export interface ReplicationRule {
  readonly destinations: readonly Destination[]
  readonly repositoryFilters?: readonly Filter[] | undefined
}

export interface SigningRule {
  readonly signingProfileArn: string
  readonly repositoryFilters?: readonly Filter[] | undefined
}

export interface PullThroughCacheRule {
  readonly ecrRepositoryPrefix: string
  readonly upstreamRegistryUrl: string
  readonly upstreamRegistry: string
  /** Left out where the upstream is not a private ECR. */
  readonly upstreamRepositoryPrefix?: string | undefined
  readonly credentialArn?: string | undefined
  readonly customRoleArn?: string | undefined
  readonly createdAt: number
  readonly updatedAt: number
}

export interface CreationTemplate {
  readonly prefix: string
  readonly appliedFor: readonly ('REPLICATION' | 'PULL_THROUGH_CACHE' | 'CREATE_ON_PUSH')[]
  readonly description?: string | undefined
  readonly encryptionConfiguration: Encryption
  readonly resourceTags: readonly Tag[]
  readonly mutability: Mutability
  readonly repositoryPolicy?: string | undefined
  readonly lifecyclePolicy?: string | undefined
  readonly customRoleArn?: string | undefined
  readonly createdAt: number
  readonly updatedAt: number
}

export interface PullTimeExclusion {
  readonly principalArn: string
  readonly createdAt: number
}

export interface Backfill {
  readonly id: string
  readonly destination: Destination
  readonly startedAt: number
  readonly stoppedAt?: number
  readonly results: readonly BackfillResult[]
}

export interface BackfillResult {
  readonly repositoryName: string
  readonly imageId: { readonly imageDigest: string; readonly imageTag?: string | undefined }
  readonly status: 'COMPLETE' | 'FAILED'
  readonly failureCode?: string
}
