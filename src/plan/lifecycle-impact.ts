import type { Reader } from '../aws/api.ts'
import { EcrsyncError } from '../errors.ts'
import { evaluate, type LifecyclePolicy } from '../lifecycle/index.ts'
import type { Change, Desired, Diagnostic, Refusal } from '../model.ts'
import { readImages } from './images.ts'
import { impactOf, type Question, type SizedImage } from './impact.ts'
import type { InUse } from './in-use.ts'
import { hitsOf, inUseRefusal, keeping, protectorsOf, referenceIn } from './protected.ts'
import { disagreements, type Preview, previewedBy } from './server-preview.ts'

export interface ImpactQuestion {
  readonly reader: Reader
  /** Left out: only the local evaluation. */
  readonly preview?: Preview | undefined
  readonly now: Date
  /** The wishes of the same plan: an image that is declared is in use. */
  readonly desired: Desired
  readonly inUse: readonly InUse[]
  /** What the lifecycle policies will be that the manifest declares, by repository. */
  readonly policies: ReadonlyMap<string, LifecyclePolicy>
  /** The plan is refused where the impact cannot be known. */
  readonly isGuarded: boolean
}

const mayTakeImage = (want: unknown): boolean =>
  typeof want === 'object' && want !== null && 'deleteImage' in want && want.deleteImage === true

/** A tag, an image or a repository that is to go by the manifest's own word. */
function deletedInUse(change: Change, inUse: readonly InUse[]): Change {
  const { kind, name, repository, before, after, blocked, want } = change
  if (after !== null || blocked || (kind !== 'repository' && kind !== 'image')) return change
  const { imageDigest, imageTags = [] } = (before ?? {}) as {
    readonly imageDigest?: string
    readonly imageTags?: readonly string[]
  }
  const said = kind === 'image' ? referenceIn(name) : {}
  const tags = 'tag' in said ? [said.tag] : imageTags
  const isGone = !('tag' in said) || imageTags.every(tag => tag === said.tag) || mayTakeImage(want)
  const isHit = (one: InUse) =>
    one.repositoryName === repository &&
    (kind === 'repository' ||
      (one.tag !== undefined && tags.includes(one.tag)) ||
      (one.digest !== undefined && one.digest === imageDigest && isGone))
  const hit = inUse.find(isHit)
  if (hit === undefined) return change
  const reason = `${[hit.tag, hit.digest].find(Boolean)} is in use: ${hit.source.file}:${hit.source.line}: not deleted`
  const hint = 'Let go of the image first, then make the list again.'
  return { ...change, blocked: { code: 'IMAGE_IN_USE', reason, hint }, operations: [] }
}

interface Answered {
  readonly change: Change
  readonly warnings: readonly Diagnostic[]
}

/** Each change that puts a lifecycle policy over images, with what the policy would do to them; blocked, where they are in use. */
export async function withImpact(
  changes: readonly Change[],
  question: ImpactQuestion,
): Promise<{ readonly changes: readonly Change[]; readonly warnings: readonly Diagnostic[] }> {
  const created = new Set(
    changes.filter(({ kind, action }) => kind === 'repository' && action === 'create').map(({ name }) => name),
  )
  const isAsked = ({ kind, after, blocked, name }: Change) =>
    kind === 'lifecyclePolicy' && after !== null && !blocked && !created.has(name)
  const answered = await Promise.all(
    changes.map(change =>
      isAsked(change)
        ? answer(change, changes, question)
        : { change: deletedInUse(change, question.inUse), warnings: [] },
    ),
  )
  const judged = new Set(changes.filter(isAsked).map(({ name }) => name))
  const brought = changes.flatMap(({ kind, after, blocked, repository }) =>
    kind !== 'image' || after === null || blocked || repository === undefined || judged.has(repository)
      ? []
      : repository,
  )
  const condemned = await Promise.all(
    [...new Set(brought)].map(name => condemnedIn(name, changes, { ...question, isNew: created.has(name) })),
  )
  return {
    changes: answered.map(({ change }) => change),
    warnings: [...answered.flatMap(({ warnings }) => warnings), ...condemned.flat()],
  }
}

/** What this plan brings, or what it pushes out of the newest, may fall to a policy that the plan does not change. */
async function condemnedIn(
  repository: string,
  changes: readonly Change[],
  question: ImpactQuestion & { readonly isNew: boolean },
): Promise<readonly Diagnostic[]> {
  const policy = question.policies.get(repository)
  if (policy === undefined) return []
  const images = question.isNew ? [] : await readImages(question.reader, repository).catch(noneIfUnread)
  if (images === undefined) return []
  const moved = withMoves(images, repository, { changes, now: question.now })
  const evaluation = evaluate(policy, moved, question.now.toISOString())
  return hitsOf(evaluation, moved, protectorsOf(repository, question)).map(hit => ({
    severity: 'warning',
    code: 'IMAGE_CONDEMNED',
    summary: `${hit.by} of the lifecycle policy of ${repository} will take ${hit.shown}`,
    detail: `It is ${hit.why}, and goes when ECR next applies the policy.`,
    hint: keeping(hit),
  }))
}

/** A warning that cannot be given is not worth failing for: the change that needs the listing says what is wrong with it. */
function noneIfUnread(error: unknown): undefined {
  if (!(error instanceof EcrsyncError) || error.code === 'INTERNAL') throw error
}

async function answer(change: Change, changes: readonly Change[], question: ImpactQuestion): Promise<Answered> {
  try {
    const images = await readImages(question.reader, change.name)
    const moved = withMoves(images, change.name, { changes, now: question.now })
    return await judged(change, { images, moved }, question)
  } catch (error) {
    if (!(error instanceof EcrsyncError) || error.code === 'INTERNAL') throw error
    return unanswered(change, error, question)
  }
}

interface Images {
  readonly images: readonly SizedImage[]
  /** As they will be when the other changes of the plan have been made. */
  readonly moved: readonly SizedImage[]
}

async function judged(change: Change, { images, moved }: Images, question: ImpactQuestion): Promise<Answered> {
  const asked: Question = {
    before: change.before as LifecyclePolicy | null,
    after: change.after as unknown as LifecyclePolicy,
    images: moved,
    now: question.now.toISOString(),
  }
  const server = question.preview && (await previewedBy(question.preview, change.name, textOf(change)))
  const local = evaluate(asked.after, moved, asked.now)
  // ECR looks at the tags that are there now.
  const evaluation = server && moved === images ? { ...local, actions: server } : local
  const impact = impactOf(asked, evaluation)
  const blocked = inUseRefusal(hitsOf(evaluation, moved, protectorsOf(change.name, question)))
  const ours = evaluate(asked.after, images, asked.now).actions
  return {
    change: { ...change, impact, ...(blocked && { blocked, operations: [] }) },
    warnings: server ? differing(change, disagreements(ours, server, images)) : [],
  }
}

/** As the plan will put it. */
function textOf({ operations }: Change): string {
  const [operation] = operations
  return operation?.action === 'PutLifecyclePolicy' ? (operation.input.lifecyclePolicyText ?? '') : ''
}

/** Tags as they will be when this plan has been applied; what it brings into the repository is the youngest there. */
function withMoves(
  images: readonly SizedImage[],
  repository: string,
  { changes, now }: { readonly changes: readonly Change[]; readonly now: Date },
): readonly SizedImage[] {
  const moves = changes.filter(change => change.kind === 'image' && change.repository === repository && !change.blocked)
  return moves.reduce((moved, move) => withMove(moved, move, now), images)
}

function withMove(images: readonly SizedImage[], { name, after }: Change, now: Date): readonly SizedImage[] {
  const said = referenceIn(name)
  const tag = 'tag' in said ? said.tag : undefined
  if ('digest' in said && after === null) return images.filter(image => image.digest !== said.digest)
  const digest = after === null ? undefined : (after.imageDigest as string)
  const without = images.map(image => ({
    ...image,
    tags: image.tags.filter(one => one !== tag || image.digest === digest),
  }))
  if (digest === undefined) return without
  const tags = tag === undefined ? [] : [tag]
  if (!images.some(image => image.digest === digest)) {
    const pushedAt = now.toISOString()
    return [...without, { id: digest, digest, tags, pushedAt, status: 'ACTIVE', bytes: 0, isIndex: false }]
  }
  return without.map(image =>
    image.digest === digest ? { ...image, tags: [...new Set([...image.tags, ...tags])] } : image,
  )
}

const differing = (change: Change, found: readonly string[]): readonly Diagnostic[] =>
  found.length === 0
    ? []
    : [
        {
          severity: 'warning',
          code: 'PREVIEW_DIFFERS',
          summary: `ECR's own preview of ${change.address} differs in ${found.length} ${found.length === 1 ? 'image' : 'images'}`,
          detail: `${[...found.slice(0, 5), ...(found.length > 5 ? ['…'] : [])].join('\n')}\nThe plan shows what ECR says.`,
          hint: 'Something was pushed, pulled or deleted meanwhile, or ECR knows more: look with ecrsync preview.',
          ...(change.source && { source: change.source }),
        },
      ]

/** Where something depends on the answer, none is no. */
function unanswered(change: Change, error: EcrsyncError, { isGuarded }: ImpactQuestion): Answered {
  const blocked: Refusal = {
    code: 'IMPACT_UNREAD',
    reason: `what it would expire could not be read: ${error.message}`,
    hint: error.hint ?? 'Allow ecr:DescribeImages to the identity that plans.',
  }
  const warning: Diagnostic = {
    severity: 'warning',
    code: 'IMPACT_UNREAD',
    summary: `What ${change.address} would expire could not be read`,
    detail: [error.message, error.detail].filter(Boolean).join(': '),
    hint: blocked.hint,
    ...(change.source && { source: change.source }),
  }
  return isGuarded ? { change: { ...change, blocked, operations: [] }, warnings: [] } : { change, warnings: [warning] }
}
