import type { ImageTagMutability } from '@aws-sdk/client-ecr'
import { byText } from '../../collate.ts'

export type Tags = Readonly<Record<string, string>>
export type Mutability = `${ImageTagMutability}`

export interface Encryption {
  readonly encryptionType: string
  /** A key id, key ARN or alias; ECR answers the key ARN. */
  readonly kmsKey?: string
}

export interface RepositoryWant {
  readonly tags?: Readonly<Record<string, string | null>>
  readonly imageTagMutability?: Mutability
  readonly imageTagMutabilityExclusionFilters?: readonly string[]
  readonly imageScanningConfiguration?: { readonly scanOnPush: boolean }
  readonly encryptionConfiguration?: Encryption
  /** Tags for the moment of creation only. */
  readonly owner?: Tags
  /** A tombstone: must not exist, and may be deleted while it holds no more images than this. */
  readonly removed?: {
    readonly maxImages: number
    /** The repository that has to hold all of it. */
    readonly copiedTo?: string
    readonly reason?: string
    /** Of one that no line names: the manifest that must own it still. */
    readonly prunedBy?: string
  }
}

/** What tags say of whether a repository may go. */
export interface Held {
  /** The manifest that owns it; left out: none does. */
  readonly owner?: string
  readonly isProtected?: true
  /** A stack of CloudFormation, or of CDK, has made it. */
  readonly stack?: string
}

export interface ImageId {
  readonly imageDigest: string
  readonly imageTag?: string
}

export type RepositorySpec = {
  readonly repositoryArn?: string
  /** Digests it holds, of any status; counted for a tombstone only. */
  readonly imageCount?: number
  /** What a tombstone would delete: each tag with its image, and each image without a tag. */
  readonly images?: readonly ImageId[]
  /** Digests and tags that the repository it was copied to lacks; asked for a tombstone that names one only. */
  readonly notCopied?: readonly string[]
  /** What its tags say against its end; asked for a tombstone only. */
  readonly held?: Held
  readonly tags?: Tags
  readonly imageTagMutability?: Mutability
  readonly imageTagMutabilityExclusionFilters?: readonly string[]
  readonly imageScanningConfiguration?: { readonly scanOnPush: boolean }
  readonly encryptionConfiguration?: Encryption
}

/** What ECR gives a repository of which nothing is said. Source: ECR API reference, CreateRepository. */
export const DEFAULTS = {
  imageTagMutability: 'MUTABLE',
  imageScanningConfiguration: { scanOnPush: false },
  encryptionConfiguration: { encryptionType: 'AES256' },
} as const satisfies RepositorySpec

/** `alias/NAME`, or the ARN of one. */
export const isAlias = (key: string): boolean => /(^|:)alias\//.test(key)

/** A key that is not wished is left alone, `null` takes one away. */
export const laid = (tags: Tags, want: Readonly<Record<string, string | null>>): Tags =>
  Object.fromEntries(Object.entries({ ...tags, ...want }).filter((tag): tag is [string, string] => tag[1] !== null))

/** Keys that go and tags that are set, the only ones that a change touches. */
export function tagChanges(before: Tags = {}, after: Tags = {}) {
  return {
    gone: Object.keys(before)
      .filter(key => !Object.hasOwn(after, key))
      .sort(byText),
    set: Object.entries(after).filter(([key, value]) => !Object.hasOwn(before, key) || before[key] !== value),
  }
}
