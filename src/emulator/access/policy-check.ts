import { invalid } from '../errors.ts'
import { isRegistryPolicy, isRepositoryPolicy, type Policy, type Statement } from './policy-grammar.ts'
import { couldExist, principalsOf } from './principals.ts'

/** What ECR refuses of a repository's policy text, thrown; the policy otherwise. */
export const checkRepositoryPolicy = (text: string): Policy =>
  checked(text, isRepositoryPolicy, 'Invalid repository policy provided')

/** The same for the policy of a registry. */
export const checkRegistryPolicy = (text: string): Policy =>
  checked(text, isRegistryPolicy, 'Invalid registry policy provided')

function checked(text: string, isPolicy: (value: unknown) => value is Policy, refusal: string): Policy {
  const policy = parse(text)
  if (!isPolicy(policy)) throw invalid('PolicyText', refusal)
  if (!statementsOf(policy).flatMap(principalsOf).every(couldExist)) throw invalid('PolicyText', 'Principal not found')
  return policy
}

const statementsOf = ({ Statement }: Policy): readonly Statement[] => [Statement].flat()

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
