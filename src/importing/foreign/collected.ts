import { byText } from '../../collate.ts'
import { addressOf } from '../../kinds/address.ts'
import { isFields } from '../../kinds/canonical.ts'
import type { Fields } from '../../model.ts'
import type { HeldRepository, LeftOut } from '../held.ts'
import { type Reported, reportsOf, type Untold, type Wanted } from './reports.ts'
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
  const said = resources.map(resource => ({ label: resource.label, ...reportsOf(tool, resource, wanted) }))
  const byAddress = new Map<string, Reported[]>()
  for (const one of said.flatMap(({ reported }) => reported)) {
    const address = addressOf(one.kind.key, one.name)
    const others = byAddress.get(address)
    if (others) others.push(one)
    else byAddress.set(address, [one])
  }
  const agreed = [...byAddress.values()].flatMap(reported => (isOne(reported) ? [reported[0] as Reported] : []))
  const disputed = [...byAddress].filter(([, reported]) => !isOne(reported))
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

const isOne = ([first, ...others]: readonly Reported[]): boolean =>
  others.every(({ identity }) => identity === first?.identity)

const untoldFor = ([, reported]: readonly [string, readonly Reported[]]): readonly Untold[] =>
  reported.map(({ kind, name, states }) => ({ kind, name, facets: Object.keys(states) }))

const disputeOf = ([address, reported]: readonly [string, readonly Reported[]]): readonly LeftOut[] =>
  reported.map(({ label: name }) => {
    const others = reported.flatMap(({ label }) => (label === name ? [] : [label]))
    return { name, reason: `of ${address}, ${others.join(' and ')} says something else` }
  })

/** Of what is one map of many things, each by its name. */
const laidOver = (registry: Fields, { kind, states }: Reported): Fields => ({
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
