import type { Listed, Reader } from '../aws/api.ts'
import { grouped } from '../collate.ts'
import { readImages, type SizedImage } from '../judges/images.ts'
import { type Parts, withParts } from '../judges/parts.ts'
import { declaredAt, protectorOf, usedByDigest, usedByRepository } from '../judges/protected.ts'
import { previewedBy, type ServerPreview } from '../judges/server-preview.ts'
import { kindOf } from '../kinds/index.ts'
import type { Knowledge, Leaving } from '../kinds/knowledge.ts'
import type { ImageResolver } from '../kinds/pins.ts'
import type { Fields, Guards, InUse, Opened, Wish } from '../model.ts'
import { once, onceFor } from '../once.ts'
import type { Judged } from './changes.ts'
import type { Comparison } from './diff.ts'
import { readOne } from './read.ts'

/** Under what all things of a target are judged, in a plan and before a write. */
export interface Circumstances {
  readonly reader: Reader
  readonly registry?: Knowledge['registry']
  readonly caller?: Knowledge['caller']
  readonly moment: Knowledge['moment']
  readonly now: Date
  /** By repository. */
  readonly inUse: ReadonlyMap<string, readonly InUse[]>
  /** By digest; left out: nothing is in use by its digest. */
  readonly usedDigests?: ReadonlyMap<string, InUse>
  /** Hears of images of every repository of which they are looked at. */
  readonly onImages?: ((images: readonly SizedImage[], repositoryName: string) => void) | undefined
  readonly guards: Guards
  readonly preview?: ServerPreview | undefined
  readonly partsOf?: ImageResolver['partsOf']
  /** By repository, before a write: what was opened for the plan. */
  readonly opened?: ReadonlyMap<string, readonly Opened[]>
}

/** What is in use, as judges ask for it. */
export const usedBy = (inUse: readonly InUse[]): Pick<Circumstances, 'inUse' | 'usedDigests'> => ({
  inUse: usedByRepository(inUse),
  usedDigests: usedByDigest(inUse),
})

/** A repository, or the registry itself, with what is known of it. */
export interface Unit {
  /** Empty for the registry. */
  readonly repository: string
  /** Left out: it is not there. */
  readonly listed?: Listed | undefined
  readonly wishes: readonly Wish[]
  readonly comparisons: readonly Comparison[]
  /** What of a kind differs, with the verdicts on it. */
  judged(kind: string): Promise<readonly Judged[]>
  /** What changes the images of the repository, and is not blocked. */
  leaving(): Promise<readonly Leaving[]>
}

/** What a judge may know. What takes calls is asked for once, and only when somebody wants to know. */
export function knowledgeOf(unit: Unit, circumstances: Circumstances): Knowledge {
  const { reader, registry, caller, moment, now, inUse, guards, preview, partsOf, onImages } = circumstances
  const { usedDigests = NONE } = circumstances
  const { repository, listed, wishes, comparisons } = unit
  const used = inUse.get(repository) ?? []
  const time = now.toISOString()
  const of = (kind: string) =>
    comparisons.find(
      ({ declared, before }) => declared.kind === kind && declared.name === repository && before !== undefined,
    )

  const protectors = once(() => [
    ...wishes.flatMap(declaredIn),
    ...used.filter(({ digest }) => digest === undefined).map(protectorOf),
  ])
  const images = once(async (): Promise<readonly SizedImage[]> => {
    const found = listed ? await readImages(reader, repository) : []
    if (listed) onImages?.(found, repository)
    return found
  })
  const read = onceFor((kind: string) => (listed ? readOne(reader, listed, kind) : Promise.resolve(null)))
  const live = async (kind: string): Promise<Fields | null> => of(kind)?.before ?? (of(kind) ? null : read(kind))

  const parts = new Map([
    ...partsDeclared(wishes),
    ...(circumstances.opened?.get(repository) ?? []).map(({ digest, parts }) => [digest, parts] as const),
  ])
  const opened =
    partsOf &&
    onceFor(async (digest: string) => {
      const found = await partsOf(repository, digest)
      parts.set(digest, found)
      return found
    })

  const leaving = once(() => unit.leaving())
  const imagesLeftBy = async (made: readonly Leaving[]): Promise<readonly SizedImage[]> => {
    const left = [...grouped(made, ({ kind }) => kind)].reduce(
      (left, [kind, changes]) =>
        kindOf(kind).leaves?.(
          left,
          changes.map(({ difference }) => difference),
          time,
        ) ?? left,
      await images(),
    )
    return withParts(left, parts)
  }

  return {
    repository,
    registry,
    caller,
    isNew: listed === undefined,
    moment,
    now: time,
    wishes,
    get protectors() {
      return protectors()
    },
    inUse: used,
    usedDigests,
    guards,
    get isGuarded() {
      return protectors().length > 0 || usedDigests.size > 0 || isOverImages(guards)
    },
    preview: preview && onceFor((policyText: string) => previewedBy(preview, repository, policyText)),
    thing: kind => {
      const { before, after } = of(kind) ?? {}
      return before === undefined || after === undefined ? undefined : { before, after }
    },
    live,
    left: async kind => {
      const made = (await unit.judged(kind)).filter(({ verdict }) => verdict.blocked === undefined)
      const [change] = made.filter(({ declared }) => declared.name === repository)
      return change ? change.difference.after : live(kind)
    },
    images,
    partsOf: opened,
    parts: () => parts,
    imagesLeft: once(async () => imagesLeftBy(await leaving())),
    leaving,
    imagesLeftBy,
  }
}

const isOverImages = ({ expireImages, archiveImages }: Guards): boolean =>
  expireImages !== undefined || archiveImages !== undefined

const NONE: ReadonlyMap<string, InUse> = new Map()

/** What declared indexes hold that could be opened where they come from. */
export const partsDeclared = (wishes: readonly Pick<Wish, 'kind' | 'name' | 'want'>[]): Parts =>
  new Map(
    wishes.flatMap(({ kind, name, want }) => {
      const { digest, children } = kindOf(kind).holds?.(name, want) ?? {}
      return digest !== undefined && children ? [[digest, children] as const] : []
    }),
  )

function declaredIn({ kind, name, want, source }: Wish) {
  const held = kindOf(kind).holds?.(name, want)
  return held ? [{ ...held.at, why: declaredAt(source) }] : []
}
