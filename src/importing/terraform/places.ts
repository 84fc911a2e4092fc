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

/** A registry, and what is known to be in it. */
interface Known {
  readonly place: Required<Place>
  readonly providers: Set<string>
  readonly blocks: Set<string>
  readonly repositories: Set<string>
}

/**
 * Which registry a resource is in. Most say only a part of it: the rest is that of the resources that were made by the same
 * provider, that it depends on, or of the repository that it names. Undefined where that is not one.
 */
export function placesOf(resources: readonly TerraformResource[]): (resource: TerraformResource) => Place | undefined {
  const known = knownIn(resources)
  return resource => {
    const said = saidBy(resource)
    const fitting = known.filter(({ place }) => fits(said, place))
    const [first, ...others] = narrowed(fitting, resource)
    return others.length > 0 ? undefined : (first?.place ?? said)
  }
}

function knownIn(resources: readonly TerraformResource[]): readonly Known[] {
  const found = new Map<string, Known>()
  for (const resource of resources) {
    const { account, region } = saidBy(resource)
    if (account === undefined || region === undefined) continue
    const place = { account, region }
    const one = found.get(canonicalJson(place)) ?? emptyAt(place)
    found.set(canonicalJson(place), one)
    const { block, provider, properties } = resource
    one.blocks.add(block)
    if (provider !== undefined) one.providers.add(provider)
    if (typeof properties.name === 'string') one.repositories.add(properties.name)
  }
  return [...found.values()]
}

const emptyAt = (place: Known['place']): Known => ({
  place,
  providers: new Set(),
  blocks: new Set(),
  repositories: new Set(),
})

const fits = (said: Place, place: Place): boolean =>
  (said.account ?? place.account) === place.account && (said.region ?? place.region) === place.region

/** By each of these that finds any: what made it, what it depends on, and the repository that it names. */
function narrowed(
  known: readonly Known[],
  { provider, dependencies, properties }: TerraformResource,
): readonly Known[] {
  const repository = textOf(properties.repository)
  const found = [
    ({ providers }: Known) => provider !== undefined && providers.has(provider),
    ({ blocks }: Known) => dependencies.some(block => blocks.has(block)),
    ({ repositories }: Known) => repository !== undefined && repositories.has(repository),
  ]
  return found.reduce((left, isMeant) => {
    const meant = left.filter(isMeant)
    return meant.length > 0 ? meant : left
  }, known)
}
