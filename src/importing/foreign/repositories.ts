import { byText } from '../../collate.ts'
import { KINDS } from '../../kinds/index.ts'
import type { Kind } from '../../kinds/kind.ts'
import type { Fields } from '../../model.ts'
import type { HeldRepository } from '../held.ts'
import type { Claim, Untold } from './claims.ts'

/** Of what every repository has, and this file has nothing to say. */
const ALWAYS: readonly Kind[] = KINDS.filter(
  ({ scope, manifest }) => scope === 'repository' && facetsOf({ manifest }).length > 0,
)

function facetsOf({ manifest }: Pick<Kind, 'manifest'>): readonly string[] {
  return Object.keys(manifest).filter(facet => Object.hasOwn(manifest[facet] ?? {}, 'default'))
}

/** Repositories of which anything is said, with what of them is not said. */
export function repositoriesOf(claims: readonly Claim[], untold: readonly Untold[]): readonly HeldRepository[] {
  const ofRepositories = claims.filter(({ kind }) => kind.scope === 'repository')
  const byName = new Map<string, Fields>()
  for (const { name, states } of ofRepositories) byName.set(name, { ...byName.get(name), ...states })
  const told = new Set(ofRepositories.map(({ kind, name }) => `${kind.key} ${name}`))
  const facets = new Map<string, string[]>()
  for (const { name, facets: more } of untold) facets.set(name, [...(facets.get(name) ?? []), ...more])
  return [...byName.keys()].sort(byText).map(name => {
    const never = ALWAYS.filter(({ key }) => !told.has(`${key} ${name}`)).flatMap(kind => Object.keys(kind.manifest))
    const unsaid = [...new Set([...(facets.get(name) ?? []), ...never])]
    return { name, states: byName.get(name) as Fields, ...(unsaid.length > 0 && { unsaid }) }
  })
}
