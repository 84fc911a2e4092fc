import type { Reader } from '../aws/api.ts'
import { EcrsyncError } from '../errors.ts'
import type { Reporting } from '../events.ts'
import { byText, present } from '../kinds/canonical.ts'
import { lifecyclePolicy } from '../kinds/lifecycle-policy.ts'
import { candidatesOf, type Evaluation, evaluate, type LifecyclePolicy } from '../lifecycle/index.ts'
import type { Declared, Desired, Impact } from '../model.ts'
import { readImages } from './images.ts'
import { impactOf, type SizedImage } from './impact.ts'
import { readLive } from './read.ts'
import { disagreements, type Preview, previewedBy } from './server-preview.ts'

/** What becomes of the images of one repository. */
export interface RepositoryPreview {
  readonly repository: string
  /** Whose policy it is that was asked: the manifest's, or the one in force where the manifest says none. */
  readonly from: 'manifest' | 'ECR'
  readonly policy: LifecyclePolicy
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
  readonly preview?: Preview | undefined
  readonly now: Date
  /** Only these; none: all for which the manifest declares a lifecycle policy. */
  readonly repositories: readonly string[]
}

/** What the declared policies would do now, changed or not; of a repository that is named and declares none, the one in force. */
export async function previewAll(
  desired: Desired,
  question: PreviewQuestion,
  reporting: Reporting,
): Promise<{ readonly previews: readonly RepositoryPreview[]; readonly missing: readonly Unpreviewed[] }> {
  const wanted = wishesFor(desired, question.repositories)
  const { live, listed } = await readLive(question.reader, new Map(wanted.map(wish => [wish.address, wish])), reporting)
  const answers = await Promise.all(
    wanted.map(async declared => {
      const reading = live.get(declared.address) ?? null
      if (reading instanceof EcrsyncError) return missing(declared.name, `${reading.message}: ${reading.detail ?? ''}`)
      if (!listed.includes(declared.name)) return missing(declared.name, 'there is no such repository')
      return previewOne(declared, reading as LifecyclePolicy | null, question).catch(error => {
        if (!(error instanceof EcrsyncError) || error.code === 'INTERNAL') throw error
        return missing(declared.name, [error.message, error.detail].filter(Boolean).join(': '))
      })
    }),
  )
  return {
    previews: answers.flatMap(answer => ('reason' in answer ? [] : [answer])),
    missing: answers.flatMap(answer => ('reason' in answer ? [answer] : [])),
  }
}

const missing = (repository: string, reason: string): Unpreviewed => ({ repository, reason })

const KEEP_AS_IT_IS = Symbol('the policy in force')

function wishesFor(desired: Desired, repositories: readonly string[]): readonly Declared[] {
  const declared = [...desired.values()].filter(({ kind, want }) => kind === lifecyclePolicy.key && want !== null)
  if (repositories.length === 0) return declared
  return repositories.map(
    name =>
      declared.find(wish => wish.name === name) ?? {
        address: `${lifecyclePolicy.key}["${name}"]`,
        kind: lifecyclePolicy.key,
        name,
        repository: name,
        want: KEEP_AS_IT_IS,
        sources: new Map(),
      },
  )
}

async function previewOne(
  { name: repository, want }: Declared,
  before: LifecyclePolicy | null,
  { reader, preview, now }: PreviewQuestion,
): Promise<RepositoryPreview | Unpreviewed> {
  const isDeclared = want !== KEEP_AS_IT_IS
  const merged = isDeclared ? lifecyclePolicy.merge(before, want as never) : before
  if (merged === null) return missing(repository, 'it has no lifecycle policy, and the manifest declares none')
  const policy = lifecyclePolicy.canonical(merged)
  const images = await readImages(reader, repository)
  const asked = { before, after: policy, images, now: now.toISOString() }
  const local = evaluate(policy, images, asked.now)
  const server = preview && (await previewedBy(preview, repository, JSON.stringify(policy)))
  const evaluation = server ? { ...local, actions: server } : local
  return {
    repository,
    from: isDeclared ? 'manifest' : 'ECR',
    policy,
    impact: impactOf(asked, evaluation),
    images: fatesOf(images, evaluation, policy),
    differences: server ? disagreements(local.actions, server, images) : [],
  }
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
