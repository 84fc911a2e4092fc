import { invalid } from '../errors.ts'
import { distinct } from '../rules/replicate.ts'
import type { Registry } from '../storage/registry.ts'
import { imageId, requireImage } from './image-ids.ts'
import { destinationMembers, inRepository } from './members.ts'
import { operation } from './operation.ts'
import { change, settingsOf } from './registry-settings.ts'
import { list, oneOf, optional, type Read, structure, text } from './shapes.ts'

const MOST_DESTINATIONS = 25
/** Quotas of the user guide, which has more in one Region. */
const mostRules = (region: string): number => (region === 'ca-central-1' ? 25 : 10)
/** The model's pattern, which one pass can check. */
const FILTER = /^(?:[a-z0-9]+(?:[._-][a-z0-9]*)*\/)*[a-z0-9]*(?:[._-][a-z0-9]*)*$/

const rule = structure({
  destinations: list(structure(destinationMembers), { max: 100 }),
  repositoryFilters: optional(
    list(structure({ filter: text({ min: 2, max: 256, pattern: FILTER }), filterType: oneOf(['PREFIX_MATCH']) }), {
      min: 1,
      max: 100,
    }),
  ),
})

export const describeRegistry = operation(structure({}), ({ registry }) => ({
  registryId: registry.account,
  replicationConfiguration: { rules: settingsOf(registry).replicationRules ?? [] },
}))

export const putReplicationConfiguration = operation(
  structure({ replicationConfiguration: structure({ rules: list(rule) }) }),
  ({ registry }, { replicationConfiguration: { rules } }) => {
    const most = mostRules(registry.region)
    if (rules.length > most) throw refused(`There can be at most ${most} rules, these are ${rules.length}`)
    checkDestinations(registry, rules)
    change(registry, { replicationRules: rules })
    return { replicationConfiguration: { rules } }
  },
)

function checkDestinations({ account, region }: Registry, rules: readonly Read<typeof rule>[]): void {
  const destinations = distinct(rules.flatMap(rule => rule.destinations))
  const isSource = (one: (typeof destinations)[number]) => one.registryId === account && one.region === region
  if (destinations.some(isSource)) {
    throw refused('Replication destination cannot be the same as the source registry')
  }
  if (destinations.length > MOST_DESTINATIONS) {
    throw refused(`There can be at most ${MOST_DESTINATIONS} destinations, these are ${destinations.length}`)
  }
}

const refused = (constraint: string) => invalid('replicationConfiguration', constraint)

export const describeImageReplicationStatus = operation(
  structure({ ...inRepository, imageId }),
  ({ registry }, { repositoryName, imageId }) => ({
    repositoryName,
    imageId,
    replicationStatuses: requireImage(registry, repositoryName, imageId).replications ?? [],
  }),
)
