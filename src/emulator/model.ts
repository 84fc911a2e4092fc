/** What the emulator keeps. One document of each kind is one file; all times are epoch seconds, as ECR answers them. */
export interface Repository {
  readonly name: string
  readonly createdAt: number
  readonly mutability: Mutability
  readonly scanOnPush: boolean
  readonly encryption: Encryption
  readonly tags: readonly Tag[]
  readonly policyText?: string
  readonly lifecyclePolicy?: { readonly text: string; readonly lastEvaluatedAt: number }
}

/** The two fields that ECR only ever sets together. */
export interface Mutability {
  readonly imageTagMutability: (typeof MUTABILITIES)[number]
  readonly imageTagMutabilityExclusionFilters?: readonly ExclusionFilter[]
}

export const MUTABILITIES = ['MUTABLE', 'IMMUTABLE', 'IMMUTABLE_WITH_EXCLUSION', 'MUTABLE_WITH_EXCLUSION'] as const

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
  readonly status: 'ACTIVE' | 'ARCHIVED' | 'ACTIVATING'
  readonly pushedAt: number
  readonly pulledAt?: number
  readonly artifactMediaType?: string
  readonly subject?: string
  /** Of a list, that of its largest image. */
  readonly size: number
  /** Blobs that the manifest needs: configuration and layers. */
  readonly layers: readonly string[]
  /** Digests of the manifests that a list or index refers to. */
  readonly children: readonly string[]
}

export interface ImageTag {
  readonly tag: string
  readonly digest: string
}
