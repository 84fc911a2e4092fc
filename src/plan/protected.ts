import type { Evaluation } from '../lifecycle/index.ts'
import type { Desired, Refusal } from '../model.ts'
import type { SizedImage } from './impact.ts'
import type { InUse } from './in-use.ts'

/** What must not go, and why. */
export interface Protector {
  readonly tag?: string
  readonly digest?: string
  readonly why: string
}

/** Of one repository: what the manifest declares there, and what is in use. */
export function protectorsOf(
  repositoryName: string,
  { desired, inUse }: { readonly desired: Desired; readonly inUse: readonly InUse[] },
): readonly Protector[] {
  const declared = [...desired.values()].flatMap(({ kind, repository, name, want, sources }) => {
    if (kind !== 'image' || repository !== repositoryName || isAbsent(want)) return []
    const source = sources.get('')?.at(-1)
    return [{ ...referenceIn(name), why: `declared at ${source?.file}:${source?.line}` }]
  })
  const used = inUse
    .filter(one => one.repositoryName === repositoryName)
    .map(({ tag, digest, source }) => ({
      ...(tag !== undefined && { tag }),
      ...(digest !== undefined && { digest }),
      why: `in use: ${source.file}:${source.line}`,
    }))
  return [...declared, ...used]
}

const isAbsent = (want: unknown): boolean =>
  want === null || (typeof want === 'object' && 'absent' in want && want.absent === true)

/** What the name of an image's address says: `team/app:v1`, `team/app@sha256:…`. */
export const referenceIn = (name: string): { tag: string } | { digest: string } => {
  const [, tag, digest = ''] = /(?::([^:@]+)|@(sha256:[0-9a-f]+))$/.exec(name) ?? []
  return tag === undefined ? { digest } : { tag }
}

/** Something protected that goes all the same. */
export interface Hit {
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
  const going = new Map([
    ...cascade.map(({ image }) => [image, 'its subject goes, and it'] as const),
    ...actions.map(({ image, rulePriority }) => [image, `rule ${rulePriority}`] as const),
  ])
  return protectors.flatMap(({ tag, digest, why }) =>
    images
      .filter(image => isMeant(image, { tag, digest }))
      .flatMap(image => {
        const by = going.get(image.id)
        return by === undefined ? [] : [{ shown: tag ?? image.tags[0] ?? image.digest.slice(0, 19), by, why }]
      }),
  )
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

const isMeant = (
  image: SizedImage,
  { tag, digest }: { readonly tag: string | undefined; readonly digest: string | undefined },
): boolean => image.digest === digest || (tag !== undefined && image.tags.includes(tag))
