import type { Fields } from '../../model.ts'
import { partitionOf } from '../../names.ts'
import { clipped } from '../../words.ts'
import type { Context, Problem } from '../kind.ts'
import { under } from '../path.ts'
import { hasPlaceholder } from '../placeholder.ts'
import { canonicalFilters, checkFilters, noFilters, type TypedFilter } from '../rules/filters.ts'
import { saidTwice, tooManyRules } from '../rules/problems.ts'
import { LONGEST_PROFILE, MOST_RULES, PROFILE, SIGNING_FILTER } from './spec.ts'

interface Rule {
  readonly signingProfileArn: string
  readonly repositoryFilters?: readonly (string | TypedFilter)[]
}

/** What ECR would refuse of a signing configuration. */
export function checkSigning(declared: Fields, context: Context): readonly Problem[] {
  const configuration = declared.signingConfiguration as { readonly rules: readonly Rule[] } | null | undefined
  if (!configuration) return []
  const { rules } = configuration
  return [
    ...(rules.length > MOST_RULES ? [tooManyRules(rules.length, MOST_RULES)] : []),
    ...[...rules.flatMap((rule, index) => checkRule(rule, context).map(under(index))), ...twice(rules)].map(
      under('rules'),
    ),
  ].map(under('signingConfiguration'))
}

/** In whichever form their filters are written. */
const twice = (rules: readonly Rule[]): readonly Problem[] =>
  saidTwice(
    rules.map(rule => canonicalFilters(rule, SIGNING_FILTER)),
    'rule',
  )

const checkRule = ({ signingProfileArn, repositoryFilters: filters }: Rule, context: Context): readonly Problem[] => [
  ...checkProfile(signingProfileArn, context).map(under('signingProfileArn')),
  ...(filters === undefined ? [] : checkFilters(filters, SIGNING_FILTER).map(under('repositoryFilters'))),
  ...(filters?.length === 0 ? [noFilters(['repositoryFilters'])] : []),
]

function checkProfile(arn: string, { region }: Context): readonly Problem[] {
  if (hasPlaceholder(arn)) return []
  const [, partition] = PROFILE.exec(arn) ?? []
  if (partition === undefined || arn.length > LONGEST_PROFILE) return [noProfile(arn)]
  return region === undefined || partition === partitionOf(region) ? [] : [otherPartition(partition, region)]
}

const noProfile = (text: string): Problem => ({
  path: [],
  code: 'INVALID_SIGNING_PROFILE',
  summary: `"${clipped(text)}" is no ARN of a signing profile`,
  detail: `ECR takes a profile of AWS Signer, in at most ${LONGEST_PROFILE} characters.`,
  hint: 'Write for example arn:aws:signer:eu-west-1:111122223333:/signing-profiles/release, without a version.',
})

const otherPartition = (partition: string, region: string): Problem => ({
  path: [],
  code: 'WRONG_PARTITION',
  summary: `A signing profile of the partition ${partition}`,
  detail: `The registry is in ${region}, and so in the partition ${partitionOf(region)}.`,
  hint: `Write arn:${partitionOf(region)}:signer:…, or arn:\${{ target.partition }}:signer:….`,
})
