import { addressOf } from '../../kinds/address.ts'
import { canonicalJson } from '../../kinds/canonical.ts'
import { KINDS, kindOf } from '../../kinds/index.ts'
import type { Context, Kind } from '../../kinds/kind.ts'
import { asDeclared } from '../../kinds/sayable.ts'
import { filledText, interpolate, type Variables } from '../../manifest/meaning/interpolate.ts'
import { variablesOf } from '../../manifest/meaning/variables.ts'
import type { Address, DeclaredTarget, Fields, Wishes } from '../../model.ts'
import type { HeldRegistry } from '../held.ts'

/** Kinds of which it is stated what is there. */
const STATED: readonly Kind[] = KINDS.filter(({ states }) => states !== undefined)

/**
 * What a manifest would make otherwise than it is held, by address: its wishes, laid over exactly that, change nothing, and name
 * all of it.
 */
export function differing(
  held: HeldRegistry,
  wishes: Wishes,
  target: Partial<Pick<DeclaredTarget, 'name' | 'account' | 'region'>>,
): readonly Address[] {
  const variables = variablesOf({ environment: new Map(), accounts: new Map(), target })
  const specs = specsOf(held, variables)
  const names = held.repositories.map(({ name }) => filledText(name, variables))
  const wished = [...wishes.registry(), ...names.flatMap(name => wishes.of(name))]
  const named = new Set(wished.map(({ address }) => address))
  const changed = wished.filter(({ kind, address, want }) => {
    const one = kindOf(kind)
    const before = specs.get(address) ?? null
    return one.states !== undefined && meaningOf(one, one.merge(before, want)) !== meaningOf(one, before)
  })
  const lost = [...specs.keys()].filter(address => !named.has(address))
  return [...changed.map(({ address }) => address), ...lost]
}

const meaningOf = (kind: Kind, spec: Fields | null): string => canonicalJson(spec && kind.canonical(spec))

function specsOf({ repositories, registry }: HeldRegistry, variables: Variables): ReadonlyMap<Address, Fields> {
  const context: Context = { accounts: new Map() }
  return new Map([
    ...STATED.filter(({ scope }) => scope === 'registry').flatMap(kind => specsIn(kind, registry, context, variables)),
    ...repositories.flatMap(({ name, states }) => {
      const repositoryName = filledText(name, variables)
      return STATED.filter(({ scope }) => scope === 'repository').flatMap(kind =>
        specsIn(kind, states, { ...context, repositoryName }, variables),
      )
    }),
  ])
}

function specsIn(
  kind: Kind,
  states: Fields,
  context: Context,
  variables: Variables,
): readonly (readonly [Address, Fields])[] {
  const own = Object.fromEntries(Object.entries(states).filter(([facet]) => Object.hasOwn(kind.manifest, facet)))
  // A repository is there, whatever is said of it.
  if (Object.keys(own).length === 0 && (kind.documents !== undefined || kind.scope === 'registry')) return []
  const declared = asDeclared(kind, interpolate(own, variables) as Fields)
  // What is held is something.
  const specOf = (want: unknown) => kind.canonical(kind.merge(null, want) as Fields)
  return [...kind.want(declared, context)].map(([name, want]) => [addressOf(kind.key, name), specOf(want)])
}
