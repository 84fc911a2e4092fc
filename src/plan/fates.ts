import { byText } from '../collate.ts'
import type { SizedImage } from '../judges/images.ts'
import { present } from '../kinds/canonical.ts'
import { candidatesOf, type Evaluation, type LifecyclePolicy } from '../lifecycle/index.ts'

/** An image with what a lifecycle policy makes of it. */
export interface Fate extends SizedImage {
  readonly fate: 'keep' | 'expire' | 'archive'
  /** The first rule that is about it, whose word counts: it takes it, or keeps it. */
  readonly rulePriority?: number
  /** The digest of the subject that it follows. */
  readonly because?: string
}

/** Newest first. */
export function fatesOf(
  images: readonly SizedImage[],
  { actions, cascade }: Evaluation,
  policy: LifecyclePolicy,
): readonly Fate[] {
  const held = rulesOf(policy, images)
  const taken = new Map(
    actions.map(({ image, action, rulePriority }) => [image, { fate: fateOf(action), rulePriority }]),
  )
  const following = new Map(cascade.map(({ image, action, because }) => [image, { fate: fateOf(action), because }]))
  const kept = (id: string) => ({ fate: 'keep' as const, ...present({ rulePriority: held.get(id) }) })
  return images
    .map(image => ({ ...image, ...(taken.get(image.id) ?? following.get(image.id) ?? kept(image.id)) }))
    .sort((one, other) => byText(other.pushedAt, one.pushedAt) || byText(one.digest, other.digest))
}

/** The first rule that is about an image, by the image. */
function rulesOf({ rules }: LifecyclePolicy, images: readonly SizedImage[]): ReadonlyMap<string, number> {
  const first = new Map<string, number>()
  for (const rule of rules.toSorted((one, other) => one.rulePriority - other.rulePriority))
    for (const { id } of candidatesOf(rule, images)) if (!first.has(id)) first.set(id, rule.rulePriority)
  return first
}

const fateOf = (action: 'EXPIRE' | 'TRANSITION') => (action === 'EXPIRE' ? ('expire' as const) : ('archive' as const))
