import { grouped } from '../collate.ts'
import type { Evaluation } from '../lifecycle/index.ts'
import type { InUse, Refusal, Source } from '../model.ts'
import { isWellKnown, missedFirst, shortDigest } from '../names.ts'
import type { SizedImage } from './images.ts'

/** What must not go, and why. */
export interface Protector {
  readonly tag?: string
  readonly digest?: string
  readonly why: string
  /** Somebody runs it: where only a tag is known, that is the image which has the tag now, and not one that gets it. */
  readonly isRunning?: true
}

export const declaredAt = (source: Source | undefined): string => `declared at ${source?.file}:${source?.line}`

export const usedAt = ({ source }: InUse): string => `in use (${source.file}:${source.line})`

/** By repository, those that a list says to be in one of this registry. */
export const usedByRepository = (inUse: readonly InUse[]): ReadonlyMap<string, readonly InUse[]> =>
  grouped(
    inUse.filter(({ repositoryName }) => repositoryName !== undefined),
    ({ repositoryName = '' }) => repositoryName,
  )

/** Of several places that name a digest, first one that does not say where it is. */
export function usedByDigest(inUse: readonly InUse[]): ReadonlyMap<string, InUse> {
  const used = new Map<string, InUse>()
  for (const one of inUse) {
    const { digest, repositoryName } = one
    if (digest === undefined) continue
    const known = used.get(digest)
    if (known === undefined || (repositoryName === undefined && known.repositoryName !== undefined))
      used.set(digest, one)
  }
  return used
}

/** An image that somebody runs, as what must not go. */
export const protectorOf = ({ tag, digest, ...used }: InUse): Protector => ({
  ...(tag !== undefined && { tag }),
  ...(digest !== undefined && { digest }),
  why: usedAt({ ...used }),
  isRunning: true,
})

/** What must not go in one repository, as far as that is known without its images. */
export interface Protected {
  readonly protectors: readonly Protector[]
  /** What runs, by the digest that a list names: it may be in any repository. */
  readonly usedDigests: ReadonlyMap<string, InUse>
}

export const isProtected = ({ protectors, usedDigests }: Protected): boolean =>
  protectors.length > 0 || usedDigests.size > 0

/**
 * What runs is named by its digest as images are now, before anything of a plan has moved a tag; of what is named by digest,
 * what is here.
 */
export function settledOn({ protectors, usedDigests }: Protected, images: readonly SizedImage[]): readonly Protector[] {
  const running = images.flatMap(({ digest }) => usedDigests.get(digest) ?? []).map(protectorOf)
  return [...settledByTag(protectors, images), ...running]
}

function settledByTag(protectors: readonly Protector[], images: readonly SizedImage[]): readonly Protector[] {
  if (!protectors.some(({ isRunning, digest }) => isRunning && digest === undefined)) return protectors
  const digestOf = new Map(images.flatMap(({ digest, tags }) => tags.map(tag => [tag, digest] as const)))
  return protectors.map(one => {
    const digest = one.digest ?? (one.isRunning ? digestOf.get(one.tag ?? '') : undefined)
    return digest === undefined ? one : { ...one, digest }
  })
}

/** Something protected that goes all the same. */
export interface Hit {
  readonly digest: string
  /** As people would name it. */
  readonly shown: string
  /** What takes it. */
  readonly by: string
  readonly why: string
  /** A tag that a rule could keep it by: its own, or that of the subject that it goes with. */
  readonly tag?: string
}

export function hitsOf(
  evaluation: Evaluation,
  images: readonly SizedImage[],
  protectors: readonly Protector[],
): readonly Hit[] {
  if (protectors.length === 0) return []
  const takenWith = takers(evaluation)
  const byTag = new Map(images.flatMap(image => image.tags.map(tag => [tag, image] as const)))
  const byDigest = new Map(images.map(image => [image.digest, image] as const))
  return protectors.flatMap(({ tag: named, digest, why }) => {
    const image = byDigest.get(digest ?? '') ?? byTag.get(named ?? '')
    const taken = image && takenWith(image.id)
    if (image === undefined || taken === undefined) return []
    const name = named ?? nameOf(image)
    const subject = taken.id === image.id ? undefined : byDigest.get(taken.id)
    const tag = subject ? subject.tags[0] : (named ?? image.tags[0])
    return [
      {
        digest: image.digest,
        shown: subject ? `${name} with its subject ${nameOf(subject)}` : name,
        by: `rule ${taken.rulePriority}`,
        why,
        ...(tag !== undefined && { tag }),
      },
    ]
  })
}

const nameOf = ({ tags, digest }: SizedImage): string => missedFirst(tags)[0] ?? shortDigest(digest)

/** The image that a rule takes, by those that go with it: itself, and what has it for a subject. */
function takers({ actions, cascade }: Evaluation) {
  const rules = new Map(actions.map(({ image, rulePriority }) => [image, rulePriority]))
  const subjects = new Map(cascade.map(({ image, because }) => [image, because]))
  return (image: string): { readonly id: string; readonly rulePriority: number } | undefined => {
    let id: string | undefined = image
    while (id !== undefined && !rules.has(id)) id = subjects.get(id)
    const rulePriority = rules.get(id ?? '')
    return id === undefined || rulePriority === undefined ? undefined : { id, rulePriority }
  }
}

const isMissed = ({ tag }: Hit): boolean => tag !== undefined && isWellKnown(tag)

/** Nothing that is in use may go, and the archive cannot be pulled from. */
export function inUseRefusal(hits: readonly Hit[]): Refusal | undefined {
  const [first, ...others] = hits.toSorted((a, b) => Number(isMissed(b)) - Number(isMissed(a)))
  if (first === undefined) return undefined
  const more = others.length > 0 ? `, and ${others.length} more` : ''
  return {
    code: 'IMAGE_IN_USE',
    reason: `${first.by} would take ${first.shown}, which is ${first.why}${more}: not put`,
    hint: keeping(first),
  }
}

export const keeping = ({ tag }: Hit): string =>
  tag === undefined
    ? 'Give the image a tag that a rule before it keeps, or let go of the image first.'
    : `Put a rule before it that keeps it, e.g. { tagPattern: ${JSON.stringify(tag)}, keepAll: true }, or let go of the image first.`
