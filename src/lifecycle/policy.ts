/** A lifecycle policy as ECR's own JSON spells it. Source: AWS user guide, "Lifecycle policy parameters". */
export type LifecyclePolicy = {
  readonly rules: readonly LifecycleRule[]
}

export interface LifecycleRule {
  /** Unique, gaps allowed, the lowest number is the most important. */
  readonly rulePriority: number
  readonly description?: string
  readonly selection: Selection
  readonly action: { readonly type: 'expire' | 'transition'; readonly targetStorageClass?: 'archive' }
}

export interface Selection {
  readonly tagStatus: 'tagged' | 'untagged' | 'any'
  /** Every entry must match some tag of the image; `*` is zero or more characters. */
  readonly tagPatternList?: readonly string[]
  /** Every entry must begin some tag of the image. */
  readonly tagPrefixList?: readonly string[]
  /** Absent means `standard`. */
  readonly storageClass?: 'standard' | 'archive'
  readonly countType: CountType
  readonly countUnit?: 'days'
  readonly countNumber: number
}

export type CountType = 'imageCountMoreThan' | 'sinceImagePushed' | 'sinceImagePulled' | 'sinceImageTransitioned'

/** Characters of the policy text and rules of one policy. Source: ECR API model and service quotas. */
export const LIMITS = { minimumText: 100, maximumText: 30_720, rules: 50, wildcards: 4, archivedDays: 90 } as const
