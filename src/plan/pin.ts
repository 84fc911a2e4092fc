import type { ImageSource } from '../aws/api.ts'
import { EcrsyncError } from '../errors.ts'
import { kindOf } from '../kinds/index.ts'
import type { Held, ImageResolver, ResolvedImage } from '../kinds/kind.ts'
import type { Address, Declared, Fields, Found, Wishes } from '../model.ts'
import { onceFor } from './once.ts'

/** Makes of a wish one in which nothing can move any more: a source becomes what it is now, or what the same plan makes of it. */
export type Pin = (declared: Declared, found: Found) => Promise<Declared>

type Own = Extract<Declared, { readonly scope: 'repository' }>

interface Holding {
  readonly address: Address
  readonly held: Held & { readonly digest: string }
}

/**
 * A tag that the manifest declares is taken for what it declares, and an image that the plan brings is found where it will
 * be, so that one apply is enough.
 */
export function pinner(wishes: Wishes, images: ImageResolver): Pin {
  /** `asking`: the wishes on the way here; one that asks for itself is not answered by itself. */
  const resolverFor = (asking: readonly Address[]): ImageResolver => ({
    async resolve(source, repository, asked) {
      const own = ownRepository(source, repository)
      if (own === undefined) return images.resolve(source, repository, asked)
      const tag = 'tag' in source ? source.tag : undefined
      const declared = tag === undefined ? undefined : await declaredAt(own, tag, asking)
      const digest = declared?.held.digest ?? source.digest
      if (digest === undefined) return images.resolve(source, repository, asked)
      try {
        return await images.resolve(withDigest(source, digest), repository, asked)
      } catch (error) {
        if (!(error instanceof EcrsyncError) || error.code !== 'SOURCE_NOT_FOUND') throw error
        const holding = declared ?? (await broughtInto(own)).get(digest)
        if (holding === undefined || asking.includes(holding.address)) throw error
        return resolved(holding)
      }
    },
  })

  async function declaredAt(repository: string, tag: string, asking: readonly Address[]): Promise<Holding | undefined> {
    const wish = tagsIn(repository).get(tag)
    return wish && holding(wish, asking)
  }

  /** By digest, what the manifest brings into a repository from elsewhere. */
  const broughtInto = onceFor(async (repository: string): Promise<ReadonlyMap<string, Holding>> => {
    const coming = holdingIn(repository).filter(({ held }) => held.isBrought)
    const found = await Promise.all(coming.map(({ declared }) => holding(declared, [])))
    return new Map(found.flatMap(one => (one ? [[one.held.digest, one] as const] : [])))
  })

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

  async function holding(declared: Own, asking: readonly Address[]): Promise<Holding | undefined> {
    const { address, kind, name } = declared
    if (asking.includes(address)) return undefined
    const said = kindOf(kind).holds?.(name, declared.want)
    if (said?.digest !== undefined) return { address, held: { ...said, digest: said.digest } }
    const held = kindOf(kind).holds?.(name, (await pinned(declared, null, [...asking, address])).want)
    return held?.digest === undefined ? undefined : { address, held: { ...held, digest: held.digest } }
  }

  async function pinned(declared: Declared, found: Found, asking: readonly Address[]): Promise<Declared> {
    const { pin } = kindOf(declared.kind)
    if (pin === undefined || declared.want === null || declared.scope === 'registry' || found instanceof EcrsyncError)
      return declared
    const over = { repository: declared.repository, before: found as Fields | null }
    return { ...declared, want: await pin(declared.want, resolverFor(asking), over) }
  }

  return (declared, found) => pinned(declared, found, [declared.address])
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
