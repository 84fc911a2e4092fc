import type { LifecyclePolicy } from '../lifecycle/index.ts'
import type { Impact } from '../model.ts'

/** What there is to show of lifecycle policies: data, as every format gets it. */
export interface Previewed {
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

interface Titled {
  /** Left out where there is only one. */
  readonly target?: string
  readonly repository: string
}

export interface PolicyPreview extends Titled {
  readonly from: 'manifest' | 'ECR'
  readonly policy: LifecyclePolicy
  /** Its rules in the user's words. */
  readonly rules: readonly string[]
  readonly impact: Impact
  readonly images: readonly {
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
  }[]
  readonly differences: readonly string[]
}

/** Of the table of images, in text and in HTML. */
export const HEADINGS = ['', 'tags', 'digest', 'pushed', 'last pulled', 'size', 'because'] as const

/** What an image owes its fate to. */
export function whyOf(
  { fate, rulePriority, because }: PolicyPreview['images'][number],
  { rules }: PolicyPreview['policy'],
  digestText = (digest: string): string => digest,
): string {
  if (rulePriority === undefined) return because === undefined ? '' : `follows ${digestText(because)}`
  const index = rules.findIndex(rule => rule.rulePriority === rulePriority)
  return `${fate === 'keep' ? 'kept by ' : ''}rule ${index + 1}`
}

/** What stands above it: `team/app in prod-eu` where there are several targets. */
export const titleOf = ({ target, repository }: Titled): string =>
  target === undefined ? repository : `${repository} in ${target}`

export const minute = (time: string): string => time.slice(0, 16).replace('T', ' ')

/** As published in schemas/preview.schema.json. */
export const previewJson = ({ endpoint, previews, missing, unread }: Previewed, version: string) => ({
  formatVersion: 1,
  ecrsync: version,
  ...(endpoint !== undefined && { endpoint }),
  repositories: previews.map(({ target, repository, from, policy, impact, images, differences }) => ({
    ...(target !== undefined && { target }),
    name: repository,
    policyFrom: from === 'manifest' ? 'manifest' : 'registry',
    policy,
    impact,
    images: images.map(({ digest, tags, pushedAt, lastRecordedPullTime, bytes, fate, rulePriority, because }) => ({
      digest,
      tags,
      pushedAt,
      ...(lastRecordedPullTime !== undefined && { lastPulledAt: lastRecordedPullTime }),
      bytes,
      fate,
      ...(rulePriority !== undefined && { rulePriority }),
      ...(because !== undefined && { because }),
    })),
    differences,
  })),
  missing,
  unread,
})
