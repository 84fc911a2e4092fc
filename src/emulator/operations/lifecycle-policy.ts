import { type LifecyclePolicy, validatePolicyText } from '../../lifecycle/index.ts'
import { AwsError, invalid } from '../errors.ts'
import type { Repository } from '../model.ts'
import { storedLifecycleText } from '../policy-text.ts'
import type { Registry } from '../registry.ts'
import { structure, text } from '../shapes.ts'
import { inRepository } from './members.ts'
import { epochSeconds, operation } from './operation.ts'

export const putLifecyclePolicy = operation(
  structure({ ...inRepository, lifecyclePolicyText: text() }),
  ({ registry, now }, { repositoryName, lifecyclePolicyText }) => {
    const repository = registry.repository(repositoryName)
    const [refused] = validatePolicyText(lifecyclePolicyText)
    if (refused) throw invalid('LifecyclePolicyText', refused.message)
    const policy: LifecyclePolicy = JSON.parse(lifecyclePolicyText)
    const stored = storedLifecycleText(policy)
    registry.save({ ...repository, lifecyclePolicy: { text: stored, lastEvaluatedAt: epochSeconds(now) } })
    return { registryId: registry.account, repositoryName, lifecyclePolicyText: stored }
  },
)

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

function describe({ account }: Registry, { name, lifecyclePolicy }: Repository): object {
  if (lifecyclePolicy === undefined) {
    throw new AwsError(
      'LifecyclePolicyNotFoundException',
      `Lifecycle policy does not exist for the repository with name '${name}' in the registry with id '${account}'`,
    )
  }
  const { text, lastEvaluatedAt } = lifecyclePolicy
  return { registryId: account, repositoryName: name, lifecyclePolicyText: text, lastEvaluatedAt }
}
