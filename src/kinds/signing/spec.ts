import type { Filter, FilterForm } from '../rules/filters.ts'

export interface SigningRule {
  readonly signingProfileArn: string
  /** Left out: every repository. */
  readonly repositoryFilters?: readonly Filter[]
}

export type SigningSpec = { readonly rules: readonly SigningRule[] }
export type SigningWant = { readonly rules?: readonly SigningRule[] }

/** Source: ECR API reference, SigningConfiguration. */
export const MOST_RULES = 10

/** Source: ECR API model, SigningRepositoryFilterValue. */
export const SIGNING_FILTER: FilterForm<'WILDCARD_MATCH'> = {
  filterType: 'WILDCARD_MATCH',
  shortest: 1,
  longest: 256,
  pattern: /^(?:[a-z0-9*]+(?:[._-][a-z0-9*]+)*\/)*[a-z0-9*]+(?:[._-][a-z0-9*]+)*$/,
  rule: 'A filter matches whole names: 1 to 256 lower-case letters, digits and `*`, with single `.`, `_`, `-` or `/` between them.',
  hint: 'Write for example prod/* for every name that begins with prod/.',
}

/** Source: ECR API model, SigningProfileArn. */
export const PROFILE = /^arn:(aws(?:-[a-z]+)*):signer:[a-z0-9-]+:[0-9]{12}:\/signing-profiles\/[a-zA-Z0-9_]{2,}$/
export const LONGEST_PROFILE = 200
