import type { LifecyclePolicy } from '../lifecycle/index.ts'
import type { Impact, Plan, Target } from '../model.ts'

/** What there is to show of lifecycle policies: data, as every format gets it. */
export interface Previewed {
  readonly manifest: Plan['manifest']
  /** Those that were read, in their order. */
  readonly targets: readonly Target[]
  /** The endpoint that was asked, where one is configured, and all targets have the same. */
  readonly endpoint?: string
  readonly previews: readonly PolicyPreview[]
  readonly missing: readonly Missing[]
  /** Targets of which nothing could be read. */
  readonly unread: readonly { readonly target: string; readonly code: string; readonly message: string }[]
}

/** A repository that could not be looked at. */
export interface Missing extends Titled {
  readonly reason: string
}

export interface Titled {
  /** Left out where there is only one. */
  readonly target?: string
  readonly repository: string
}

export interface PolicyPreview extends Titled {
  /** `new`: declared, and not there yet. `away`: not there, and to be here no more, or in other targets alone. */
  readonly state: 'there' | 'new' | 'away'
  /** Whose policy it is: the manifest's, the one in force where the manifest says none, or nobody's. */
  readonly from: 'manifest' | 'ECR' | 'none'
  /** Without rules where there is none. */
  readonly policy: LifecyclePolicy
  /** Its rules in the user's words. */
  readonly rules: readonly string[]
  readonly impact: Impact
  readonly images: readonly Fate[]
  readonly differences: readonly string[]
}

/** An image, and what becomes of it. */
export interface Fate {
  readonly digest: string
  readonly tags: readonly string[]
  readonly pushedAt: string
  readonly lastRecordedPullTime?: string
  readonly status: string
  readonly bytes: number
  readonly isIndex: boolean
  readonly fate: 'keep' | 'expire' | 'archive'
  readonly rulePriority?: number
  readonly because?: string
}

const POLICY_FROM = { manifest: 'manifest', ECR: 'registry', none: 'none' } as const

/** As published in schemas/preview.schema.json. */
export const previewJson = (
  { endpoint, manifest, targets, previews, missing, unread }: Previewed,
  version: string,
) => ({
  formatVersion: 1,
  ecrsync: version,
  manifest,
  ...(endpoint !== undefined && { endpoint }),
  targets: targets.map(({ name, account, region, endpoint }) => ({
    name,
    account,
    region,
    ...(endpoint !== undefined && { endpoint }),
  })),
  repositories: previews.map(({ target, repository, state, from, policy, impact, images, differences }) => ({
    ...(target !== undefined && { target }),
    name: repository,
    exists: state === 'there',
    policyFrom: POLICY_FROM[from],
    policy: policy.rules.length === 0 ? null : policy,
    impact,
    images: images.map(imageJson),
    differences,
  })),
  missing,
  unread,
})

const imageJson = ({ digest, tags, pushedAt, lastRecordedPullTime, bytes, fate, rulePriority, because }: Fate) => ({
  digest,
  tags,
  pushedAt,
  ...(lastRecordedPullTime !== undefined && { lastPulledAt: lastRecordedPullTime }),
  bytes,
  fate,
  ...(rulePriority !== undefined && { rulePriority }),
  ...(because !== undefined && { because }),
})
