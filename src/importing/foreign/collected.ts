import { byText, own } from '../../collate.ts'
import { EcrsyncError } from '../../errors.ts'
import { addressOf } from '../../kinds/address.ts'
import { isFields } from '../../kinds/canonical.ts'
import { KINDS } from '../../kinds/index.ts'
import type { ForeignResource, Kind } from '../../kinds/kind.ts'
import type { Fields } from '../../model.ts'
import type { HeldRepository, LeftOut } from '../held.ts'
import type { Place, Resource, Tool } from './resource.ts'
import { type Stated, statedBy } from './stated.ts'

/** What of a registry the resources of a file say. */
export interface Collected {
  readonly repositories: readonly HeldRepository[]
  readonly registry: Fields
  readonly leftOut: readonly LeftOut[]
}

/** One thing, and the resource that says it. */
interface Claim extends Stated {
  readonly kind: Kind
  readonly label: string
}

/**
 * What all resources of one registry say of it. What two say differently, none of them says: which of them ECR holds is not known.
 *
 * @throws EcrsyncError INVALID_IMPORT
 */
export function collected(tool: Tool, resources: readonly Resource[], place: Place): Collected {
  const said = resources.map(resource => claimsOf(tool, resource, place))
  const byAddress = new Map<string, Claim[]>()
  for (const claim of said.flatMap(({ claims }) => claims)) {
    const address = addressOf(claim.kind.key, claim.name)
    byAddress.set(address, [...(byAddress.get(address) ?? []), claim])
  }
  const agreed = [...byAddress.values()].flatMap(claims => (isOne(claims) ? [claims[0] as Claim] : []))
  return {
    repositories: repositoriesIn(agreed),
    registry: agreed.filter(({ kind }) => kind.scope === 'registry').reduce<Fields>(laidOver, {}),
    leftOut: [
      ...said.flatMap(({ leftOut }) => leftOut),
      ...[...byAddress]
        .filter(([, claims]) => !isOne(claims))
        .flatMap(([address, claims]) => disputed(address, claims)),
    ],
  }
}

const isOne = ([first, ...others]: readonly Claim[]): boolean =>
  others.every(({ identity }) => identity === first?.identity)

const disputed = (address: string, claims: readonly Claim[]): readonly LeftOut[] =>
  claims.map(({ label: name }) => {
    const others = claims.flatMap(({ label }) => (label === name ? [] : [label]))
    return { name, reason: `of ${address}, ${others.join(' and ') || 'another part of it'} says something else` }
  })

function claimsOf(
  tool: Tool,
  resource: Resource,
  place: Place,
): { readonly claims: readonly Claim[]; readonly leftOut: readonly LeftOut[] } {
  const readers = KINDS.flatMap(kind => {
    const read = own(kind.foreign?.[tool] ?? {}, resource.type)
    return read ? [{ kind, read }] : []
  })
  if (readers.length === 0) return { claims: [], leftOut: [{ name: resource.label, reason: NOT_KNOWN }] }
  const all = readers.map(({ kind, read }) => claimsBy(read, { kind, resource, place }))
  return { claims: all.flatMap(({ claims }) => claims), leftOut: unique(all.flatMap(({ leftOut }) => leftOut)) }
}

const NOT_KNOWN = 'ecrsync manages nothing of this type'

interface Reading {
  readonly kind: Kind
  readonly resource: Resource
  readonly place: Place
}

function claimsBy(read: ForeignResource, { kind, resource, place }: Reading) {
  const { label } = resource
  const said = readBy(read, resource)
  if (said === undefined) return { claims: [], leftOut: [] }
  const { repository, states } = said
  if (kind.scope === 'repository' && repository === undefined)
    return { claims: [], leftOut: [{ name: label, reason: 'the name of its repository is not known' }] }
  const { things, unsaid } = statedBy(kind, states, { ...place, ...(repository !== undefined && { repository }) })
  return {
    claims: things.map(thing => ({ ...thing, kind, label })),
    leftOut: unsaid.map(({ facet, reason }) => ({ name: label, reason: `${facet}: ${reason}` })),
  }
}

function readBy(read: ForeignResource, { label, properties }: Resource): ReturnType<ForeignResource> {
  try {
    return read(properties)
  } catch (error) {
    if (!(error instanceof EcrsyncError)) throw error
    throw error.said({ detail: `${label}: ${error.detail ?? error.message}` })
  }
}

const unique = (all: readonly LeftOut[]): readonly LeftOut[] => [
  ...new Map(all.map(one => [`${one.name}\n${one.reason}`, one])).values(),
]

function repositoriesIn(claims: readonly Claim[]): readonly HeldRepository[] {
  const byName = new Map<string, Fields>()
  for (const { kind, name, states } of claims)
    if (kind.scope === 'repository') byName.set(name, { ...byName.get(name), ...states })
  return [...byName].sort(([a], [b]) => byText(a, b)).map(([name, states]) => ({ name, states }))
}

/** Of what is one map of many things, each by its name. */
const laidOver = (registry: Fields, { kind, states }: Claim): Fields => ({
  ...registry,
  ...Object.fromEntries(
    Object.entries(states).map(([facet, value]) => [
      facet,
      kind.layering?.byKey?.includes(facet) && isFields(value)
        ? { ...(registry[facet] as Fields | undefined), ...value }
        : value,
    ]),
  ),
})
