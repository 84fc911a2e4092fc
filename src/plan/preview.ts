import pLimit from 'p-limit'
import type { Listed, Reader } from '../aws/api.ts'
import { byText } from '../collate.ts'
import { EcrsyncError, wholeText } from '../errors.ts'
import type { Reporting } from '../events.ts'
import { readImages, type SizedImage } from '../judges/images.ts'
import { impactOf } from '../judges/impact.ts'
import { doubtfulOf, type Parts, unopened, withParts } from '../judges/parts.ts'
import { disagreements, previewedBy, type ServerPreview } from '../judges/server-preview.ts'
import { present } from '../kinds/canonical.ts'
import { kindOf } from '../kinds/index.ts'
import { phrase } from '../kinds/lifecycle/words.ts'
import { isLifecyclePolicy, lifecyclePolicy } from '../kinds/lifecycle-policy.ts'
import type { ImageResolver } from '../kinds/pins.ts'
import { candidatesOf, type Evaluation, evaluate, type LifecyclePolicy } from '../lifecycle/index.ts'
import type { Declared, Impact, Wishes } from '../model.ts'
import { wishesFor } from './discovered.ts'
import { partsDeclared } from './knowledge.ts'
import { type Pin, pinner } from './pin.ts'
import { readOne, seeRepositories } from './read.ts'

/** What becomes of the images of one repository. */
export interface RepositoryPreview {
  readonly repository: string
  /** Whose policy it is that was asked: the manifest's, or the one in force where the manifest says none. */
  readonly from: 'manifest' | 'ECR'
  readonly policy: LifecyclePolicy
  /** Its rules in the user's words. */
  readonly rules: readonly string[]
  readonly impact: Impact
  /** Newest first. */
  readonly images: readonly Fate[]
  /** What ECR's own preview says differently, where it was asked. */
  readonly differences: readonly string[]
}

export interface Fate extends SizedImage {
  readonly fate: 'keep' | 'expire' | 'archive'
  /** The first rule that is about it, whose word counts: it takes it, or keeps it. */
  readonly rulePriority?: number
  /** The digest of the subject that it follows. */
  readonly because?: string
}

/** Why there is no preview of a repository. */
export interface Unpreviewed {
  readonly repository: string
  readonly reason: string
}

export interface PreviewQuestion {
  readonly reader: Reader
  readonly preview?: ServerPreview | undefined
  /** Opens the layouts that declared images come from, to know what multi-arch images hold; left out: nobody knows. */
  readonly images?: ImageResolver | undefined
  readonly now: Date
  /** Only these; none: all for which the manifest says a lifecycle policy. */
  readonly repositories: readonly string[]
}

/** Repositories whose images are in memory at once. */
const AT_ONCE = 4

/** What the declared policies would do now, changed or not; of a repository that is named and declares none, the one in force. */
export async function previewAll(
  wishes: Wishes,
  question: PreviewQuestion,
  { target, emit }: Reporting,
): Promise<{ readonly previews: readonly RepositoryPreview[]; readonly missing: readonly Unpreviewed[] }> {
  const { reader, images } = question
  const pin = images && pinner(wishes.everything ?? wishes, images, wishes)
  const isNamed = question.repositories.length > 0
  const names = isNamed ? question.repositories : wishes.repositories.filter(name => saysPolicy(wishes.of(name)))
  const wanted = new Set(names)
  const found: string[] = []
  const limit = pLimit(AT_ONCE)
  const answers = new Map<string, Promise<RepositoryPreview | Unpreviewed>>()
  let seen = 0
  const see = (listed: Listed) => {
    const { repositoryName } = listed
    seen += 1
    emit({ type: 'listed', target, repositories: seen })
    const isFound = !isNamed && wishes.discovered?.isFor(repositoryName) === true
    if (!isFound && !wanted.has(repositoryName)) return
    const declared = wishesFor(wishes, repositoryName)
    if (isFound && !saysPolicy(declared)) return
    if (isFound) found.push(repositoryName)
    emit({ type: 'reading', target, repositoryName })
    const answer = limit(() => previewOne(listed, declared, { ...question, pin })).catch(notPreviewed(listed))
    answers.set(repositoryName, answer)
    answer.then(
      () => emit({ type: 'read', target, repositoryName }),
      () => undefined,
    )
  }
  const { failure, unseen } = await seeRepositories(reader, names, see)
  if (failure) throw failure
  const asked = [...names, ...found.sort(byText)]
  const all = await Promise.all(asked.map(name => answers.get(name) ?? missing(name, reasonOf(unseen.get(name)))))
  return {
    previews: all.flatMap(answer => ('reason' in answer ? [] : [answer])),
    missing: all.flatMap(answer => ('reason' in answer ? [answer] : [])),
  }
}

const missing = (repository: string, reason: string): Unpreviewed => ({ repository, reason })

const reasonOf = (error: EcrsyncError | undefined): string =>
  error === undefined ? 'there is no such repository' : wholeText(error)

const notPreviewed =
  ({ repositoryName }: Listed) =>
  (error: unknown): Unpreviewed => {
    if (!(error instanceof EcrsyncError) || error.code === 'INTERNAL') throw error
    return missing(repositoryName, wholeText(error))
  }

const saysPolicy = (wishes: readonly Declared[]): boolean => (wishes.find(isLifecyclePolicy)?.want ?? null) !== null

async function previewOne(
  listed: Listed,
  wishes: readonly Declared[],
  { reader, preview, pin, now }: PreviewQuestion & { readonly pin: Pin | undefined },
): Promise<RepositoryPreview | Unpreviewed> {
  const repository = listed.repositoryName
  const declared = wishes.find(isLifecyclePolicy)
  const isDeclared = (declared?.want ?? null) !== null
  const before = (await readOne(reader, listed, lifecyclePolicy.key)) as LifecyclePolicy | null
  const merged = isDeclared ? lifecyclePolicy.merge(before, declared?.want as never) : before
  if (merged === null) return missing(repository, 'it has no lifecycle policy, and the manifest declares none')
  const policy = lifecyclePolicy.canonical(merged)
  const listing = await readImages(reader, repository)
  const images = withParts(listing, pin ? await knownParts(listing, wishes, pin) : new Map())
  const asked = { before, after: policy, images, now: now.toISOString() }
  const local = evaluate(policy, images, asked.now)
  const actions = preview && (await previewedBy(preview, repository, JSON.stringify(policy)))
  const server = actions && { ...local, actions }
  const evaluation = server ?? local
  return {
    repository,
    from: isDeclared ? 'manifest' : 'ECR',
    policy,
    rules: policy.rules.map(phrase),
    impact: impactOf(asked, server),
    images: fatesOf(images, evaluation, policy),
    differences: actions ? disagreements(local.actions, actions, doubtfulOf(policy, images, local.actions)) : [],
  }
}

/** Asked only where it matters. */
async function knownParts(images: readonly SizedImage[], wishes: readonly Declared[], pin: Pin): Promise<Parts> {
  if (unopened(images).length === 0) return new Map()
  const brought = wishes.filter(({ kind, name, want }) => kindOf(kind).holds?.(name, want)?.isBrought)
  return partsDeclared(await Promise.all(brought.map(one => pin(one, null))))
}

function fatesOf(
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
