import { grouped } from '../../collate.ts'
import { EcrsyncError } from '../../errors.ts'
import type { SizedImage } from '../../judges/images.ts'
import { withParts } from '../../judges/parts.ts'
import { type Hit, hitsOf, isProtected, settledOn } from '../../judges/protected.ts'
import { evaluate, type LifecyclePolicy } from '../../lifecycle/index.ts'
import type { Address, Difference, Refusal } from '../../model.ts'
import { addressOf } from '../address.ts'
import type { Knowledge, Verdict } from '../knowledge.ts'
import { type Deleting, judgeDeletes } from './judge-deletes.ts'
import { judgeMove } from './judge-move.ts'
import { leaves } from './leaves.ts'
import { keyIn } from './names.ts'
import { type DifferingImage, type ImageSpec, isAbsent, isMissing } from './spec.ts'
import { riskOf } from './words.ts'

/**
 * Of all images of a repository together: whether a tag is the last one depends on what becomes of the others. What a
 * policy would take is found out over what is allowed so far; if that refuses something, all are judged once more with
 * it, because a tag that stays may be one that keeps another.
 */
export async function judgeImages(
  differing: readonly DifferingImage[],
  knowledge: Knowledge,
): Promise<readonly Verdict[]> {
  const indexesOf = await indexesOver(differing, knowledge)
  const first = await settled(differing, knowledge, { indexesOf, refused: new Map() })
  const { refused, requires } = await fallsOf(differing, first, knowledge)
  const verdicts = refused.size === 0 ? first : await settled(differing, knowledge, { indexesOf, refused })
  return verdicts.map((verdict, index) => requiring(verdict, requires.get(differing[index] as DifferingImage) ?? []))
}

const requiring = (verdict: Verdict, addresses: readonly Address[]): Verdict =>
  addresses.length === 0 ? verdict : { ...verdict, requires: [...(verdict.requires ?? []), ...addresses] }

async function settled(
  differing: readonly DifferingImage[],
  knowledge: Knowledge,
  { indexesOf, refused }: Pick<Deleting, 'indexesOf' | 'refused'>,
): Promise<readonly Verdict[]> {
  const coming = new Map(
    await Promise.all(
      differing
        .filter(({ difference }) => difference.after !== null)
        .map(async one => [one, refusedAs(refused, one) ?? (await judgeComing(one, knowledge))] as const),
    ),
  )
  const deletes = judgeDeletes(differing, { knowledge, coming, indexesOf, refused })
  return differing.map(one => coming.get(one) ?? deletes.get(one) ?? {})
}

/** A listing says nothing of what an index holds: indexes are opened only where an image is to go that may be part of one. */
async function indexesOver(
  differing: readonly DifferingImage[],
  { images, partsOf }: Knowledge,
): Promise<Deleting['indexesOf']> {
  const mayGo = ({ want }: DifferingImage) => want !== null && isAbsent(want) && want.deleteImage
  if (!partsOf || !differing.some(mayGo)) return new Map()
  const indexes = (await images()).filter(({ isIndex }) => isIndex)
  // Where one may not be pulled, ECR itself refuses in the end.
  const parts = await Promise.all(indexes.map(({ digest }) => partsOf(digest).catch(() => [])))
  const held = indexes.flatMap(({ digest }, index) => (parts[index] ?? []).map(part => ({ part, digest })))
  return new Map(
    [...grouped(held, ({ part }) => part)].map(([part, holders]) => [part, holders.map(({ digest }) => digest)]),
  )
}

const refusedAs = (refused: ReadonlyMap<DifferingImage, Refusal>, one: DifferingImage): Verdict | undefined => {
  const blocked = refused.get(one)
  return blocked && { blocked }
}

async function judgeComing({ difference, want }: DifferingImage, knowledge: Knowledge): Promise<Verdict> {
  if (want === null || isAbsent(want)) return {}
  const { pinned } = want
  if (isMissing(pinned)) return { blocked: pinned }
  const requires = pinned?.requires ?? []
  const risk = riskOf(difference, want)
  return {
    ...(requires.length > 0 && { requires }),
    ...(risk !== undefined && { risk }),
    ...(isMove(difference) && (await judgeMove(keyIn(difference.name), knowledge))),
  }
}

const isMove = ({ before, after }: Difference<ImageSpec>): boolean =>
  before !== null && after !== null && before.imageDigest !== after.imageDigest

interface Falls {
  readonly refused: ReadonlyMap<DifferingImage, Refusal>
  readonly requires: ReadonlyMap<DifferingImage, readonly Address[]>
}

const NOTHING_FALLS: Falls = { refused: new Map(), requires: new Map() }

/**
 * What takes the tag from an image by which a policy kept it, though it is declared or in use: refused where the image
 * would fall in the end, and after what keeps it where it would fall on the way there.
 */
async function fallsOf(
  differing: readonly DifferingImage[],
  verdicts: readonly Verdict[],
  knowledge: Knowledge,
): Promise<Falls> {
  const allowed = differing.filter((_, index) => verdicts[index]?.blocked === undefined)
  const taking = allowed.filter(({ difference }) => difference.after === null || isMove(difference))
  if (taking.length === 0 || !isProtected(knowledge) || knowledge.isNew) return NOTHING_FALLS
  try {
    const [live, planned] = await policiesOver(knowledge)
    if (live === null && planned === null) return NOTHING_FALLS
    const { now } = knowledge
    const parts = knowledge.parts()
    const images = withParts(await knowledge.images(), parts)
    const left = withParts(leaves(images, allowed.map(differenceIn), now), parts)
    const bare = withoutTags(images, taking)
    const newly = fallingOver(images, knowledge)
    const inTheEnd = newly(planned, left)
    const beforeThePolicy = newly(live, left)
    const onTheWay = new Map([...newly(live, bare), ...newly(planned, bare)])
    const bringing = grouped(allowed, ({ difference }) => difference.after?.imageDigest)
    const requiresOf = ({ difference: { before } }: DifferingImage): readonly Address[] => {
      const digest = before?.imageDigest ?? ''
      return [
        ...(beforeThePolicy.has(digest) ? [addressOf('lifecyclePolicy', knowledge.repository)] : []),
        ...(onTheWay.has(digest) ? (bringing.get(digest) ?? []).map(addressIn) : []),
      ]
    }
    const hitBy = ({ difference: { before } }: DifferingImage) => inTheEnd.get(before?.imageDigest ?? '')
    return {
      refused: new Map(
        taking.flatMap(one => {
          const hit = hitBy(one)
          return hit === undefined ? [] : [[one, condemned(one, hit)] as const]
        }),
      ),
      requires: new Map(taking.filter(one => hitBy(one) === undefined).map(one => [one, requiresOf(one)])),
    }
  } catch (error) {
    if (!(error instanceof EcrsyncError) || error.code === 'INTERNAL' || knowledge.moment === 'write') throw error
    return NOTHING_FALLS
  }
}

const differenceIn = ({ difference }: DifferingImage) => difference

const addressIn = ({ difference: { name } }: DifferingImage): Address => addressOf('image', name)

/** As they are before any other image gets the tags that are taken. */
function withoutTags(images: readonly SizedImage[], taking: readonly DifferingImage[]): readonly SizedImage[] {
  const taken = new Set(taking.map(({ difference }) => keyIn(difference.name)))
  return images.map(image => ({ ...image, tags: image.tags.filter(tag => !taken.has(tag)) }))
}

/** By digest: what falls to a policy when images have become others, and does not as they are. */
function fallingOver(images: readonly SizedImage[], knowledge: Knowledge) {
  const { now } = knowledge
  const protectors = settledOn(knowledge, images)
  const fallen = (policy: LifecyclePolicy, over: readonly SizedImage[]) =>
    new Map(hitsOf(evaluate(policy, over, now), over, protectors).map(hit => [hit.digest, hit]))
  return (policy: LifecyclePolicy | null, over: readonly SizedImage[]): ReadonlyMap<string, Hit> => {
    if (policy === null) return new Map()
    const before = fallen(policy, images)
    return new Map([...fallen(policy, over)].filter(([digest]) => !before.has(digest)))
  }
}

/** The one in force, and the one that the plan leaves. */
async function policiesOver(knowledge: Knowledge): Promise<readonly [LifecyclePolicy | null, LifecyclePolicy | null]> {
  const planned = knowledge.thing('lifecyclePolicy')
  const live = planned ? planned.before : await knowledge.live('lifecyclePolicy')
  return [live, planned ? planned.after : live] as [LifecyclePolicy | null, LifecyclePolicy | null]
}

const condemned = ({ difference }: DifferingImage, { by, shown, why }: Hit): Refusal => ({
  code: 'IMAGE_IN_USE',
  reason: `without ${keyIn(difference.name)}, ${by} of the lifecycle policy takes ${shown}, which is ${why}: not ${difference.after === null ? 'deleted' : 'moved'}`,
  hint: 'Give the image another tag that the policy keeps, or let go of the image first.',
})
