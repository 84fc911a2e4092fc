import { byText } from '../../collate.ts'
import { addressOf } from '../../kinds/address.ts'
import { isFields } from '../../kinds/canonical.ts'
import type { Fields } from '../../model.ts'
import type { HeldRepository, LeftOut } from '../held.ts'
import { type Claim, claimsOf, type Untold, type Wanted } from './claims.ts'
import { repositoriesOf } from './repositories.ts'
import type { Resource, Tool } from './resource.ts'

/** What of a registry the resources of a file say. */
export interface Collected {
  readonly repositories: readonly HeldRepository[]
  readonly registry: Fields
  /** Keys of the registry of which there may be more than is said. */
  readonly unsaid: readonly string[]
  readonly leftOut: readonly LeftOut[]
  /** Labels of resources that are not wanted, or not all of them. */
  readonly passedOver: readonly string[]
}

/**
 * What all resources of one registry say of it. What two say differently, none of them says: which of them ECR holds is not known.
 *
 * @throws EcrsyncError INVALID_IMPORT
 */
export function collected(tool: Tool, resources: readonly Resource[], wanted: Wanted): Collected {
  const said = resources.map(resource => ({ label: resource.label, ...claimsOf(tool, resource, wanted) }))
  const byAddress = new Map<string, Claim[]>()
  for (const claim of said.flatMap(({ claims }) => claims)) {
    const address = addressOf(claim.kind.key, claim.name)
    const others = byAddress.get(address)
    if (others) others.push(claim)
    else byAddress.set(address, [claim])
  }
  const agreed = [...byAddress.values()].flatMap(claims => (isOne(claims) ? [claims[0] as Claim] : []))
  const disputed = [...byAddress].filter(([, claims]) => !isOne(claims))
  const untold = [...said.flatMap(one => one.untold), ...disputed.flatMap(untoldFor)]
  return {
    repositories: repositoriesOf(agreed, untold),
    registry: agreed.filter(({ kind }) => kind.scope === 'registry').reduce<Fields>(laidOver, {}),
    unsaid: [...new Set(untold.filter(({ kind }) => kind.scope === 'registry').flatMap(({ facets }) => facets))],
    leftOut: [...said.flatMap(({ leftOut }) => leftOut), ...disputed.flatMap(disputeOf)].sort((a, b) =>
      byText(a.name, b.name),
    ),
    passedOver: said.flatMap(({ label, isPassedOver }) => (isPassedOver ? [label] : [])),
  }
}

const isOne = ([first, ...others]: readonly Claim[]): boolean =>
  others.every(({ identity }) => identity === first?.identity)

const untoldFor = ([, claims]: readonly [string, readonly Claim[]]): readonly Untold[] =>
  claims.map(({ kind, name, states }) => ({ kind, name, facets: Object.keys(states) }))

const disputeOf = ([address, claims]: readonly [string, readonly Claim[]]): readonly LeftOut[] =>
  claims.map(({ label: name }) => {
    const others = claims.flatMap(({ label }) => (label === name ? [] : [label]))
    return { name, reason: `of ${address}, ${others.join(' and ') || 'another part of it'} says something else` }
  })

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
