import { invalid } from './errors.ts'
import { isPolicy, type Policy, type Statement } from './policy-grammar.ts'
import { couldExist, type Principal, principalsOf } from './principals.ts'
import { matchesWildcards } from './wildcards.ts'

/** What ECR refuses of a policy text, thrown; the policy otherwise. */
export function checkRepositoryPolicy(text: string): Policy {
  const policy = parse(text)
  if (!isPolicy(policy)) throw invalid('PolicyText', 'Invalid repository policy provided')
  if (!statementsOf(policy).flatMap(principalsOf).every(couldExist)) throw invalid('PolicyText', 'Principal not found')
  return policy
}

/** Whether the account that sets this policy could never set another. */
export const locksOut = (policy: Policy, account: string): boolean =>
  statementsOf(policy).some(
    statement =>
      statement.Effect === 'Deny' &&
      statement.Condition === undefined &&
      [statement.Action ?? []].flat().some(isAboutPolicies) &&
      isAboutAccount(statement, account),
  )

const statementsOf = ({ Statement }: Policy): readonly Statement[] => [Statement].flat()

const isAboutPolicies = (action: string) => matchesWildcards(action.toLowerCase(), 'ecr:setrepositorypolicy')

function isAboutAccount(statement: Statement, account: string): boolean {
  const isAccount = ({ type, name }: Principal) =>
    type === 'AWS' && (name === '*' || name === account || name.endsWith(`:iam::${account}:root`))
  if (statement.Principal === undefined) return false
  return statement.Principal === '*' || principalsOf(statement).some(isAccount)
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
