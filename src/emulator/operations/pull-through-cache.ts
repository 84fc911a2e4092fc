import { AwsError } from '../errors.ts'
import type { PullThroughCacheRule } from '../model.ts'
import { longestPrefix } from '../rules/prefixes.ts'
import type { Registry } from '../storage/registry.ts'
import { checkCustomRole, customRoleArn } from './custom-role.ts'
import { prefix, registryId } from './members.ts'
import { type Context, epochSeconds, operation } from './operation.ts'
import { page, pageMembers, refusePaging } from './paging.ts'
import { list, oneOf, optional, structure, text } from './shapes.ts'

const MOST = 50

interface Upstream {
  readonly host: RegExp
  readonly needsCredential?: true
}

/** Source: ECR API reference, CreatePullThroughCacheRule. */
const UPSTREAMS: Readonly<Record<string, Upstream>> = {
  ecr: { host: /^\d{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com(\.cn)?$/ },
  'ecr-public': { host: /^public\.ecr\.aws$/ },
  quay: { host: /^quay\.io$/ },
  k8s: { host: /^registry\.k8s\.io$/ },
  'docker-hub': { host: /^registry-1\.docker\.io$/, needsCredential: true },
  'github-container-registry': { host: /^ghcr\.io$/, needsCredential: true },
  'azure-container-registry': { host: /^[a-z0-9]+\.azurecr\.io$/, needsCredential: true },
  'gitlab-container-registry': { host: /^registry\.gitlab\.com$/, needsCredential: true },
  chainguard: { host: /^cgr\.dev$/, needsCredential: true },
}

const ecrRepositoryPrefix = prefix({ min: 2, max: 30 })
const credentialArn = optional(
  text({
    min: 50,
    max: 612,
    pattern: /^arn:aws(-\w+)*:secretsmanager:[a-zA-Z0-9-:]+:secret:ecr-pullthroughcache\/[a-zA-Z0-9/_+=.@-]+$/,
  }),
)

export const createPullThroughCacheRule = operation(
  structure({
    registryId,
    ecrRepositoryPrefix,
    upstreamRegistryUrl: text(),
    upstreamRegistry: optional(oneOf(Object.keys(UPSTREAMS))),
    upstreamRepositoryPrefix: optional(prefix({ min: 2, max: 30 })),
    credentialArn,
    customRoleArn,
  }),
  ({ registry, now }, input) => {
    const { pullThroughCacheRules } = registry
    const upstreamRegistry = upstreamOf(input.upstreamRegistryUrl, input.upstreamRegistry)
    if (UPSTREAMS[upstreamRegistry]?.needsCredential && input.credentialArn === undefined) {
      throw new AwsError('ValidationException', `A credentialArn is required for ${upstreamRegistry}`)
    }
    checkCustomRole(registry, input.customRoleArn)
    if (pullThroughCacheRules.get(input.ecrRepositoryPrefix)) throw alreadyExists(registry, input.ecrRepositoryPrefix)
    if (pullThroughCacheRules.size >= MOST) {
      throw new AwsError('LimitExceededException', `A registry can have at most ${MOST} pull through cache rules`)
    }
    const time = epochSeconds(now)
    const rule: PullThroughCacheRule = {
      ecrRepositoryPrefix: input.ecrRepositoryPrefix,
      upstreamRegistryUrl: input.upstreamRegistryUrl,
      upstreamRegistry,
      // Terraform's provider would otherwise replace the rule of another upstream at every plan.
      upstreamRepositoryPrefix: input.upstreamRepositoryPrefix ?? (upstreamRegistry === 'ecr' ? 'ROOT' : undefined),
      credentialArn: input.credentialArn,
      customRoleArn: input.customRoleArn,
      createdAt: time,
      updatedAt: time,
    }
    pullThroughCacheRules.put(rule)
    const { updatedAt: _, ...created } = rule
    return { registryId: registry.account, ...created }
  },
)

export const describePullThroughCacheRules = operation(
  structure({
    registryId,
    ecrRepositoryPrefixes: optional(list(ecrRepositoryPrefix, { min: 1, max: 100 })),
    ...pageMembers,
  }),
  ({ registry }, input) => {
    const describe = (rule: PullThroughCacheRule) => ({ registryId: registry.account, ...rule })
    if (input.ecrRepositoryPrefixes) {
      refusePaging(input, 'ecrRepositoryPrefixes')
      return { pullThroughCacheRules: input.ecrRepositoryPrefixes.map(name => describe(find(registry, name))) }
    }
    const { list } = registry.pullThroughCacheRules
    const { items, nextToken } = page({ list, keyOf: rule => rule.ecrRepositoryPrefix }, input)
    return { pullThroughCacheRules: items.map(describe), nextToken }
  },
)

/** Nothing but the credential and the role can change. */
export const updatePullThroughCacheRule = operation(
  structure({ registryId, ecrRepositoryPrefix, credentialArn, customRoleArn }),
  ({ registry, now }, input) => {
    const rule = find(registry, input.ecrRepositoryPrefix)
    checkCustomRole(registry, input.customRoleArn)
    const changed = {
      ...rule,
      credentialArn: input.credentialArn ?? rule.credentialArn,
      customRoleArn: input.customRoleArn ?? rule.customRoleArn,
      updatedAt: epochSeconds(now),
    }
    registry.pullThroughCacheRules.put(changed)
    const { createdAt: _, upstreamRegistryUrl: _url, upstreamRegistry: _upstream, ...updated } = changed
    return { registryId: registry.account, ...updated }
  },
)

/** What it had cached stays. */
export const deletePullThroughCacheRule = operation(
  structure({ registryId, ecrRepositoryPrefix }),
  ({ registry }, { ecrRepositoryPrefix }) => {
    const { updatedAt: _, upstreamRegistry: _upstream, ...deleted } = find(registry, ecrRepositoryPrefix)
    registry.pullThroughCacheRules.delete(ecrRepositoryPrefix)
    return { registryId: registry.account, ...deleted }
  },
)

export const validatePullThroughCacheRule = operation(
  structure({ registryId, ecrRepositoryPrefix }),
  ({ registry }, { ecrRepositoryPrefix }) => {
    const {
      createdAt: _,
      updatedAt: _updated,
      upstreamRegistry: _upstream,
      ...rule
    } = find(registry, ecrRepositoryPrefix)
    return { registryId: registry.account, ...rule, isValid: false, failure: UNREACHABLE }
  },
)

export const UNREACHABLE = 'The ecrsync emulator reaches no upstream registry.'

/** What an operation that asks upstream answers when it cannot; any other: UnableToGetUpstreamImageException. */
const REFUSALS: Readonly<Record<string, string>> = {
  GetDownloadUrlForLayer: 'UnableToGetUpstreamLayerException',
  ListImageReferrers: 'UnableToListUpstreamImageReferrersException',
}

/** A pull of what is not here, where a rule would have fetched it. */
export function refuseUpstream({ registry, operation }: Context, repositoryName: string): void {
  if (registry.has(repositoryName)) return
  const rule = longestPrefix(registry.pullThroughCacheRules.list(), one => one.ecrRepositoryPrefix, repositoryName)
  if (rule)
    throw new AwsError(
      REFUSALS[operation] ?? 'UnableToGetUpstreamImageException',
      `${UNREACHABLE} The rule '${rule.ecrRepositoryPrefix}' would fetch it from ${rule.upstreamRegistryUrl}.`,
    )
}

function upstreamOf(url: string, named: string | undefined): string {
  const found = Object.keys(UPSTREAMS).find(name => UPSTREAMS[name]?.host.test(url))
  if (found !== undefined && (named === undefined || named === found)) return found
  throw new AwsError('UnsupportedUpstreamRegistryException', `The upstream registry '${url}' is not supported`)
}

function find({ pullThroughCacheRules, account }: Registry, name: string): PullThroughCacheRule {
  const found = pullThroughCacheRules.get(name)
  if (found) return found
  throw new AwsError(
    'PullThroughCacheRuleNotFoundException',
    `Pull through cache rule with prefix '${name}' does not exist in the registry with id '${account}'`,
  )
}

const alreadyExists = ({ account }: Registry, name: string) =>
  new AwsError(
    'PullThroughCacheRuleAlreadyExistsException',
    `Pull through cache rule with prefix '${name}' already exists in the registry with id '${account}'`,
  )
