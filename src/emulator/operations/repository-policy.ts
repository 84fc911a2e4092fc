import { checkRepositoryPolicy } from '../access/policy-check.ts'
import { decisionOf } from '../access/policy-decision.ts'
import { storedRepositoryPolicy } from '../access/policy-text.ts'
import { AwsError } from '../errors.ts'
import type { Repository } from '../model.ts'
import { repositoryArn } from '../registry-place.ts'
import type { Registry } from '../storage/registry.ts'
import { inRepository } from './members.ts'
import { operation } from './operation.ts'
import { flag, optional, structure, text } from './shapes.ts'

export const setRepositoryPolicy = operation(
  structure({ ...inRepository, policyText: text({ max: 10_240 }), force: optional(flag) }),
  ({ registry, caller, now }, input) => {
    const repository = registry.repository(input.repositoryName)
    const policy = checkRepositoryPolicy(input.policyText)
    const again = { caller, now, action: 'ecr:SetRepositoryPolicy', resource: repositoryArn(registry, repository.name) }
    if (!input.force) refuseLockOut(decisionOf([policy], again) === 'Deny')
    const policyText = storedRepositoryPolicy(policy, registry)
    registry.save({ ...repository, policyText })
    return { registryId: registry.account, repositoryName: repository.name, policyText }
  },
)

export const getRepositoryPolicy = operation(structure(inRepository), ({ registry }, { repositoryName }) => ({
  registryId: registry.account,
  repositoryName,
  policyText: policyTextOf(registry, registry.repository(repositoryName)),
}))

export const deleteRepositoryPolicy = operation(structure(inRepository), ({ registry }, { repositoryName }) => {
  const repository = registry.repository(repositoryName)
  const policyText = policyTextOf(registry, repository)
  const { policyText: _, ...without } = repository
  registry.save(without)
  return { registryId: registry.account, repositoryName, policyText }
})

function policyTextOf({ account }: Registry, { name, policyText }: Repository): string {
  if (policyText !== undefined) return policyText
  throw new AwsError(
    'RepositoryPolicyNotFoundException',
    `Repository policy does not exist for the repository with name '${name}' in the registry with id '${account}'`,
  )
}

function refuseLockOut(isLockedOut: boolean): void {
  if (!isLockedOut) return
  throw new AwsError(
    'InvalidParameterException',
    'The policy would prevent you from setting another policy in the future: use force to set it anyway',
  )
}
