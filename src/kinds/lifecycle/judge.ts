import { EcrsyncError, wholeText } from '../../errors.ts'
import { impactOf, type Question } from '../../judges/impact.ts'
import { doubtfulOf, withParts } from '../../judges/parts.ts'
import { hitsOf, inUseRefusal, isProtected, keeping, settledOn } from '../../judges/protected.ts'
import { disagreements } from '../../judges/server-preview.ts'
import { type Evaluation, evaluate, type LifecyclePolicy } from '../../lifecycle/index.ts'
import type { Address, Difference, Impact, Refusal } from '../../model.ts'
import { imagesText } from '../../words.ts'
import { addressOf } from '../address.ts'
import type { Problem } from '../kind.ts'
import type { Differing, Knowledge, Leaving, Verdict } from '../knowledge.ts'
import type { LifecycleWant } from './want.ts'

/** What a policy would do to the images that are there; it is not put over one that is declared or in use. */
export const judgeLifecycle = (
  differing: readonly Differing<LifecycleWant, LifecyclePolicy>[],
  knowledge: Knowledge,
): Promise<readonly Verdict[]> => Promise.all(differing.map(({ difference }) => judgeOne(difference, knowledge)))

async function judgeOne(difference: Difference<LifecyclePolicy>, knowledge: Knowledge): Promise<Verdict> {
  if (difference.after === null || knowledge.isNew || isIdle(knowledge)) return {}
  try {
    return await verdictOf(difference, difference.after, knowledge)
  } catch (error) {
    if (!(error instanceof EcrsyncError) || error.code === 'INTERNAL' || knowledge.moment === 'write') throw error
    return unanswered(knowledge.repository, error, knowledge.isGuarded)
  }
}

/** Before the write nobody reads what is counted, but for those who limit it. */
const isIdle = ({ moment, isGuarded }: Knowledge): boolean => moment === 'write' && !isGuarded

async function verdictOf(
  { before }: Difference<LifecyclePolicy>,
  after: LifecyclePolicy,
  knowledge: Knowledge,
): Promise<Verdict> {
  const { repository, now } = knowledge
  const isAsItIs = (await knowledge.leaving()).length === 0
  const images = withParts(await knowledge.images(), knowledge.parts())
  const left = await knowledge.imagesLeft()
  const protectors = settledOn(knowledge, images)
  const actions = await knowledge.preview?.(JSON.stringify(after))
  // ECR looks at the tags that are there now.
  const server = actions && isAsItIs ? { ...evaluate(after, left, now), actions } : undefined
  const impact = impactOf({ before, after, images: left, now }, server)
  const blocked = inUseRefusal(hitsOf(server ?? evaluate(after, left, now), left, protectors))
  const differences = actions ? differencesTo(actions, { after, images, now }) : []
  return {
    impact,
    warnings: differences.length > 0 ? [differing(repository, differences)] : [],
    ...(blocked ? { blocked: doubted(blocked, impact) } : { requires: await neededFor(after, knowledge) }),
  }
}

function differencesTo(
  actions: Evaluation['actions'],
  { after, images, now }: Pick<Question, 'after' | 'images' | 'now'>,
): readonly string[] {
  const local = evaluate(after, images, now).actions
  return disagreements(local, actions, doubtfulOf(after, images, local))
}

const doubted = (blocked: Refusal, { isUpperBound }: Impact): Refusal =>
  isUpperBound
    ? {
        ...blocked,
        hint: `${blocked.hint} Or ask ECR, which knows the parts of multi-arch images that may have been counted here: --lifecycle-preview server`,
      }
    : blocked

/** What brings images and tags without which the policy would take what it must not. */
async function neededFor(policy: LifecyclePolicy, knowledge: Knowledge): Promise<readonly Address[]> {
  const { now } = knowledge
  const leaving = await knowledge.leaving()
  const deletes = leaving.filter(({ difference }) => difference.after === null)
  const others = leaving.filter(({ difference }) => difference.after !== null)
  if (!isProtected(knowledge) || others.length === 0) return []
  const protectors = settledOn(knowledge, await knowledge.images())
  const hitsBy = async (made: readonly Leaving[]) => {
    const images = await knowledge.imagesLeftBy(made)
    return hitsOf(evaluate(policy, images, now), images, protectors)
  }
  const exposed = new Set<unknown>((await hitsBy(deletes)).map(({ digest }) => digest))
  if (exposed.size === 0) return []
  const saving = others.filter(({ difference }) => exposed.has(difference.after?.imageDigest))
  const isEnough = (await hitsBy([...deletes, ...saving])).length === 0
  return (isEnough ? saving : others).map(({ address }) => address)
}

const differing = (repository: string, found: readonly string[]): Problem => ({
  severity: 'warning',
  path: [],
  code: 'PREVIEW_DIFFERS',
  summary: `ECR's own preview of ${addressOf('lifecyclePolicy', repository)} differs in ${imagesText(found.length)}`,
  detail: `${found.slice(0, 5).join('; ')}${found.length > 5 ? ` and ${found.length - 5} more` : ''}. The plan shows what ECR says.`,
  hint: 'Something was pushed, pulled or deleted meanwhile, or ECR knows more: look with ecrsync preview.',
})

/** Where something depends on the answer, none is no. */
function unanswered(repository: string, error: EcrsyncError, isGuarded: boolean): Verdict {
  const hint = error.hint ?? 'Allow ecr:DescribeImages to the identity that plans.'
  if (isGuarded)
    return {
      blocked: {
        code: 'IMPACT_UNREAD',
        reason: `what it would expire could not be read, because ${error.message}`,
        hint,
      },
    }
  const warning: Problem = {
    severity: 'warning',
    path: [],
    code: 'IMPACT_UNREAD',
    summary: `What ${addressOf('lifecyclePolicy', repository)} would expire could not be read`,
    detail: wholeText(error),
    hint,
  }
  return { warnings: [warning] }
}

/** What is declared or in use, and falls to the policy that is in force when the plan has been carried out. */
export async function watchLifecycle(knowledge: Knowledge): Promise<readonly Problem[]> {
  const { repository, now } = knowledge
  if (!isProtected(knowledge)) return []
  try {
    const policy = (await knowledge.left('lifecyclePolicy')) as LifecyclePolicy | null
    if (policy === null) return []
    const images = await knowledge.imagesLeft()
    const settled = settledOn(knowledge, await knowledge.images())
    const evaluation = evaluate(policy, images, now)
    const doubtful = doubtfulOf(policy, images, evaluation.actions)
    return hitsOf(evaluation, images, settled).map(hit => ({
      severity: 'warning',
      path: [],
      code: 'IMAGE_CONDEMNED',
      summary: `${hit.by} of the lifecycle policy of ${repository} ${doubtful.has(hit.digest) ? 'may' : 'will'} take ${hit.shown}`,
      detail: `It is ${hit.why}, and goes when ECR next applies the policy.`,
      hint: keeping(hit),
    }))
  } catch (error) {
    // A warning that cannot be given is not worth failing for.
    if (!(error instanceof EcrsyncError) || error.code === 'INTERNAL') throw error
    return []
  }
}
