import { accountSetting } from './account-setting.ts'
import { image } from './image.ts'
import type { Kind } from './kind.ts'
import { lifecyclePolicy } from './lifecycle-policy.ts'
import { owner } from './owner.ts'
import { pullThroughCacheRule } from './pull-through-cache-rule.ts'
import { pullTimeUpdateExclusion } from './pull-time-update-exclusion.ts'
import { registryPolicy } from './registry-policy.ts'
import { replicationConfiguration } from './replication-configuration.ts'
import { repository } from './repository.ts'
import { repositoryCreationTemplate } from './repository-creation-template.ts'
import { repositoryPolicy } from './repository-policy.ts'
import { scanningConfiguration } from './scanning-configuration.ts'
import { signingConfiguration } from './signing-configuration.ts'

/** Every kind, in the order in which a plan names them. */
export const KINDS: readonly Kind[] = [
  accountSetting,
  registryPolicy,
  scanningConfiguration,
  replicationConfiguration,
  signingConfiguration,
  repositoryCreationTemplate,
  pullThroughCacheRule,
  pullTimeUpdateExclusion,
  repository,
  owner,
  repositoryPolicy,
  lifecyclePolicy,
  image,
]

export const kindOf = (key: string): Kind => {
  const kind = KINDS.find(candidate => candidate.key === key)
  if (kind === undefined) throw new RangeError(`No kind has the key ${key}`)
  return kind
}
