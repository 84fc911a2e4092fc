import type { ECR } from '@aws-sdk/client-ecr'
import { ACCOUNT, pushImage } from '../../emulator/ecr.ts'

const text = (value: unknown): string => JSON.stringify(value)

export const statement = (Sid: string, AWS: string, more = {}) => ({
  Sid,
  Effect: 'Allow',
  Principal: { AWS },
  Action: ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
  ...more,
})

const ofRegistry = (Sid: string) => ({ ...statement(Sid, '444455556666'), Action: 'ecr:ReplicateImage', Resource: '*' })
const policyOf = (...Statement: readonly object[]): string => text({ Version: '2012-10-17', Statement })

export const copying = (filter: string) => ({
  destinations: [{ region: 'ap-south-1', registryId: ACCOUNT }],
  repositoryFilters: [{ filter, filterType: 'PREFIX_MATCH' as const }],
})

export const roleArn = (name: string): string => `arn:aws:iam::${ACCOUNT}:role/${name}`
export const profileArn = (name: string): string => `arn:aws:signer:us-east-1:${ACCOUNT}:/signing-profiles/${name}`

const EXPIRING = {
  rules: [
    {
      rulePriority: 1,
      selection: { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 500 },
      action: { type: 'expire' },
    },
  ],
}

/** Digests of what is there. */
export interface There {
  readonly first: string
  readonly second: string
  readonly condemned: string
}

/** A registry in which much is to be another way, that others have a part of, and with repositories that are nobody's business. */
export async function fillEverything(ecr: ECR): Promise<There> {
  await fillStrangers(ecr)
  await fillRegistry(ecr)
  for (const name of ['team/api', 'team/web', 'old/app']) await create(ecr, name)
  await ecr.putLifecyclePolicy({ repositoryName: 'team/web', lifecyclePolicyText: text(EXPIRING) })
  await ecr.putLifecyclePolicy({ repositoryName: 'team/api', lifecyclePolicyText: text(EXPIRING) })
  for (const repositoryName of ['team/api', 'team/web'])
    await ecr.setRepositoryPolicy({
      repositoryName,
      policyText: policyOf(statement('theirs', '444455556666'), statement('gone', '555566667777')),
    })
  await pushImage(ecr, 'team/web', 'page', 'w1')
  await pushImage(ecr, 'old/app', 'last one', 'v9')
  const [first, second] = [
    await pushImage(ecr, 'team/api', 'first', 'v1'),
    await pushImage(ecr, 'team/api', 'second', 'v2'),
  ]
  await pushImage(ecr, 'team/api', 'first', 'stable')
  await pushImage(ecr, 'team/api', 'second', 'gone')
  return { first, second, condemned: await pushImage(ecr, 'team/api', 'condemned') }
}

const create = (ecr: ECR, repositoryName: string) =>
  ecr.createRepository({
    repositoryName,
    tags: [
      { Key: 'team', Value: 'a' },
      { Key: 'stale', Value: 'yes' },
    ],
  })

async function fillStrangers(ecr: ECR): Promise<void> {
  for (const repositoryName of ['strangers/one', 'strangers/two']) {
    await create(ecr, repositoryName)
    await pushImage(ecr, repositoryName, 'theirs', 'v1')
    await pushImage(ecr, repositoryName, 'theirs, untagged')
    await ecr.setRepositoryPolicy({ repositoryName, policyText: policyOf(statement('theirs', '444455556666')) })
    await ecr.putLifecyclePolicy({ repositoryName, lifecyclePolicyText: text(EXPIRING) })
  }
}

async function fillRegistry(ecr: ECR): Promise<void> {
  await ecr.putRegistryPolicy({ policyText: policyOf(ofRegistry('theirs'), ofRegistry('old')) })
  await ecr.putReplicationConfiguration({ replicationConfiguration: { rules: [copying('theirs/')] } })
  await ecr.putRegistryScanningConfiguration({ scanType: 'BASIC', rules: [] })
  for (const ecrRepositoryPrefix of ['hub', 'theirs', 'leaving'])
    await ecr.createPullThroughCacheRule({ ecrRepositoryPrefix, upstreamRegistryUrl: 'public.ecr.aws' })
  const template = { appliedFor: ['REPLICATION' as const], customRoleArn: roleArn('templates') }
  for (const prefix of ['hub', 'theirs', 'leaving'])
    await ecr.createRepositoryCreationTemplate({ ...template, prefix, description: 'as it was' })
  for (const name of ['theirs', 'leaving']) await ecr.registerPullTimeUpdateExclusion({ principalArn: roleArn(name) })
}
