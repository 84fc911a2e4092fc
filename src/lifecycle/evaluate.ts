import type { Evaluation, LifecycleAction, LifecycleImage } from './image.ts'
import { matchesPattern } from './pattern.ts'
import type { CountType, LifecyclePolicy, LifecycleRule, Selection } from './policy.ts'

const DAY = 24 * 60 * 60 * 1000

/**
 * What a valid policy does to the images of one repository at a time. Rules act by priority: what one has selected, or only
 * looked at, no later one touches, and still counts it. Source: AWS user guide, "Lifecycle policy evaluation rules".
 *
 * @param now ISO 8601
 */
export function evaluate({ rules }: LifecyclePolicy, images: readonly LifecycleImage[], now: string): Evaluation {
  const taken = new Map<string, LifecycleRule>()
  const seen = new Set<string>()
  const holders = holdersByChild(images)
  for (const rule of rules.toSorted((one, other) => one.rulePriority - other.rulePriority)) {
    const candidates = candidatesOf(rule, images)
    for (const { id } of picked(rule.selection, candidates, { holders, now: Date.parse(now) }))
      if (!seen.has(id)) taken.set(id, rule)
    for (const { id } of candidates) seen.add(id)
  }
  return outcome(images, taken, holders)
}

/** The images that a rule speaks of, acted on or not; youngest first, and by digest where ECR does not say. */
export function candidatesOf(
  { selection }: LifecycleRule,
  images: readonly LifecycleImage[],
): readonly LifecycleImage[] {
  const { storageClass = 'standard' } = selection
  return images
    .filter(image => (image.status === 'ARCHIVED') === (storageClass === 'archive') && isSelected(selection, image))
    .map(image => ({ image, time: orderTime(image) }))
    .sort((one, other) => other.time - one.time || (one.image.digest < other.image.digest ? -1 : 1))
    .map(({ image }) => image)
}

function isSelected({ tagStatus, tagPatternList, tagPrefixList = [] }: Selection, { tags }: LifecycleImage): boolean {
  if (tagStatus === 'any') return true
  if (tagStatus === 'untagged') return tags.length === 0
  const entries = tagPatternList ?? tagPrefixList
  const describes = tagPatternList ? matchesPattern : beginsWith
  return tags.length > 0 && entries.every(entry => tags.some(tag => describes(entry, tag)))
}

const beginsWith = (prefix: string, tag: string) => tag.startsWith(prefix)

interface Moment {
  readonly holders: Holders
  readonly now: number
}

/**
 * What a manifest list holds takes no place of a count: ECR's documentation is silent, and a preview that was measured has
 * one of five lists of two images expire with `imageCountMoreThan` 4. Source: pulumi-defang issue 466.
 */
function picked(
  { countType, countNumber }: Selection,
  candidates: readonly LifecycleImage[],
  { holders, now }: Moment,
): readonly LifecycleImage[] {
  if (countType === 'imageCountMoreThan') return candidates.filter(({ id }) => !holders.has(id)).slice(countNumber)
  const limit = now - countNumber * DAY
  return candidates.filter(image => AGE_TIME[countType](image) < limit)
}

const time = (text: string | undefined) => (text === undefined ? Number.NEGATIVE_INFINITY : Date.parse(text))

/** An image that was restored counts as pushed then. */
const standardTime = ({ lastActivatedAt, pushedAt }: LifecycleImage) => time(lastActivatedAt ?? pushedAt)
const archiveTime = ({ lastArchivedAt, pushedAt }: LifecycleImage) => time(lastArchivedAt ?? pushedAt)
const orderTime = (image: LifecycleImage) => (image.status === 'ARCHIVED' ? archiveTime(image) : standardTime(image))

const AGE_TIME: Readonly<Record<Exclude<CountType, 'imageCountMoreThan'>, (image: LifecycleImage) => number>> = {
  sinceImagePushed: standardTime,
  sinceImagePulled: image => Math.max(time(image.lastRecordedPullTime), standardTime(image)),
  sinceImageTransitioned: archiveTime,
}

const actionOf = ({ action }: LifecycleRule): LifecycleAction => (action.type === 'expire' ? 'EXPIRE' : 'TRANSITION')

function outcome(
  images: readonly LifecycleImage[],
  taken: ReadonlyMap<string, LifecycleRule>,
  holders: Holders,
): Evaluation {
  const selected = images.flatMap(({ id: image, digest }) => {
    const rule = taken.get(image)
    return rule ? [{ image, digest, rule, by: holders.get(image) ?? [] }] : []
  })
  const actions = selected
    .filter(({ by }) => by.length === 0)
    .map(({ image, digest, rule }) => ({ image, digest, rulePriority: rule.rulePriority, action: actionOf(rule) }))
  const acted = new Map(actions.map(({ image, action }) => [image, action]))
  const cascade = followers(images, acted).filter(({ image }) => !holders.has(image))
  const changed = new Set([...actions, ...cascade].map(({ image }) => image))
  return {
    actions,
    blocked: selected
      .filter(({ by }) => by.length > 0)
      .map(({ image, rule: { rulePriority }, by }) => ({ image, rulePriority, failureCode: REFERENCED, by })),
    cascade,
    unchanged: images.map(({ id }) => id).filter(id => !changed.has(id)),
  }
}

const REFERENCED = 'ImageReferencedByManifestList'

/** By what they hold, the lists that are there. */
type Holders = ReadonlyMap<string, readonly string[]>

/** Lists that a rule acts on in this very run hold their children, too: these go with a later run. */
export function holdersByChild(images: readonly LifecycleImage[]): Holders {
  const holders = new Map<string, string[]>()
  for (const { id, children = [], status } of images) {
    if (status === 'ARCHIVED') continue
    for (const child of new Set(children)) {
      const lists = holders.get(child)
      if (lists) lists.push(id)
      else holders.set(child, [id])
    }
  }
  return holders
}

function followers(
  images: readonly LifecycleImage[],
  acted: ReadonlyMap<string, LifecycleAction>,
): Evaluation['cascade'] {
  const subjects = new Map(images.map(({ id, subject }) => [id, subject]))
  return images.flatMap(({ id, subject }) => {
    if (subject === undefined || acted.has(id)) return []
    const action = actionAbove(subject, subjects, acted)
    return action === undefined ? [] : [{ image: id, because: subject, action }]
  })
}

/** A signature of an SBOM follows the SBOM, which follows its image. */
function actionAbove(
  from: string,
  subjects: ReadonlyMap<string, string | undefined>,
  acted: ReadonlyMap<string, LifecycleAction>,
): LifecycleAction | undefined {
  const passed = new Set<string>()
  for (let id: string | undefined = from; id !== undefined && !passed.has(id); id = subjects.get(id)) {
    const action = acted.get(id)
    if (action !== undefined) return action
    passed.add(id)
  }
  return undefined
}
