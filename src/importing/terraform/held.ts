import { byText, grouped } from '../../collate.ts'
import { canonicalJson } from '../../kinds/canonical.ts'
import { FILLED_IN } from '../../kinds/sayable.ts'
import { collected } from '../foreign/collected.ts'
import type { Choice, Place } from '../foreign/resource.ts'
import type { HeldRegistry, LeftOut } from '../held.ts'
import { placesOf } from './places.ts'
import { terraformResources } from './read.ts'
import { removedBlocks } from './removed.ts'
import type { TerraformResource } from './resource.ts'

/** What the files of another tool hold. */
export interface FromTerraform {
  readonly registries: readonly HeldRegistry[]
  readonly leftOut: readonly LeftOut[]
  /** `removed` blocks for what is in the registries. */
  readonly removed: string
}

/**
 * What a state of Terraform, or the output of `terraform show -json`, has of ECR.
 *
 * @throws EcrsyncError INVALID_IMPORT
 */
export function heldFromTerraform(text: string, isChosen?: Choice): FromTerraform {
  const resources = terraformResources(text)
  const placeOf = placesOf(resources)
  const all = resources.map(resource => ({ resource, place: placeOf(resource) }))
  const placed = all.flatMap(({ resource, place }) => (place === undefined ? [] : [{ resource, place }]))
  const lost = all.flatMap(({ resource, place }) => (place === undefined ? [resource] : []))
  const groups = [...grouped(placed, ({ place }) => canonicalJson(place))].sort(([a], [b]) => byText(a, b))
  const accounts = new Set(placed.map(({ place }) => place.account))
  const found = groups.map(([, members]) => registryOf(members, { hasAccounts: accounts.size > 1, isChosen }))
  const leftOut = [
    ...resources.flatMap(filledIn),
    ...found.flatMap(one => one.leftOut),
    ...lost.map(({ label: name }) => ({ name, reason: NOWHERE })),
  ]
  return {
    registries: found.map(({ registry }) => registry),
    leftOut,
    removed: removedBlocks(resources, [...leftOut, ...found.flatMap(one => one.passedOver)]),
  }
}

const NOWHERE =
  'which registry it is in, this file does not say; the state itself (terraform state pull) names the providers'

const filledIn = ({ label: name, filledIn: properties }: TerraformResource): readonly LeftOut[] =>
  properties.map(property => ({ name, reason: `${property}: ${FILLED_IN}` }))

interface Member {
  readonly resource: TerraformResource
  readonly place: Place
}

function registryOf(
  members: readonly Member[],
  { hasAccounts, isChosen }: { readonly hasAccounts: boolean; readonly isChosen: Choice },
) {
  const place = (members[0] as Member).place
  const resources = members.map(({ resource }) => resource)
  const { repositories, registry, unsaid, leftOut, passedOver } = collected('terraform', resources, { place, isChosen })
  const { account, region } = place
  const target = targetOf(place, hasAccounts)
  return {
    registry: {
      ...(target !== undefined && { target }),
      ...(account !== undefined && { account }),
      ...(region !== undefined && { region }),
      repositories,
      registry,
      ...(unsaid.length > 0 && { unsaid }),
    },
    leftOut: leftOut.map(one => ({ ...one, ...(target !== undefined && { target }) })),
    passedOver: passedOver.map(name => ({ name, reason: 'it is not chosen' })),
  }
}

/** Only what is pinned to an account and a region is a target of its own. */
function targetOf({ account, region }: Place, hasAccounts: boolean): string | undefined {
  if (account === undefined || region === undefined) return undefined
  return hasAccounts ? `${account}-${region}` : region
}
