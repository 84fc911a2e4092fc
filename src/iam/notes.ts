import type { Diagnostic } from '../model.ts'
import { counted, someOf, withCommas } from '../words.ts'
import { MOST_CHARACTERS } from './fitted.ts'
import type { IamPolicies, IamPolicy } from './policies.ts'

/** So many are named. */
const SHOWN = 5
/** So many policies are said one by one. */
const LISTED = 8

/** What whoever attaches the policies has to know of them. */
export const notesOn = (made: IamPolicies): readonly Diagnostic[] => [
  ...(made.policies.length > 1 ? [several(made.policies)] : []),
  ...(made.wildcards.size > 0 ? [widened(made.wildcards)] : []),
  ...made.policies.filter(({ part, parts }) => part === 1 && parts > 1).map(divided),
]

const several = (policies: readonly IamPolicy[]): Diagnostic => ({
  severity: 'note',
  code: 'IAM_SEVERAL',
  summary: `${policies.length} policies follow one another`,
  detail: `${someOf(
    policies.flatMap((policy, index) => (policy.part === 1 ? [`${placesOf(policy, index + 1)} ${whose(policy)}`] : [])),
    LISTED,
  )}. With --json, each says whose it is.`,
  hint: 'Attach each to its identity, or choose targets with --target.',
})

const placesOf = ({ parts }: IamPolicy, first: number): string =>
  parts === 1 ? `${first} is` : `${first} to ${first + parts - 1} are`

function whose({ role, profile, account, targets, document }: IamPolicy): string {
  const isAssuming = document.Statement.every(({ Sid }) => Sid.startsWith('Targets'))
  if (isAssuming) return `for whoever assumes the roles of ${counted(targets.length, 'target')}`
  const identity = role ?? (profile === undefined ? undefined : `the profile ${profile}`)
  const where = account === undefined ? '' : `account ${account}`
  return `for ${identity ?? (where || 'whoever runs ecrsync')}${identity !== undefined && where ? ` in ${where}` : ''}`
}

const widened = (wildcards: IamPolicies['wildcards']): Diagnostic => ({
  severity: 'note',
  code: 'IAM_WIDENED',
  summary: 'Names of repositories became wildcards, because the policy would be too long',
  detail: `IAM takes ${withCommas(MOST_CHARACTERS)} characters. ${someOf(
    [...wildcards].map(([pattern, count]) => `${pattern.replace(/^.*:repository\//, '')} (for ${count})`),
    SHOWN,
  )}. Other repositories with such names are allowed, too.`,
  hint: 'Choose fewer targets with --target, or give repositories of one team one prefix.',
})

const divided = (policy: IamPolicy): Diagnostic => ({
  severity: 'note',
  code: 'IAM_DIVIDED',
  summary: `What is needed is divided into ${policy.parts} policies`,
  detail: `IAM takes ${withCommas(MOST_CHARACTERS)} characters in one policy, and it did not fit in with wildcards, either. They belong together, ${whose(policy)}.`,
  hint: 'Attach all of them to the same identity, which has ten at most without a higher quota; or give repositories of one team one prefix.',
})
