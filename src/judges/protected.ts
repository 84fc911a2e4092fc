import type { Evaluation } from '../lifecycle/index.ts'
import type { InUse, Refusal, Source } from '../model.ts'
import { shortDigest } from '../names.ts'
import type { SizedImage } from './images.ts'

/** What must not go, and why. */
export interface Protector {
  readonly tag?: string
  readonly digest?: string
  readonly why: string
}

export const declaredAt = (source: Source | undefined): string => `declared at ${source?.file}:${source?.line}`

export const usedAt = ({ source }: InUse): string => `in use: ${source.file}:${source.line}`

/** An image that somebody runs, as what must not go. */
export const protectorOf = ({ tag, digest, ...used }: InUse): Protector => ({
  ...(tag !== undefined && { tag }),
  ...(digest !== undefined && { digest }),
  why: usedAt({ ...used }),
})

/** Something protected that goes all the same. */
export interface Hit {
  readonly digest: string
  /** As people would name it. */
  readonly shown: string
  /** What takes it. */
  readonly by: string
  readonly why: string
}

export function hitsOf(
  { actions, cascade }: Evaluation,
  images: readonly SizedImage[],
  protectors: readonly Protector[],
): readonly Hit[] {
  if (protectors.length === 0) return []
  const going = new Map([
    ...cascade.map(({ image }) => [image, 'its subject goes, and it'] as const),
    ...actions.map(({ image, rulePriority }) => [image, `rule ${rulePriority}`] as const),
  ])
  const byTag = new Map(images.flatMap(image => image.tags.map(tag => [tag, image] as const)))
  const byDigest = new Map(images.map(image => [image.digest, image] as const))
  return protectors.flatMap(({ tag, digest, why }) => {
    const image = byDigest.get(digest ?? '') ?? byTag.get(tag ?? '')
    const by = image && going.get(image.id)
    if (image === undefined || by === undefined) return []
    return [{ digest: image.digest, shown: tag ?? image.tags[0] ?? shortDigest(image.digest), by, why }]
  })
}

/** Nothing that is in use may go, and the archive cannot be pulled from. */
export function inUseRefusal([first, ...others]: readonly Hit[]): Refusal | undefined {
  if (first === undefined) return undefined
  const more = others.length > 0 ? `, and ${others.length} more` : ''
  return {
    code: 'IMAGE_IN_USE',
    reason: `${first.by} would take ${first.shown}, which is ${first.why}${more}: not put`,
    hint: keeping(first),
  }
}

export const keeping = ({ shown }: Hit): string =>
  shown.startsWith('sha256:')
    ? 'Give the image a tag that a rule before it keeps, or let go of the image first.'
    : `Put a rule before it that keeps it, e.g. { tagPattern: ${JSON.stringify(shown)}, keepAll: true }, or let go of the image first.`
