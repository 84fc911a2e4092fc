import type { Fields } from '../../model.ts'
import { present } from '../canonical.ts'
import { ROOT } from '../prefix.ts'
import { upstreamAt } from './upstreams.ts'

/** A rule as ECR holds it; its prefix is its name. */
export type RuleSpec = {
  readonly upstreamRegistryUrl: string
  /** Which kind of registry that is. */
  readonly upstreamRegistry?: string
  /** Left out: all of the upstream. */
  readonly upstreamRepositoryPrefix?: string
  readonly credentialArn?: string
  readonly customRoleArn?: string
}

/** `null`: the field must not be there. */
export interface RuleWant {
  readonly upstreamRegistryUrl: string
  readonly upstreamRegistry?: string
  readonly upstreamRepositoryPrefix?: string
  readonly credentialArn?: string | null
  readonly customRoleArn?: string | null
}

/**
 * ECR answers the prefix ROOT only of a rule whose upstream is ECR, and of others none, which is the same; and the kind of
 * an upstream follows from its address.
 */
export const canonicalRule = ({ upstreamRegistry, upstreamRepositoryPrefix, ...rule }: RuleSpec): RuleSpec =>
  present({
    ...rule,
    upstreamRegistry: upstreamRegistry ?? upstreamAt(rule.upstreamRegistryUrl)?.name,
    upstreamRepositoryPrefix: upstreamRepositoryPrefix === ROOT ? undefined : upstreamRepositoryPrefix,
    credentialArn: rule.credentialArn || undefined,
    customRoleArn: rule.customRoleArn || undefined,
  }) as RuleSpec

/**
 * What is left out stays as it is, but where the rule gets another upstream: a secret of the one registry must not be shown
 * to another.
 */
export function mergeRule(before: RuleSpec | null, want: RuleWant | null): RuleSpec | null {
  if (want === null) return null
  const isSame = before?.upstreamRegistryUrl === want.upstreamRegistryUrl
  const { credentialArn, customRoleArn, ...fields } = { ...(isSame ? before : undefined), ...want }
  return canonicalRule({
    ...fields,
    ...(credentialArn && { credentialArn }),
    ...(customRoleArn && { customRoleArn }),
  })
}

/** An update sets the secret and the role, and takes neither away. Source: ECR API reference, UpdatePullThroughCacheRule. */
export const fixedIn = (before: RuleSpec, after: RuleSpec): readonly string[] => [
  'upstreamRegistryUrl',
  'upstreamRegistry',
  'upstreamRepositoryPrefix',
  ...(['credentialArn', 'customRoleArn'] as const).filter(
    field => before[field] !== undefined && after[field] === undefined,
  ),
]

/** What it was, field by field. What another upstream had is never kept, so that all is said where that differs. */
export function backToRule(to: RuleSpec | null, from: RuleSpec | null): RuleWant | null {
  if (to === null) return null
  const { upstreamRegistryUrl, upstreamRegistry, upstreamRepositoryPrefix = ROOT } = to
  const isOther = (field: keyof RuleSpec) => from === null || to[field] !== from[field]
  return {
    upstreamRegistryUrl,
    ...(upstreamRegistry !== undefined && isOther('upstreamRegistry') && { upstreamRegistry }),
    ...(isOther('upstreamRepositoryPrefix') && { upstreamRepositoryPrefix }),
    ...(isOther('credentialArn') && { credentialArn: to.credentialArn ?? null }),
    ...(isOther('customRoleArn') && { customRoleArn: to.customRoleArn ?? null }),
  }
}

/** A rule by the keys of a manifest: its kind is said where the address does not say it. */
export function statedRule({ upstreamRegistry, ...rule }: RuleSpec): Fields {
  const isSaid = upstreamRegistry === upstreamAt(rule.upstreamRegistryUrl)?.name
  return present({
    upstreamRegistryUrl: rule.upstreamRegistryUrl,
    upstreamRegistry: isSaid ? undefined : upstreamRegistry,
    upstreamRepositoryPrefix: rule.upstreamRepositoryPrefix,
    credentialArn: rule.credentialArn,
    customRoleArn: rule.customRoleArn,
  })
}
