import { EcrsyncError } from '../../errors.ts'
import { type Hit, hitsOf } from '../../judges/protected.ts'
import { evaluate, type LifecyclePolicy } from '../../lifecycle/index.ts'
import type { Difference, Refusal } from '../../model.ts'
import type { Knowledge, Verdict } from '../kind.ts'
import { judgeDeletes } from './judge-deletes.ts'
import { judgeMove } from './judge-move.ts'
import { leaves } from './leaves.ts'
import { keyIn } from './names.ts'
import { type DifferingImage, type ImageSpec, isAbsent, isMissing } from './spec.ts'
import { riskOf } from './words.ts'

/** Of all images of a repository together: whether a tag is the last one depends on what becomes of the others. */
export async function judgeImages(
  differing: readonly DifferingImage[],
  knowledge: Knowledge,
): Promise<readonly Verdict[]> {
  const verdicts = await settled(differing, knowledge, new Map())
  const condemning = await condemningOf(differing, verdicts, knowledge)
  return condemning.size === 0 ? verdicts : settled(differing, knowledge, condemning)
}

async function settled(
  differing: readonly DifferingImage[],
  knowledge: Knowledge,
  refused: ReadonlyMap<DifferingImage, Refusal>,
): Promise<readonly Verdict[]> {
  const coming = new Map(
    await Promise.all(
      differing
        .filter(({ difference }) => difference.after !== null)
        .map(async one => [one, refusedAs(refused, one) ?? (await judgeComing(one, knowledge))] as const),
    ),
  )
  const deletes = judgeDeletes(differing, { knowledge, coming, refused })
  return differing.map(one => coming.get(one) ?? deletes.get(one) ?? {})
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

/** What takes the tag from an image by which the policy in force kept it, though it is declared or in use. */
async function condemningOf(
  differing: readonly DifferingImage[],
  verdicts: readonly Verdict[],
  knowledge: Knowledge,
): Promise<ReadonlyMap<DifferingImage, Refusal>> {
  const allowed = differing.filter((_, index) => verdicts[index]?.blocked === undefined)
  const taking = allowed.filter(({ difference }) => difference.after === null || isMove(difference))
  if (taking.length === 0 || knowledge.protectors.length === 0 || knowledge.isNew) return new Map()
  const hits = await newHits(allowed, knowledge)
  return new Map(
    taking.flatMap(one => {
      const hit = hits.get(one.difference.before?.imageDigest ?? '')
      return hit === undefined ? [] : [[one, condemned(one, hit)] as const]
    }),
  )
}

/** By digest: what falls to the policy in force with these differences, and not without them. */
async function newHits(allowed: readonly DifferingImage[], knowledge: Knowledge): Promise<ReadonlyMap<string, Hit>> {
  const { protectors, now } = knowledge
  try {
    const policy = await policyOver(knowledge)
    if (policy === null) return new Map()
    const images = await knowledge.images()
    const left = leaves(
      images,
      allowed.map(({ difference }) => difference),
      now,
    )
    const fallen = (over: typeof images) => hitsOf(evaluate(policy, over, now), over, protectors)
    const before = new Set(fallen(images).map(({ digest }) => digest))
    return new Map(fallen(left).flatMap(hit => (before.has(hit.digest) ? [] : [[hit.digest, hit]])))
  } catch (error) {
    if (!(error instanceof EcrsyncError) || error.code === 'INTERNAL' || knowledge.moment === 'write') throw error
    return new Map()
  }
}

async function policyOver(knowledge: Knowledge): Promise<LifecyclePolicy | null> {
  const planned = knowledge.thing('lifecyclePolicy')
  return (planned ? planned.after : await knowledge.live('lifecyclePolicy')) as LifecyclePolicy | null
}

const condemned = ({ difference }: DifferingImage, { by, shown, why }: Hit): Refusal => ({
  code: 'IMAGE_IN_USE',
  reason: `without ${keyIn(difference.name)}, ${by} of the lifecycle policy takes ${shown}, which is ${why}: not ${difference.after === null ? 'deleted' : 'moved'}`,
  hint: 'Give the image another tag that the policy keeps, or let go of the image first.',
})
