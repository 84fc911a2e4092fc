import { canonicalJson } from '../../kinds/canonical.ts'
import type { Context, Kind, Problem, StatingContext } from '../../kinds/kind.ts'
import { asDeclared } from '../../kinds/sayable.ts'
import type { Fields } from '../../model.ts'
import type { Place } from './resource.ts'

/** One thing as a manifest says it. */
export interface Stated {
  readonly name: string
  readonly states: Fields
  /** Equal of things of which the same was said. */
  readonly identity: string
}

/** What of it no manifest may say, and why. */
export interface Unsaid {
  readonly facet: string
  readonly reason: string
}

/** What a resource says of a kind, in the shortest form; what ECR would refuse of it is left out. */
export function statedBy(
  kind: Kind,
  said: Fields,
  place: Place & { readonly repository?: string },
): { readonly things: readonly Stated[]; readonly unsaid: readonly Unsaid[] } {
  const context = contextOf(place)
  const unsaid = refusedIn(kind, said, context)
  const gone = new Set(unsaid.flatMap(({ facet }) => togetherWith(kind, facet)))
  const states = Object.fromEntries(Object.entries(said).filter(([facet]) => !gone.has(facet)))
  return { things: thingsIn(kind, states, { context, place }), unsaid }
}

const contextOf = ({ account, region, repository }: Place & { readonly repository?: string }): Context => ({
  accounts: new Map(),
  ...(repository !== undefined && { repositoryName: repository }),
  ...(account !== undefined && { account }),
  ...(region !== undefined && { region }),
})

/** Each facet once, for the first that is wrong with it. */
function refusedIn(kind: Kind, states: Fields, context: Context): readonly Unsaid[] {
  const found = new Map<string, string>()
  for (const { path, summary } of kind.check(asDeclared(kind, states), context).filter(isError))
    for (const facet of path.length === 0 ? Object.keys(states) : [String(path[0])])
      if (!found.has(facet)) found.set(facet, summary)
  return [...found].map(([facet, reason]) => ({ facet, reason }))
}

const isError = ({ severity = 'error' }: Problem): boolean => severity === 'error'

const togetherWith = ({ layering }: Kind, facet: string): readonly string[] =>
  layering?.together?.find(keys => keys.includes(facet)) ?? [facet]

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
      ([facet]) => Object.hasOwn(said, facet) || !Object.hasOwn(manifest[facet] ?? {}, 'default'),
    ),
  )
