import { type LifecyclePolicy, validatePolicyText } from '../../lifecycle/index.ts'
import { storedLifecycleText } from '../access/policy-text.ts'
import { AwsError, invalid } from '../errors.ts'
import type { Repository } from '../model.ts'
import type { Registry } from '../storage/registry.ts'
import { inRepository } from './members.ts'
import { operation } from './operation.ts'
import { structure, text } from './shapes.ts'

export const putLifecyclePolicy = operation(
  structure({ ...inRepository, lifecyclePolicyText: text() }),
  ({ registry }, { repositoryName, lifecyclePolicyText }) => {
    const repository = registry.repository(repositoryName)
    const stored = storedLifecycleText(checkLifecyclePolicy(lifecyclePolicyText))
    // The epoch, until it is run. Source: AWS CLI reference, get-lifecycle-policy.
    registry.save({ ...repository, lifecyclePolicy: { text: stored, lastEvaluatedAt: 0 } })
    return { registryId: registry.account, repositoryName, lifecyclePolicyText: stored }
  },
)

/** What ECR refuses of a lifecycle policy's text, thrown; the policy otherwise. */
export function checkLifecyclePolicy(text: string): LifecyclePolicy {
  const [refused] = validatePolicyText(text)
  if (refused) throw invalid('LifecyclePolicyText', refused.message)
  return JSON.parse(text)
}

export const getLifecyclePolicy = operation(structure(inRepository), ({ registry }, { repositoryName }) =>
  describe(registry, registry.repository(repositoryName)),
)

export const deleteLifecyclePolicy = operation(structure(inRepository), ({ registry }, { repositoryName }) => {
  const repository = registry.repository(repositoryName)
  const deleted = describe(registry, repository)
  const { lifecyclePolicy: _, ...without } = repository
  registry.save(without)
  return deleted
})

function describe(registry: Registry, repository: Repository): object {
  const { text, lastEvaluatedAt } = lifecyclePolicyOf(registry, repository)
  return { registryId: registry.account, repositoryName: repository.name, lifecyclePolicyText: text, lastEvaluatedAt }
}

export function lifecyclePolicyOf({ account }: Registry, { name, lifecyclePolicy }: Repository) {
  if (lifecyclePolicy !== undefined) return lifecyclePolicy
  throw new AwsError(
    'LifecyclePolicyNotFoundException',
    `Lifecycle policy does not exist for the repository with name '${name}' in the registry with id '${account}'`,
  )
}
