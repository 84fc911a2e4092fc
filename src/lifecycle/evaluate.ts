import type { Evaluation, LifecycleAction, LifecycleImage } from './image.ts'
import { matcherOf } from './pattern.ts'
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
  const seen = new Uint8Array(images.length)
  const holders = holdersByChild(images)
  const dated = rankedOf(images)
  for (const rule of rules.toSorted((one, other) => one.rulePriority - other.rulePriority)) {
    const candidates = selectedOf(rule, dated)
    for (const one of picked(rule.selection, candidates, { holders, now: Date.parse(now) }))
      if (seen[one.rank] === 0) taken.set(one.image.id, rule)
    for (const { rank } of candidates) seen[rank] = 1
  }
  return outcome(images, taken, holders)
}

/** The images that a rule speaks of, acted on or not; youngest first, and by digest where ECR does not say. */
export const candidatesOf = (rule: LifecycleRule, images: readonly LifecycleImage[]): readonly LifecycleImage[] =>
  rankedOf(images.filter(spokenOf(rule)))
    .toSorted(byRank)
    .map(({ image }) => image)

/** An image with its times, in milliseconds. */
interface Dated {
  readonly image: LifecycleImage
  /** Among all, the youngest first. */
  rank: number
  /** An image that was restored counts as pushed then. */
  readonly pushed: number
  readonly pulled: number
  readonly archived: number
}

const time = (text: string | undefined) => (text === undefined ? Number.NEGATIVE_INFINITY : Date.parse(text))

function datedOf(image: LifecycleImage): Dated {
  const { pushedAt, lastActivatedAt, lastArchivedAt, lastRecordedPullTime } = image
  const pushed = time(lastActivatedAt ?? pushedAt)
  return {
    image,
    rank: 0,
    pushed,
    pulled: Math.max(time(lastRecordedPullTime), pushed),
    archived: time(lastArchivedAt ?? pushedAt),
  }
}

/** In the order of the images given, in which they lie in memory; whichever rule asks, their rank is the same. */
function rankedOf(images: readonly LifecycleImage[]): readonly Dated[] {
  const dated = images.map(datedOf)
  const since = ({ image: { status }, archived, pushed }: Dated) => (status === 'ARCHIVED' ? archived : pushed)
  dated
    .toSorted((one, other) => since(other) - since(one) || (one.image.digest < other.image.digest ? -1 : 1))
    .forEach((one, rank) => {
      one.rank = rank
    })
  return dated
}

const byRank = (one: Dated, other: Dated) => one.rank - other.rank

function selectedOf(rule: LifecycleRule, dated: readonly Dated[]): readonly Dated[] {
  const isSpokenOf = spokenOf(rule)
  return dated.filter(({ image }) => isSpokenOf(image)).sort(byRank)
}

function spokenOf({ selection }: LifecycleRule): (image: LifecycleImage) => boolean {
  const isArchive = selection.storageClass === 'archive'
  const isSelected = selectorOf(selection)
  return ({ status, tags }) => (status === 'ARCHIVED') === isArchive && isSelected(tags)
}

function selectorOf({
  tagStatus,
  tagPatternList,
  tagPrefixList = [],
}: Selection): (tags: readonly string[]) => boolean {
  if (tagStatus === 'any') return () => true
  if (tagStatus === 'untagged') return tags => tags.length === 0
  const tests = tagPatternList?.map(matcherOf) ?? tagPrefixList.map(prefix => (tag: string) => tag.startsWith(prefix))
  return tags => tags.length > 0 && tests.every(test => tags.some(test))
}

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
  candidates: readonly Dated[],
  { holders, now }: Moment,
): readonly Dated[] {
  if (countType === 'imageCountMoreThan')
    return candidates.filter(({ image }) => !holders.has(image.id)).slice(countNumber)
  const limit = now - countNumber * DAY
  const member = COUNTED[countType]
  return candidates.filter(one => one[member] < limit)
}

const COUNTED = {
  sinceImagePushed: 'pushed',
  sinceImagePulled: 'pulled',
  sinceImageTransitioned: 'archived',
} as const satisfies Record<Exclude<CountType, 'imageCountMoreThan'>, keyof Dated>

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
