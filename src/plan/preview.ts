import pLimit from 'p-limit'
import type { Listed, Reader } from '../aws/api.ts'
import { byText } from '../collate.ts'
import { EcrsyncError, wholeText } from '../errors.ts'
import type { Reporting } from '../events.ts'
import { readImages, type SizedImage } from '../judges/images.ts'
import { impactOf } from '../judges/impact.ts'
import { doubtfulOf, type Parts, unopened, withParts } from '../judges/parts.ts'
import { disagreements, previewedBy, type ServerPreview } from '../judges/server-preview.ts'
import { kindOf } from '../kinds/index.ts'
import type { LifecycleWant } from '../kinds/lifecycle/want.ts'
import { phrase } from '../kinds/lifecycle/words.ts'
import { isLifecyclePolicy, lifecyclePolicy } from '../kinds/lifecycle-policy.ts'
import type { ImageResolver } from '../kinds/pins.ts'
import { evaluate, type LifecyclePolicy } from '../lifecycle/index.ts'
import type { Declared, Impact, Wishes } from '../model.ts'
import { meant } from '../nearest.ts'
import { wishesFor } from './discovered.ts'
import { type Fate, fatesOf } from './fates.ts'
import { partsDeclared } from './knowledge.ts'
import { type Pin, pinner } from './pin.ts'
import { isTombstone } from './plan.ts'
import { accountIfReadable, readOne, seeRepositories } from './read.ts'

/** What becomes of the images of one repository. */
export interface RepositoryPreview {
  readonly repository: string
  /** `new`: declared, and not there yet. `away`: not there, and to be here no more, or in other targets alone. */
  readonly state: 'there' | 'new' | 'away'
  /** Whose policy it is that was asked: the manifest's, the one in force where the manifest says none, or nobody's. */
  readonly from: 'manifest' | 'ECR' | 'none'
  /** Without rules where there is none. */
  readonly policy: LifecyclePolicy
  /** Its rules in the user's words. */
  readonly rules: readonly string[]
  readonly impact: Impact
  /** Newest first. */
  readonly images: readonly Fate[]
  /** What ECR's own preview says differently, where it was asked. */
  readonly differences: readonly string[]
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
  /** Names that the manifest declares for any target. */
  readonly declared?: ReadonlySet<string>
}

export interface PreviewAnswer {
  /** Empty where ECR did not say it. */
  readonly account: string
  readonly previews: readonly RepositoryPreview[]
  readonly missing: readonly Unpreviewed[]
}

/** Repositories whose images are in memory at once. */
const AT_ONCE = 4

/** What the declared policies would do now, changed or not; of a repository that is named and declares none, the one in force. */
export async function previewAll(
  wishes: Wishes,
  question: PreviewQuestion,
  { target, emit }: Reporting,
): Promise<PreviewAnswer> {
  const { reader, images } = question
  const pin = images && pinner(wishes.everything ?? wishes, images, wishes)
  const isNamed = question.repositories.length > 0
  const names = isNamed ? question.repositories : wishes.repositories.filter(name => saysPolicy(wishes.of(name)))
  const wanted = new Set(names)
  const found: string[] = []
  const limit = pLimit(AT_ONCE)
  const answers = new Map<string, Promise<RepositoryPreview | Unpreviewed>>()
  const seen: string[] = []
  let account: string | undefined
  const see = (listed: Listed) => {
    const { repositoryName } = listed
    account ??= listed.registryId
    seen.push(repositoryName)
    emit({ type: 'listed', target, repositories: seen.length })
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
  const absent = (name: string) => unseenOne(name, unseen.get(name)) ?? absentOne(name, wishes, { ...question, seen })
  const all = await Promise.all(asked.map(name => answers.get(name) ?? absent(name)))
  return {
    account: account ?? (await accountIfReadable(reader)),
    previews: all.flatMap(answer => ('reason' in answer ? [] : [answer])),
    missing: all.flatMap(answer => ('reason' in answer ? [answer] : [])),
  }
}

const missing = (repository: string, reason: string): Unpreviewed => ({ repository, reason })

const unseenOne = (repository: string, error: EcrsyncError | undefined): Unpreviewed | undefined =>
  error && missing(repository, wholeText(error))

/** One that is not there: it is to come, or nobody knows of it. */
function absentOne(
  repository: string,
  wishes: Wishes,
  { declared, seen }: Pick<PreviewQuestion, 'declared'> & { readonly seen: readonly string[] },
): RepositoryPreview | Unpreviewed {
  const wished = wishes.of(repository)
  if (wished.some(isTombstone)) return withoutImages(repository, 'away', [])
  if (wished.length > 0) return withoutImages(repository, 'new', wished)
  if (declared?.has(repository)) return withoutImages(repository, 'away', [])
  const hint = meant(repository, [...wishes.repositories, ...seen], near => near)
  return missing(
    repository,
    ['there is no such repository, and the manifest declares none', hint].filter(Boolean).join('. '),
  )
}

const notPreviewed =
  ({ repositoryName }: Listed) =>
  (error: unknown): Unpreviewed => {
    if (!(error instanceof EcrsyncError) || error.code === 'INTERNAL') throw error
    return missing(repositoryName, wholeText(error))
  }

const saysPolicy = (wishes: readonly Declared[]): boolean => (wishes.find(isLifecyclePolicy)?.want ?? null) !== null

const NO_RULES: LifecyclePolicy = { rules: [] }

/** The policy to ask, whose it is, and its rules in words. */
function policyFor(wishes: readonly Declared[], before: LifecyclePolicy | null) {
  const wish = wishes.find(isLifecyclePolicy)
  const want = (wish?.want ?? null) as LifecycleWant | null
  const merged = wish === undefined ? before : want && lifecyclePolicy.merge(before, want)
  const policy = merged === null ? NO_RULES : lifecyclePolicy.canonical(merged)
  const from = wish !== undefined ? 'manifest' : before === null ? 'none' : 'ECR'
  return { from, policy, rules: policy.rules.map(phrase) } as const
}

function withoutImages(repository: string, state: 'new' | 'away', wishes: readonly Declared[]): RepositoryPreview {
  const asking = policyFor(wishes, null)
  const impact = impactOf({ before: null, after: asking.policy, images: [], now: '' })
  return { repository, state, ...asking, impact, images: [], differences: [] }
}

async function previewOne(
  listed: Listed,
  wishes: readonly Declared[],
  { reader, preview, pin, now }: PreviewQuestion & { readonly pin: Pin | undefined },
): Promise<RepositoryPreview> {
  const repository = listed.repositoryName
  const before = (await readOne(reader, listed, lifecyclePolicy.key)) as LifecyclePolicy | null
  const asking = policyFor(wishes, before)
  const { policy } = asking
  const listing = await readImages(reader, repository)
  const images = withParts(listing, pin ? await knownParts(listing, wishes, pin) : new Map())
  const asked = { before, after: policy, images, now: now.toISOString() }
  const local = evaluate(policy, images, asked.now)
  const actions =
    policy.rules.length === 0 ? undefined : preview && (await previewedBy(preview, repository, JSON.stringify(policy)))
  const server = actions && { ...local, actions }
  return {
    repository,
    state: 'there',
    ...asking,
    impact: impactOf(asked, server),
    images: fatesOf(images, server ?? local, policy),
    differences: actions ? disagreements(local.actions, actions, doubtfulOf(policy, images, local.actions)) : [],
  }
}

/** Asked only where it matters. */
async function knownParts(images: readonly SizedImage[], wishes: readonly Declared[], pin: Pin): Promise<Parts> {
  if (unopened(images).length === 0) return new Map()
  const brought = wishes.filter(({ kind, name, want }) => kindOf(kind).holds?.(name, want)?.isBrought)
  return partsDeclared(await Promise.all(brought.map(one => pin(one, null))))
}
