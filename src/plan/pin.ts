import type { ImageSource } from '../aws/api.ts'
import { EcrsyncError } from '../errors.ts'
import { kindOf } from '../kinds/index.ts'
import type { Held } from '../kinds/kind.ts'
import type { ImageResolver, ResolvedImage } from '../kinds/pins.ts'
import type { Address, Declared, Fields, Found, Wishes } from '../model.ts'
import { onceFor } from '../once.ts'
import { drawnHere } from './places.ts'
import { blockedThere } from './waiting.ts'

/** Makes of a wish one in which nothing can move any more: a source becomes what it is now, or what the same plan makes of it. */
export type Pin = (declared: Declared, found: Found) => Promise<Declared>

type Own = Extract<Declared, { readonly scope: 'repository' }>

interface Holding {
  readonly address: Address
  readonly held: Held & { readonly digest: string }
}

/**
 * A tag that the manifest declares is taken for what it declares, and an image that the plan brings is found where it will
 * be, so that one apply is enough. `chosen` are the wishes of this run, where a filter leaves out others.
 */
export function pinner(wishes: Wishes, images: ImageResolver, chosen: Wishes = wishes): Pin {
  const lookFor = lookingOnce(images)
  const resolverFor = ({ address }: Declared, before: Fields | null): ImageResolver => ({
    async resolve(source, repository, asked) {
      const own = ownRepository(source, repository)
      if (own === undefined) return lookFor(source, repository, asked)
      const tag = 'tag' in source ? source.tag : undefined
      const wish = tag === undefined ? undefined : tagsIn(own).get(tag)
      const declared = wish && wish.address !== address ? await holding(wish) : undefined
      const digest = declared?.held.digest ?? source.digest
      const held = before?.imageDigest as string | undefined
      try {
        return await lookFor(digest === undefined ? source : withDigest(source, digest), repository, asked)
      } catch (error) {
        if (!(error instanceof EcrsyncError) || error.code !== 'SOURCE_NOT_FOUND') throw error
        const coming = digest === undefined ? undefined : (declared ?? (await broughtInto(own)).get(digest))
        if (coming !== undefined && coming.address !== address && chosen.of(own).length > 0) {
          if ('narrowing' in source && source.narrowing !== undefined) throw notYetHere(coming, error)
          return resolved(coming)
        }
        if (wish && wish.address !== address && !declared && chosen.of(own).length > 0) throw waiting(wish, error)
        // It went as it was asked to, and what was copied from it is here.
        if (held !== undefined && digest === undefined && goesFrom(own, tag)) return { digest: held }
        throw error
      }
    },
    ...(images.lackingReferrers && { lackingReferrers: images.lackingReferrers }),
  })

  /** By digest, what the manifest brings into a repository from elsewhere. */
  const broughtInto = onceFor(async (repository: string): Promise<ReadonlyMap<string, Holding>> => {
    const coming = holdingIn(repository).filter(({ declared, held }) => held.isBrought && !isMadeHere(declared))
    const found = await Promise.all(coming.map(({ declared }) => holding(declared)))
    return new Map(found.flatMap(one => (one ? [[one.held.digest, one] as const] : [])))
  })

  /**
   * Its digest comes of an image of this registry that has to be there, and may itself be looked for among what is brought:
   * nobody waits for it.
   */
  function isMadeHere(declared: Own): boolean {
    const passed = new Set<Address>()
    for (let at: Own | undefined = declared; at !== undefined && !passed.has(at.address); at = nextOf(at)) {
      passed.add(at.address)
      const { kind, name, want } = at
      const held = kindOf(kind).holds?.(name, want)
      if (held?.isBrought === false && at.repository === declared.repository) return true
      if (drawnHere(at)?.digest !== undefined && held?.digest === undefined) return true
    }
    return false
  }

  const holdingIn = onceFor((repository: string) =>
    wishes.of(repository).flatMap(declared => {
      const held = kindOf(declared.kind).holds?.(declared.name, declared.want)
      return held && declared.scope === 'repository' ? [{ declared, held }] : []
    }),
  )

  const tagsIn = onceFor(
    (repository: string) =>
      new Map(
        holdingIn(repository).flatMap(({ declared, held: { at } }) =>
          'tag' in at ? [[at.tag, declared] as const] : [],
        ),
      ),
  )

  /** A repository, or a tag in it, that the manifest wants to go. */
  function goesFrom(repository: string, tag: string | undefined): boolean {
    const taken = wishes.of(repository).flatMap(({ kind, name, want }) => kindOf(kind).takes?.(name, want) ?? [])
    return taken.some(one => one.tag === tag || (one.tag === undefined && one.digest === undefined))
  }

  const holding = onceFor(async (declared: Own): Promise<Holding | undefined> => {
    // A way of thousands of tags is not to be a stack as deep.
    await Promise.resolve()
    const { address, kind, name } = declared
    const said = kindOf(kind).holds?.(name, declared.want)
    if (said?.digest !== undefined) return { address, held: { ...said, digest: said.digest } }
    const held = kindOf(kind).holds?.(name, (await pinned(declared, null)).want)
    return held?.digest === undefined ? undefined : { address, held: { ...held, digest: held.digest } }
  })

  /** The declared tag that a wish copies. */
  function nextOf(declared: Own): Own | undefined {
    const drawn = drawnHere(declared)
    if (drawn?.tag === undefined || drawn.digest !== undefined) return undefined
    const next = tagsIn(drawn.repositoryName).get(drawn.tag)
    return next?.address === declared.address ? undefined : next
  }

  const circles = new Map<Address, boolean>()

  /** A way of tags that comes back to where it has been says of none of them what it is. */
  function isInCircle(declared: Own): boolean {
    const passed = new Set<Address>()
    let next: Own | undefined = declared
    while (next !== undefined && !circles.has(next.address) && !passed.has(next.address)) {
      passed.add(next.address)
      next = nextOf(next)
    }
    const isCircle = next !== undefined && (circles.get(next.address) ?? true)
    for (const address of passed) circles.set(address, isCircle)
    return isCircle
  }

  async function pinned(declared: Declared, found: Found): Promise<Declared> {
    const { pin } = kindOf(declared.kind)
    if (pin === undefined || declared.want === null || declared.scope === 'registry' || found instanceof EcrsyncError)
      return declared
    const over = { repository: declared.repository, before: found as Fields | null }
    const resolver = isInCircle(declared) ? CIRCULAR : resolverFor(declared, over.before)
    return { ...declared, want: await pin(declared.want, resolver, over) }
  }

  return pinned
}

/** What several tags come from is looked for once: of one moment, it is one image. */
function lookingOnce(images: ImageResolver): ImageResolver['resolve'] {
  const found = new Map<string, Promise<ResolvedImage>>()
  return (source, repository, asked) => {
    const key = JSON.stringify([source, repository])
    const image = found.get(key) ?? images.resolve(source, repository, asked)
    found.set(key, image)
    return image
  }
}

/** The image that it comes from has a source that is none itself. */
const waiting = ({ address }: Own, cause: EcrsyncError): EcrsyncError => {
  const { code, reason, hint } = blockedThere(address)
  return new EcrsyncError('SOURCE_NOT_FOUND', reason, {
    hint,
    diagnostics: [{ severity: 'error', code, summary: reason, hint }],
    cause,
  })
}

/** What is made of an image needs its bytes. */
const notYetHere = ({ address }: Holding, cause: EcrsyncError): EcrsyncError =>
  new EcrsyncError('SOURCE_NOT_FOUND', 'The source of an image is not there yet', {
    detail: `${address} brings it, and which of its platforms an index is made of is found out before.`,
    hint: 'Write from where that image comes instead, or apply without this one first.',
    cause,
  })

const CIRCULAR: ImageResolver = {
  resolve: () =>
    Promise.reject(
      new EcrsyncError('SOURCE_NOT_FOUND', 'The source of an image goes in a circle', {
        detail:
          'It is a tag that is itself declared by a tag, and so on, back to where it began: none of them says what it is.',
        hint: 'Write the digest of one of them.',
      }),
    ),
}

/** The repository of the target's own registry that a source is in. */
function ownRepository(source: ImageSource, repository: string): string | undefined {
  if (source.from === 'repository') return repository
  return source.from === 'ecr' && source.registry === undefined ? source.repositoryName : undefined
}

/** An image by its digest alone: the tag may not be on it yet. */
function withDigest(source: ImageSource, digest: string): ImageSource {
  if (source.from !== 'ecr') return { ...source, digest }
  const { tag: _, ...untagged } = source
  return { ...untagged, digest }
}

const resolved = ({ address, held: { digest, size, children } }: Holding): ResolvedImage => ({
  digest,
  ...(size !== undefined && { size }),
  ...(children && { children }),
  requires: [address],
})
