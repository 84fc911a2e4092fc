import { canonicalJson } from '../../kinds/canonical.ts'
import type { Context, Kind, StatingContext } from '../../kinds/kind.ts'
import { asDeclared, soundOf, type Unsaid } from '../../kinds/sayable.ts'
import type { Fields } from '../../model.ts'
import type { Place } from './resource.ts'

/** One thing as a manifest says it. */
export interface Stated {
  readonly name: string
  readonly states: Fields
  /** Equal of things of which the same was said. */
  readonly identity: string
}

export type RepositoryPlace = Place & { readonly repository?: string | undefined }

/** What a resource says of a kind, in the shortest form; what ECR would refuse of it is left out. */
export function statedBy(
  kind: Kind,
  said: Fields,
  place: RepositoryPlace,
): { readonly things: readonly Stated[]; readonly unsaid: readonly Unsaid[] } {
  const context = contextOf(place)
  const { states, unsaid } = soundOf(kind, said, context)
  return { things: thingsIn(kind, states, { context, place }), unsaid }
}

const contextOf = ({ account, region, repository }: RepositoryPlace): Context => ({
  accounts: new Map(),
  ...(repository !== undefined && { repositoryName: repository }),
  ...(account !== undefined && { account }),
  ...(region !== undefined && { region }),
})

interface Placed {
  readonly context: Context
  readonly place: Place
}

function thingsIn(kind: Kind, states: Fields, { context, place }: Placed): readonly Stated[] {
  if (Object.keys(states).length === 0) return []
  return [...kind.want(asDeclared(kind, states), context)].flatMap(([name, want]) => {
    const spec = kind.merge(null, want)
    if (spec === null) return []
    const canonical = kind.canonical(spec)
    const short = kind.states?.(name, canonical, statingContext(place)) ?? {}
    return [{ name, states: onlySaid(kind, short, states), identity: canonicalJson(canonical) }]
  })
}

const statingContext = ({ account = '', region = '' }: Place): StatingContext => ({ account, region })

/** What ECR always has is stated of a thing only where its resource says it. */
const onlySaid = ({ manifest }: Kind, short: Fields, said: Fields): Fields =>
  Object.fromEntries(
    Object.entries(short).filter(
      ([facet]) => Object.hasOwn(said, facet) || !Object.hasOwn(manifest[facet] as object, 'default'),
    ),
  )
