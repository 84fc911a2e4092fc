import { canonicalJson } from '../../kinds/canonical.ts'
import type { Place } from '../foreign/resource.ts'
import type { TerraformResource } from './resource.ts'

const ARN = /^arn:[a-z-]+:ecr:([a-z0-9-]+):(\d{12}):/

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)

/** What a resource itself says: provider 6 of the region of each, a repository by its ARN. */
function saidBy({ properties }: TerraformResource): Place {
  const [, region, account] = ARN.exec(textOf(properties.arn) ?? '') ?? []
  return { account: textOf(properties.registry_id) ?? account, region: textOf(properties.region) ?? region }
}

interface Known {
  readonly place: Required<Place>
  readonly block: string
  readonly provider: string | undefined
  readonly repository: string | undefined
}

/**
 * Which registry a resource is in. Most say only a part of it: the rest is that of the resources that were made by the same
 * provider, of the repository of its name, or of all others. Undefined where that is not one.
 */
export function placesOf(resources: readonly TerraformResource[]): (resource: TerraformResource) => Place | undefined {
  const known = resources.flatMap(knownBy)
  return resource => {
    const said = saidBy(resource)
    const fitting = known.filter(({ place }) => fits(said, place))
    const places = [...new Map(narrowed(fitting, resource).map(({ place }) => [canonicalJson(place), place])).values()]
    return places.length > 1 ? undefined : (places[0] ?? said)
  }
}

function knownBy(resource: TerraformResource): readonly Known[] {
  const { account, region } = saidBy(resource)
  if (account === undefined || region === undefined) return []
  const { block, provider, properties } = resource
  return [{ place: { account, region }, block, provider, repository: textOf(properties.name) }]
}

const fits = (said: Place, place: Place): boolean =>
  (said.account ?? place.account) === place.account && (said.region ?? place.region) === place.region

/** By each of these that finds any: what made it, what it depends on, and the repository that it names. */
function narrowed(
  known: readonly Known[],
  { provider, dependencies, properties }: TerraformResource,
): readonly Known[] {
  const repository = textOf(properties.repository)
  const found = [
    (one: Known) => provider !== undefined && one.provider === provider,
    (one: Known) => dependencies.includes(one.block),
    (one: Known) => repository !== undefined && one.repository === repository,
  ]
  return found.reduce((left, isMeant) => {
    const meant = left.filter(isMeant)
    return meant.length > 0 ? meant : left
  }, known)
}
