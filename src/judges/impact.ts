import {
  candidatesOf,
  type Evaluation,
  evaluate,
  holdersByChild,
  type LifecycleAction,
  type LifecyclePolicy,
} from '../lifecycle/index.ts'
import type { Amount, Condemned, Impact } from '../model.ts'
import { isWellKnown } from '../names.ts'
import type { SizedImage } from './images.ts'
import { doubtfulOf, unopened } from './parts.ts'

/** Of the tagged images that would go, as many as a plan names. */
const NAMED = 100

export interface Question {
  /** The policy in force, if any. */
  readonly before: LifecyclePolicy | null
  readonly after: LifecyclePolicy
  readonly images: readonly SizedImage[]
  /** ISO 8601 */
  readonly now: string
}

/** What a policy would do: by our own evaluation, or by ECR's answer to the same question. */
export function impactOf({ before, after, images, now }: Question, answer?: Evaluation): Impact {
  const evaluation = answer ?? evaluate(after, images, now)
  const acted = actedBy(evaluation)
  const inForce = actedBy(before === null ? undefined : evaluate(before, images, now))
  const ofAction = (wanted: LifecycleAction) => images.filter(({ id }) => acted.get(id)?.action === wanted)
  const gone = images.filter(({ id }) => acted.has(id))
  const kept = images.filter(({ id }) => !acted.has(id))
  const held = holdersByChild(images)
  const tagged = gone.flatMap(image => condemned(image, acted.get(image.id))).sort(byPushTime(images))
  return {
    expire: amountOf(ofAction('EXPIRE')),
    archive: amountOf(ofAction('TRANSITION')),
    keep: amountOf(kept),
    tagged: named(tagged),
    unnamed: Math.max(0, tagged.length - NAMED),
    newlyCondemned: gone.filter(({ id }) => isNew(acted.get(id)?.action, inForce.get(id)?.action)).length,
    pulledLast30Days: gone.filter(image => isRecentlyPulled(image, now)).length,
    byRule: amountsByRule(evaluation, images),
    ...rulesWithoutEffect(after, images),
    indexes: unopened(images).length,
    parts: kept.filter(({ id }) => held.has(id)).length,
    isUpperBound: answer === undefined && doubtfulOf(after, images, evaluation.actions).size > 0,
  }
}

/** Of too many, the newest, and whatever has a tag that everybody knows. */
function named(tagged: readonly Condemned[]): readonly Condemned[] {
  const known = tagged.filter(({ tags }) => tags.some(isWellKnown)).slice(-NAMED)
  const others = tagged.filter(one => !known.includes(one))
  const shown = new Set([...known, ...others.slice(Math.max(0, others.length - NAMED + known.length))])
  return tagged.filter(one => shown.has(one))
}

interface Acted {
  readonly action: LifecycleAction
  /** Left out: it follows its subject. */
  readonly rulePriority?: number
}

const actedBy = (evaluation: Evaluation | undefined): ReadonlyMap<string, Acted> =>
  new Map(
    [...(evaluation?.actions ?? []), ...(evaluation?.cascade ?? [])].map(
      ({ image, ...acted }) => [image, acted] as const,
    ),
  )

const amountOf = (images: readonly SizedImage[]): Amount => ({
  images: images.length,
  bytes: images.reduce((sum, { bytes }) => sum + bytes, 0),
})

function condemned({ digest, tags, lastRecordedPullTime }: SizedImage, acted: Acted | undefined): readonly Condemned[] {
  if (tags.length === 0 || acted?.rulePriority === undefined) return []
  const lastPulledAt = lastRecordedPullTime
  const { rulePriority, action } = acted
  return [{ digest, tags, rulePriority, action, ...(lastPulledAt !== undefined && { lastPulledAt }) }]
}

/** Oldest first, and by digest where two were pushed at once. */
function byPushTime(images: readonly SizedImage[]) {
  const times = new Map(images.map(({ digest, pushedAt }) => [digest, Date.parse(pushedAt)]))
  return (one: Condemned, other: Condemned): number =>
    (times.get(one.digest) ?? 0) - (times.get(other.digest) ?? 0) || (one.digest < other.digest ? -1 : 1)
}

/** To be archived is nothing new for what was to expire. */
const isNew = (action: LifecycleAction | undefined, inForce: LifecycleAction | undefined): boolean =>
  inForce === undefined || (inForce === 'TRANSITION' && action === 'EXPIRE')

const MONTH = 30 * 24 * 60 * 60 * 1000

const isRecentlyPulled = ({ lastRecordedPullTime }: SizedImage, now: string): boolean =>
  lastRecordedPullTime !== undefined && Date.parse(lastRecordedPullTime) >= Date.parse(now) - MONTH

function amountsByRule({ actions }: Evaluation, images: readonly SizedImage[]): Impact['byRule'] {
  const bytes = new Map(images.map(image => [image.id, image.bytes]))
  const rules = new Map<number, { rulePriority: number; action: LifecycleAction; images: number; bytes: number }>()
  for (const { image, rulePriority, action } of actions) {
    const rule = rules.get(rulePriority) ?? { rulePriority, action, images: 0, bytes: 0 }
    rules.set(rulePriority, { ...rule, images: rule.images + 1, bytes: rule.bytes + (bytes.get(image) ?? 0) })
  }
  return [...rules.values()].sort((one, other) => one.rulePriority - other.rulePriority)
}

function rulesWithoutEffect({ rules }: LifecyclePolicy, images: readonly SizedImage[]) {
  const seen = new Set<string>()
  const idleRules: number[] = []
  const shadowedRules: number[] = []
  for (const rule of rules.toSorted((one, other) => one.rulePriority - other.rulePriority)) {
    const candidates = candidatesOf(rule, images)
    if (candidates.length === 0) idleRules.push(rule.rulePriority)
    else if (candidates.every(({ id }) => seen.has(id))) shadowedRules.push(rule.rulePriority)
    for (const { id } of candidates) seen.add(id)
  }
  return { idleRules, shadowedRules }
}
