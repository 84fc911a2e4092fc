import type { Difference, Fields, Refusal } from '../model.ts'
import { present } from './canonical.ts'
import type { Kind } from './kind.ts'
import type { Knowledge } from './knowledge.ts'
import { checkReplication } from './replication/check.ts'
import { foreignReplication } from './replication/foreign.ts'
import { replicationManifest } from './replication/schema.ts'
import {
  distinct,
  MOST_DESTINATIONS,
  mostRules,
  REPLICATION_FILTER,
  type ReplicationRule,
  type ReplicationSpec,
  type ReplicationWant,
} from './replication/spec.ts'
import { describeReplication } from './replication/words.ts'
import { aligned, asTexts, beyond, common, unique } from './rules/aligned.ts'
import { backToRules } from './rules/back.ts'
import { canonicalFilters, type Filter, typedRule } from './rules/filters.ts'
import { loweredItems, type RuleItem, rulesIn } from './rules/list.ts'
import { onlyOne, wishForOne } from './singleton.ts'

export const replicationConfiguration: Kind<ReplicationWant, ReplicationSpec> = {
  key: 'replicationConfiguration',
  scope: 'registry',
  needs: ['registryPolicy'],
  uses: {
    reads: ['DescribeRegistry'],
    writes: ['PutReplicationConfiguration'],
    serviceRoles: ['replication.ecr.amazonaws.com'],
  },
  permits: want => ({
    reads: ['DescribeRegistry'],
    writes: ['PutReplicationConfiguration'],
    serviceRoles: rulesIn(want?.rules ?? []).ours.length > 0 ? ['replication.ecr.amazonaws.com'] : [],
  }),
  manifest: replicationManifest,
  examples: [
    { replicationConfiguration: null },
    {
      replicationConfiguration: {
        rules: [
          {
            destinations: [
              { region: 'eu-central-1', registryId: '111122223333' },
              { region: 'us-west-2', registryId: '111122223333' },
            ],
            repositoryFilters: ['prod/', { filter: 'stable/', filterType: 'PREFIX_MATCH' }],
          },
          { destinations: [{ region: 'eu-west-1', registryId: '444455556666' }] },
        ],
      },
    },
    {
      replicationConfiguration: {
        rules: [
          'live',
          { destinations: [{ region: 'us-east-2', registryId: '111122223333' }], repositoryFilters: ['payments/'] },
          { absent: { destinations: [{ region: 'eu-west-1', registryId: '444455556666' }] } },
        ],
      },
    },
  ],
  foreign: foreignReplication,
  want: ({ replicationConfiguration }) => wishForOne(replicationConfiguration, wish),
  check: checkReplication,
  read: async ecr => {
    const { replicationConfiguration } = await ecr.call('DescribeRegistry', {})
    const { rules = [], ...more } = replicationConfiguration ?? {}
    return onlyOne(rules.length === 0 ? undefined : { ...more, rules: rules.map(canonicalRule) })
  },
  merge,
  canonical: spec => ({ ...spec, rules: unique(spec.rules.map(canonicalRule)) }),
  backTo: (_name, { to, from }) => ({ rules: backToRules(to?.rules ?? [], from?.rules ?? []) }),
  replaces,
  judge: async (differing, { registry }) =>
    differing.map(({ difference }) => present({ blocked: refuse(difference, registry) })),
  needsIn: ({ rules = [] }) =>
    distinct(rulesIn(rules).ours.flatMap(({ destinations }) => destinations)).map(({ region, registryId }) => ({
      account: registryId,
      region,
    })),
  sends: ({ rules = [] }) =>
    rulesIn(rules).ours.flatMap(({ destinations, repositoryFilters: filters }) =>
      destinations.map(({ region, registryId }) => ({
        to: { account: registryId, region },
        isFor: name => filters === undefined || filters.some(filter => mayFit(filter, name)),
      })),
    ),
  write: ({ after }) => [
    {
      action: 'PutReplicationConfiguration',
      input: { replicationConfiguration: { rules: (after?.rules ?? []).map(typed) } },
    },
  ],
  states: (_name, { rules }) => ({ replicationConfiguration: { rules } }),
  describe: describeReplication,
}

const wish = ({ rules }: Fields): ReplicationWant => ({
  rules: loweredItems(rules as readonly unknown[], canonicalRule),
})

function canonicalRule(rule: object): ReplicationRule {
  const { destinations = [], ...more } = rule as Partial<ReplicationRule>
  return canonicalFilters({ ...more, destinations: unique(destinations) }, REPLICATION_FILTER)
}

const typed = ({ destinations, ...more }: ReplicationRule) =>
  typedRule({ ...more, destinations: [...destinations] }, REPLICATION_FILTER)

/** A filter of a type that this version does not know may fit any name. */
const mayFit = (filter: Filter, name: string): boolean => typeof filter !== 'string' || name.startsWith(filter)

/** What copies nothing is as if nothing had ever been said. */
function merge(before: ReplicationSpec | null, want: ReplicationWant | null): ReplicationSpec | null {
  if (want === null) return null
  if (want.rules === undefined) return before
  const there = before?.rules ?? []
  const rules = aligned(there, laid(there, want.rules))
  return rules.length === 0 ? null : { ...before, rules }
}

function laid(
  there: readonly ReplicationRule[],
  items: readonly RuleItem<ReplicationRule>[],
): readonly ReplicationRule[] {
  const { keepsLive, ours, absent } = rulesIn(items)
  return unique(keepsLive ? [...beyond(there, absent), ...ours] : ours)
}

/** What others have there is carried along, and may have changed meanwhile. */
function replaces({ rules }: ReplicationSpec, want: ReplicationWant | null): Fields | null {
  const { keepsLive, ours, absent } = rulesIn(want?.rules ?? [])
  const taken = keepsLive ? common(rules, absent) : beyond(rules, ours)
  return taken.length === 0 ? null : { rules: asTexts(taken) }
}

/** Each rule is sound by itself, but perhaps not in this registry, or not together with what stays. */
function refuse({ after }: Difference<ReplicationSpec>, registry: Knowledge['registry']): Refusal | undefined {
  if (after === null) return undefined
  const destinations = distinct(after.rules.flatMap(rule => rule.destinations))
  const most = mostRules(registry?.region)
  if (destinations.some(({ region, registryId }) => region === registry?.region && registryId === registry.account))
    return {
      code: 'SAME_REGISTRY',
      reason: `would copy the registry to itself (${registry?.account}, ${registry?.region}), which ECR refuses`,
      hint: 'Name another region or account, or choose targets for the layer with targets.',
    }
  if (after.rules.length > most)
    return {
      code: 'TOO_MANY_RULES',
      reason: `would have ${after.rules.length} rules with those that are not ours, ECR allows ${most}`,
      hint: 'Join rules, or take some away with absent.',
    }
  if (destinations.length > MOST_DESTINATIONS)
    return {
      code: 'TOO_MANY_DESTINATIONS',
      reason: `would have ${destinations.length} destinations with those that are not ours, ECR allows ${MOST_DESTINATIONS}`,
      hint: 'Name fewer registries, or take rules away with absent.',
    }
  return undefined
}
