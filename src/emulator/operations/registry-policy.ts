import { checkRegistryPolicy } from '../access/policy-check.ts'
import { storedRegistryPolicy } from '../access/policy-text.ts'
import { AwsError } from '../errors.ts'
import type { Registry } from '../storage/registry.ts'
import { operation } from './operation.ts'
import { change, settingsOf } from './registry-settings.ts'
import { structure, text } from './shapes.ts'

export const putRegistryPolicy = operation(
  structure({ policyText: text({ max: 10_240 }) }),
  ({ registry }, { policyText }) => {
    const stored = storedRegistryPolicy(checkRegistryPolicy(policyText))
    change(registry, { policyText: stored })
    return { registryId: registry.account, policyText: stored }
  },
)

export const getRegistryPolicy = operation(structure({}), ({ registry }) => ({
  registryId: registry.account,
  policyText: policyTextOf(registry),
}))

export const deleteRegistryPolicy = operation(structure({}), ({ registry }) => {
  const policyText = policyTextOf(registry)
  change(registry, { policyText: undefined })
  return { registryId: registry.account, policyText }
})

function policyTextOf(registry: Registry): string {
  const { policyText } = settingsOf(registry)
  if (policyText !== undefined) return policyText
  throw new AwsError(
    'RegistryPolicyNotFoundException',
    `Registry policy does not exist in the registry with id '${registry.account}'`,
  )
}
