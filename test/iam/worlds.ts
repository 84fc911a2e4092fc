import type { ECR } from '@aws-sdk/client-ecr'
import { pushImage } from '../emulator/ecr.ts'

/** What has become of a registry that a manifest was applied to, since. */
export type Drift = (ecr: ECR, names: readonly string[]) => Promise<void>

const OTHER_RULES = {
  rules: [
    {
      rulePriority: 1,
      selection: { tagStatus: 'untagged', countType: 'imageCountMoreThan', countNumber: 777 },
      action: { type: 'expire' },
    },
  ],
}

const OTHER_POLICY = {
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'drifted',
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::999988887777:root' },
      Action: ['ecr:BatchGetImage'],
    },
  ],
}

/** Every setting of every repository is another one, and tags have other values. */
export const drifted: Drift = async (ecr, names) => {
  await Promise.all(names.map(name => driftedOne(ecr, name)))
}

async function driftedOne(ecr: ECR, repositoryName: string): Promise<void> {
  const { repositories = [] } = await ecr.describeRepositories({ repositoryNames: [repositoryName] })
  const [{ repositoryArn: resourceArn, imageTagMutability, imageScanningConfiguration } = {}] = repositories
  const { tags = [] } = await ecr.listTagsForResource({ resourceArn })
  const keys = new Set(['managed-by', ...tags.map(({ Key }) => Key)])
  keys.delete('ecrsync:manifest')
  const mutability = imageTagMutability === 'MUTABLE' ? 'IMMUTABLE' : 'MUTABLE'
  const scanOnPush = imageScanningConfiguration?.scanOnPush !== true
  await Promise.all([
    ecr.tagResource({ resourceArn, tags: [...keys].map(Key => ({ Key, Value: 'drifted' })) }),
    ecr.putImageTagMutability({ repositoryName, imageTagMutability: mutability }),
    ecr.putImageScanningConfiguration({ repositoryName, imageScanningConfiguration: { scanOnPush } }),
    ecr.putLifecyclePolicy({ repositoryName, lifecyclePolicyText: JSON.stringify(OTHER_RULES) }),
    ecr.setRepositoryPolicy({ repositoryName, policyText: JSON.stringify(OTHER_POLICY) }),
  ])
}

/** A repository belongs to another manifest by now. */
export const taken: Drift = async (ecr, [repositoryName = '']) => {
  const { repositories = [] } = await ecr.describeRepositories({ repositoryNames: [repositoryName] })
  const [{ repositoryArn: resourceArn } = {}] = repositories
  await ecr.tagResource({ resourceArn, tags: [{ Key: 'ecrsync:manifest', Value: 'somebody-else' }] })
}

/** What tombstones name is there again: one that was copied holds what its copy holds. */
export const comeBack =
  (tombstones: readonly string[], copies: Readonly<Record<string, string>>): Drift =>
  async ecr => {
    for (const repositoryName of tombstones) {
      await ecr.createRepository({ repositoryName })
      const copy = copies[repositoryName]
      if (copy === undefined) continue
      await pushImage(ecr, repositoryName, 'copied', 'v1')
      await pushImage(ecr, copy, 'copied', 'v1')
    }
  }

/** Settings of a registry are others, and what was declared by name is gone, or more. */
export const settingsDrifted: Drift = async ecr => {
  await ecr.putRegistryScanningConfiguration({ scanType: 'BASIC', rules: [] })
  await ecr.putReplicationConfiguration({ replicationConfiguration: { rules: [] } })
  await ecr.deleteRegistryPolicy({})
  await ecr.putAccountSetting({ name: 'BLOB_MOUNTING', value: 'DISABLED' })
  const { pullTimeUpdateExclusions = [] } = await ecr.listPullTimeUpdateExclusions({})
  for (const principalArn of pullTimeUpdateExclusions) await ecr.deregisterPullTimeUpdateExclusion({ principalArn })
  const { repositoryCreationTemplates = [] } = await ecr.describeRepositoryCreationTemplates({})
  for (const { prefix } of repositoryCreationTemplates)
    await ecr.updateRepositoryCreationTemplate({ prefix, description: 'drifted', imageTagMutability: 'MUTABLE' })
  const { pullThroughCacheRules = [] } = await ecr.describePullThroughCacheRules({})
  for (const { ecrRepositoryPrefix, credentialArn } of pullThroughCacheRules) {
    if (credentialArn !== undefined) {
      const other = credentialArn.replace(/[^-]+$/, 'DrIfTd')
      await ecr.updatePullThroughCacheRule({ ecrRepositoryPrefix, credentialArn: other })
      continue
    }
    await ecr.deletePullThroughCacheRule({ ecrRepositoryPrefix })
    await ecr.createPullThroughCacheRule({ ecrRepositoryPrefix, upstreamRegistryUrl: 'public.ecr.aws' })
  }
}
