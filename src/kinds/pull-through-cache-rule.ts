import type { Operation, Reader } from '../aws/api.ts'
import { pages } from '../aws/pages.ts'
import type { Difference, Fields } from '../model.ts'
import { present } from './canonical.ts'
import { refuseCustomRole } from './custom-role.ts'
import type { Kind } from './kind.ts'
import { documentWrites } from './permissions.ts'
import { covers, ROOT } from './prefix.ts'
import { checkCacheRules } from './pull-through-cache/check.ts'
import { foreignCacheRule } from './pull-through-cache/foreign.ts'
import { ruleManifest } from './pull-through-cache/schema.ts'
import {
  backToRule,
  canonicalRule,
  fixedIn,
  mergeRule,
  type RuleSpec,
  type RuleWant,
  statedRule,
} from './pull-through-cache/spec.ts'
import { upstreamAt } from './pull-through-cache/upstreams.ts'
import { describeRule, ruleFacts } from './pull-through-cache/words.ts'

const FACET = 'pullThroughCacheRules'

export const pullThroughCacheRule: Kind<RuleWant, RuleSpec> = {
  key: 'pullThroughCacheRule',
  scope: 'registry',
  needs: ['repositoryCreationTemplate'],
  // The template for what the rule caches, or a part of it.
  needsThing: (name, needed) => covers(needed.name, name) || covers(name, needed.name),
  uses: {
    reads: ['DescribePullThroughCacheRules'],
    writes: ['CreatePullThroughCacheRule', 'UpdatePullThroughCacheRule', 'DeletePullThroughCacheRule'],
    serviceRoles: ['pullthroughcache.ecr.amazonaws.com'],
    passesRolesTo: ['pullthroughcache.ecr.amazonaws.com'],
  },
  permits: (want, about) => ({
    reads: ['DescribePullThroughCacheRules'],
    // What an update cannot change is deleted and created.
    writes: documentWrites(
      {
        isWished: want !== null,
        mayBeEmpty: true,
        put: [
          'CreatePullThroughCacheRule',
          ...(isUpdated(want) || about.isTakenBack ? (['UpdatePullThroughCacheRule'] as const) : []),
        ],
        remove: 'DeletePullThroughCacheRule',
      },
      about,
    ),
    serviceRoles: want ? ['pullthroughcache.ecr.amazonaws.com'] : [],
    passes: [want?.customRoleArn ?? []].flat(),
  }),
  already: { DeletePullThroughCacheRule: 'PullThroughCacheRuleNotFoundException' },
  immutable: fixedIn,
  one: { label: name => `pullThroughCacheRule ${name}`, path: name => name },
  manifest: ruleManifest,
  layering: {
    byKey: [FACET],
    asNull: {
      detail: 'It would delete rules that others made.',
      hint: 'Name the prefixes that must have none: pullThroughCacheRules: { PREFIX: null }',
    },
  },
  examples: [
    { pullThroughCacheRules: { 'ecr-public': { upstreamRegistryUrl: 'public.ecr.aws' } } },
    {
      pullThroughCacheRules: {
        'docker-hub': {
          upstreamRegistryUrl: 'registry-1.docker.io',
          credentialArn: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:ecr-pullthroughcache/docker-hub-AbCdEf',
        },
      },
    },
    {
      pullThroughCacheRules: {
        platform: {
          upstreamRegistryUrl: '111122223333.dkr.ecr.eu-west-1.amazonaws.com',
          upstreamRegistry: 'ecr',
          upstreamRepositoryPrefix: 'platform',
          customRoleArn: 'arn:aws:iam::123456789012:role/ecr-cache',
        },
      },
    },
    { pullThroughCacheRules: { quay: null } },
  ],
  foreign: foreignCacheRule,
  want: declared => new Map(Object.entries(rulesIn(declared)).map(([prefix, rule]) => [prefix, rule && wish(rule)])),
  check: (declared, context) => checkCacheRules(FACET, rulesIn(declared), context),
  read: async (ecr, asked) => {
    const found = new Map<string, RuleSpec>()
    for await (const { prefix, rule } of rulesOf(ecr)) if (asked.has(prefix)) found.set(prefix, rule)
    return found
  },
  makes: {
    there: prefixesIn,
    isFor: covers,
    globOf: prefix => (prefix === ROOT ? undefined : `${prefix.replace(/\/$/, '')}/**`),
  },
  merge: mergeRule,
  canonical: canonicalRule,
  backTo: (_name, { to, from }) => backToRule(to, from),
  judge: async (differing, { registry }) =>
    differing.map(({ difference }) =>
      present({ blocked: refuseCustomRole(difference.after?.customRoleArn, registry) }),
    ),
  write,
  names: prefixesIn,
  states: (prefix, rule) => ({ [FACET]: { [prefix]: statedRule(rule) } }),
  describe: describeRule,
  attention: ruleFacts,
}

const rulesIn = (declared: Fields): Readonly<Record<string, RuleWant | null>> =>
  (declared[FACET] ?? {}) as Readonly<Record<string, RuleWant | null>>

/** What an update can set is said. */
const isUpdated = (want: RuleWant | null): boolean =>
  typeof want?.credentialArn === 'string' || typeof want?.customRoleArn === 'string'

/** The kind of an upstream is what its address says. */
const wish = (rule: RuleWant): RuleWant => {
  const upstreamRegistry = rule.upstreamRegistry ?? upstreamAt(rule.upstreamRegistryUrl)?.name
  return { ...rule, ...(upstreamRegistry !== undefined && { upstreamRegistry }) }
}

async function prefixesIn(ecr: Reader): Promise<readonly string[]> {
  const prefixes: string[] = []
  for await (const { prefix } of rulesOf(ecr)) prefixes.push(prefix)
  return prefixes
}

/** All of them: asked by prefix, ECR answers nothing where it has not all that are named. */
async function* rulesOf(ecr: Reader): AsyncGenerator<{ readonly prefix: string; readonly rule: RuleSpec }> {
  const listing = pages(nextToken => ecr.call('DescribePullThroughCacheRules', { maxResults: 1000, nextToken }))
  for await (const { pullThroughCacheRules = [] } of listing)
    for (const {
      ecrRepositoryPrefix,
      registryId: _,
      createdAt: _created,
      updatedAt: _updated,
      ...rule
    } of pullThroughCacheRules)
      yield { prefix: ecrRepositoryPrefix ?? '', rule: present(rule) as RuleSpec }
}

function write({ name, action, after }: Difference<RuleSpec>): readonly Operation[] {
  const remove: Operation = { action: 'DeletePullThroughCacheRule', input: { ecrRepositoryPrefix: name } }
  if (after === null) return [remove]
  if (action === 'update') return [updateOf(name, after)]
  return [...(action === 'replace' ? [remove] : []), createOf(name, after)]
}

type Input = Extract<Operation, { action: 'CreatePullThroughCacheRule' }>['input']

const createOf = (ecrRepositoryPrefix: string, rule: RuleSpec): Operation => ({
  action: 'CreatePullThroughCacheRule',
  input: { ecrRepositoryPrefix, ...rule } as Input,
})

/** Both are sent: what is left out may be taken for gone. */
const updateOf = (ecrRepositoryPrefix: string, { credentialArn, customRoleArn }: RuleSpec): Operation => ({
  action: 'UpdatePullThroughCacheRule',
  input: present({ ecrRepositoryPrefix, credentialArn, customRoleArn }),
})
