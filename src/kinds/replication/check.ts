import type { Fields } from '../../model.ts'
import { isAccount, isRegion, partitionOf } from '../../names.ts'
import { clipped } from '../../words.ts'
import { isFields } from '../canonical.ts'
import type { Context, Problem } from '../kind.ts'
import { under } from '../path.ts'
import { hasPlaceholder } from '../placeholder.ts'
import { setText } from '../rules/aligned.ts'
import { canonicalFilters, checkFilters, noFilters, type TypedFilter } from '../rules/filters.ts'
import { checkRules, missingKey, saidTwice, tooManyRules } from '../rules/problems.ts'
import { type Destination, distinct, MOST_DESTINATIONS, MOST_IN_RULE, mostRules, REPLICATION_FILTER } from './spec.ts'

/** What ECR would refuse of a replication configuration. */
export function checkReplication(declared: Fields, context: Context): readonly Problem[] {
  const configuration = declared.replicationConfiguration as { readonly rules: readonly unknown[] } | null | undefined
  if (!configuration) return []
  const { rules } = configuration
  const place = { ...context, partition: partitionFor(rules, context) }
  const form = {
    check: (rule: Fields) => checkRule(rule, place),
    parts: (rule: Fields) => [{ path: [], text: setText(comparable(rule)) }],
  }
  return [
    ...checkRules(rules, form).map(under('rules')),
    ...saidTwice(rules.map(comparableItem), 'rule')
      .filter(({ path }) => isFields(rules[Number(path[0])]))
      .map(under('rules')),
    ...checkLimits(rules, context),
  ].map(under('replicationConfiguration'))
}

interface Place extends Context {
  readonly partition: string | undefined
}

/** Where the region of the registry is not known, that of the first destination counts: ECR copies nothing between two partitions. */
function partitionFor(rules: readonly unknown[], context: Context): string | undefined {
  const regions = rules.flatMap(rule =>
    isFields(rule) ? ((rule.destinations ?? []) as readonly Destination[]).map(({ region }) => region) : [],
  )
  const region = context.region ?? regions.find(isRegion)
  return region === undefined ? undefined : partitionOf(region)
}

const comparableItem = (item: unknown): unknown => (isFields(item) ? comparable(item) : item)

/** Equal for rules that ECR takes for equal, in whichever form they are written. */
const comparable = (rule: Fields): Fields => canonicalFilters(rule, REPLICATION_FILTER)

function checkLimits(rules: readonly unknown[], { region }: Context): readonly Problem[] {
  const declared = rules.filter((rule): rule is Fields => isFields(rule) && rule.absent === undefined)
  const most = mostRules(region)
  if (declared.length > most) return [tooManyRules(declared.length, most)]
  const count = distinct(declared.flatMap(({ destinations = [] }) => destinations as readonly Destination[])).length
  return count > MOST_DESTINATIONS ? [tooManyDestinations(['rules'], count, MOST_DESTINATIONS)] : []
}

function checkRule({ destinations, repositoryFilters }: Fields, place: Place): readonly Problem[] {
  const filters = repositoryFilters as readonly (string | TypedFilter)[] | undefined
  return [
    ...(destinations === undefined
      ? [missingKey([], 'destinations', 'Registries that images are copied to.')]
      : checkDestinations(destinations as readonly Destination[], place).map(under('destinations'))),
    ...(filters === undefined ? [] : checkFilters(filters, REPLICATION_FILTER).map(under('repositoryFilters'))),
    ...(filters?.length === 0 ? [noFilters(['repositoryFilters'])] : []),
  ]
}

function checkDestinations(destinations: readonly Destination[], place: Place): readonly Problem[] {
  if (destinations.length === 0) return [NO_DESTINATIONS]
  if (destinations.length > MOST_IN_RULE) return [tooManyDestinations([], destinations.length, MOST_IN_RULE)]
  return [
    ...destinations.flatMap((destination, index) => checkDestination(destination, place).map(under(index))),
    ...saidTwice(destinations, 'destination'),
  ]
}

function checkDestination({ region, registryId }: Destination, place: Place): readonly Problem[] {
  const wrong = [
    ...(isAccount(registryId) || hasPlaceholder(registryId) ? [] : [noAccount(registryId, place)]),
    ...(isRegion(region) || hasPlaceholder(region) ? [] : [noRegion(region)]),
  ]
  if (wrong.length > 0 || hasPlaceholder(region)) return wrong
  if (place.partition !== undefined && partitionOf(region) !== place.partition)
    return [otherPartition(region, place.partition)]
  return registryId === place.account && region === place.region ? [SAME_REGISTRY] : []
}

function noAccount(text: string, { accounts }: Context): Problem {
  const known = accounts.get(text)
  return {
    path: ['registryId'],
    code: 'INVALID_ACCOUNT',
    summary: `"${clipped(text)}" is no account id`,
    detail: 'The registry of an account has its id, of 12 digits, quoted.',
    hint:
      typeof known === 'string' ? `Write "\${{ accounts.${text} }}".` : 'Write for example registryId: "111122223333".',
  }
}

const noRegion = (text: string): Problem => ({
  path: ['region'],
  code: 'INVALID_REGION',
  summary: `"${clipped(text)}" is no region`,
  detail: 'ECR would refuse the destination.',
  hint: 'Write for example region: eu-west-1.',
})

const otherPartition = (region: string, partition: string): Problem => ({
  path: ['region'],
  code: 'WRONG_PARTITION',
  summary: `${region} is in the partition ${partitionOf(region)}, and not in ${partition}`,
  detail: 'ECR copies nothing from one partition into another.',
  hint: `Name a region of ${partition}.`,
})

const SAME_REGISTRY: Problem = {
  path: [],
  code: 'SAME_REGISTRY',
  summary: 'A registry that is to be copied to itself',
  detail: 'It is the account and the region of the target: ECR refuses such a destination.',
  hint: 'Name another region or account, or choose targets for the layer with targets.',
}

const NO_DESTINATIONS: Problem = {
  severity: 'warning',
  path: [],
  code: 'NO_DESTINATIONS',
  summary: 'A rule without destinations',
  detail: 'It copies nothing.',
  hint: 'Write a destination, or remove the rule.',
}

const tooManyDestinations = (path: Problem['path'], count: number, most: number): Problem => ({
  path,
  code: 'TOO_MANY_DESTINATIONS',
  summary: `${count} destinations, ECR allows ${most}`,
  detail: most === MOST_DESTINATIONS ? 'Over all rules, those that differ count.' : 'ECR would refuse it whole.',
  hint: 'Name fewer registries.',
})
